import { compile } from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { isResourceType } from './r4-types.ts';
import type { InvariantPlace } from './run.ts';
import { isFields, PrimitiveElement } from './values.ts';

type Evaluate = (element: unknown, at: InvariantPlace) => unknown;

/**
 * The expression as HL7's library evaluates it. Slower by orders of magnitude: for what our own compiler does not know.
 *
 * @returns what it yields: a list of values
 * @throws whatever the library throws, also for expressions that it cannot read
 */
export function compileByLibrary(expression: string): Evaluate {
  const compiled = new Map<string, Evaluate>();
  return (element, at) => {
    const base = baseOf(element, at);
    const known = compiled.get(base);
    if (known !== undefined) return known(element, at);
    const fresh = compileFor(expression, base);
    // Paths come from definitions, but nothing may make this grow without end.
    if (compiled.size < 100) compiled.set(base, fresh);
    return fresh(element, at);
  };
}

/** Empty for resources, which say themselves what they are. */
function baseOf(element: unknown, at: InvariantPlace): string {
  if (isFields(element) && element.resourceType !== undefined) return '';
  if (at.path !== undefined) return at.path;
  return isResourceType(at.typeName) ? '' : at.typeName;
}

function compileFor(expression: string, base: string): Evaluate {
  // Evaluation is synchronous, so the place of the evaluation that runs is the only one.
  let place: InvariantPlace | null = null;
  const options = {
    async: false as const,
    traceFn: () => undefined,
    userInvocationTable: {
      resolve: {
        fn: (inputs: unknown[]) => inputs.flatMap((input) => place?.resolve(referenceIn(input)) ?? []),
        arity: { 0: [] },
      },
      memberOf: {
        fn: (inputs: unknown[], valueSet: string) =>
          inputs.length === 1 ? (place?.memberOf?.(valueSet, unwrap(inputs[0])) ?? []) : [],
        arity: { 1: ['String' as const] },
      },
      conformsTo: {
        fn: (inputs: unknown[], profile: string) =>
          inputs.length === 1 ? (place?.conformsTo?.(unwrap(inputs[0]), profile) ?? []) : [],
        arity: { 1: ['String' as const] },
      },
    },
  };
  const evaluate = compile(base === '' ? expression : { base, expression }, r4, options);
  return (element, at) => {
    place = at;
    const subject = element instanceof PrimitiveElement ? element.value : element;
    return evaluate(subject, {
      resource: at.resource,
      rootResource: at.rootResource,
      context: subject,
      ucum: 'http://unitsofmeasure.org',
      sct: 'http://snomed.info/sct',
      loinc: 'http://loinc.org',
    });
  };
}

function unwrap(node: unknown): unknown {
  return typeof node === 'object' && node !== null && 'data' in node ? node.data : node;
}

function referenceIn(input: unknown): string {
  const value = unwrap(input);
  const reference = isFields(value) ? value.reference : value;
  return typeof reference === 'string' ? reference : '';
}
