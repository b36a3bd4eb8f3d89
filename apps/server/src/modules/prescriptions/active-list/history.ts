import { addDays, parseLocalDate } from '@tsunagu/ids';
import type { MedicationEvent, MedicationForm, SourceRecord } from '../../../kernel/records/record-source.ts';
import { activePeriod } from '../model/active-period.ts';
import type { ActiveDrug, Allergy } from '../model/alert.ts';
import type { DrugCode } from '../model/knowledge.ts';
import { allergiesOfResource, drugsOfResource, type Untold } from './from-resources.ts';

/** A drug that others know of: claims, what institutions sent, the patient's own notebook. */
export type HistoryDrug = ActiveDrug & Untold;
export type HistoryAllergy = Allergy & Untold;

export interface History {
  readonly drugs: readonly HistoryDrug[];
  readonly allergies: readonly HistoryAllergy[];
}

interface HistoryContext {
  readonly today: string;
  /** Claims hold codes only. */
  readonly nameOf: (code: DrugCode, on: string) => string | null;
}

/** レセ電 code. @spec prescriptions.md §6.5 */
const CLAIMS_CODE = '2';
/** What ended so long ago is not kept. */
const DAYS_KEPT = 60;

const FORMS: Readonly<Record<MedicationForm, string>> = {
  oral: '1',
  'as-needed': '2',
  external: '3',
  injection: '5',
  other: '10',
};

/** What the sources say that can still be taken on `today`, or was a little while ago. @spec prescriptions.md §5.1 */
export function historyOf(found: readonly SourceRecord[], { today, nameOf }: HistoryContext): History {
  const day = parseLocalDate(today);
  const since = day === null ? '' : addDays(day, -DAYS_KEPT);
  const drugs: HistoryDrug[] = [];
  const allergies: HistoryAllergy[] = [];
  for (const { medications, resources } of found) {
    for (const event of medications) {
      // Drugs of a stay in hospital are outside the check.
      if (event.setting === 'inpatient') continue;
      const drug = drugOfClaim(event, nameOf);
      if (drug.to >= since) drugs.push(drug);
    }
    for (const resource of resources) {
      for (const drug of drugsOfResource(resource)) if (drug.to >= since) drugs.push(drug);
      allergies.push(...allergiesOfResource(resource));
    }
  }
  return { drugs, allergies };
}

function drugOfClaim(event: MedicationEvent, nameOf: HistoryContext['nameOf']): HistoryDrug {
  const { file, claim, line, part, code, date, setting, facilityCode, prescriberCode, amount, times } = event;
  const form = event.form === null ? null : FORMS[event.form];
  return {
    kind: CLAIMS_CODE,
    code,
    name: nameOf({ kind: CLAIMS_CODE, code }, date) ?? code,
    form,
    quantity: times,
    amount,
    source: 'claim',
    key: `claim:${file.file.slice(0, 16)}-${claim}:${line}:${part}`,
    ...activePeriod(date, form, times),
    facilityCode: setting === 'pharmacy' ? prescriberCode : facilityCode,
    pharmacyCode: setting === 'pharmacy' ? facilityCode : null,
    hideKey: null,
    knownAt: file.receivedAt.toISOString(),
    untold: false,
  };
}
