import type { IsHidden } from '../../../kernel/records/hiding.ts';
import type {
  ActEvent,
  MedicationEvent,
  MedicationForm,
  SourceFile,
} from '../../../kernel/records/record-source.ts';
import type { Category } from '../../access/index.ts';
import type { ActEntry, MasterCatalogue } from '../../masters/index.ts';
import { codedAct, codedDrug } from './code-names.ts';
import imaging from './imaging-blocks.json' with { type: 'json' };
import type {
  CodedAct,
  DrugLine,
  Institution,
  ShownFile,
  TreatmentCategory,
  TreatmentLine,
} from './record.ts';

/** 剤形 of the drug master. @spec claims.md §10.4 (y.28) */
const FORM_BY_DOSAGE_FORM: Readonly<Record<number, MedicationForm>> = {
  1: 'oral',
  4: 'injection',
  6: 'external',
};

/** Turns events into lines, by the masters and for one audience. */
export interface Renderer {
  readonly catalogue: MasterCatalogue;
  /** The institution behind a code as far as the audience may see it. */
  readonly nameOf: (facilityCode: string) => Institution | null;
  /** The file behind a line, likewise; the same object for the same file. */
  readonly fileOf: (file: SourceFile) => ShownFile;
}

/** What the masters say of a drug; null for a code of another system than that of claims. */
export const drugOfEvent = (catalogue: MasterCatalogue, { code, codeKind, month }: MedicationEvent) =>
  codeKind === undefined ? catalogue.drug(code, month) : null;

/** Null for what stands in a claim like a drug and is none. */
export function renderDrug(renderer: Renderer, event: MedicationEvent): DrugLine | null {
  const { catalogue, nameOf } = renderer;
  const resolution = drugOfEvent(catalogue, event);
  if (resolution?.entry.isPseudoDrug) return null;
  return {
    file: renderer.fileOf(event.file),
    claim: event.claim,
    line: event.line,
    part: event.part,
    date: event.date,
    month: event.month,
    drug: codedDrug(resolution, event),
    amount: event.amount,
    times: event.times,
    form: event.form ?? FORM_BY_DOSAGE_FORM[resolution?.entry.dosageForm ?? 0] ?? 'other',
    usage: event.usage === '' ? null : event.usage,
    prescribedOn: event.prescribedOn,
    setting: event.setting,
    institution: nameOf(event.facilityCode),
    prescriber: event.prescriberCode === null ? null : nameOf(event.prescriberCode),
  };
}

/** Which consents a treatment needs; an act that nobody can classify may be an operation, so it needs both. */
export function consentsFor(category: TreatmentCategory): readonly Category[] {
  if (category === 'unknown') return ['treatment', 'surgery'];
  return category === 'surgery' || category === 'short-stay-surgery' ? ['surgery'] : ['treatment'];
}

interface Examination {
  readonly line: TreatmentLine;
  readonly details: CodedAct[];
}

/**
 * The acts that the record shows: the listed categories without add-ons and modifiers, and acts with an unknown code.
 * Imaging of one claim and day is one line per kind of examination; it is hidden as a whole where any of its acts is.
 * @spec claims.md §11, §12; phr.md §3 A4
 */
export function renderTreatments(
  renderer: Renderer,
  events: readonly ActEvent[],
  isHidden: IsHidden,
): TreatmentLine[] {
  const lines: TreatmentLine[] = [];
  const hidden = new Set<TreatmentLine>();
  const examinations = new Map<string, Examination>();
  for (const event of events) {
    const resolution = renderer.catalogue.act(event.code, event.month);
    const category = shownCategory(resolution?.entry ?? null);
    if (category === null) continue;
    const act = codedAct(resolution, event.code, category);
    const block = resolution === null ? null : imagingBlock(resolution.entry);
    const key = block === null ? null : `${event.file.file}/${event.claim}/${event.date}/${block}`;
    const examination = key === null ? undefined : examinations.get(key);
    if (examination !== undefined) {
      examination.details.push(act);
      if (isHidden(event)) hidden.add(examination.line);
      continue;
    }
    const details: CodedAct[] = [];
    const line: TreatmentLine = {
      file: renderer.fileOf(event.file),
      claim: event.claim,
      line: event.line,
      part: event.part,
      date: event.date,
      month: event.month,
      act,
      count: event.count,
      quantity: event.quantity,
      details,
      setting: event.setting,
      institution: renderer.nameOf(event.facilityCode),
    };
    if (key !== null) examinations.set(key, { line, details });
    if (isHidden(event)) hidden.add(line);
    lines.push(line);
  }
  return hidden.size === 0 ? lines : lines.filter((line) => !hidden.has(line));
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
