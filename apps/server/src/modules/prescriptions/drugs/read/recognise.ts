import { decodeEither } from './decode.ts';
import type { FileKind } from './parts.ts';
import { isAllergenHeader } from './read-allergens.ts';
import { CONTRAINDICATIONS_NAME } from './read-contraindications.ts';
import { isPriceListHeader } from './read-price-list.ts';
import { isUsageHeader } from './read-usages.ts';
import { firstRow } from './table.ts';

const DRUG_MASTER_NAME = /^y_.*\.(?:csv|txt)$/i;
const HEAD_BYTES = 4096;

/** What a file is, by its name or its first lines; null = none of ours. */
export function recogniseKnowledge(fileName: string, bytes: Uint8Array): FileKind | null {
  if (CONTRAINDICATIONS_NAME.test(fileName)) return 'contraindications';
  const head = firstLines(bytes);
  if (head === null) return DRUG_MASTER_NAME.test(fileName) ? 'drug-master' : null;
  if (head.trimStart().startsWith('[') && head.includes('"code"') && head.includes('ZZZ"'))
    return 'general-names';
  const first = firstRow(head);
  if (isPriceListHeader(first)) return 'price-list';
  if (isAllergenHeader(first)) return 'allergens';
  if (isUsageHeader(first)) return 'usages';
  if (DRUG_MASTER_NAME.test(fileName)) return 'drug-master';
  return first[1] === 'Y' && /^6\d{8}$/.test(first[2] ?? '') ? 'drug-master' : null;
}

/** Cut at a line end where there is one, so that no character is cut. */
function firstLines(bytes: Uint8Array): string | null {
  const cut = bytes.subarray(0, HEAD_BYTES).lastIndexOf(0x0a);
  if (bytes.length <= HEAD_BYTES || cut >= 0) {
    const head = bytes.length <= HEAD_BYTES ? bytes : bytes.subarray(0, cut);
    return decodeEither(head)?.replace(/^\uFEFF/, '') ?? null;
  }
  return new TextDecoder('utf-8').decode(bytes.subarray(0, HEAD_BYTES));
}
