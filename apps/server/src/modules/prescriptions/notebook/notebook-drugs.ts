import type { NotebookBlock, OtcDrug } from '@tsunagu/jahis';
import { dateInTokyo } from '../../../kernel/clock.ts';
import type { Queryable } from '../../../kernel/db/database.ts';
import { activePeriod } from '../model/active-period.ts';
import type { ActiveDrug, Allergy } from '../model/alert.ts';
import { drugsOfBlock } from './content.ts';
import { readEntries } from './entries.ts';
import forms from './notebook-forms.json' with { type: 'json' };

/** What a person's own notebook says for a check. */
export interface NotebookMedication {
  readonly drugs: readonly ActiveDrug[];
  readonly allergies: readonly Allergy[];
}

const FORMS: ReadonlyMap<string, string> = new Map(Object.entries(forms.formByNotebookForm));
/** 特記種別: what is to be avoided. @spec prescriptions.md §6.7 (2) */
export const ALLERGY_KINDS: ReadonlySet<string> = new Set(['1', '2']);
/** 薬品コード種別 1: none. */
const NO_CODE = '1';
const YJ = '4';

/** Drugs of dispensing blocks, drugs bought without prescription, and allergies and side effects. */
export async function notebookDrugs(db: Queryable, personId: string): Promise<NotebookMedication> {
  const drugs: ActiveDrug[] = [];
  const allergies: Allergy[] = [];
  for (const entry of await readEntries(db, personId)) {
    const known = { key: `notebook:${entry.entryId}`, knownAt: entry.importedAt };
    if (entry.kind === 'block' && entry.occurredOn !== null) drugs.push(...drugsOf(entry.content, known));
    if (entry.kind === 'otc') drugs.push(...otcDrugsOf(entry.content, known));
    if (entry.kind === 'note' && ALLERGY_KINDS.has(entry.content.kind)) {
      allergies.push({
        text: entry.content.text,
        system: null,
        code: null,
        source: 'notebook',
        facilityCode: null,
        recordedOn: dateInTokyo(entry.importedAt),
        hideKey: null,
      });
    }
  }
  return { drugs, allergies };
}

interface Known {
  readonly key: string;
  readonly knownAt: Date;
}

export function drugsOf(block: NotebookBlock, { key, knownAt }: Known): ActiveDrug[] {
  return drugsOfBlock(block).map(({ origin, group, drug }, at): ActiveDrug => {
    const form = FORMS.get(group.usage?.form ?? '') ?? null;
    const quantity = group.usage === null ? Number.NaN : Number(group.usage.quantity);
    const counted = Number.isFinite(quantity) ? quantity : null;
    return {
      kind: drug.code === null ? NO_CODE : drug.codeKind,
      code: drug.code ?? '',
      name: drug.name,
      form,
      quantity: counted,
      amount: drug.amount === '' ? null : drug.amount,
      source: 'notebook',
      key: `${key}:${group.rp}:${at + 1}`,
      ...activePeriod(block.on, form, counted),
      facilityCode: facilityCodeOf(origin.institution),
      pharmacyCode: facilityCodeOf(block.facility),
      hideKey: null,
      knownAt: knownAt.toISOString(),
    };
  });
}

/** By its ingredients where they are told, since a shop's product is in no list of drugs. */
export function otcDrugsOf(drug: OtcDrug, { key, knownAt }: Known): ActiveDrug[] {
  const from = drug.from ?? dateInTokyo(knownAt);
  const period = activePeriod(from, null, null);
  const parts = drug.ingredients.length > 0 ? drug.ingredients : [{ name: drug.name, code: null }];
  return parts.map((part, at) => ({
    kind: part.code === null ? NO_CODE : YJ,
    code: part.code ?? '',
    name: part.name === drug.name ? drug.name : `${drug.name}（${part.name}）`,
    form: null,
    quantity: null,
    amount: null,
    source: 'notebook',
    key: `${key}:1:${at + 1}`,
    from: period.from,
    to: drug.to ?? period.to,
    facilityCode: null,
    pharmacyCode: null,
    hideKey: null,
    knownAt: knownAt.toISOString(),
  }));
}

interface Coded {
  readonly prefecture: string | null;
  readonly codeKind: string | null;
  readonly code: string | null;
}

/** 10 digits; null where the notebook does not tell all of them. */
export function facilityCodeOf(one: Coded | null): string | null {
  const code = `${one?.prefecture ?? ''}${one?.codeKind ?? ''}${one?.code ?? ''}`;
  return /^\d{10}$/.test(code) ? code : null;
}
