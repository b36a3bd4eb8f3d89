import type {
  ActiveDrug,
  Alert,
  AlertDrug,
  AlertOther,
  Allergy,
  CheckedDrug,
  CheckOutcome,
  NotChecked,
} from '../model/alert.ts';
import type { DrugKnowledge, ResolvedDrug } from '../model/knowledge.ts';
import { type CheckRules, checkRules, type Expected } from './check-rules.ts';
import { daysBetween } from './days.ts';
import { allergyReason, componentReason, contraindicationReason, duplicateReason } from './reasons.ts';

/** A drug of the list, with the prescriptions that it came from where they are known. */
export type OtherDrug = ActiveDrug & { readonly prescriptionIds?: readonly string[] };

export interface CheckRequest {
  /** 処方日 or 調剤日, `YYYY-MM-DD`. */
  readonly on: string;
  readonly targets: readonly CheckedDrug[];
  readonly others: readonly OtherDrug[];
  readonly allergies: readonly Allergy[];
  /** Who checks, and the prescriptions that are being issued, changed or dispensed. */
  readonly own: { readonly facilityCode: string | null; readonly prescriptionIds: readonly string[] };
  readonly rules?: CheckRules;
}

/** One side of a pair, with what is known of it. */
interface Known {
  readonly name: string;
  readonly code: string | null;
  readonly drug: ResolvedDrug;
}

interface KnownTarget extends Known {
  readonly at: number;
}

interface KnownOther extends Known {
  readonly listed: OtherDrug;
}

interface Context extends Required<CheckRequest> {
  readonly knowledge: DrugKnowledge;
}

/** A drug that was found by a part of its code only. @spec prescriptions.md §5.4 */
const APPROXIMATE = 'ERX-CHK-APPROX';
const KINDS_WITHOUT_DRUG: Readonly<Record<string, NotChecked['reason']>> = {
  '': 'free-text',
  '1': 'free-text',
  '6': 'code-system',
};

/**
 * Duplicates, shared ingredients, contraindicated pairs and allergies of what is to be given, against each other and
 * against what is taken on the day. Alerts by tier, then by place. What could not be compared is said, never left out.
 * Pure: the same question has the same answer. @spec prescriptions.md §5.1, §5.4, §5.6
 */
export function checkDrugs(knowledge: DrugKnowledge, request: CheckRequest): CheckOutcome {
  const context: Context = { ...request, rules: request.rules ?? checkRules, knowledge };
  const targets: KnownTarget[] = [];
  const notChecked: NotChecked[] = [];
  for (const [at, target] of request.targets.entries()) {
    const drug = resolve(knowledge, target, request.on);
    const reason = whyNot(target, drug);
    if (reason !== null) notChecked.push({ at, code: codeOf(target), name: target.name, reason });
    if (drug !== null) targets.push({ at, name: target.name, code: codeOf(target), drug });
  }
  const others = activeOthers(context);
  const alerts: Alert[] = [];
  for (const [place, target] of targets.entries()) {
    for (const other of others) againstOther(context, target, other, alerts);
    againstEarlier(context, target, targets.slice(0, place), alerts);
    for (const allergy of request.allergies) againstAllergy(context, target, allergy, alerts);
  }
  alerts.sort((a, b) => a.tier - b.tier || a.at - b.at);
  return { alerts, notChecked };
}

/** Drugs of the list that nothing can be compared with, and why. */
export function uncomparable(
  knowledge: DrugKnowledge,
  drugs: readonly CheckedDrug[],
  on: string,
): readonly NotChecked[] {
  return drugs.flatMap((one, at): NotChecked[] => {
    const reason = whyNot(one, resolve(knowledge, one, on));
    return reason === null ? [] : [{ at, code: codeOf(one), name: one.name, reason }];
  });
}

const codeOf = ({ code }: CheckedDrug): string | null => (code === '' ? null : code);

function resolve(knowledge: DrugKnowledge, drug: CheckedDrug, on: string): ResolvedDrug | null {
  return drug.code === '' || drug.kind in KINDS_WITHOUT_DRUG ? null : knowledge.resolve(drug, on);
}

function whyNot(checked: CheckedDrug, drug: ResolvedDrug | null): NotChecked['reason'] | null {
  if (drug === null) return KINDS_WITHOUT_DRUG[checked.code === '' ? '' : checked.kind] ?? 'unknown-code';
  if (drug.ingredients.length > 0) return null;
  return drug.prescribable ? 'no-ingredient' : 'not-prescribable';
}

/** Both ends included; the prescription in hand is no overlap with itself. */
export function isTakenOn(listed: OtherDrug, on: string, ownPrescriptionIds: readonly string[]): boolean {
  if (listed.from > on || listed.to < on) return false;
  return listed.source !== 'prescription' || !isPartOf(listed, ownPrescriptionIds);
}

function activeOthers({ knowledge, others, on, own, rules }: Context): readonly KnownOther[] {
  const known: KnownOther[] = [];
  for (const listed of others) {
    if (!isTakenOn(listed, on, own.prescriptionIds)) continue;
    if (rules.ownInstitution === 'excluded' && isOwn(listed, own.facilityCode)) continue;
    const drug = resolve(knowledge, listed, listed.from);
    if (drug !== null) known.push({ name: listed.name, code: codeOf(listed), drug, listed });
  }
  return known;
}

const isPartOf = ({ key, prescriptionIds }: OtherDrug, ids: readonly string[]): boolean =>
  ids.some((id) => prescriptionIds?.includes(id) === true || key.startsWith(`prescription:${id}:`));

const isOwn = ({ facilityCode }: OtherDrug, own: string | null): boolean =>
  own !== null && facilityCode === own;

function againstOther(context: Context, target: KnownTarget, other: KnownOther, alerts: Alert[]): void {
  const { knowledge, on } = context;
  const pair = knowledge.contraindication(target.drug, other.drug, on);
  const shared = sharedOf(target.drug, other.drug);
  if (pair === null && shared === null) return;
  const seen = otherOf(other, on);
  if (pair !== null) alerts.push(contraindicated(target, other, seen, pair.text));
  if (shared === null) return;
  const expected = whyExpected(context, target.drug, other, shared.equal);
  addOverlap(context, { target, other, seen, shared, expected }, alerts);
}

/** Of one prescription the same pair is told once at each place, however often it stands before. */
function againstEarlier(
  context: Context,
  target: KnownTarget,
  earlier: readonly KnownTarget[],
  alerts: Alert[],
): void {
  const found: Alert[] = [];
  for (const one of earlier) againstTarget(context, target, one, found);
  const told = new Map<string, Alert>();
  for (const one of found) if (!told.has(one.pair)) told.set(one.pair, one);
  alerts.push(...told.values());
}

function againstTarget(context: Context, target: KnownTarget, earlier: KnownTarget, alerts: Alert[]): void {
  const pair = context.knowledge.contraindication(target.drug, earlier.drug, context.on);
  const shared = sharedOf(target.drug, earlier.drug);
  if (pair === null && shared === null) return;
  const seen: AlertOther = {
    ...shownOf(earlier),
    source: 'same-prescription',
    from: context.on,
    to: null,
    facilityCode: context.own.facilityCode,
    ageDays: 0,
  };
  if (pair !== null) alerts.push(contraindicated(target, earlier, seen, pair.text));
  if (shared === null) return;
  addOverlap(context, { target, other: earlier, seen, shared, expected: 'same-visit' }, alerts);
}

function againstAllergy(context: Context, target: KnownTarget, allergy: Allergy, alerts: Alert[]): void {
  const stands = context.knowledge.allergenIngredients(allergy);
  if (stands.length === 0) return;
  const hit = target.drug.ingredients.find(({ base }) => stands.includes(base));
  if (hit === undefined) return;
  alerts.push({
    kind: 'allergy',
    tier: context.rules.allergyTier,
    at: target.at,
    target: shownOf(target),
    with: {
      code: allergy.code,
      name: allergy.text,
      ingredients: [hit.base],
      route: target.drug.route,
      source: 'allergy',
      from: allergy.recordedOn,
      to: null,
      facilityCode: allergy.facilityCode,
      ageDays: allergy.recordedOn === null ? null : daysBetween(allergy.recordedOn, context.on),
    },
    reason: allergyReason(target, hit.base, allergy),
    pair: `allergy ${hit.base}`,
    findings: findingsOf(target.drug),
  });
}

interface Shared {
  readonly bases: readonly string[];
  /** Both have these ingredients and no others. */
  readonly equal: boolean;
}

/** null: another route, or nothing in common. */
function sharedOf(a: ResolvedDrug, b: ResolvedDrug): Shared | null {
  if (a.route !== b.route) return null;
  let bases: string[] | null = null;
  for (const { base } of a.ingredients) {
    for (const one of b.ingredients) {
      if (one.base !== base) continue;
      bases ??= [];
      bases.push(base);
    }
  }
  if (bases === null) return null;
  return { bases, equal: bases.length === a.ingredients.length && bases.length === b.ingredients.length };
}

/** @spec prescriptions.md §5.6 */
function whyExpected(
  { on, own, rules }: Context,
  target: ResolvedDrug,
  { drug, listed }: KnownOther,
  equal: boolean,
): Expected | null {
  if (isPartOf(listed, own.prescriptionIds)) return 'refill';
  if (isOwn(listed, own.facilityCode)) return 'own-institution';
  // The same drug in the same strength, whichever brand: another strength elsewhere is no renewal.
  const same = equal && target.yj.slice(0, 9) === drug.yj.slice(0, 9);
  return same && daysBetween(on, listed.to) <= rules.renewalDays ? 'renewal' : null;
}

interface Overlap {
  readonly target: KnownTarget;
  readonly other: Known;
  readonly seen: AlertOther;
  readonly shared: Shared;
  readonly expected: Expected | null;
}

function addOverlap({ rules }: Context, overlap: Overlap, alerts: Alert[]): void {
  const { target, other, seen, shared, expected } = overlap;
  if (!shared.equal && !rules.componentOverlap) return;
  const told = { target, other: seen, shared: shared.bases, route: target.drug.route, expected };
  alerts.push({
    kind: shared.equal ? 'duplicate' : 'component',
    tier: expected === null ? 2 : 3,
    at: target.at,
    target: shownOf(target),
    with: seen,
    reason: shared.equal ? duplicateReason(told) : componentReason(told),
    pair: pairOf('overlap', target.drug, other.drug),
    findings: findingsOf(target.drug, other.drug),
  });
}

function contraindicated(target: KnownTarget, other: Known, seen: AlertOther, text: string): Alert {
  return {
    kind: 'contraindication',
    tier: 1,
    at: target.at,
    target: shownOf(target),
    with: seen,
    reason: contraindicationReason(target.name, seen, text),
    pair: pairOf('contraindication', target.drug, other.drug),
    findings: findingsOf(target.drug, other.drug),
  };
}

const basesOf = ({ ingredients }: ResolvedDrug): readonly string[] => ingredients.map(({ base }) => base);

const shownOf = ({ name, code, drug }: Known): AlertDrug => ({
  code,
  name,
  ingredients: basesOf(drug),
  route: drug.route,
});

const otherOf = (known: KnownOther, on: string): AlertOther => ({
  ...shownOf(known),
  source: known.listed.source,
  from: known.listed.from,
  to: known.listed.to,
  facilityCode: known.listed.facilityCode,
  ageDays: daysBetween(known.listed.knownAt.slice(0, 10), on),
});

/** Brands and strengths do not matter: a pair that was looked at is the same pair after a substitution. */
function pairOf(kind: string, a: ResolvedDrug, b: ResolvedDrug): string {
  const side = (drug: ResolvedDrug): string =>
    drug.ingredients.length === 0 ? drug.yj : `${[...basesOf(drug)].sort().join('+')}@${drug.route}`;
  return `${kind} ${[side(a), side(b)].sort().join(' / ')}`;
}

const findingsOf = (...drugs: readonly ResolvedDrug[]): readonly string[] =>
  drugs.some(({ foundBy }) => foundBy !== null && foundBy < 12) ? [APPROXIMATE] : [];
