import { systemKey } from '../codes/systems.ts';
import { isObject } from '../model/element-model.ts';
import { codeKey, identifierKey, textKey } from './fold.ts';
import type { TypedNode } from './path-compiler.ts';
import { splitUnescaped, unescapeValue } from './query-text.ts';
import { malformed, unsupportedModifier, type ValueContext, type ValueTest } from './value-test.ts';

/** `system|code`: null stands for "any", an empty system for "none". */
interface Token {
  readonly system: string | null;
  readonly code: string | null;
}

/** Tests of token parameters. */
export function compileToken(value: string, context: ValueContext): ValueTest {
  switch (context.modifier) {
    case null:
    case 'not':
      return tokenTest(parseToken(value, context), context);
    case 'text':
      return textTest(value);
    case 'in':
    case 'not-in':
      return valueSetTest(unescapeValue(value), context);
    case 'of-type':
      return ofTypeTest(value, context);
    default:
      throw unsupportedModifier(context);
  }
}

/** The literal id of `_id`. */
export function compileId(value: string, context: ValueContext): ValueTest {
  if (context.modifier !== null && context.modifier !== 'not') throw unsupportedModifier(context);
  const id = unescapeValue(value);
  return ({ value: found }) => found === id;
}

export function parseToken(value: string, context: ValueContext): Token {
  const parts = splitUnescaped(value, '|').map(unescapeValue);
  const [first = '', second] = parts;
  if (parts.length > 2) throw malformed(context, 'expected system|code with at most one bar');
  if (second === undefined) return { system: null, code: first };
  if (first === '' && second === '') throw malformed(context, 'expected a system or a code');
  return { system: systemKey(first), code: second === '' ? null : second };
}

function tokenTest(token: Token, context: ValueContext): ValueTest {
  const code = token.code === null ? null : codeKey(token.code);
  const identifier = token.code === null ? null : identifierKey(token.code);
  const isSystem = (system: unknown): boolean =>
    token.system === null ||
    (typeof system === 'string' ? systemKey(system) === token.system : token.system === '');
  const isCode = (found: unknown): boolean =>
    code === null ? found !== undefined : typeof found === 'string' && codeKey(found) === code;
  return (node) => {
    const { type, value } = node;
    if (isObject(value)) {
      switch (type) {
        case 'CodeableConcept':
          return codingsOf(value).some((coding) => isSystem(coding.system) && isCode(coding.code));
        case 'Coding':
          return isSystem(value.system) && isCode(value.code);
        case 'Identifier':
          return isSystem(value.system) && isIdentifier(value.value, identifier);
        case 'ContactPoint':
          return (isSystem(value.system) || isSystem(value.use)) && isCode(value.value);
        default:
          return false;
      }
    }
    if (typeof value === 'boolean') {
      return (token.system === null || token.system === BOOLEAN_SYSTEM) && String(value) === code;
    }
    return isCode(value) && isImpliedSystem(token.system, node, context);
  };
}

const BOOLEAN_SYSTEM = 'http://hl7.org/fhir/special-values';

function isIdentifier(value: unknown, wanted: string | null): boolean {
  if (wanted === null) return value !== undefined;
  return typeof value === 'string' && identifierKey(value) === wanted;
}

/** A `code` has the systems of the value set that it is bound to. */
function isImpliedSystem(
  system: string | null,
  { field }: TypedNode,
  { terminology }: ValueContext,
): boolean {
  if (system === null || system === '') return true;
  const valueSet = field?.valueSet;
  return valueSet != null && terminology.codes(valueSet).has(system);
}

function codingsOf(concept: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[] {
  const { coding } = concept;
  return Array.isArray(coding) ? coding.filter(isObject) : [];
}

function textTest(text: string): ValueTest {
  const key = textKey(unescapeValue(text));
  const starts = (found: unknown): boolean => typeof found === 'string' && textKey(found).startsWith(key);
  const isConcept = (value: unknown): boolean =>
    isObject(value) && (starts(value.text) || codingsOf(value).some(({ display }) => starts(display)));
  return ({ type, value }) => {
    if (!isObject(value) || key === '') return false;
    if (type === 'CodeableConcept') return isConcept(value);
    if (type === 'Coding') return starts(value.display);
    return type === 'Identifier' && isConcept(value.type);
  };
}

function valueSetTest(valueSet: string, context: ValueContext): ValueTest {
  const { terminology } = context;
  if (!terminology.isKnown(valueSet)) {
    throw malformed(context, 'the codes of this value set are not known here');
  }
  const isIn = (system: unknown, code: unknown): boolean =>
    typeof code === 'string' &&
    terminology.check(valueSet, { system: typeof system === 'string' ? system : undefined, code }) === 'in';
  return ({ type, value }) => {
    if (typeof value === 'string') return isIn(undefined, value);
    if (!isObject(value)) return false;
    if (type === 'Coding') return isIn(value.system, value.code);
    return (
      type === 'CodeableConcept' && codingsOf(value).some(({ system, code }) => isIn(system ?? '', code))
    );
  };
}

/** `system|code|value`: the kind of an identifier, and its value. */
function ofTypeTest(value: string, context: ValueContext): ValueTest {
  const parts = splitUnescaped(value, '|').map(unescapeValue);
  const [system = '', code = '', wanted = ''] = parts;
  if (parts.length !== 3 || parts.includes('')) throw malformed(context, 'expected system|code|value');
  const identifier = identifierKey(wanted);
  return ({ type, value: found }) =>
    type === 'Identifier' &&
    isObject(found) &&
    isIdentifier(found.value, identifier) &&
    isObject(found.type) &&
    codingsOf(found.type).some(
      (coding) =>
        typeof coding.system === 'string' &&
        systemKey(coding.system) === systemKey(system) &&
        typeof coding.code === 'string' &&
        codeKey(coding.code) === codeKey(code),
    );
}
