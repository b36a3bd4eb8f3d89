import type { Actor, DiscloseDeps } from '../../access/index.ts';
import { type EligibilityAnswer, lookUpByCard, lookUpByNumbers } from '../look-up.ts';
import { ratioOn } from '../model/coverage.ts';
import { differenceYen, nextCheck } from '../model/provisional-ratio.ts';
import { recheckDays } from './create.ts';
import { addEvent, type StoredProvisional, selectProvisionals } from './record.ts';

const DUE_AT_ONCE = 200;

/** Asks again about every visit that is due. @spec eligibility.md §8.3 */
export async function recheckDue(
  deps: DiscloseDeps & { readonly onError: (error: unknown) => void },
  signal: AbortSignal,
): Promise<void> {
  const failed = new Set<string>();
  while (!signal.aborted) {
    const due = await selectProvisionals(
      deps.db,
      `state = 'open' AND next_check_at <= $1 ORDER BY next_check_at, provisional_id LIMIT ${DUE_AT_ONCE}`,
      [deps.clock()],
    );
    const fresh = due.filter(({ id }) => !failed.has(id));
    if (fresh.length === 0) return;
    for (const one of fresh) {
      if (signal.aborted) return;
      await recheck(deps, one, 'recheck').catch((error) => {
        // Left for the next round; the others must not wait for it.
        failed.add(one.id);
        deps.onError(error);
      });
    }
  }
}

/** Asks once more, as the institution that took the visit in; each look leaves its entry. */
export async function recheck(deps: DiscloseDeps, one: StoredProvisional, by: string): Promise<void> {
  const answer = await ask(deps, one);
  const at = deps.clock();
  if (answer !== null && answer.state === 'valid' && answer.results[0] !== undefined) {
    await resolve(deps, one, { answer, by, at });
    return;
  }
  const found = answer?.state ?? 'not-asked';
  const next = nextCheck(one.createdAt, one.checks + 1, await recheckDays(deps));
  await deps.db.transaction(async (tx) => {
    const changed = await tx.query(
      `UPDATE eligibility.provisional SET checks = checks + 1, next_check_at = $3, state = $4
       WHERE facility_code = $1 AND provisional_id = $2 AND state IN ('open', 'staff') AND checks = $5 RETURNING checks`,
      [one.facilityCode, one.id, next, next === null ? 'staff' : 'open', one.checks],
    );
    if (changed.length === 0) return;
    await addEvent(tx, one, { by, at, event: 'checked', found });
    if (next === null && one.state === 'open') await addEvent(tx, one, { by, at, event: 'handed-to-staff' });
  });
}

/** The person where one is known, else the numbers; null when there is neither. */
async function ask(deps: DiscloseDeps, one: StoredProvisional): Promise<EligibilityAnswer | null> {
  const actor: Actor = {
    kind: 'staff',
    account: one.createdBy,
    roles: ['system'],
    facilityCode: one.facilityCode,
    insurerNumber: null,
    organisation: one.facilityName,
    emergencyDesignated: false,
    scopes: null,
  };
  const asking = { actor, requestId: `provisional-${one.id}`, date: one.dateOfService };
  if (one.personId !== null)
    return lookUpByCard(deps, { ...asking, personId: one.personId, specificDiseaseConsent: false });
  if (one.numbers === null) return null;
  const numbers = { ...one.numbers, birthDate: one.birthDate };
  return lookUpByNumbers(deps, { ...asking, numbers, limitConsent: false });
}

async function resolve(
  deps: DiscloseDeps,
  one: StoredProvisional,
  { answer, by, at }: { readonly answer: EligibilityAnswer; readonly by: string; readonly at: Date },
): Promise<void> {
  const [coverage] = answer.results;
  if (coverage === undefined) return;
  const right = ratioOn({ ...coverage, limitCertificates: [] }, one.dateOfService);
  const differencePercent = right === null ? null : right - one.ratioPercent;
  const yen =
    right === null || one.totalYen === null ? null : differenceYen(one.totalYen, one.ratioPercent, right);
  await deps.db.transaction(async (tx) => {
    const changed = await tx.query(
      `UPDATE eligibility.provisional SET checks = checks + 1, next_check_at = NULL, state = 'resolved', resolved_at = $3,
         resolved_to = $4, difference_percent = $5, difference_yen = $6, person_id = COALESCE(person_id, $7)
       WHERE facility_code = $1 AND provisional_id = $2 AND state IN ('open', 'staff') RETURNING provisional_id`,
      [one.facilityCode, one.id, at, JSON.stringify(coverage), differencePercent, yen, answer.personRef],
    );
    if (changed.length > 0) await addEvent(tx, one, { by, at, event: 'resolved', found: answer.state });
  });
}
