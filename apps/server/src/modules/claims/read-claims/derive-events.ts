import type {
  ActEvent,
  EventProvenance,
  MedicationEvent,
  MedicationForm,
  Setting,
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

/** A stored claim with what is known about its file. */
export interface ClaimToDerive {
  /** yyyymm */
  readonly month: number;
  readonly ordinal: number;
  readonly facilityCode: string;
  readonly setting: number;
  readonly prescriber: string;
  readonly facts: Facts;
  readonly file: {
    readonly fileId: string;
    readonly sha256: string;
    readonly name: string;
    readonly receivedAt: Date;
  };
}

export interface DerivedEvents {
  readonly medications: MedicationEvent[];
  readonly acts: ActEvent[];
  readonly visits: VisitEvent[];
}

interface Context extends ClaimToDerive {
  readonly settingName: Setting;
  readonly provenance: (line: number) => EventProvenance;
  readonly idOf: (line: number, part: number) => string;
}

/** Turns a claim into dated events and appends them. @spec claims.md §12 */
export function deriveEvents(claim: ClaimToDerive, into: DerivedEvents): void {
  const { file, ordinal } = claim;
  const context: Context = {
    ...claim,
    settingName: SETTINGS[claim.setting] ?? 'outpatient',
    provenance: (line) => ({
      source: 'claims',
      file: file.sha256,
      fileName: file.name,
      claim: ordinal,
      line,
      receivedAt: file.receivedAt,
    }),
    idOf: (line, part) => `claims-${file.fileId}-${ordinal}-${line}-${part}`,
  };
  if (claim.facts.k === 'm') deriveMedical(claim.facts, context, into);
  else derivePharmacy(claim.facts, context, into);
}

const pad = (day: number): string => (day < 10 ? `0${day}` : `${day}`);
const monthText = (month: number): string => `${Math.floor(month / 100)}-${pad(month % 100)}`;

function deriveMedical(facts: MedicalFacts, context: Context, into: DerivedEvents): void {
  const { settingName: setting, facilityCode } = context;
  const month = monthText(context.month);
  for (const [line, category, code, amount, days, text] of facts.m) {
    for (let i = 0; i < days.length; i += 2) {
      const day = days[i] ?? 0;
      into.medications.push({
        id: context.idOf(line, day),
        date: `${month}-${pad(day)}`,
        code,
        setting,
        facilityCode,
        provenance: context.provenance(line),
        prescribedOn: null,
        prescriberCode: null,
        form: FORM_BY_CATEGORY.get(category) ?? null,
        amount,
        times: days[i + 1] ?? 0,
        usage: text,
      });
    }
  }
  for (const [line, , code, quantity, days] of facts.a) {
    if (isWardCode(code)) continue;
    for (let i = 0; i < days.length; i += 2) {
      const day = days[i] ?? 0;
      into.acts.push({
        id: context.idOf(line, day),
        date: `${month}-${pad(day)}`,
        code,
        setting,
        facilityCode,
        provenance: context.provenance(line),
        quantity,
        count: days[i + 1] ?? 0,
      });
    }
  }
  for (const day of facts.v) into.visits.push({ date: `${month}-${pad(day)}`, setting, facilityCode });
}

function derivePharmacy(facts: PharmacyFacts, context: Context, into: DerivedEvents): void {
  const { settingName: setting, facilityCode } = context;
  const days = new Set<string>();
  for (const [form, usageCode, usageText, dispensings, drugs] of facts.r) {
    for (const [czLine, prescribedOn, dispensedOn, quantity] of dispensings) {
      days.add(dispensedOn);
      for (const [line, code, amount] of drugs) {
        into.medications.push({
          id: context.idOf(line, czLine),
          date: dispensedOn,
          code,
          setting,
          facilityCode,
          provenance: context.provenance(line),
          prescribedOn: prescribedOn === '' ? null : prescribedOn,
          prescriberCode: context.prescriber === '' ? null : context.prescriber,
          form: FORM_BY_PHARMACY_FORM.get(form) ?? null,
          amount,
          times: quantity,
          usage: usageText || (USAGE_TEXTS.get(usageCode) ?? ''),
        });
      }
    }
  }
  for (const date of days) into.visits.push({ date, setting, facilityCode });
}
