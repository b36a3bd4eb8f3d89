import nonActs from './non-acts.json' with { type: 'json' };

const { wardCodes, pseudoDrugs } = nonActs;
const wardCodeSet = new Set(
  wardCodes.wards.flatMap(({ prefix }) =>
    Array.from(
      { length: wardCodes.serialTo - wardCodes.serialFrom + 1 },
      (_, index) => prefix + String(wardCodes.serialFrom + index).padStart(4, '0'),
    ),
  ),
);
const pseudoDrugCodes = new Set(pseudoDrugs.codes);

/**
 * Ward codes of 病床機能報告 stand in SI records but are no acts and are in no master, so they are never
 * "unknown code".
 *
 * @spec claims.md §5.6
 */
export const isWardCode = (code: string): boolean => wardCodeSet.has(code);

/** Reductions and markers of the drug master that are never medication. @spec claims.md §10.4 */
export function isPseudoDrug(drug: { readonly code: string; readonly priceKind: number }): boolean {
  return pseudoDrugs.priceKinds.includes(drug.priceKind) || pseudoDrugCodes.has(drug.code);
}
