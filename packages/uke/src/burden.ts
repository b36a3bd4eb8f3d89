import { BURDEN_PAYERS } from './layout.ts';

const MASKS = new Uint8Array(128);
for (const [code, mask] of BURDEN_PAYERS) MASKS[code.charCodeAt(0)] = mask;

/** Payers of a 負担区分: bit 0 = insurer, bits 1–4 = public payers; 0 when it is no code. @spec claims.md §6.3 */
export function payersOfBurden(burden: string): number {
  return burden.length === 1 ? (MASKS[burden.charCodeAt(0)] ?? 0) : 0;
}
