import type { Random } from '../../random.ts';
import type { CareDay } from '../care/care.ts';
import { addDays, monthOf, workday } from '../dates.ts';
import type { Facility } from '../facilities.ts';
import { coverageOn, type Person, subsidyOn } from '../population.ts';
import type { Draft, MedicalDraft, Payer, PharmacyDraft } from './drafts.ts';
import { addOutpatientFees } from './outpatient-fees.ts';

interface AssembleInput {
  readonly person: Person;
  readonly days: readonly CareDay[];
  /** Which pharmacy fills the prescriptions of an institution. */
  readonly pharmacyFor: (prescriber: Facility) => Facility;
  readonly random: Random;
  readonly firstDate: string;
  readonly lastDate: string;
}

const payerOn = (person: Person, date: string): Payer => ({
  coverage: coverageOn(person, date),
  beneficiary: subsidyOn(person, date),
});

const payerKey = ({ coverage, beneficiary }: Payer): string =>
  `${coverage.insurer.kind}/${coverage.number}/${beneficiary ?? ''}`;

/** Most prescriptions are filled on the same day, some on one of the next two, never after `lastDate`. */
function dispensingDate(random: Random, date: string, lastDate: string): string {
  if (random.chance(0.85)) return date;
  const later = workday(addDays(date, random.between(1, 2)));
  return later <= lastDate ? later : date;
}

function medicalDraft(drafts: Map<string, MedicalDraft>, input: AssembleInput, day: CareDay): MedicalDraft {
  const payer = payerOn(input.person, day.date);
  const stay = day.admission === null ? 'out' : `in ${day.admission}`;
  const key = `${day.facility.key}/${monthOf(day.date)}/${stay}/${payerKey(payer)}`;
  const draft = drafts.get(key) ?? {
    kind: 'medical',
    facility: day.facility,
    person: input.person,
    payer,
    month: monthOf(day.date),
    inpatient: day.admission !== null,
    days: [],
    special: null,
  };
  drafts.set(key, draft);
  return draft;
}

function pharmacyDraft(drafts: Map<string, PharmacyDraft>, input: AssembleInput, day: CareDay): void {
  const { person, pharmacyFor, random, lastDate } = input;
  const dispensedOn = dispensingDate(random, day.date, lastDate);
  const payer = payerOn(person, dispensedOn);
  const facility = pharmacyFor(day.facility);
  const month = monthOf(dispensedOn);
  const key = `${facility.key}/${day.facility.key}/${month}/${payerKey(payer)}`;
  const draft = drafts.get(key) ?? {
    kind: 'pharmacy',
    facility,
    prescriber: day.facility,
    person,
    payer,
    month,
    receptions: [],
    special: null,
  };
  draft.receptions.push({ prescribedOn: day.date, dispensedOn, prescriptions: day.prescriptions });
  drafts.set(key, draft);
}

/** Turns the care of one person into the claims of all institutions and pharmacies concerned. */
export function assembleClaims(input: AssembleInput): Draft[] {
  const days = [...input.days].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  addOutpatientFees(days, input.person, input.firstDate);
  const medical = new Map<string, MedicalDraft>();
  const pharmacy = new Map<string, PharmacyDraft>();
  for (const day of days) {
    if (day.units.length === 0 || day.diagnoses.length === 0) continue;
    medicalDraft(medical, input, day).days.push(day);
    const byPharmacy = day.admission === null && !day.facility.inHouse && day.prescriptions.length > 0;
    if (byPharmacy) pharmacyDraft(pharmacy, input, day);
  }
  return [...medical.values(), ...pharmacy.values()];
}
