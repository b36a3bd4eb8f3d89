import type { AuditEvent } from '../../../kernel/audit/index.ts';
import type { Session } from '../../../kernel/auth/session.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';
import type { AppRequests } from '../systems/app-requests.ts';

export interface AppsDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: { append(event: AuditEvent): Promise<void> };
  /** Where people reach the portal; the FHIR interface stands there too. */
  readonly publicOrigin: string;
  /** Of the authorization server. */
  readonly requests: AppRequests;
}

export interface Asking {
  readonly session: Session;
  readonly requestId: string;
}

/** Enters what somebody did with an app. */
export const enter = (
  { audit }: Pick<AppsDeps, 'audit'>,
  { session, requestId }: Asking,
  event: 'app-registered' | 'app-authorised',
  {
    personId = session.personId,
    detail,
  }: { readonly personId?: string | null; readonly detail: NonNullable<AuditEvent['detail']> },
): Promise<void> =>
  audit.append({
    event,
    personId,
    account: session.account,
    actorRole: session.roles[0] ?? null,
    outcome: 'done',
    requestId,
    facilityCode: session.organisation?.facilityCode ?? null,
    facilityName: session.organisation?.name ?? null,
    detail,
  });
