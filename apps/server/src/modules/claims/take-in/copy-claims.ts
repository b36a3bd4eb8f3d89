import type { Transaction } from '../../../kernel/db/database.ts';
import type { PersonId } from '../../registry/index.ts';
import type { StorableClaim } from '../model/stored-claim.ts';

export interface PlacedClaim {
  readonly claim: StorableClaim;
  readonly personId: PersonId;
}

const COPY = `COPY claims.claim (person_id, month, file_id, ordinal, facility_code, setting, payer, prescriber, facts)
  FROM STDIN`;
const ROWS_PER_CHUNK = 200;

/** COPY's text format gives a meaning to the backslash, tab and line ends. */
const escapeText = (text: string): string =>
  /[\\\t\r\n]/.test(text)
    ? text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\r', '\\r').replaceAll('\n', '\\n')
    : text;

export async function copyClaims(tx: Transaction, fileId: string, placed: readonly PlacedClaim[]): Promise<void> {
  if (placed.length > 0) await tx.copyIn(COPY, chunksOf(fileId, placed));
}

function* chunksOf(fileId: string, placed: readonly PlacedClaim[]): Generator<Uint8Array> {
  for (let start = 0; start < placed.length; start += ROWS_PER_CHUNK) {
    let text = '';
    for (const { claim, personId } of placed.slice(start, start + ROWS_PER_CHUNK)) {
      text += `${personId}\t${claim.month}\t${fileId}\t${claim.ordinal}\t${claim.facilityCode}\t${claim.setting}\t${escapeText(claim.payer)}\t${claim.prescriber}\t${escapeText(claim.facts)}\n`;
    }
    yield Buffer.from(text);
  }
}
