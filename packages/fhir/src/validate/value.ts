import { membershipOf } from './binding.ts';
import { contains, equals, isObject } from './equality.ts';
import type { Part } from './model.ts';
import { narrativeFault } from './narrative.ts';
import { isBlank, jsonKindOf, PRIVATE_USE } from './primitives.ts';
import { typeInReference } from './references.ts';
import type { Run } from './run.ts';

/** JSON kind, format and length of a primitive. Says whether anything further can be asked of it. */
export const checkPrimitive = (run: Run, part: Part, value: unknown): boolean => {
  const { format, node } = part;
  const kind = jsonKindOf(value);
  if (kind !== format.json) {
    run.error('structure', 'type', `A ${part.code} is written as a JSON ${format.json}.`, node);
    return false;
  }
  if (!format.valid(value)) {
    const empty = typeof value === 'string' && isBlank(value);
    if (empty) run.error('value', 'empty', 'A value may not be empty.', node);
    else run.error('value', 'format', `This is no ${part.code}.`, node);
    return false;
  }
  if (typeof value === 'string') {
    if (value.length > part.maxLength)
      run.error('too-long', 'max-length', `At most ${part.maxLength} characters are allowed.`, node);
    if (PRIVATE_USE.test(value))
      run.report({
        severity: 'warning',
        code: 'value',
        rule: 'private-use-character',
        message: 'A private-use character means something only where it was made.',
        node,
      });
  }
  return true;
};

export const checkNarrative = (run: Run, part: Part, value: unknown): void => {
  if (typeof value !== 'string') {
    run.error('structure', 'type', 'A narrative is written as a JSON string.', part.node);
    return;
  }
  const fault = narrativeFault(value);
  if (fault !== null)
    run.error('invariant', 'narrative', `The narrative is not as it has to be: ${fault}.`, part.node);
};

/** `fixed[x]` and `pattern[x]`. */
export const checkFixed = (run: Run, part: Part, value: unknown): void => {
  if (part.fixed !== undefined && !equals(value, part.fixed))
    run.error('value', 'fixed', 'The value differs from the one that the profile fixes.', part.node);
  if (part.pattern !== undefined && !contains(value, part.pattern))
    run.error('value', 'pattern', 'The value lacks something of the pattern of the profile.', part.node);
};

/**
 * Bound codes, as far as the value sets' content is known.
 * @spec fhir-jp-core.md §7
 */
export const checkBinding = (run: Run, part: Part, value: unknown): void => {
  const { binding, node } = part;
  if (binding === null) return;
  for (const { valueSet, severity } of binding.rules) {
    const member = membershipOf(run.tools, valueSet, value);
    if (member === 'out')
      run.report({
        severity,
        code: 'code-invalid',
        rule: 'binding',
        message: `The code is not in the value set ${valueSet}.`,
        node,
        constraint: valueSet,
      });
    else if (member === 'unknown' && run.muted === 0 && !run.notChecked.has(binding)) {
      run.notChecked.add(binding);
      run.report({
        severity: 'information',
        code: 'informational',
        rule: 'binding-not-checked',
        message: `The content of the value set ${valueSet} is not at hand.`,
        node,
        constraint: valueSet,
      });
    }
  }
};

const folded = (text: string): string => text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase();

/** A Coding's wording beside those of its code system. */
const checkDisplay = (run: Run, part: Part, value: Readonly<Record<string, unknown>>): void => {
  if (run.muted > 0) return;
  const { system, code, display } = value;
  if (typeof display !== 'string' || typeof system !== 'string' || typeof code !== 'string') return;
  const known = run.tools.terminology.displays(system, code);
  if (known.length === 0 || known.includes(display)) return;
  if (known.some((each) => folded(each) === folded(display))) return;
  run.report({
    severity: 'warning',
    code: 'value',
    rule: 'display',
    message: 'The display differs from the wording of the code system.',
    node: part.node,
    at: 'display',
  });
};

export const checkInvariants = (run: Run, part: Part, value: unknown): void => {
  for (const invariant of part.invariants) {
    run.place.typeName = part.code;
    run.place.path = part.path;
    const held = invariant.compiled.check(value, run.place);
    if (held === true) continue;
    const { key, human, node } = invariant;
    if (held === 'not-evaluated')
      run.report({
        severity: 'information',
        code: 'informational',
        rule: 'invariant-not-evaluated',
        message: `The invariant ${key} could not be evaluated.`,
        node,
        constraint: key,
      });
    else
      run.report({
        severity: invariant.severity,
        code: 'invariant',
        rule: 'invariant',
        message: `${key}: ${human}`,
        node,
        constraint: key,
      });
  }
};

const typeNamed = (run: Run, value: Readonly<Record<string, unknown>>): string | null => {
  const { resourceTypes } = run.tools.definitions;
  if (typeof value.reference === 'string') {
    const named = typeInReference(value.reference, resourceTypes);
    if (named !== null) return named;
  }
  return typeof value.type === 'string' && resourceTypes.has(value.type) ? value.type : null;
};

/** Target types and, where the target is at hand, target profiles. */
const checkReference = (run: Run, part: Part, value: Readonly<Record<string, unknown>>): void => {
  const { node, targets } = part;
  const { reference } = value;
  const target = typeof reference === 'string' ? run.resolve(reference) : null;
  if (target === null && typeof reference === 'string') {
    if (reference.startsWith('#'))
      run.error('not-found', 'reference', 'The contained resource is not there.', node, 'reference');
    else if (reference.startsWith('urn:') && run.frame.bundle !== null)
      run.report({
        severity: 'warning',
        code: 'not-found',
        rule: 'reference',
        message: 'No entry of the Bundle has this fullUrl.',
        node,
        at: 'reference',
      });
  }
  const type = target?.resourceType ?? typeNamed(run, value);
  if (targets === null || type === null) return;
  if (targets.types !== null && !targets.types.has(type)) {
    run.error('structure', 'reference', `A reference to a ${type} is not allowed here.`, node);
    return;
  }
  if (target === null || targets.openTypes.has(type) || targets.types === null) return;
  if (!targets.profiles.some((profile) => run.conforms(target, profile)))
    run.error('structure', 'reference', 'The target conforms to none of the allowed profiles.', node);
};

/** What is left to say of an object whose properties were looked at. */
export const checkComplex = (run: Run, part: Part, value: unknown): void => {
  if (!isObject(value)) return;
  checkFixed(run, part, value);
  checkBinding(run, part, value);
  if (part.code === 'Reference') checkReference(run, part, value);
  else if (part.code === 'Coding') checkDisplay(run, part, value);
  checkInvariants(run, part, value);
};
