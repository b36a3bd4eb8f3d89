import { type Finding, type Notebook, readAny } from '@tsunagu/jahis';
import { activePeriod } from '../model/active-period.ts';
import type { ActiveDrug, Allergy, CheckedDrug } from '../model/alert.ts';
import type { DrugKnowledge } from '../model/knowledge.ts';
import { isMaterial } from '../model/material.ts';
import { ALLERGY_KINDS, drugsOf, facilityCodeOf, otcDrugsOf } from '../notebook/notebook-drugs.ts';
import { checkDrugs, uncomparable } from './check-drugs.ts';
import { type CheckedGroup, targetsOf } from './targets.ts';

/** A text of one of the families, as a check needs it. */
interface CheckedText {
  /** Day of the prescription, of the dispensing, or of the newest entry of a notebook. */
  readonly on: string;
  readonly targets: readonly CheckedDrug[];
  /** The same, and what else the text says is taken, with its days. */
  readonly taken: readonly ActiveDrug[];
  /** What the text says is taken beside the targets: older entries of a notebook. */
  readonly beside: readonly ActiveDrug[];
  readonly allergies: readonly Allergy[];
  readonly facilityCode: string | null;
}

type TextResult = { readonly text: CheckedText } | { readonly findings: readonly Finding[] };

export interface CheckTextsInput {
  readonly text: Uint8Array;
  readonly against: readonly Uint8Array[];
  /** `YYYY-MM-DD`; the day of the text without. */
  readonly on: string | null;
  readonly language: 'ja' | 'en';
}

/** What `tsunagu rx check --json` prints. */
export interface TextsChecked {
  readonly alerts: readonly {
    readonly kind: string;
    readonly tier: number;
    readonly target: DrugShown;
    readonly with: DrugShown & {
      readonly source: string;
      readonly from: string | null;
      readonly to: string | null;
    };
    readonly reason: string;
  }[];
  readonly notChecked: readonly {
    readonly code: string | null;
    readonly name: string;
    readonly reason: string;
  }[];
}

interface DrugShown {
  readonly code: string | null;
  readonly name: string;
  readonly ingredients: readonly string[];
  readonly route: string;
}

/** A text that cannot be read: 0 is the one to check, others by their place among `against`, from 1. */
export interface UnreadableText {
  readonly unreadable: number;
  readonly findings: readonly Finding[];
}

/**
 * Checks a prescription, a dispensing result or a notebook against others, by nothing but the texts.
 * @spec prescriptions.md §5.1, §5.4, §5.6
 */
export function checkTexts(knowledge: DrugKnowledge, input: CheckTextsInput): TextsChecked | UnreadableText {
  const read = [input.text, ...input.against].map(readText);
  const texts: CheckedText[] = [];
  for (const [place, one] of read.entries()) {
    if ('findings' in one) return { unreadable: place, findings: one.findings };
    texts.push(one.text);
  }
  const [text, ...against] = texts;
  if (text === undefined) return { unreadable: 0, findings: [] };
  const on = input.on ?? text.on;
  const others = [...text.beside, ...against.flatMap(({ taken }) => taken)];
  const { alerts, notChecked } = checkDrugs(knowledge, {
    on,
    targets: text.targets,
    others,
    allergies: texts.flatMap(({ allergies }) => allergies),
    own: { facilityCode: text.facilityCode, prescriptionIds: [] },
  });
  const active = others.filter(({ from, to }) => from <= on && on <= to);
  return {
    alerts: alerts.flatMap(({ kind, tier, target, with: other, reason }) =>
      other === null
        ? []
        : [{ kind, tier, target: shown(target), with: withSource(other), reason: reason[input.language] }],
    ),
    notChecked: [...notChecked, ...uncomparable(knowledge, active, on)].map(({ code, name, reason }) => ({
      code,
      name,
      reason,
    })),
  };
}

const shown = ({ code, name, ingredients, route }: DrugShown): DrugShown => ({
  code,
  name,
  ingredients,
  route,
});

const withSource = (
  other: DrugShown & { readonly source: string; readonly from: string | null; readonly to: string | null },
) => ({ ...shown(other), source: other.source, from: other.from, to: other.to });

function readText(bytes: Uint8Array): TextResult {
  const read = readAny(bytes, { mode: 'lenient' });
  if (read.family === 'prescription' && read.prescription !== null) {
    const { issuedOn, groups, institution } = read.prescription;
    return { text: fromGroups(groups, issuedOn, facilityCodeOf(institution)) };
  }
  if (read.family === 'dispensing' && read.dispensing !== null) {
    // The pharmacy is not whoever prescribed.
    return { text: fromGroups(read.dispensing.groups, read.dispensing.dispensedOn, null) };
  }
  if (read.family === 'notebook' && read.notebook !== null) return { text: fromNotebook(read.notebook) };
  return { findings: read.findings };
}

function fromGroups(groups: readonly CheckedGroup[], on: string, facilityCode: string | null): CheckedText {
  const drugs = groups.map((group) => ({
    ...group,
    drugs: group.drugs.filter((drug) => !isMaterial(drug)),
  }));
  const targets = targetsOf(drugs);
  const taken = targets.map(
    (target, at): ActiveDrug => ({
      ...target,
      source: 'file',
      key: `file:${at}`,
      ...activePeriod(on, target.form, target.quantity),
      facilityCode,
      pharmacyCode: null,
      hideKey: null,
      knownAt: `${on}T00:00:00Z`,
    }),
  );
  return { on, targets, taken, beside: [], allergies: [], facilityCode };
}

function fromNotebook({ blocks, notes, otc }: Notebook): CheckedText {
  const on =
    blocks
      .map((block) => block.on)
      .sort()
      .at(-1) ?? '';
  const knownAt = new Date(`${on === '' ? '1970-01-01' : on}T00:00:00Z`);
  const ofBlocks = (chosen: typeof blocks): ActiveDrug[] =>
    chosen.flatMap((block, at) => drugsOf(block, { key: `file:${at}`, knownAt }));
  const newest = ofBlocks(blocks.filter((block) => block.on === on));
  const older = ofBlocks(blocks.filter((block) => block.on !== on));
  const bought = otc.flatMap((drug) => otcDrugsOf(drug, { key: 'file:otc', knownAt }));
  const beside = [...older, ...bought].map((drug): ActiveDrug => ({ ...drug, source: 'notebook' }));
  return {
    on,
    targets: newest,
    taken: [...newest, ...beside],
    beside,
    allergies: notes
      .filter(({ kind }) => ALLERGY_KINDS.has(kind))
      .map(({ text }) => ({
        text,
        system: null,
        code: null,
        source: 'notebook',
        facilityCode: null,
        recordedOn: null,
        hideKey: null,
      })),
    facilityCode: newest[0]?.facilityCode ?? null,
  };
}
