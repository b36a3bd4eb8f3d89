import type { OrganisationKind } from '../../../kernel/auth/session.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { covers, modernScope } from '../model/smart-scope.ts';
import table from './scopes.json' with { type: 'json' };

/** What a program may be allowed to do; its organisation's kind limits the choice. */
export const SCOPES: readonly string[] = table.map(({ scope }) => scope);

/**
 * Throws CLIENT_SCOPE_NOT_ALLOWED for a scope that is unknown or not for this kind of organisation. Where all resources
 * are allowed, so are some of them: `system/Observation.rs`, in the form of version 2 only.
 */
export function checkScopes(scopes: readonly string[], kind: OrganisationKind): void {
  const allowed = table
    .filter(({ organisationKinds }) => organisationKinds.includes(kind))
    .map(({ scope }) => scope);
  for (const scope of scopes)
    if (!covers(allowed, scope) || modernScope(scope) !== scope)
      throw new AppError('CLIENT_SCOPE_NOT_ALLOWED', { scope });
}
