import type { Membership } from '../terminology/index.ts';
import { isObject } from './equality.ts';
import type { Binding, BindingRule, Node, Tools } from './model.ts';

const MAX_VALUE_SET = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet';
const CODED = new Set(['code', 'string', 'uri', 'Coding', 'CodeableConcept', 'Quantity']);

const withoutVersion = (url: string | undefined): string | undefined => url?.split('|', 1)[0];

/**
 * Bindings that are checked: required ones, extensible ones, and the outer limit that some of the weaker ones have.
 * @spec fhir-jp-core.md §7
 */
export const compileBinding = (node: Node, code: string): Binding | null => {
  const { binding } = node.element;
  if (binding === undefined || !CODED.has(code)) return null;
  const rules: BindingRule[] = [];
  const { strength } = binding;
  const valueSet = withoutVersion(binding.valueSet);
  if (valueSet !== undefined && strength === 'required') rules.push({ valueSet, severity: 'error' });
  if (valueSet !== undefined && strength === 'extensible') rules.push({ valueSet, severity: 'warning' });
  const limit = binding.extension?.find(({ url }) => url === MAX_VALUE_SET);
  const outer = withoutVersion(limit?.valueCanonical ?? limit?.valueUri);
  if (outer !== undefined) rules.push({ valueSet: outer, severity: 'error' });
  return rules.length === 0 ? null : { node, rules };
};

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const memberOfCoding = (tools: Tools, valueSet: string, coding: unknown): Membership => {
  if (!isObject(coding)) return 'out';
  const code = text(coding.code);
  const system = text(coding.system);
  if (code === undefined) return tools.terminology.isKnown(valueSet) ? 'out' : 'unknown';
  // A Coding without system says nothing about where its code comes from.
  if (system === undefined) return tools.terminology.isKnown(valueSet) ? 'out' : 'unknown';
  return tools.terminology.check(valueSet, { system, code });
};

/** Whether a coded value of any kind is in the value set. A CodeableConcept is, when one of its codings is. */
export const membershipOf = (tools: Tools, valueSet: string, value: unknown): Membership => {
  if (typeof value === 'string') return tools.terminology.check(valueSet, { code: value });
  if (!isObject(value)) return 'unknown';
  if (!Array.isArray(value.coding)) {
    const isConcept = value.code === undefined && value.system === undefined;
    if (isConcept) return tools.terminology.isKnown(valueSet) ? 'out' : 'unknown';
    return memberOfCoding(tools, valueSet, value);
  }
  let answer: Membership = value.coding.length === 0 ? 'unknown' : 'out';
  for (const coding of value.coding) {
    const found = memberOfCoding(tools, valueSet, coding);
    if (found === 'in') return 'in';
    if (found === 'unknown') answer = 'unknown';
  }
  return answer;
};
