import { randomUUID } from 'node:crypto';
import { dateInTokyo } from '../../../kernel/clock.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { readSetting } from '../../../kernel/settings/settings.ts';
import { type Actor, type DiscloseDeps, disclose } from '../../access/index.ts';
import { NOBODY, type PersonId } from '../../registry/index.ts';
import type { NumbersInput } from '../look-up.ts';
import {
  DEFAULT_RECHECK_DAYS,
  nextCheck,
  parseRecheckDays,
  RECHECK_SETTING,
  ratioByAge,
} from '../model/provisional-ratio.ts';
import {
  addEvent,
  type Provisional,
  type ProvisionalReason,
  selectProvisionals,
  toProvisional,
} from './record.ts';

export interface AtFacility {
  readonly actor: Actor & { readonly kind: 'staff' };
  readonly requestId: string;
}

export interface CreateInput {
  readonly personId: PersonId | null;
  readonly checkInId: string | null;
  readonly name: string;
  readonly birthDate: string;
  readonly numbers: Omit<NumbersInput, 'birthDate'> | null;
  readonly reason: ProvisionalReason;
  readonly declaredInsurer: string | null;
  readonly declaredRatioPercent: number | null;
  /** Total cost of the visit, where it is known. */
  readonly totalYen: number | null;
}

/** The days after which to ask again, of this installation. */
export async function recheckDays({ db }: Pick<DiscloseDeps, 'db'>): Promise<readonly number[]> {
  const setting = await readSetting(db, RECHECK_SETTING);
  return (setting === null ? null : parseRecheckDays(setting)) ?? DEFAULT_RECHECK_DAYS;
}

/**
 * Takes a visit in provisionally: charged by the declared share, else by the age class, and asked about again later.
 * @spec eligibility.md §8.3 (nobody is charged 100 % by default)
 */
export function createProvisional(
  deps: DiscloseDeps,
  { actor, requestId }: AtFacility,
  input: CreateInput,
): Promise<Provisional> {
  const personId = input.personId ?? NOBODY;
  return disclose(
    deps,
    { actor, requestId, personId, purpose: 'eligibility', categories: [], method: 'provisional' },
    async () => {
      const now = deps.clock();
      const dateOfService = dateInTokyo(now);
      const ratioSource = input.declaredRatioPercent === null ? 'age-class' : 'declared';
      const ratioPercent = input.declaredRatioPercent ?? ratioByAge(input.birthDate, dateOfService);
      const stored = { facilityCode: actor.facilityCode ?? '', id: randomUUID() };
      await deps.db.transaction(async (tx) => {
        await tx.query(
          `INSERT INTO eligibility.provisional (facility_code, provisional_id, facility_name, person_id, check_in_id, name,
             birth_date, numbers, date_of_service, reason, declared_insurer, declared_ratio_percent, ratio_percent,
             ratio_source, total_yen, created_at, created_by, next_check_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
          [
            stored.facilityCode,
            stored.id,
            actor.organisation ?? '',
            input.personId,
            input.checkInId,
            input.name,
            input.birthDate,
            input.numbers === null ? null : JSON.stringify(input.numbers),
            dateOfService,
            input.reason,
            input.declaredInsurer,
            input.declaredRatioPercent,
            ratioPercent,
            ratioSource,
            input.totalYen,
            now,
            actor.account,
            nextCheck(now, 0, await recheckDays(deps)),
          ],
        );
        await addEvent(tx, stored, { by: actor.account, at: now, event: 'created' });
      });
      const provisional = toProvisional(await findProvisional(deps, stored.facilityCode, stored.id));
      return { answer: () => provisional, itemCount: 1 };
    },
  );
}

/** Throws PROVISIONAL_UNKNOWN. */
export async function findProvisional({ db }: Pick<DiscloseDeps, 'db'>, facilityCode: string, id: string) {
  const [found] = await selectProvisionals(db, 'facility_code = $1 AND provisional_id = $2', [
    facilityCode,
    id,
  ]);
  if (found === undefined) throw new AppError('PROVISIONAL_UNKNOWN');
  return found;
}
