import { copyRows } from '../../../kernel/db/copy-rows.ts';
import type { Transaction } from '../../../kernel/db/database.ts';
import type { PersonId } from '../../registry/index.ts';
import type { StorableClaim } from '../model/stored-claim.ts';

export interface PlacedClaim {
  readonly claim: StorableClaim;
  readonly personId: PersonId;
}

const COLUMNS = 'person_id, month, file_id, ordinal, facility_code, setting, payer, prescriber, facts';

export const copyClaims = (tx: Transaction, fileId: string, placed: readonly PlacedClaim[]): Promise<void> =>
  copyRows(
    tx,
    `claims.claim (${COLUMNS})`,
    placed.map(({ claim, personId }) => [
      personId,
      claim.month,
      fileId,
      claim.ordinal,
      claim.facilityCode,
      claim.setting,
      claim.payer,
      claim.prescriber,
      claim.facts,
    ]),
  );
