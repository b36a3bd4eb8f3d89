import type { OrganisationKind } from '../../../kernel/auth/session.ts';
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
