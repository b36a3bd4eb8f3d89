import { AppError } from '../../../kernel/errors/app-error.ts';
import { type Category, disclose, recordConsent } from '../../access/index.ts';
import { NOBODY } from '../../registry/index.ts';
import { lookUpByCard } from '../look-up.ts';
import { registerReferenceNumber } from '../reference-numbers.ts';
import {
  type CheckIn,
  type Prescription,
  type StoredCheckIn,
  selectCheckIns,
  toCheckIn,
} from './check-in.ts';
import type { AtReader, ReaderDeps } from './identify.ts';

export interface Choice {
  readonly consents: readonly Category[];
  readonly prescription: Prescription | null;
}

/** Throws CHECK_IN_UNKNOWN. */
async function findCheckIn(deps: ReaderDeps, facilityCode: string, id: string): Promise<StoredCheckIn> {
  const [found] = await selectCheckIns(deps.db, facilityCode, {
    condition: 'c.check_in_id = $2',
    values: [id],
  });
  if (found === undefined) throw new AppError('CHECK_IN_UNKNOWN');
  return found;
}

/**
 * Records what the patient answered at the reader: consents, and how the prescription is to be issued. The desk and the
 * terminals are told. Once answered it stays as it is. Throws CHECK_IN_UNKNOWN also after its time.
 * @spec eligibility.md §3.2, §4.1 (information may be fetched for 24 hours after consent)
 */
export async function completeCheckIn(
  deps: ReaderDeps,
  facility: AtReader,
  { id, choice }: { readonly id: string; readonly choice: Choice },
): Promise<CheckIn> {
  const facilityCode = facility.actor.facilityCode ?? '';
  const checkIn = await findCheckIn(deps, facilityCode, id);
  if (checkIn.completedAt !== null) return toCheckIn(checkIn);
  if (deps.clock() >= checkIn.expiresAt) throw new AppError('CHECK_IN_UNKNOWN');
  const desk = { ...facility, personId: checkIn.ref };
  const categories = [...new Set(choice.consents)];
  if (categories.length > 0) await recordConsent(deps, { ...desk, categories, method: 'card-reader' });
  // What stands already was not asked for, and holds as well.
  const standing = await deps.standingConsents(facility, checkIn.ref);
  const consents = [...new Set([...categories, ...standing])];
  const answer = await lookUpByCard(deps, {
    ...desk,
    specificDiseaseConsent: consents.includes('specific-disease'),
    certificateExpiresSoon: checkIn.certificateExpiresSoon,
  });
  await deps.db.query(
    `UPDATE eligibility.check_in SET completed_at = $3, consents = $4, prescription = $5, answer = $6, state = $7,
       ratio_percent = $8 WHERE facility_code = $1 AND check_in_id = $2 AND completed_at IS NULL`,
    [
      facilityCode,
      id,
      deps.clock(),
      consents,
      choice.prescription,
      JSON.stringify(answer),
      answer.state,
      answer.results[0]?.ratioPercent ?? null,
    ],
  );
  return toCheckIn(await findCheckIn(deps, facilityCode, id));
}

/** Check-ins of a day in Japan, newest first. */
export function listCheckIns(
  deps: ReaderDeps,
  { actor, requestId }: AtReader,
  date: string,
): Promise<{ checkIns: CheckIn[] }> {
  return disclose(
    deps,
    { actor, requestId, personId: NOBODY, purpose: 'eligibility', categories: [], method: 'check-ins' },
    async () => {
      const found = await selectCheckIns(deps.db, actor.facilityCode ?? '', {
        condition: `c.at >= $2::date::timestamp AT TIME ZONE 'Asia/Tokyo'
          AND c.at < ($2::date + 1)::timestamp AT TIME ZONE 'Asia/Tokyo' ORDER BY c.at DESC LIMIT 1000`,
        values: [date],
      });
      return { answer: () => ({ checkIns: found.map(toCheckIn) }), itemCount: found.length };
    },
  );
}

/** The institution's own number of the patient. Throws CHECK_IN_UNKNOWN. */
export async function setReferenceNumber(
  deps: ReaderDeps,
  { actor, requestId }: AtReader,
  { id, referenceNumber }: { readonly id: string; readonly referenceNumber: string },
): Promise<CheckIn> {
  const facilityCode = actor.facilityCode ?? '';
  const { ref: personId } = await findCheckIn(deps, facilityCode, id);
  const input = { actor, requestId, personId, purpose: 'eligibility', categories: [] } as const;
  return disclose(deps, { ...input, method: 'reference-number' }, async () => {
    const by = actor.account;
    await registerReferenceNumber(deps.db, { personId, facilityCode, referenceNumber, by, at: deps.clock() });
    const checkIn = toCheckIn(await findCheckIn(deps, facilityCode, id));
    return { answer: () => checkIn, itemCount: 1 };
  });
}
