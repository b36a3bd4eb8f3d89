import nonActs from './non-acts.json' with { type: 'json' };

const { wardCodes, pseudoDrugs } = nonActs;
const wardPrefixes = new Set(wardCodes.wards.map((ward) => ward.prefix));
const pseudoDrugCodes = new Set(pseudoDrugs.codes);

/**
 * Ward codes of 病床機能報告 stand in SI records but are no acts and are in no master, so they are never
 * "unknown code".
 *
 * @spec claims.md §5.6
 */
export function isWardCode(code: string): boolean {
  if (code.length !== 9 || !wardPrefixes.has(code.slice(0, 5))) return false;
  const serial = code.slice(5);
  const number = Number(serial);
  return /^\d{4}$/.test(serial) && number >= wardCodes.serialFrom && number <= wardCodes.serialTo;
}

/** Reductions and markers of the drug master that are never medication. @spec claims.md §10.4 */
export function isPseudoDrug(drug: { readonly code: string; readonly priceKind: number }): boolean {
  return pseudoDrugs.priceKinds.includes(drug.priceKind) || pseudoDrugCodes.has(drug.code);
}
