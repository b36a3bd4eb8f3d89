import type { Severity } from './issue.ts';
import type { Invariant, Node, Tools } from './model.ts';

/**
 * Constraints of R4 that the validator checks itself, as part of the structure. `dom-6` (a narrative should be there)
 * is left out on purpose.
 * @spec fhir-jp-core.md §9.2
 */
const CHECKED_OTHERWISE = new Set([
  'bdl-7',
  'dom-2',
  'dom-3',
  'dom-4',
  'dom-5',
  'dom-6',
  'ele-1',
  'ext-1',
  'ref-1',
  'txt-1',
  'txt-2',
]);
const R4 = 'http://hl7.org/fhir/StructureDefinition/';
const BEST_PRACTICE = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice';

type Constraint = NonNullable<Node['element']['constraint']>[number];

const severityOf = ({ extension, severity }: Constraint): Severity => {
  if (extension?.some(({ url, valueBoolean }) => url === BEST_PRACTICE && valueBoolean === true))
    return 'information';
  return severity === 'warning' ? 'warning' : 'error';
};

const isCheckedOtherwise = ({ key, source }: Constraint): boolean =>
  CHECKED_OTHERWISE.has(key) && (source === undefined || source.startsWith(R4));

/** Constraints of the nodes, each once although a snapshot repeats those of its type. */
export const compileInvariants = (nodes: readonly Node[], tools: Tools): readonly Invariant[] => {
  const seen = new Set<string>();
  return nodes.flatMap((node) =>
    (node.element.constraint ?? []).flatMap((constraint) => {
      const { expression, key, human } = constraint;
      const same = `${key}|${expression}`;
      if (expression === undefined || isCheckedOtherwise(constraint) || seen.has(same)) return [];
      seen.add(same);
      const compiled = tools.invariant(expression);
      return [{ key, human, severity: severityOf(constraint), compiled, node }];
    }),
  );
};
