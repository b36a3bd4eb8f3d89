import { createHash } from 'node:crypto';
import type {
  MedicationEvent,
  MedicationForm,
  PrescribedEvent,
  Setting,
  SourceFile,
  VisitEvent,
} from '../../../kernel/records/record-source.ts';
import type { DrugCode } from '../model/knowledge.ts';
import { isMaterial } from '../model/material.ts';
import display from './display.json' with { type: 'json' };

const FORMS: ReadonlyMap<string, string> = new Map(Object.entries(display.forms));
/** 薬品コード種別 of claims. */
const CLAIMS_CODE = '2';

/** A document of this service with what stands around it. */
export interface SourceDocument {
  /** Prescription, result or note of drugs given in house. */
  readonly id: string;
  readonly kind: 'prescription' | 'dispensing' | 'in-house';
  readonly date: string;
  /** Who did it: the pharmacy of a result, else the institution. 10 digits. */
  readonly facilityCode: string;
  readonly prescribedOn: string | null;
  readonly prescriberCode: string | null;
  readonly receivedAt: Date;
  readonly groups: readonly SourceGroup[];
}

interface SourceGroup {
  readonly form: string;
  readonly quantity: number;
  readonly splitQuantity?: { readonly perPart: number } | null;
  readonly usage: { readonly name: string };
  readonly drugs: readonly {
    readonly category: string | null;
    readonly codeKind: string;
    readonly code: string | null;
    readonly name: string;
    readonly amount: string;
    readonly unit: string;
  }[];
}

/** The code of claims for another one, so that masters and other sources know the drug; null where there is none. */
export type ClaimsCode = (code: DrugCode, on: string) => string | null;

const WORDS = { prescription: '電子処方箋', dispensing: '調剤結果', 'in-house': '院内処方' } as const;

/** A document stands where a file stands for a claim: its id names it for ever. */
const fileOf = ({ id, kind, receivedAt }: SourceDocument): SourceFile => ({
  source: 'prescriptions',
  file: createHash('sha256').update(`${kind} ${id}`).digest('hex'),
  fileName: WORDS[kind],
  receivedAt,
});

const settingOf = ({ kind }: SourceDocument): Setting => (kind === 'dispensing' ? 'pharmacy' : 'outpatient');

/** One event for each drug; materials are none. @spec prescriptions.md §10 (RP number and order) */
export function eventsOf(document: SourceDocument, claimsCode: ClaimsCode): MedicationEvent[] {
  const { date, facilityCode, prescribedOn, prescriberCode } = document;
  const file = fileOf(document);
  let line = 0;
  return document.groups.flatMap((group, rp) =>
    group.drugs.flatMap((drug, order): MedicationEvent[] => {
      line++;
      if (isMaterial(drug)) return [];
      return [
        {
          file,
          claim: 1,
          line,
          part: 1,
          date,
          month: date.slice(0, 7),
          ...codeOf(drug, date, claimsCode),
          name: drug.name,
          unit: drug.unit,
          setting: settingOf(document),
          facilityCode,
          prescribedOn,
          prescriberCode,
          form: formOf(group.form),
          amount: drug.amount,
          times: group.splitQuantity?.perPart ?? group.quantity,
          usage: group.usage.name,
          rp: rp + 1,
          orderInRp: order + 1,
        },
      ];
    }),
  );
}

function codeOf(
  { codeKind, code, name }: SourceGroup['drugs'][number],
  date: string,
  claimsCode: ClaimsCode,
): Pick<MedicationEvent, 'code' | 'codeKind'> {
  // Without a code the name is all there is, and what it is hidden by.
  if (code === null || code === '') return { code: name, codeKind: '1' };
  if (codeKind === CLAIMS_CODE) return { code };
  const known = claimsCode({ kind: codeKind, code }, date);
  return known === null ? { code, codeKind } : { code: known };
}

function formOf(form: string): MedicationForm {
  const known = FORMS.get(form);
  return known === 'oral' || known === 'as-needed' || known === 'external' || known === 'injection'
    ? known
    : 'other';
}

export const prescribedOf = (
  document: SourceDocument & { readonly usableUntil: string },
  claimsCode: ClaimsCode,
): PrescribedEvent[] =>
  eventsOf(document, claimsCode).map((event) => ({
    ...event,
    prescriptionId: document.id,
    usableUntil: document.usableUntil,
  }));

export const visitOf = (document: SourceDocument): VisitEvent => ({
  file: fileOf(document),
  claim: 1,
  date: document.date,
  month: document.date.slice(0, 7),
  setting: settingOf(document),
  facilityCode: document.facilityCode,
});
