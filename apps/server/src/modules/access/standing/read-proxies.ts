import type { Queryable } from '../../../kernel/db/database.ts';
import type { PersonId } from '../../registry/index.ts';
import type { ProxyGrant, ProxyScope } from '../model/standing.ts';

export interface RecordedProxy extends ProxyGrant {
  readonly proxyRef: string;
}

interface ProxyRow {
  readonly proxy_ref: string;
  readonly principal_id: PersonId;
  readonly proxy_id: PersonId;
  readonly scopes: ProxyScope[];
  readonly valid_from: Date;
  readonly valid_until: Date | null;
  readonly view_only_from: Date | null;
  readonly confirmed_by_principal_at: Date | null;
  readonly confirmed_by_proxy_at: Date | null;
  readonly ended_at: Date | null;
}

/** Where a person is on either side, newest first. */
export async function readProxies(db: Queryable, personId: PersonId): Promise<RecordedProxy[]> {
  const rows = await db.query<ProxyRow>(
    `SELECT proxy_ref, principal_id, proxy_id, scopes, valid_from, valid_until, view_only_from, confirmed_by_principal_at,
       confirmed_by_proxy_at, ended_at
     FROM access.proxy WHERE principal_id = $1 OR proxy_id = $1 ORDER BY valid_from DESC LIMIT 200`,
    [personId],
  );
  return rows.map((row) => ({
    proxyRef: row.proxy_ref,
    principalId: row.principal_id,
    proxyId: row.proxy_id,
    scopes: row.scopes,
    from: row.valid_from,
    until: row.valid_until,
    viewOnlyFrom: row.view_only_from,
    confirmedByPrincipalAt: row.confirmed_by_principal_at,
    confirmedByProxyAt: row.confirmed_by_proxy_at,
    endedAt: row.ended_at,
  }));
}
