import { createHash, randomInt } from 'node:crypto';
import type { AuditEvent } from '../../../kernel/audit/index.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { type PersonId, readPerson } from '../../registry/index.ts';
import { type DiscloseDeps, type DiscloseInput, disclose } from '../disclose/disclose.ts';
import { proxyEnds } from '../model/minor-proxy.ts';
import type { AtHome } from '../model/patient.ts';
import { allows, type ProxyScope } from '../model/standing.ts';
import { type RecordedProxy, readProxies } from '../standing/read-proxies.ts';

export interface ProxyView {
  readonly id: string;
  readonly otherName: string;
  readonly scopes: readonly ProxyScope[];
  readonly from: Date;
  readonly until: Date | null;
  readonly state: 'waiting-for-me' | 'waiting-for-other' | 'active' | 'ended';
  /** Which of the two the reader is. */
  readonly side: 'principal' | 'proxy';
  /** The principal to act for; null unless the reader may. */
  readonly ref: PersonId | null;
}

const CODE_MS = 15 * 60 * 1000;
/** No letters or digits that are taken for one another. */
const CODE_LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const CODE_LENGTH = 10;

const hashOf = (code: string): Buffer =>
  createHash('sha256')
    .update(code.toUpperCase().replace(/[^0-9A-Z]/g, ''))
    .digest();

/** What one tells the other person, once and for a quarter of an hour. */
export function createProxyCode(
  deps: DiscloseDeps,
  { actor, personId, requestId }: AtHome,
): Promise<{ readonly code: string; readonly expiresAt: Date }> {
  return disclose(
    deps,
    { actor, personId, requestId, purpose: 'self-settings', categories: [] },
    async () => {
      const letters = Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]);
      const code = letters.join('');
      const expiresAt = new Date(deps.clock().getTime() + CODE_MS);
      await deps.db.query(
        'INSERT INTO access.proxy_code (code_hash, person_id, expires_at) VALUES ($1, $2, $3)',
        [hashOf(code), personId, expiresAt],
      );
      return { answer: () => ({ code: `${code.slice(0, 5)}-${code.slice(5)}`, expiresAt }), itemCount: 0 };
    },
  );
}

export const listProxies = (deps: DiscloseDeps, home: AtHome): Promise<ProxyView[]> =>
  asSelf(deps, home, { purpose: 'self' }, async () => {});

/**
 * Names the person behind a code as proxy, or offers to be theirs; holds once that person has confirmed too.
 * Throws PROXY_CODE_UNKNOWN, and INPUT_INVALID for an end that has passed. A minor's proxy is bounded by age. @spec phr.md §3 A7
 */
export function offerProxy(
  deps: DiscloseDeps,
  home: AtHome & {
    readonly otherCode: string;
    /** Which side the one who offers takes. */
    readonly as: 'principal' | 'proxy';
    readonly scopes: readonly ProxyScope[];
    readonly until: Date | null;
  },
): Promise<ProxyView[]> {
  return asSelf(deps, home, CHANGE, async (now) => {
    if (home.until !== null && home.until <= now)
      throw new AppError('INPUT_INVALID', { '/to': 'has passed' });
    const other = await takeCode(deps, home.otherCode, now);
    if (other === home.personId) throw new AppError('PROXY_CODE_UNKNOWN');
    const [principalId, proxyId] = home.as === 'principal' ? [home.personId, other] : [other, home.personId];
    const principal = await readPerson(deps.db, principalId);
    if (principal === null) throw new AppError('PERSON_UNKNOWN');
    const { until, viewOnlyFrom } = proxyEnds(principal.birthDate, now, home.until);
    await deps.db.query(
      `INSERT INTO access.proxy (principal_id, proxy_id, scopes, valid_from, valid_until, view_only_from,
         confirmed_by_principal_at, confirmed_by_proxy_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        principalId,
        proxyId,
        [...new Set(home.scopes)],
        now,
        until,
        viewOnlyFrom,
        home.as === 'principal' ? now : null,
        home.as === 'proxy' ? now : null,
      ],
    );
    await tellOther(deps, home, other, 'offered');
  });
}

/** The other side says yes. Throws PROXY_UNKNOWN, also for one that has ended. */
export function confirmProxy(
  deps: DiscloseDeps,
  home: AtHome & { readonly id: string },
): Promise<ProxyView[]> {
  return asSelf(deps, home, CHANGE, async (now) => {
    const proxy = await requireProxy(deps, home);
    if (isOver(proxy, now)) throw new AppError('PROXY_UNKNOWN');
    const column =
      proxy.principalId === home.personId ? 'confirmed_by_principal_at' : 'confirmed_by_proxy_at';
    await deps.db.query(
      `UPDATE access.proxy SET ${column} = $3 WHERE principal_id = $1 AND proxy_ref = $2 AND ${column} IS NULL`,
      [proxy.principalId, proxy.proxyRef, now],
    );
    await tellOther(deps, home, otherOf(proxy, home.personId), 'confirmed');
  });
}

/** Either side ends it, at once. Throws PROXY_UNKNOWN. */
export function endProxy(deps: DiscloseDeps, home: AtHome & { readonly id: string }): Promise<ProxyView[]> {
  return asSelf(deps, home, CHANGE, async (now) => {
    const proxy = await requireProxy(deps, home);
    await deps.db.query(
      'UPDATE access.proxy SET ended_at = $3 WHERE principal_id = $1 AND proxy_ref = $2 AND ended_at IS NULL',
      [proxy.principalId, proxy.proxyRef, now],
    );
    await tellOther(deps, home, otherOf(proxy, home.personId), 'ended');
  });
}

const CHANGE = { purpose: 'self-settings', event: 'proxy-changed' } as const;

const isOver = ({ endedAt, until }: RecordedProxy, now: Date): boolean =>
  endedAt !== null || (until !== null && until <= now);

const otherOf = (proxy: RecordedProxy, personId: PersonId): PersonId =>
  (proxy.principalId === personId ? proxy.proxyId : proxy.principalId) as PersonId;

async function requireProxy(
  { db }: DiscloseDeps,
  { personId, id }: AtHome & { readonly id: string },
): Promise<RecordedProxy> {
  const proxy = (await readProxies(db, personId)).find((one) => one.proxyRef === id);
  if (proxy === undefined) throw new AppError('PROXY_UNKNOWN');
  return proxy;
}

async function takeCode({ db }: DiscloseDeps, code: string, now: Date): Promise<PersonId> {
  const [row] = await db.query<{ person_id: PersonId }>(
    `UPDATE access.proxy_code SET used_at = $2 WHERE code_hash = $1 AND used_at IS NULL AND expires_at > $2
     RETURNING person_id`,
    [hashOf(code), now],
  );
  if (row === undefined) throw new AppError('PROXY_CODE_UNKNOWN');
  return row.person_id;
}

/** The change stands in the other person's log as well. */
function tellOther(
  { audit }: DiscloseDeps,
  { actor, requestId }: AtHome,
  other: PersonId,
  step: 'offered' | 'confirmed' | 'ended',
): Promise<void> {
  const event: AuditEvent = {
    event: 'proxy-changed',
    personId: other,
    account: actor.account,
    actorRole: actor.kind,
    outcome: 'done',
    requestId,
    purpose: 'self-settings',
    detail: { step },
  };
  return audit.append(event);
}

function asSelf(
  deps: DiscloseDeps,
  { actor, personId, requestId }: AtHome,
  entry: Pick<DiscloseInput, 'purpose' | 'event'>,
  change: (now: Date) => Promise<void>,
): Promise<ProxyView[]> {
  return disclose(deps, { actor, personId, requestId, categories: [], ...entry }, async () => {
    const now = deps.clock();
    await change(now);
    const proxies = await readProxies(deps.db, personId);
    const views = await Promise.all(proxies.map((proxy) => viewOf(deps, proxy, personId, now)));
    return { answer: () => views, itemCount: views.length };
  });
}

async function viewOf(
  { db }: DiscloseDeps,
  proxy: RecordedProxy,
  personId: PersonId,
  now: Date,
): Promise<ProxyView> {
  const side = proxy.principalId === personId ? 'principal' : 'proxy';
  const other = await readPerson(db, otherOf(proxy, personId));
  const mine = side === 'principal' ? proxy.confirmedByPrincipalAt : proxy.confirmedByProxyAt;
  const theirs = side === 'principal' ? proxy.confirmedByProxyAt : proxy.confirmedByPrincipalAt;
  const waiting = mine === null ? 'waiting-for-me' : theirs === null ? 'waiting-for-other' : 'active';
  const mayAct = side === 'proxy' && proxy.scopes.some((scope) => allows(proxy, scope, now));
  return {
    id: proxy.proxyRef,
    otherName: other?.name ?? '',
    scopes: proxy.scopes,
    from: proxy.from,
    until: proxy.until,
    state: isOver(proxy, now) ? 'ended' : waiting,
    side,
    ref: mayAct ? (proxy.principalId as PersonId) : null,
  };
}
