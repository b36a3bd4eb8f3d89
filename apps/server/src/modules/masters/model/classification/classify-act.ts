import type { ActCategory, ActClassification, ActEntry, SurgerySubKind } from '../entries.ts';
import categoryTable from './categories.json' with { type: 'json' };
import nonActs from './non-acts.json' with { type: 'json' };
import subKindTable from './surgery-sub-kinds.json' with { type: 'json' };
import transplantTable from './transplants.json' with { type: 'json' };

/** The columns that decide. */
export type ClassifiedColumns = Pick<
  ActEntry,
  'code' | 'letter' | 'section' | 'branch' | 'pointKind' | 'recordingKind' | 'tariffKind' | 'isSpecimen'
>;

/** An id with its name in Japanese and English. */
export interface NamedId<Id extends string> {
  readonly id: Id;
  readonly ja: string;
  readonly en: string;
}

interface Condition {
  readonly letter?: string;
  readonly sectionFrom?: number;
  readonly sectionTo?: number;
  readonly branch?: number;
  readonly recordingKind?: number;
}

const categoryIds: readonly ActCategory[] = [
  'surgery',
  'radiotherapy',
  'imaging',
  'pathology',
  'medical-management',
  'home-care-guidance',
  'haemodialysis',
  'haemofiltration',
  'peritoneal-dialysis',
  'short-stay-surgery',
];

const subKindIds: readonly SurgerySubKind[] = [
  'transfusion',
  'transfusion-management',
  'transplant',
  'cell-therapy',
  'blood-products',
  'device-add-on',
  'general-add-on',
  'surgery',
];

const categoryRules = categoryTable.categories.map((row) => ({
  id: known(categoryIds, row.id),
  ja: row.ja,
  en: row.en,
  match: row.match satisfies readonly Condition[],
}));

const subKindRules = subKindTable.subKinds.map((row) => ({
  id: known(subKindIds, row.id),
  ja: row.ja,
  en: row.en,
  match: row.match satisfies readonly Condition[],
}));

/** The shown kinds of care, in the order of the national list. @spec claims.md §11 */
export const actCategories: readonly NamedId<ActCategory>[] = categoryRules.map(nameOnly);

/** Parts of `surgery`. @spec claims.md §11.1 */
export const surgerySubKinds: readonly NamedId<SurgerySubKind>[] = subKindRules.map(nameOnly);

interface TransplantRule {
  readonly subKind: SurgerySubKind;
  readonly group: string;
  readonly harvest: boolean;
}

const transplantRules = new Map<string, TransplantRule>(
  transplantTable.rows.map((row) => [
    transplantKey(row.section, row.branch, 'code' in row ? row.code : ''),
    { subKind: known(subKindIds, row.subKind), group: row.group, harvest: row.harvest },
  ]),
);

const shared = new Map<string, ActClassification>();

/**
 * Sorts an act into the kinds of care that the national view shows. Decides by the tariff number of the row
 * valid on the act date, never by the name: 移植 stands in the names of many acts that are no transplants.
 * Rows applied by analogy (準用) go by their own number. Equal answers are the same frozen object.
 *
 * @spec claims.md §11, §11.1
 */
export function classifyAct(act: ClassifiedColumns): ActClassification {
  const category = categoryRules.find((rule) => matchesAny(rule.match, act))?.id ?? null;
  const transplant = category === 'surgery' ? transplantRuleOf(act) : undefined;
  const subKind =
    category === 'surgery'
      ? (transplant?.subKind ?? subKindRules.find((rule) => matchesAny(rule.match, act))?.id ?? 'surgery')
      : null;
  return share({
    category,
    subKind,
    transplantGroup: transplant?.group ?? null,
    kind: kindOf(act),
    harvest: transplant?.harvest ?? false,
    specimen: act.isSpecimen,
  });
}

/** s.69 decides, not s.68: the two disagree on items that are recorded like a basic one. @spec claims.md §10.3, §11 */
function kindOf(act: ClassifiedColumns): ActClassification['kind'] {
  if (nonActs.modifiers.pointKinds.includes(act.pointKind)) return 'modifier';
  if (act.tariffKind === 7) return 'add-on';
  return act.tariffKind === 3 ? 'combined' : 'basic';
}

function transplantRuleOf({ section, branch, code }: ClassifiedColumns): TransplantRule | undefined {
  return (
    transplantRules.get(transplantKey(section, branch, code)) ??
    transplantRules.get(transplantKey(section, branch, ''))
  );
}

function transplantKey(section: number, branch: number, code: string): string {
  return `${section}-${branch}/${code}`;
}

function matchesAny(conditions: readonly Condition[], act: ClassifiedColumns): boolean {
  return conditions.some(
    (condition) =>
      (condition.letter === undefined || condition.letter === act.letter) &&
      (condition.sectionFrom === undefined || condition.sectionFrom <= act.section) &&
      (condition.sectionTo === undefined || act.section <= condition.sectionTo) &&
      (condition.branch === undefined || condition.branch === act.branch) &&
      (condition.recordingKind === undefined || condition.recordingKind === act.recordingKind),
  );
}

function share(classification: ActClassification): ActClassification {
  const { category, subKind, transplantGroup, kind, harvest, specimen } = classification;
  const key = `${category}|${subKind}|${transplantGroup}|${kind}|${harvest}|${specimen}`;
  let same = shared.get(key);
  if (same === undefined) {
    same = Object.freeze(classification);
    shared.set(key, same);
  }
  return same;
}

function nameOnly<Id extends string>({ id, ja, en }: NamedId<Id>): NamedId<Id> {
  return { id, ja, en };
}

function known<Id extends string>(ids: readonly Id[], id: string): Id {
  const found = ids.find((candidate) => candidate === id);
  if (found === undefined) throw new Error(`classification table names an unknown id: ${id}`);
  return found;
}
