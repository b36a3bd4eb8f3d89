import { insuredKey, normaliseBranch } from '@tsunagu/ids';
import { dateInTokyo } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { type Actor, type DiscloseDeps, disclose, type PersonBanner, personBanner } from '../access/index.ts';
import { findPerson, isDegraded, NOBODY, type Person, type PersonId, readPerson } from '../registry/index.ts';
import type { CoverageFacts } from './model/coverage.ts';
import { type CoverageView, viewCoverage } from './model/coverage-view.ts';
import {
  type LookUpRemark,
  type LookUpResult,
  type LookUpState,
  lookUp,
  VALIDITY_CODES,
} from './model/look-up.ts';
import MESSAGES from './model/messages.json' with { type: 'json' };
import { coveragesByNumber, coveragesOfPerson, type StoredCoverages } from './store.ts';

export interface Asking {
  readonly actor: Actor;
  readonly requestId: string;
  /** The day for which is asked, `YYYY-MM-DD`; absent: today. */
  readonly date?: string;
  /** Answers as it would have been answered then; absent: now. */
  readonly knownAt?: Date;
}

export interface NumbersInput {
  readonly insurerNumber: string;
  readonly symbol: string;
  readonly number: string;
  /** '' or absent: unknown. */
  readonly branch?: string;
  readonly birthDate: string;
}

export interface AskByNumbers extends Asking {
  readonly numbers: NumbersInput;
  /** Spoken consent to show the 限度額適用認定証. @spec eligibility.md §4.1 */
  readonly limitConsent: boolean;
}

export interface AskByCard extends Asking {
  readonly personId: PersonId;
  /** Consent to show the 特定疾病療養受療証, given at the reader. @spec eligibility.md §4.1 */
  readonly specificDiseaseConsent: boolean;
  readonly certificateExpiresSoon?: boolean;
  /** What the entry says of how the person was identified. Default: card. */
  readonly entryMethod?: 'card' | 'list';
}

export type MessageCode = keyof typeof MESSAGES;

export interface EligibilityAnswer {
  readonly checkedAt: Date;
  readonly date: string;
  readonly mode: 'card' | 'numbers';
  /** OQSCD006. */
  readonly code: string;
  readonly state: LookUpState;
  readonly personRef: PersonId | null;
  readonly person: PersonBanner | null;
  readonly results: readonly CoverageView[];
  readonly messages: readonly { readonly code: MessageCode; readonly text: string }[];
  readonly certificateExpiresSoon: boolean;
  readonly provisionalId: string | null;
}

const STATE_MESSAGES: Readonly<Partial<Record<LookUpState, MessageCode>>> = {
  'not-found': 'ELG-NOT-FOUND',
  ambiguous: 'ELG-AMBIGUOUS',
  lost: 'ELG-LOST',
  superseded: 'ELG-SUPERSEDED',
  'valid-unregistered': 'ELG-UNREGISTERED',
};
const REMARK_MESSAGES: Readonly<Partial<Record<LookUpRemark, MessageCode>>> = {
  overlap: 'ELG-OVERLAP',
  'not-yet-valid': 'ELG-NOT-YET-VALID',
};

/** Asks by the numbers on a 資格確認書. Throws INPUT_INVALID for numbers that cannot be numbers. */
export async function lookUpByNumbers(deps: DiscloseDeps, input: AskByNumbers): Promise<EligibilityAnswer> {
  const { numbers, actor, limitConsent } = input;
  const numberKey = insuredKey(numbers);
  if (numberKey === null) throw new AppError('INPUT_INVALID', { '/insurerNumber': 'numbers' });
  const branch = normaliseBranch(numbers.branch ?? '');
  if (branch === null) throw new AppError('INPUT_INVALID', { '/branch': 'digits' });
  const when = timesOf(deps, input);
  const coverages = await coveragesByNumber(deps.db, numberKey, numbers.birthDate);
  const question = { mode: 'numbers', numberKey, branch, birthDate: numbers.birthDate } as const;
  const result = lookUp(coverages.knownAt(when.knownAt), {
    ...question,
    ...when,
    facilityCode: facilityOf(actor),
  });
  // Somebody known from claims alone can still be named, so that the desk can go on.
  const person =
    result.personId === null && result.state === 'not-found'
      ? await findPerson(deps.db, { ...numbers, branch }).then((one) =>
          one.result === 'found' ? one.person : null,
        )
      : personOf(coverages, result);
  const permitted = { limitCertificate: limitConsent, specificDiseases: false };
  return enter(deps, input, { mode: 'numbers', ...when, result, person, permitted });
}

/** Asks for a person who was identified by the card. */
export async function lookUpByCard(deps: DiscloseDeps, input: AskByCard): Promise<EligibilityAnswer> {
  const when = timesOf(deps, input);
  const coverages = await coveragesOfPerson(deps.db, input.personId);
  const result = lookUp(coverages.knownAt(when.knownAt), {
    mode: 'card',
    ...when,
    facilityCode: facilityOf(input.actor),
  });
  const person = personOf(coverages, result) ?? (await readPerson(deps.db, input.personId));
  const permitted = { limitCertificate: true, specificDiseases: input.specificDiseaseConsent };
  const { entryMethod } = input;
  const answer = await enter(deps, input, { mode: 'card', entryMethod, ...when, result, person, permitted });
  if (input.certificateExpiresSoon !== true) return answer;
  return {
    ...answer,
    certificateExpiresSoon: true,
    messages: [...answer.messages, messageOf('ELG-CERTIFICATE-EXPIRES')],
  };
}

const facilityOf = (actor: Actor): string | null => (actor.kind === 'staff' ? actor.facilityCode : null);

/** `today` is the day in Japan on which is asked, whatever is asked about. */
const timesOf = (deps: DiscloseDeps, { date, knownAt }: Asking) => {
  const now = deps.clock();
  const today = dateInTokyo(now);
  const asked = date ?? (knownAt === undefined ? today : dateInTokyo(knownAt));
  return { date: asked, knownAt: knownAt ?? now, today };
};

interface Found {
  readonly mode: 'card' | 'numbers';
  readonly entryMethod?: AskByCard['entryMethod'];
  readonly date: string;
  readonly today: string;
  readonly result: LookUpResult;
  readonly person: Person | null;
  readonly permitted: Parameters<typeof viewCoverage>[2];
}

const messageOf = (code: MessageCode) => ({ code, text: MESSAGES[code] });

/** Hands the answer out through the one door; a question that meets nobody leaves its entry too. */
function enter(deps: DiscloseDeps, asking: Asking, found: Found): Promise<EligibilityAnswer> {
  const { result, person, date, today, permitted, mode } = found;
  const results = result.results.map((one) => viewCoverage(one, date, permitted));
  const degraded = results.some(({ name }) => isDegraded(name));
  const codes = [
    STATE_MESSAGES[result.state],
    ...result.remarks.map((remark) => REMARK_MESSAGES[remark]),
    degraded ? ('ELG-NAME-DEGRADED' as const) : undefined,
  ].filter((code) => code !== undefined);
  const { actor, requestId } = asking;
  const checkedAt = deps.clock();
  const answer: EligibilityAnswer = {
    checkedAt,
    date,
    mode,
    code: VALIDITY_CODES[result.state],
    state: result.state,
    personRef: person?.personId ?? null,
    person: person === null ? null : personBanner(person, today),
    results,
    messages: codes.map(messageOf),
    certificateExpiresSoon: false,
    provisionalId: null,
  };
  const personId = person?.personId ?? NOBODY;
  return disclose(
    deps,
    { actor, personId, purpose: 'eligibility', categories: [], requestId, method: found.entryMethod ?? mode },
    async () => ({
      answer: () => answer,
      itemCount: results.length,
    }),
  );
}

const SEX_CODES = { male: 1, female: 2, unknown: 3 } as const;

/** The person as the coverages name them: no further read. A good name wins over a newer one with ● or ■. */
function personOf(coverages: StoredCoverages, { personId, results }: LookUpResult): Person | null {
  const [shown] = results;
  if (personId === null || shown === undefined) return null;
  const { facts } = shown;
  const named = isDegraded(facts.name) ? (goodName(coverages, personId) ?? facts) : facts;
  return {
    personId,
    name: named.name,
    kana: named.kana,
    sex: SEX_CODES[facts.sex],
    birthDate: facts.birthDate,
    address: facts.address ?? '',
    nameDegraded: isDegraded(named.name),
    insured: {
      insurerNumber: facts.insurerNumber,
      symbol: facts.symbol,
      number: facts.number,
      branch: facts.branch,
    },
  };
}

const goodName = (coverages: StoredCoverages, personId: PersonId): CoverageFacts | undefined =>
  coverages
    .all()
    .filter((one) => one.personId === personId && !isDegraded(one.facts.name))
    .toSorted((a, b) => b.registeredAt.getTime() - a.registeredAt.getTime())[0]?.facts;
