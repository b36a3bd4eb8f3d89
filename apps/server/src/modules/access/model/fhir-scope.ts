import { parseFhirScope } from '../../../kernel/fhir/scopes.ts';

/**
 * Whether a program may read or write anything at all over FHIR, as far as the door asks. Which types and which resources
 * is decided by the FHIR interface.
 */

/** Whether a scope lets a program read or search one of these types; without types: anything. */
export const readsAny =
  (...types: readonly string[]) =>
  (text: string): boolean => {
    const scope = parseFhirScope(text);
    return (
      scope !== null &&
      /[rs]/.test(scope.letters) &&
      (types.length === 0 || scope.type === '*' || types.includes(scope.type))
    );
  };

/** Whether a scope lets a program create, change or delete anything. */
export const writesAny = (text: string): boolean => /[cud]/.test(parseFhirScope(text)?.letters ?? '');
