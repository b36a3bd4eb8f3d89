import type {
  ActEvent,
  EventProvenance,
  MedicationEvent,
  MedicationForm,
} from '../../../kernel/records/record-source.ts';
import type { Category } from '../../access/index.ts';
import {
  type ActEntry,
  actCategories,
  type DrugEntry,
  type MasterCatalogue,
  type Resolution,
} from '../../masters/index.ts';
import imaging from './imaging-blocks.json' with { type: 'json' };
import type { DrugLine, Institution, Provenance, TreatmentCategory, TreatmentLine } from './record.ts';

/** Gives the institution behind a code as far as the audience may see it. */
export type NameInstitution = (facilityCode: string) => Institution | null;

const CATEGORY_NAMES = new Map<string, string>(actCategories.map(({ id, ja }) => [id, ja]));
const UNKNOWN_CATEGORY_NAME = 'コード不明';
/** 剤形 of the drug master. @spec claims.md §10.4 (y.28) */
const FORM_BY_DOSAGE_FORM: Readonly<Record<number, MedicationForm>> = {
  1: 'oral',
  4: 'injection',
  6: 'external',
};

const provenanceOf = (from: EventProvenance, resolution: Resolution<unknown> | null): Provenance => ({
  source: from.source,
  file: from.file,
  fileName: from.fileName,
  claim: from.claim,
  line: from.line,
  masterEdition: resolution?.edition ?? null,
  masterStatus: resolution?.status ?? 'unknown',
  receivedAt: from.receivedAt,
});

/** Null for what stands in a claim like a drug and is none. */
export function renderDrug(
  event: MedicationEvent,
  catalogue: MasterCatalogue,
  nameOf: NameInstitution,
): DrugLine | null {
  const resolution: Resolution<DrugEntry> | null = catalogue.drug(event.code, event.date);
  const drug = resolution?.entry;
  if (drug?.isPseudoDrug) return null;
  const form = event.form ?? FORM_BY_DOSAGE_FORM[drug?.dosageForm ?? 0] ?? 'other';
  return {
    id: event.id,
    date: event.date,
    month: event.date.slice(0, 7),
    code: event.code,
    name: drug?.name ?? event.code,
    known: drug !== undefined,
    generalName: drug?.generalName ?? null,
    therapeuticClass: drug?.therapeuticClass ?? null,
    amount: event.amount,
    unit: drug?.unit ?? null,
    days: form === 'oral' ? event.times : null,
    times: event.times,
    form,
    usage: event.usage === '' ? null : event.usage,
    prescribedOn: event.prescribedOn,
    setting: event.setting,
    institution: nameOf(event.facilityCode),
    prescriber: event.prescriberCode === null ? null : nameOf(event.prescriberCode),
    provenance: provenanceOf(event.provenance, resolution),
  };
}

/** Which consent a treatment needs; an act that nobody can classify may be an operation, so it needs both. */
export function consentFor(category: TreatmentCategory): readonly Category[] {
  if (category === 'unknown') return ['treatment', 'surgery'];
  return category === 'surgery' || category === 'short-stay-surgery' ? ['surgery'] : ['treatment'];
}

/**
 * The acts that the record shows: the listed categories without add-ons and modifiers, and acts with an unknown code.
 * Imaging of one claim and day is one line per kind of examination.
 * @spec claims.md §11, §12
 */
export function renderTreatments(
  events: readonly ActEvent[],
  catalogue: MasterCatalogue,
  nameOf: NameInstitution,
): TreatmentLine[] {
  const lines: TreatmentLine[] = [];
  const examinations = new Map<string, { readonly details: { code: string; name: string }[] }>();
  for (const event of events) {
    const resolution = catalogue.act(event.code, event.date);
    const shown = shownCategory(resolution?.entry ?? null);
    if (shown === null) continue;
    const block = resolution === null ? null : imagingBlock(resolution.entry);
    const key = `${event.provenance.file}/${event.provenance.claim}/${event.date}/${block}`;
    const examination = block === null ? undefined : examinations.get(key);
    const name = resolution?.entry.name ?? event.code;
    if (examination !== undefined) {
      examination.details.push({ code: event.code, name });
      continue;
    }
    const line = treatmentLine(event, resolution, shown, nameOf);
    if (block !== null) examinations.set(key, line);
    lines.push(line);
  }
  return lines;
}

function shownCategory(act: ActEntry | null): TreatmentCategory | null {
  if (act === null) return 'unknown';
  const { category, kind, specimen } = act.classification;
  return category === null || specimen || kind === 'add-on' || kind === 'modifier' ? null : category;
}

function imagingBlock(act: ActEntry): string | null {
  if (act.letter !== imaging.letter) return null;
  return imaging.blocks.find(({ from, to }) => from <= act.section && act.section <= to)?.id ?? null;
}

function treatmentLine(
  event: ActEvent,
  resolution: Resolution<ActEntry> | null,
  category: TreatmentCategory,
  nameOf: NameInstitution,
): TreatmentLine & { readonly details: { code: string; name: string }[] } {
  const act = resolution?.entry;
  return {
    id: event.id,
    date: event.date,
    month: event.date.slice(0, 7),
    category,
    categoryName: CATEGORY_NAMES.get(category) ?? UNKNOWN_CATEGORY_NAME,
    subKind: act?.classification.subKind ?? null,
    code: event.code,
    name: act?.name ?? event.code,
    known: act !== undefined,
    count: event.count,
    quantity: event.quantity,
    unit: act?.unit ?? null,
    details: [],
    setting: event.setting,
    institution: nameOf(event.facilityCode),
    provenance: provenanceOf(event.provenance, resolution),
  };
}
