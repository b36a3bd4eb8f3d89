/**
 * Scopes of SMART App Launch, version 2, as far as the door asks for them: whether a program may read or write anything
 * at all. Which types and which resources is decided by the FHIR interface.
 * @spec https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
 */
const SCOPE = /^(?:patient|user|system)\/([A-Za-z]+|\*)\.(?=[cruds])(c?)(r?)(u?)(d?)(s?)(?:\?.+)?$/;

/** Whether a scope lets a program read or search one of these types; without types: anything. */
export const readsAny =
  (...types: readonly string[]) =>
  (scope: string): boolean => {
    const [, type = '', , read, , , search] = SCOPE.exec(scope) ?? [];
    return Boolean(read || search) && (types.length === 0 || type === '*' || types.includes(type));
  };

/** Whether a scope lets a program create, change or delete anything. */
export const writesAny = (scope: string): boolean => {
  const [, , create, , update, remove] = SCOPE.exec(scope) ?? [];
  return Boolean(create || update || remove);
};
