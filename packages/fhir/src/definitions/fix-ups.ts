import type { ElementDefinition, StructureDefinition, ValueSet } from './types.ts';

/** Canonical URLs never start with `$`; one profile of JP-CLINS fixes a system that does. */
const STRAY_DOLLAR = /^\$(?=https?:\/\/)/;

const withoutStrayDollar = (element: ElementDefinition): ElementDefinition =>
  element.fixedUri !== undefined && STRAY_DOLLAR.test(element.fixedUri)
    ? { ...element, fixedUri: element.fixedUri.replace(STRAY_DOLLAR, '') }
    : element;

/** Invariants that know three of the four kinds of a CLINS Bundle and so refuse one that holds prescriptions only. */
const NO_PRESCRIPTIONS_KNOWN = new Set(['R02142', 'R02143']);
const PRESCRIPTIONS_ONLY =
  "meta.tag.where(system = 'http://jpfhir.jp/fhir/clins/CodeSystem/BundleResourceType_CS' and code = 'MedicationRequest').exists()";

const knowingPrescriptions = (element: ElementDefinition): ElementDefinition => {
  if (!element.constraint?.some(({ key }) => NO_PRESCRIPTIONS_KNOWN.has(key))) return element;
  const constraint = element.constraint.flatMap((each) => {
    if (!NO_PRESCRIPTIONS_KNOWN.has(each.key) || each.expression === undefined) return [each];
    return [
      { ...each, expression: `${PRESCRIPTIONS_ONLY} or (${each.expression})` },
      {
        ...each,
        severity: 'warning' as const,
        expression: `${PRESCRIPTIONS_ONLY}.not() or (${each.expression})`,
      },
    ];
  });
  return { ...element, constraint };
};

/**
 * Published definitions that contradict themselves, put right in memory. The packages' files stay as they are.
 * @spec fhir-jp-core.md §4
 * @spec fhir-jp-core.md §10
 */
export const withFixUps = (structure: StructureDefinition): StructureDefinition => {
  const elements = structure.snapshot?.element;
  if (elements === undefined) return structure;
  const fixed = elements.map((element) => knowingPrescriptions(withoutStrayDollar(element)));
  return fixed.some((element, at) => element !== elements[at])
    ? { ...structure, snapshot: { element: fixed } }
    : structure;
};

const SUMMARY_SECTIONS = 'http://jpfhir.jp/fhir/eDischargeSummary/ValueSet/document-section';
const SECTIONS = 'http://jpfhir.jp/fhir/clins/CodeSystem/document-section';

/**
 * In JP-CLINS the sections of a discharge summary are bound to those of a letter of referral (below `REF`), while its
 * own ones (322, 324, 333 …) stand below `DIS`, so that no summary could be valid.
 * @spec fhir-jp-core.md §5.2
 */
export const withSummarySections = (valueSet: ValueSet): ValueSet => {
  const { compose } = valueSet;
  if (valueSet.url !== SUMMARY_SECTIONS || compose === undefined) return valueSet;
  const include = compose.include.map((each) => {
    if (each.system !== SECTIONS || each.filter === undefined) return each;
    const filter = each.filter.map((one) => (one.value === 'REF' ? { ...one, value: 'DIS' } : one));
    return { ...each, filter };
  });
  return { ...valueSet, compose: { ...compose, include } };
};
