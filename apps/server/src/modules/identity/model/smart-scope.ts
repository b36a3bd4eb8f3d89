import { parseFhirScope } from '../../../kernel/fhir/scopes.ts';
import table from './app-scopes.json' with { type: 'json' };

/** Scopes that open no data by themselves. */
export const GENERAL_SCOPES: readonly string[] = table.general;

/** In the form of version 2; anything else as it is. */
export function modernScope(text: string): string {
  const scope = parseFhirScope(text);
  if (scope === null) return text;
  const query = scope.query === null ? '' : `?${scope.query}`;
  return `${scope.level}/${scope.type}.${scope.letters}${query}`;
}

/** Every scope of a request in the form of version 2, each once. */
export const modernScopes = (text: string): string[] => [
  ...new Set(text.split(' ').filter(Boolean).map(modernScope)),
];

/** Whether what was registered holds all that is asked for. A limited registration holds its own limit only. */
export function covers(registered: readonly string[], asked: string): boolean {
  if (registered.includes(asked)) return true;
  const wanted = parseFhirScope(asked);
  if (wanted === null) return false;
  return registered.some((one) => {
    const held = parseFhirScope(one);
    return (
      held !== null &&
      held.level === wanted.level &&
      (held.type === '*' || held.type === wanted.type) &&
      [...wanted.letters].every((letter) => held.letters.includes(letter)) &&
      (held.query === null || held.query === wanted.query)
    );
  });
}

/** Whether an app may be registered with the scope: nothing of `system/`, and patients' apps read only. */
export function isAppScope(text: string): boolean {
  if (GENERAL_SCOPES.includes(text)) return true;
  const scope = parseFhirScope(text);
  if (scope === null || scope.level === 'system' || modernScope(text) !== text) return false;
  const most = table.levels[scope.level];
  return [...scope.letters].every((letter) => most.includes(letter));
}

/** What somebody may be offered to allow: a patient lends nothing of `user/`, staff are bound to where they sit. */
export function offeredTo(kind: 'patient' | 'staff', scopes: readonly string[]): string[] {
  return scopes.filter((scope) =>
    kind === 'patient' ? scope !== 'launch' && !scope.startsWith('user/') : scope !== 'offline_access',
  );
}

/** Whether the scope opens data, and may therefore be unticked. */
export const opensData = (scope: string): boolean => parseFhirScope(scope) !== null;
