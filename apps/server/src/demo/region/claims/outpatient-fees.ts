import {
  actOn,
  actUnit,
  type CareDay,
  comment,
  drugUnit,
  hasAct,
  type Prescription,
  type RxForm,
  type Unit,
} from '../care/care.ts';
import { daysBetween, isPreschool } from '../dates.ts';
import type { Person } from '../population.ts';

/** After so many days without care a visit is a first one again. */
const FIRST_VISIT_GAP_DAYS = 92;

/** 診療識別 of drugs dispensed in the house, by 剤形. Self-injections belong to home care. */
const IN_HOUSE_CATEGORY: Readonly<Record<RxForm, string>> = { '1': '21', '3': '22', '4': '14', '5': '23' };

/** A visit with acts of these 診療識別 has no add-on for unhurried consultation (外来管理加算). */
const BUSY_CATEGORIES = new Set(['40', '50', '70', '80']);

/** Drugs of equal form, usage and quantity make one RP; a drug prescribed twice in it stands once. */
function mergePrescriptions(prescriptions: readonly Prescription[]): Prescription[] {
  const merged = new Map<string, Prescription>();
  for (const rx of prescriptions) {
    const key = `${rx.form}|${rx.usage}|${rx.usageText}|${rx.quantity}`;
    const known = merged.get(key);
    const added = rx.drugs.filter(([drug]) => !known?.drugs.some(([other]) => other === drug));
    merged.set(key, known === undefined ? rx : { ...known, drugs: [...known.drugs, ...added] });
  }
  return [...merged.values()];
}

function consultation(day: CareDay, first: boolean, person: Person): Unit | null {
  if (day.units.some((unit) => unit.lines[0]?.code === actOn(day.date, 'home-visit').code)) return null;
  if (first) {
    const keys = isPreschool(person.birthDate, day.date)
      ? ['first-visit', 'first-visit-infant']
      : 'first-visit';
    return actUnit(day.date, keys);
  }
  if (day.facility.kind === 'hospital') return actUnit(day.date, 'revisit-hospital');
  const busy = day.units.some((unit) => BUSY_CATEGORIES.has(unit.category));
  return actUnit(day.date, busy ? 'revisit' : ['revisit', 'revisit-management']);
}

/** Fees and drugs of the house: the drugs stand in the claim, the usage in a comment before them. */
function inHouseUnits(day: CareDay, prescriptions: readonly Prescription[]): Unit[] {
  const units = prescriptions.map((rx) =>
    drugUnit(IN_HOUSE_CATEGORY[rx.form], rx.drugs, rx.quantity, comment('usage-free', rx.usageText)),
  );
  units.push(actUnit(day.date, 'prescribing'));
  if (prescriptions.some((rx) => rx.form === '1')) units.push(actUnit(day.date, 'dispensing-oral'));
  if (prescriptions.some((rx) => rx.form === '5')) units.push(actUnit(day.date, 'dispensing-external'));
  return units;
}

/**
 * Adds to the outpatient days of one person what every visit has: consultation fee, and the fee for
 * the prescription or the drugs themselves where the house dispenses. `days` must be in order of date.
 */
export function addOutpatientFees(days: readonly CareDay[], person: Person, historyBegins: string): void {
  const lastSeen = new Map<string, string>();
  for (const day of days) {
    if (day.admission !== null) continue;
    const before = lastSeen.get(day.facility.key);
    const knownIllness = day.diagnoses.some((diagnosis) => diagnosis.startDate < historyBegins);
    const first = before === undefined ? !knownIllness : daysBetween(before, day.date) > FIRST_VISIT_GAP_DAYS;
    lastSeen.set(day.facility.key, day.date);
    const fee = consultation(day, first, person);
    if (fee !== null) {
      day.units.unshift(fee);
      if (hasAct(day.date, 'base-up')) day.units.push(actUnit(day.date, 'base-up'));
    }
    if (day.prescriptions.length === 0) continue;
    const merged = mergePrescriptions(day.prescriptions);
    day.prescriptions.splice(0, day.prescriptions.length, ...merged);
    day.units.push(
      ...(day.facility.inHouse ? inHouseUnits(day, merged) : [actUnit(day.date, 'prescription')]),
    );
  }
}
