import type { AuditEvent } from '../../../kernel/audit/index.ts';
import type { CardAuthority } from '../../../kernel/pki/card-authority.ts';
import type { SessionDeps } from '../session.ts';

/** What the use cases around cards need. */
export interface CardDeps extends SessionDeps {
  readonly audit: { append(event: AuditEvent): Promise<void> };
  /** Opened when it is first needed. */
  readonly cardAuthority: () => Promise<CardAuthority>;
  /** The server's own origin, which every signature of a card names. */
  readonly publicOrigin: string;
}

/** The request behind an event of a card; null where there is none. */
export interface CardRequest {
  readonly requestId: string;
  readonly address: string;
}
