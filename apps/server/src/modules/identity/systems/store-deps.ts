import type { AuditEvent } from '../../../kernel/audit/entry.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';

/** What the stores behind the authorization server need. */
export interface TokenStoreDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: { append(event: AuditEvent): Promise<void> };
}
