import { type DiscloseDeps, disclose } from '../../access/index.ts';
import { NOBODY } from '../../registry/index.ts';
import { type AtFacility, findProvisional } from './create.ts';
import { recheck } from './recheck.ts';
import {
  addEvent,
  type Provisional,
  type ProvisionalState,
  selectProvisionals,
  toProvisional,
} from './record.ts';

const MOST_SHOWN = 500;

/** The one work list of an institution: every provisional visit in a state. */
export function listProvisionals(
  deps: DiscloseDeps,
  { actor, requestId }: AtFacility,
  state: ProvisionalState | null,
): Promise<{ items: Provisional[] }> {
  return disclose(
    deps,
    { actor, requestId, personId: NOBODY, purpose: 'eligibility', categories: [], method: 'provisional' },
    async () => {
      const found = await selectProvisionals(
        deps.db,
        `facility_code = $1 AND ($2::text IS NULL OR state = $2) ORDER BY created_at DESC LIMIT ${MOST_SHOWN}`,
        [actor.facilityCode, state],
      );
      return { answer: () => ({ items: found.map(toProvisional) }), itemCount: found.length };
    },
  );
}

/** Asks again now. Throws PROVISIONAL_UNKNOWN. */
export async function recheckNow(deps: DiscloseDeps, facility: AtFacility, id: string): Promise<Provisional> {
  const one = await requireOne(deps, facility, id);
  if (one.state === 'open' || one.state === 'staff') await recheck(deps, one, facility.actor.account);
  return toProvisional(await findProvisional(deps, one.facilityCode, id));
}

/** Ends it by hand, with the reason. Throws PROVISIONAL_UNKNOWN. */
export async function closeProvisional(
  deps: DiscloseDeps,
  facility: AtFacility,
  { id, note }: { readonly id: string; readonly note: string },
): Promise<Provisional> {
  const one = await requireOne(deps, facility, id);
  const by = facility.actor.account;
  await deps.db.transaction(async (tx) => {
    const changed = await tx.query(
      `UPDATE eligibility.provisional SET state = 'closed', next_check_at = NULL, closed_by = $3, closed_note = $4
       WHERE facility_code = $1 AND provisional_id = $2 AND state IN ('open', 'staff') RETURNING provisional_id`,
      [one.facilityCode, id, by, note],
    );
    if (changed.length > 0) await addEvent(tx, one, { by, at: deps.clock(), event: 'closed', note });
  });
  return toProvisional(await findProvisional(deps, one.facilityCode, id));
}

/** One of the institution's own, through the door. */
const requireOne = (deps: DiscloseDeps, { actor, requestId }: AtFacility, id: string) =>
  disclose(
    deps,
    { actor, requestId, personId: NOBODY, purpose: 'eligibility', categories: [], method: 'provisional' },
    async () => {
      const one = await findProvisional(deps, actor.facilityCode ?? '', id);
      return { answer: () => one, itemCount: 1 };
    },
  );
