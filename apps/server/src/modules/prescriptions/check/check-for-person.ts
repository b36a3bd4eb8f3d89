import { dateInTokyo } from '../../../kernel/clock.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { drugMayBeHidden } from '../../../kernel/records/hiding.ts';
import {
  type Actor,
  type CategoryDecision,
  type DiscloseDeps,
  disclose,
  facilityOf,
  readShownLimits,
  type ShownLimits,
} from '../../access/index.ts';
import { facilityNames, type PersonId } from '../../registry/index.ts';
import { type ActiveList, type ListDeps, readActiveList } from '../active-list/list.ts';
import { mergeSources } from '../active-list/merge.ts';
import { noteShown, type ToNote } from '../alerts/note-shown.ts';
import type { ActiveDrug, Alert, CheckedDrug, NotChecked } from '../model/alert.ts';
import type { DrugKnowledge } from '../model/knowledge.ts';
import { checkDrugs, isTakenOn, uncomparable } from './check-drugs.ts';
import { refuseTooMany } from './targets.ts';
import { asSeen, type Consent, type Viewer } from './who-sees.ts';

export interface CheckDeps extends DiscloseDeps, ListDeps {
  readonly knowledge: () => Promise<DrugKnowledge>;
}

interface CheckInput {
  readonly actor: Actor;
  readonly personId: PersonId;
  readonly targets: readonly CheckedDrug[];
  /** Day as of which it is checked, `YYYY-MM-DD`. */
  readonly on: string;
  /** Prescriptions that are being changed or dispensed: their own drugs are no overlap. */
  readonly ownPrescriptionIds: readonly string[];
  /** 口頭同意, noted in the chart; an empty id is refused. */
  readonly oralConsent: { readonly chartNoteId: string } | null;
  readonly requestId: string;
}

interface ShownAlert extends Alert {
  readonly alertId: string;
  /** Somebody said for this pair that it need not be shown for a while. */
  readonly suppressed: boolean;
  readonly with: (NonNullable<Alert['with']> & { readonly facilityName?: string | null }) | null;
}

export interface CheckAnswer {
  readonly checkedOn: string;
  /** Those that were named as being changed or dispensed, as they were named. */
  readonly prescriptionIds: readonly string[];
  readonly knowledge: {
    readonly version: string;
    readonly demo: boolean;
    /** False: no list of what must not be combined was imported, so that nothing of it can be found. */
    readonly contraindications: boolean;
  };
  /** How much of the other drugs is told. */
  readonly consent: Consent;
  readonly alerts: readonly ShownAlert[];
  readonly notChecked: readonly NotChecked[];
  /** Drugs that the person takes and that could not be compared with. */
  readonly othersNotChecked: number;
  /** When the list of what the person takes was brought up to date from claims and submissions; null = never. */
  readonly listAsOf: string | null;
}

/** Refusals that what the patient says at the desk can lift; a limit that the patient set cannot be. */
const LIFTED_ORALLY: ReadonlySet<string> = new Set(['CONSENT_REQUIRED', 'CONSENT_EXPIRED']);

/**
 * Checks drugs against what a person takes, and against each other. Works without consent: then only facts are told.
 * Throws the refusals of `access`, and RX_CHART_NOTE_REQUIRED for an oral consent without its note.
 * @spec prescriptions.md §5
 */
export function checkForPerson(deps: CheckDeps, input: CheckInput): Promise<CheckAnswer> {
  const { actor, personId, oralConsent, requestId } = input;
  const chartNote = oralConsent?.chartNoteId.trim() ?? null;
  return disclose(
    deps,
    {
      actor,
      personId,
      purpose: 'drug-check',
      categories: ['medication'],
      requestId,
      ...(chartNote === null ? {} : { method: 'oral-consent' }),
      detail: chartNote === null || chartNote === '' ? null : { chartNote },
    },
    async (decisions) => {
      if (chartNote === '') throw new AppError('RX_CHART_NOTE_REQUIRED');
      refuseTooMany(input.targets);
      const answer = await check(deps, input, decisions);
      return { answer: () => answer, itemCount: answer.alerts.length };
    },
  );
}

async function check(
  deps: CheckDeps,
  input: CheckInput,
  [decision]: readonly CategoryDecision[],
): Promise<CheckAnswer> {
  const { personId, targets, on, ownPrescriptionIds } = input;
  const facilityCode = facilityOf(input.actor);
  const [knowledge, list] = await Promise.all([deps.knowledge(), readActiveList(deps, personId)]);
  const others = takenOn(knowledge, list, on);
  const outcome = checkDrugs(knowledge, {
    on,
    targets,
    others,
    allergies: list.allergies,
    own: { facilityCode, prescriptionIds: ownPrescriptionIds },
  });
  const consent = consentOf(decision, input);
  const viewer: Viewer = {
    facilityCode,
    consent,
    // Most checks find nothing that could be hidden.
    limits: outcome.alerts.length === 0 ? NO_LIMITS : await readShownLimits(deps.db, personId),
    claimsCode: (drug) => knowledge.resolve(drug, drug.from)?.receiptCode ?? null,
    mayHide: (drug) => drugMayBeHidden(knowledge.resolve(drug, drug.from)?.controlledKind ?? 0),
  };
  const behind = { drugs: others, allergies: list.allergies };
  const seen = outcome.alerts.map((alert): ToNote => ({ alert, shown: asSeen(viewer, behind, alert) }));
  return {
    checkedOn: on,
    prescriptionIds: ownPrescriptionIds,
    knowledge: {
      version: knowledge.version,
      demo: knowledge.demo,
      contraindications: knowledge.sources.some(({ kind }) => kind === 'contraindications'),
    },
    consent,
    alerts: await shownAlerts(deps, input, factsOnce(seen)),
    notChecked: outcome.notChecked,
    othersNotChecked: others
      .filter((one) => isTakenOn(one, on, ownPrescriptionIds))
      .filter((one) => uncomparable(knowledge, [one], one.from).length > 0).length,
    listAsOf: list.asOf?.toISOString() ?? null,
  };
}

const NO_LIMITS: ShownLimits = { hidden: new Set(), withheld: false };

function consentOf(decision: CategoryDecision | undefined, { oralConsent }: CheckInput): Consent {
  if (decision?.shown === true) return 'full';
  const lifted = decision !== undefined && LIFTED_ORALLY.has(decision.refusalCode);
  return oralConsent !== null && lifted ? 'oral' : 'fact-only';
}

type Known = ActiveList['own'][number] | ActiveList['history'][number];

/** What may be taken on the day; a prescription that can no longer be fetched is not. */
function takenOn(knowledge: DrugKnowledge, { own, history }: ActiveList, on: string): readonly Known[] {
  const standing = own.filter(({ fetchUntil }) => fetchUntil === null || fetchUntil >= on);
  return mergeSources<Known>([...standing, ...history], (drug) => identityOf(knowledge, drug));
}

function identityOf(knowledge: DrugKnowledge, drug: ActiveDrug): string {
  const resolved = knowledge.resolve(drug, drug.from);
  return resolved === null || resolved.ingredients.length === 0
    ? `${drug.kind} ${drug.code} ${drug.name}`
    : `${resolved.route} ${resolved.ingredients.map(({ base }) => base).join(' ')}`;
}

/** How many drugs are behind a fact is more than the fact. */
function factsOnce(seen: readonly ToNote[]): readonly ToNote[] {
  const facts = new Set<string>();
  return seen.filter(({ shown: { with: other, at, kind, tier } }) => {
    if (other !== null) return true;
    const fact = `${at} ${kind} ${tier}`;
    const first = !facts.has(fact);
    facts.add(fact);
    return first;
  });
}

async function shownAlerts(
  deps: CheckDeps,
  { actor, personId }: CheckInput,
  noting: readonly ToNote[],
): Promise<ShownAlert[]> {
  const now = deps.clock();
  const onlooker = {
    personId,
    facilityCode: facilityOf(actor),
    account: actor.account,
    now,
    today: dateInTokyo(now),
  };
  const codes = new Set(noting.flatMap(({ shown }) => shown.with?.facilityCode ?? []));
  const [noted, names] = await Promise.all([
    noteShown(deps.db, onlooker, noting),
    codes.size === 0 ? new Map<string, string>() : facilityNames(deps.db, [...codes]),
  ]);
  return noting.flatMap(({ shown }, at): ShownAlert[] => {
    const one = noted[at];
    if (one === undefined) return [];
    // The pair would name the other drug.
    if (shown.with === null) return [{ ...shown, with: null, pair: `alert:${one.alertId}`, ...one }];
    const { facilityCode } = shown.with;
    const facilityName = facilityCode === null ? null : (names.get(facilityCode) ?? null);
    return [{ ...shown, with: { ...shown.with, facilityName }, ...one }];
  });
}
