import type { OrganisationKind, Session } from '../../../kernel/auth/session.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import table from './scopes.json' with { type: 'json' };

/** What a program may be allowed to do; its organisation's kind limits the choice. */
export const SCOPES: readonly string[] = table.map(({ scope }) => scope);

/** Throws CLIENT_SCOPE_NOT_ALLOWED for a scope that is unknown or not for this kind of organisation. */
export function checkScopes(scopes: readonly string[], kind: OrganisationKind): void {
  for (const scope of scopes) {
    const row = table.find((one) => one.scope === scope);
    if (row === undefined || !row.organisationKinds.includes(kind))
      throw new AppError('CLIENT_SCOPE_NOT_ALLOWED', { scope });
  }
}

/** The session of a program: what its token may be used for comes on top of the role `system`. */
export interface SystemSession extends Session {
  readonly kind: 'system';
  readonly scopes: readonly string[];
}

const isSystemSession = (session: Session): session is SystemSession =>
  session.kind === 'system' && 'scopes' in session && Array.isArray(session.scopes);

/** Refuses a program whose token lacks the scope (SCOPE_NOT_GRANTED); people are not limited by scopes. */
export function requireScope(session: Session, scope: string): void {
  if (session.kind !== 'system') return;
  if (!isSystemSession(session) || !session.scopes.includes(scope))
    throw new AppError('SCOPE_NOT_GRANTED', { scope });
}
