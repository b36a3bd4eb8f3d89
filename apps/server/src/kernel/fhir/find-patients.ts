import type { FhirDeps, Parameter } from './exchange.ts';
import type { FhirCaller } from './ports.ts';

/** Ways to name the patient by an identifier instead of the id. */
const BY_IDENTIFIER = /^(patient|subject|beneficiary)(?:(?::Patient)?\.identifier|:identifier)$/;

export interface IdentifierToken {
  readonly system: string | null;
  readonly value: string;
}

/** `system|value` or `value`; null where there is no value. Escapes of FHIR searches are undone. */
export function tokenOf(text: string): IdentifierToken | null {
  const [system, value] = /^((?:\\.|[^|\\])*)\|(.*)$/s.exec(text)?.slice(1) ?? [null, text];
  const plain = unescapeText(value ?? '');
  return plain === ''
    ? null
    : { system: system == null || system === '' ? null : unescapeText(system), value: plain };
}

const unescapeText = (text: string): string => text.replaceAll(/\\([,|$\\])/g, '$1');

/**
 * Replaces `patient.identifier=…` by `patient=…`: who somebody is, is known to the registry alone. `nobody`: there is
 * no such person.
 */
export async function findPatients(
  { finder }: Pick<FhirDeps, 'finder'>,
  caller: FhirCaller,
  parameters: readonly Parameter[],
): Promise<{ readonly parameters: readonly Parameter[]; readonly nobody: boolean }> {
  if (finder === null || !parameters.some(([name]) => BY_IDENTIFIER.test(name)))
    return { parameters, nobody: false };
  const replaced: Parameter[] = [];
  let nobody = false;
  for (const [name, value] of parameters) {
    const target = BY_IDENTIFIER.exec(name)?.[1];
    const token = target === undefined ? null : tokenOf(value);
    if (target === undefined || token === null) {
      replaced.push([name, value]);
      continue;
    }
    const personId = await finder.byIdentifier(caller, token);
    if (personId === null) nobody = true;
    else replaced.push([target, `Patient/${personId}`]);
  }
  return { parameters: replaced, nobody };
}
