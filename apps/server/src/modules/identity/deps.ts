import type { AuditEvent } from '../../kernel/audit/index.ts';
import type { SecretBox } from './secret-box.ts';
import type { Origin, SessionDeps } from './session.ts';

/** What the use cases of staff sign-in need. */
export interface IdentityDeps extends SessionDeps {
  readonly secrets: SecretBox;
  readonly audit: { append(event: AuditEvent): Promise<void> };
  /** Where people reach the portal: scheme, host and port. Passkeys are bound to it. */
  readonly publicOrigin: string;
}

/** The request that asks, as far as events and lists of sessions tell of it. */
export interface Asking extends Origin {
  readonly requestId: string;
}
