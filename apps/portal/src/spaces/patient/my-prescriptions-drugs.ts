import type { OwnPrescription } from '../../api/pharmacy-types.ts';
import type { DispensingView } from '../../api/prescription-types.ts';
import type { LocalDate } from '../../api/types.ts';
import { fromDay, toDay } from '../../lib/dates.ts';

type Group = DispensingView['document']['groups'][number];

/** A drug that a pharmacy handed out and that lasts until today or longer. */
interface CurrentOwnDrug {
  readonly key: string;
  readonly drug: Group['drugs'][number];
  readonly group: Group;
  readonly dispensedOn: LocalDate;
  readonly pharmacyName: string;
  /** Last day; counted in days only for oral drugs, taken to be two weeks for all others. */
  readonly until: LocalDate;
  readonly assumed: boolean;
}

/** Forms whose quantity counts days. */
const BY_DAY: readonly string[] = ['1', '4'];
/** Days for which every other form counts as in use. @spec prescriptions.md §5.1 */
const ASSUMED_DAYS = 14;

/** Results that stand, each once although it may answer several prescriptions; the newest first. */
function resultsOf(prescriptions: readonly OwnPrescription[]): readonly DispensingView[] {
  const byId = new Map(
    prescriptions
      .flatMap(({ dispensings }) => dispensings)
      .filter(({ state }) => state === 'registered')
      .map((result) => [result.dispensingId, result]),
  );
  return [...byId.values()].sort((a, b) => b.dispensedOn.localeCompare(a.dispensedOn));
}

/** What is being taken on a day, by what pharmacies handed out; first and last day count. */
export function currentOwnDrugs(
  prescriptions: readonly OwnPrescription[],
  today: LocalDate,
): readonly CurrentOwnDrug[] {
  return resultsOf(prescriptions).flatMap((result) =>
    result.document.groups.flatMap((group, rp) => {
      const assumed = !BY_DAY.includes(group.form);
      const days = assumed ? ASSUMED_DAYS : group.quantity;
      const until = fromDay(toDay(result.dispensedOn) + Math.max(1, days) - 1);
      if (until < today || result.dispensedOn > today) return [];
      return group.drugs.map((drug, at) => ({
        key: `${result.dispensingId}-${rp}-${at}`,
        drug,
        group,
        dispensedOn: result.dispensedOn,
        pharmacyName: result.pharmacy.name,
        until,
        assumed,
      }));
    }),
  );
}

/** How a prescription stands, in everyday words. */
export type Everyday =
  | 'usable'
  | 'refill-later'
  | 'expired'
  | 'preparing'
  | 'received'
  | 'refused'
  | 'cancelled';

export function everydayStateOf(
  one: Pick<OwnPrescription, 'state' | 'expired' | 'window'>,
  today: LocalDate,
): Everyday {
  switch (one.state) {
    case 'open':
      if (one.window !== null && today < one.window.from) return 'refill-later';
      return one.expired || (one.window !== null && today > one.window.to) ? 'expired' : 'usable';
    case 'in-dispensing':
      return 'preparing';
    case 'dispensed':
      return 'received';
    default:
      return one.state;
  }
}
