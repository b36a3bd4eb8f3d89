import { randomUUID } from 'node:crypto';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { Actor, Category, DiscloseDeps } from '../../access/index.ts';
import type { PersonId } from '../../registry/index.ts';
import { type EligibilityAnswer, lookUpByCard } from '../look-up.ts';
import type { Identification } from './check-in.ts';

/** How long the patient may take to answer. */
const CHECK_IN_MS = 10 * 60 * 1000;

/** What a card answered to a challenge. */
export interface CardAnswer {
  readonly challengeId: string;
  readonly certificate: string;
  readonly signature: string;
}

export interface ReaderDeps extends DiscloseDeps {
  /** Whose card that is; null when nobody has registered it. Throws CARD_* for one that proves nothing. */
  readonly identifyByCard: (
    answer: CardAnswer,
    request: { readonly requestId: string; readonly address: string },
  ) => Promise<{ readonly personId: PersonId; readonly expiresSoon: boolean } | null>;
  /** Categories to which a standing consent at the institution holds without being asked for. */
  readonly standingConsents: (facility: AtReader, personId: PersonId) => Promise<readonly Category[]>;
}

export interface AtReader {
  readonly actor: Actor & { readonly kind: 'staff' };
  readonly requestId: string;
}

export interface IdentifyInput {
  readonly card: CardAnswer;
  readonly identification: Identification;
  /** Network address of the reader. */
  readonly address: string;
}

export interface Identified {
  readonly checkInId: string;
  readonly answer: EligibilityAnswer;
  /** What the reader asks the patient. */
  readonly asks: readonly Category[];
  /** Consents that stand already. */
  readonly already: readonly Category[];
  readonly expiresAt: Date;
}

/** 限度額 needs no consent with the card; 特定疾病 is asked for with the others. @spec eligibility.md §3.2, §4.1 */
const ASKED: readonly Category[] = ['medication', 'treatment', 'surgery', 'checkup', 'specific-disease'];

/**
 * Identifies the patient by the card and answers with the eligibility of this moment. Throws CARD_NOT_REGISTERED, CARD_*,
 * and what the door refuses.
 */
export async function identifyAtReader(
  deps: ReaderDeps,
  facility: AtReader,
  { card, identification, address }: IdentifyInput,
): Promise<Identified> {
  const { actor, requestId } = facility;
  const holder = await deps.identifyByCard(card, { requestId, address });
  if (holder === null) throw new AppError('CARD_NOT_REGISTERED');
  const { personId, expiresSoon } = holder;
  const answer = await lookUpByCard(deps, {
    actor,
    requestId,
    personId,
    specificDiseaseConsent: false,
    certificateExpiresSoon: expiresSoon,
  });
  const already = await deps.standingConsents(facility, personId);
  const at = deps.clock();
  const expiresAt = new Date(at.getTime() + CHECK_IN_MS);
  const checkInId = randomUUID();
  const { person } = answer;
  if (person === null) throw new AppError('PERSON_UNKNOWN');
  await deps.db.query(
    `INSERT INTO eligibility.check_in (facility_code, check_in_id, person_id, name, kana, birth_date, identification, at,
       expires_at, state, ratio_percent, certificate_expires_soon, by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      actor.facilityCode,
      checkInId,
      personId,
      person.name,
      person.kana,
      person.birthDate,
      identification,
      at,
      expiresAt,
      answer.state,
      answer.results[0]?.ratioPercent ?? null,
      expiresSoon,
      actor.account,
    ],
  );
  return { checkInId, answer, asks: ASKED.filter((one) => !already.includes(one)), already, expiresAt };
}
