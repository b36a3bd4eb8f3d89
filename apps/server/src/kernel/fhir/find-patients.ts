import type { FhirDeps, Parameter } from './exchange.ts';
import type { FhirCaller } from './ports.ts';

/** Ways to name the patient by an identifier instead of the id. */
const BY_IDENTIFIER = /^(patient|subject|beneficiary)(?:(?::Patient)?\.identifier|:identifier)$/;

interface IdentifierToken {
  readonly system: string | null;
  readonly value: string;
}

/** `system|value` or `value`; null where there is no value. Escapes of FHIR searches are undone. */
function tokenOf(text: string): IdentifierToken | null {
  const [system, value] = /^((?:\\.|[^|\\])*)\|(.*)$/s.exec(text)?.slice(1) ?? [null, text];
  const plain = unescapeText(value ?? '');
  return plain === ''
    ? null
    : { system: system == null || system === '' ? null : unescapeText(system), value: plain };
}

const unescapeText = (text: string): string => text.replaceAll(/\\([,|$\\])/g, '$1');

/** The values of a parameter: a comma between them means "or". */
export const tokensOf = (text: string): IdentifierToken[] =>
  text.split(/(?<!\\),/).flatMap((one) => tokenOf(one) ?? []);

interface Found {
  readonly parameters: readonly Parameter[];
  /** Somebody is asked for whom nobody knows. */
  readonly nobody: boolean;
}

/**
 * Replaces `patient.identifier=…` by `patient=…`, and `Patient?identifier=…` by `_id=…`: who somebody is, is known to the
 * registry alone, and what it knows somebody by need not stand in the resource. Those who may see one person only are
 * asked nothing: their person's own identifiers are looked at.
 */
export async function findPatients(
  { finder }: Pick<FhirDeps, 'finder'>,
  caller: FhirCaller,
  type: string,
  parameters: readonly Parameter[],
): Promise<Found> {
  const own = caller.session.app?.patient ?? caller.session.personId;
  const replaced: Parameter[] = [];
  let nobody = false;
  for (const [name, value] of parameters) {
    const target = targetOf(type, name, own === null);
    const tokens = target === null ? [] : tokensOf(value);
    if (finder === null || target === null || tokens.length === 0) {
      replaced.push([name, value]);
      continue;
    }
    const ids: string[] = [];
    for (const token of tokens.slice(0, MOST_TOKENS)) {
      const personId = await finder.byIdentifier(caller, token);
      if (personId !== null) ids.push(personId);
    }
    if (ids.length === 0) nobody = true;
    else replaced.push([target, ids.join(',')]);
  }
  return { parameters: replaced, nobody };
}

/** Each is asked of the registry. */
const MOST_TOKENS = 10;

/** The parameter that names the person whom this one describes; null where it describes nobody. */
function targetOf(type: string, name: string, mayBeAnybody: boolean): string | null {
  if (type === 'Patient') return name === 'identifier' && mayBeAnybody ? '_id' : null;
  return BY_IDENTIFIER.exec(name)?.[1] ?? null;
}
