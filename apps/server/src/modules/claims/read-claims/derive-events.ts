import type {
  ActEvent,
  MedicationEvent,
  MedicationForm,
  Setting,
  SourceFile,
  VisitEvent,
} from '../../../kernel/records/record-source.ts';
import { isWardCode } from '../../masters/index.ts';
import type { Facts, MedicalFacts, PharmacyFacts } from '../model/facts.ts';
import forms from './data/medication-forms.json' with { type: 'json' };
import usage from './data/pharmacy-usage.json' with { type: 'json' };

const FORM_BY_CATEGORY = new Map(Object.entries(forms.byCategory.forms)) as Map<string, MedicationForm>;
const FORM_BY_PHARMACY_FORM = new Map(Object.entries(forms.byPharmacyForm.forms)) as Map<
  string,
  MedicationForm
>;
const USAGE_TEXTS = new Map(Object.entries(usage.texts));
const SETTINGS: readonly (Setting | undefined)[] = [undefined, 'inpatient', 'outpatient', 'pharmacy'];

/** A stored claim with the file it came in. */
export interface ClaimToDerive {
  /** yyyymm */
  readonly month: number;
  readonly ordinal: number;
  readonly facilityCode: string;
  /** 1 inpatient, 2 outpatient, 3 pharmacy. */
  readonly setting: number;
  readonly prescriber: string;
  readonly facts: Facts;
  readonly file: SourceFile;
}

export interface DerivedEvents {
  readonly medications: MedicationEvent[];
  readonly acts: ActEvent[];
  readonly visits: VisitEvent[];
}

/** Turns a claim into dated events and appends them. @spec claims.md §12 */
export function deriveEvents(claim: ClaimToDerive, into: DerivedEvents): void {
  const setting = SETTINGS[claim.setting] ?? 'outpatient';
  if (claim.facts.k === 'm') deriveMedical(claim, claim.facts, setting, into);
  else derivePharmacy(claim, claim.facts, setting, into);
}

const pad = (day: number): string => (day < 10 ? `0${day}` : `${day}`);

/** `YYYY-MM` of yyyymm. */
export const monthText = (month: number): string => `${Math.floor(month / 100)}-${pad(month % 100)}`;

/** The dates of a month by day; few months are asked for over and over. */
interface Calendar {
  readonly month: string;
  readonly dates: readonly string[];
}

const MOST_CALENDARS = 2_000;
const calendars = new Map<number, Calendar>();

function calendarOf(month: number): Calendar {
  let calendar = calendars.get(month);
  if (calendar === undefined) {
    const text = monthText(month);
    calendar = { month: text, dates: Array.from({ length: 32 }, (_, day) => `${text}-${pad(day)}`) };
    if (calendars.size >= MOST_CALENDARS) calendars.clear();
    calendars.set(month, calendar);
  }
  return calendar;
}

function deriveMedical(
  claim: ClaimToDerive,
  facts: MedicalFacts,
  setting: Setting,
  into: DerivedEvents,
): void {
  const { file, ordinal, facilityCode } = claim;
  const { month, dates } = calendarOf(claim.month);
  let rp = 0;
  for (const [line, category, code, amount, days, usage] of facts.m) {
    rp++;
    const form = FORM_BY_CATEGORY.get(category) ?? null;
    for (let i = 0; i < days.length; i += 2) {
      const part = days[i] ?? 0;
      into.medications.push({
        file,
        claim: ordinal,
        line,
        part,
        date: dates[part] ?? '',
        month,
        code,
        setting,
        facilityCode,
        prescribedOn: null,
        prescriberCode: null,
        form,
        amount,
        times: days[i + 1] ?? 0,
        usage,
        rp,
        orderInRp: 1,
      });
    }
  }
  for (const [line, , code, quantity, days] of facts.a) {
    if (isWardCode(code)) continue;
    for (let i = 0; i < days.length; i += 2) {
      const part = days[i] ?? 0;
      const date = dates[part] ?? '';
      const count = days[i + 1] ?? 0;
      into.acts.push({
        file,
        claim: ordinal,
        line,
        part,
        date,
        month,
        code,
        setting,
        facilityCode,
        quantity,
        count,
      });
    }
  }
  for (const day of facts.v)
    into.visits.push({ file, claim: ordinal, date: dates[day] ?? '', month, setting, facilityCode });
}

function derivePharmacy(
  claim: ClaimToDerive,
  facts: PharmacyFacts,
  setting: Setting,
  into: DerivedEvents,
): void {
  const { file, ordinal, facilityCode, prescriber } = claim;
  const { month } = calendarOf(claim.month);
  const days = new Set<string>();
  let rp = 0;
  for (const [form, usageCode, usageText, dispensings, drugs] of facts.r) {
    rp++;
    for (const [part, prescribedOn, dispensedOn, quantity] of dispensings) {
      days.add(dispensedOn);
      let orderInRp = 0;
      for (const [line, code, amount] of drugs) {
        into.medications.push({
          file,
          claim: ordinal,
          line,
          part,
          date: dispensedOn,
          month,
          code,
          setting,
          facilityCode,
          prescribedOn: prescribedOn === '' ? null : prescribedOn,
          prescriberCode: prescriber === '' ? null : prescriber,
          form: FORM_BY_PHARMACY_FORM.get(form) ?? null,
          amount,
          times: quantity,
          usage: usageText || (USAGE_TEXTS.get(usageCode) ?? ''),
          rp,
          orderInRp: ++orderInRp,
        });
      }
    }
  }
  for (const date of days) into.visits.push({ file, claim: ordinal, date, month, setting, facilityCode });
}
