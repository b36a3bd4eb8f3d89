import type { OrganisationKind } from '../../../kernel/auth/session.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { parseFhirScope } from '../../../kernel/fhir/scopes.ts';
import { modernScope } from '../model/smart-scope.ts';
import table from './scopes.json' with { type: 'json' };

/** Stands in the table for all scopes of the form `system/…`. */
const FHIR_ROW = 'system/*';

/** What a program may be allowed to do; its organisation's kind limits the choice. */
export const SCOPES: readonly string[] = table
  .map(({ scope }) => scope)
  .filter((scope) => scope !== FHIR_ROW);

/** Resources for a program by itself, as in `system/Observation.rs`; in the form of version 2 only. */
const isSystemScope = (scope: string): boolean =>
  parseFhirScope(scope)?.level === 'system' && modernScope(scope) === scope;

/** Throws CLIENT_SCOPE_NOT_ALLOWED for a scope that is unknown or not for this kind of organisation. */
export function checkScopes(scopes: readonly string[], kind: OrganisationKind): void {
  for (const scope of scopes) {
    const row = table.find((one) => one.scope === (isSystemScope(scope) ? FHIR_ROW : scope));
    if (row === undefined || scope === FHIR_ROW || !row.organisationKinds.includes(kind))
      throw new AppError('CLIENT_SCOPE_NOT_ALLOWED', { scope });
  }
}
