import type { AuditEvent, AuditOutcome } from '../../kernel/audit/index.ts';
import type { Session } from '../../kernel/auth/session.ts';
import type { Asking, IdentityDeps } from './deps.ts';

type Noted = Pick<AuditEvent, 'event'> & Partial<Pick<AuditEvent, 'refusalCode' | 'method' | 'detail'>>;

export interface NotedAccount {
  readonly account: string;
  readonly personId: string | null;
  readonly roles: readonly string[];
  readonly organisation: { readonly facilityCode: string | null; readonly name: string } | null;
}

/** Enters what somebody did, or was refused, into the audit log; resolves when the entry is durable. */
export function noteEvent(
  { audit }: Pick<IdentityDeps, 'audit'>,
  { requestId, address }: Asking,
  who: NotedAccount | Session | null,
  { detail, refusalCode = null, ...noted }: Noted,
): Promise<void> {
  const outcome: AuditOutcome = refusalCode === null ? 'done' : 'refused';
  return audit.append({
    ...noted,
    outcome,
    refusalCode,
    requestId,
    personId: who?.personId ?? null,
    account: who?.account ?? null,
    actorRole: who?.roles[0] ?? null,
    facilityCode: who?.organisation?.facilityCode ?? null,
    facilityName: who?.organisation?.name ?? null,
    detail: { address, ...detail },
  });
}
