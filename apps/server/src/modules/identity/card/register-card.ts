import type { Queryable } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { CardHolder } from '../../../kernel/pki/card-holder.ts';
import { type FindPersonInput, findPerson, type Person } from '../../registry/index.ts';
import type { Asking } from '../deps.ts';
import { withChallenge } from './challenge.ts';
import type { CardDeps } from './deps.ts';
import { differenceOf } from './holder.ts';
import { type CardLink, endLink, findCardOf, insertLink, lockLinks, personOfCard } from './link.ts';
import { createPatientAccount, findPatientAccount, openPatientSession } from './patient-account.ts';
import { type CardAnswer, checkSigned, type ShownCard, type Signed } from './show-card.ts';

export interface CardRegistration extends CardAnswer {
  /** What the signature certificate made of the same challenge. */
  readonly signing: Signed;
  readonly numbers: FindPersonInput;
}

interface Registering {
  readonly card: ShownCard;
  readonly person: Person;
}

/**
 * 利用登録: finds the person once by the insured numbers, checks with the signature certificate that the card is theirs,
 * and knows the card by its serial number afterwards. Returns the token of a session.
 *
 * Throws PERSON_UNKNOWN, PERSON_AMBIGUOUS where the branch number is missing, CARD_HOLDER_DIFFERS, CARD_PERSON_HAS_CARD,
 * CARD_REGISTERED_ELSEWHERE, CARD_ACCOUNT_DISABLED and the errors of challenges and certificates.
 * @spec eligibility.md §2.1
 */
export async function registerCard(
  deps: CardDeps,
  asking: Asking,
  registration: CardRegistration,
): Promise<string> {
  const { challengeId, signing, numbers } = registration;
  const purpose = 'registration';
  const registering = await withChallenge(deps, { challengeId, purpose }, async (nonce) => {
    const card = await checkSigned(deps, registration, { purpose, nonce, expected: 'auth' }, asking);
    const { holder } = await checkSigned(deps, signing, { purpose, nonce, expected: 'sign' }, asking);
    return { card, person: await findHolder(deps.db, holder, numbers) };
  });
  const account = await link(deps, asking, registering);
  return openPatientSession(deps, asking, { account, personId: registering.person.personId });
}

async function findHolder(
  db: Queryable,
  holder: CardHolder | null,
  numbers: FindPersonInput,
): Promise<Person> {
  if (holder === null) throw new AppError('CARD_WRONG_CERTIFICATE', { expected: 'sign' });
  // Before anything is looked up: with a card one can try the numbers of nobody but people of the same age to the day.
  if (holder.birthDate !== numbers.birthDate)
    throw new AppError('CARD_HOLDER_DIFFERS', { field: 'birthDate' });
  const found = await findPerson(db, numbers);
  if (found.result === 'not-found') throw new AppError('PERSON_UNKNOWN');
  if (found.result === 'ambiguous') throw new AppError('PERSON_AMBIGUOUS', { needs: 'branch' });
  const field = differenceOf(holder, found.person);
  if (field !== null) throw new AppError('CARD_HOLDER_DIFFERS', { field });
  return found.person;
}

/** Links the card, and returns the account of the person, made where there is none. */
async function link(deps: CardDeps, asking: Asking, { card, person }: Registering): Promise<string> {
  const { personId } = person;
  const linkedTo = await personOfCard(deps, card, asking);
  if (linkedTo !== null && linkedTo !== personId) throw new AppError('CARD_REGISTERED_ELSEWHERE');
  const present = linkedTo === null ? await findCardOf(deps.db, personId) : null;
  // The same card again: sent twice at the same moment.
  const other = present?.serial === card.serial ? null : present;
  if (other !== null && (await isUsable(deps, other))) throw new AppError('CARD_PERSON_HAS_CARD');
  const { account, linked } = await deps.db.transaction(async (tx) => {
    await lockLinks(tx, personId);
    const linked = linkedTo === null && (await replaceLink(deps, tx, { card, person }, other));
    const account = (await findPatientAccount(tx, personId)) ?? (await createPatientAccount(tx, person));
    return { account, linked };
  });
  if (linked)
    await deps.audit.append({
      event: 'card-registered',
      personId,
      account,
      actorRole: 'patient',
      outcome: 'done',
      requestId: asking.requestId,
      method: 'card',
      detail: { serial: card.serial, followed: other?.serial ?? null, address: asking.address },
    });
  return account;
}

/** Returns whether the card is linked by this; false when it was already. */
async function replaceLink(
  { clock }: CardDeps,
  tx: Queryable,
  { card, person: { personId } }: Registering,
  other: CardLink | null,
): Promise<boolean> {
  const now = clock();
  if (other !== null) await endLink(tx, other, { reason: 'replaced', now });
  const current = await findCardOf(tx, personId);
  if (current?.serial === card.serial) return false;
  if (current !== null) throw new AppError('CARD_PERSON_HAS_CARD');
  if (!(await insertLink(tx, { ...card, personId }, now))) throw new AppError('CARD_REGISTERED_ELSEWHERE');
  return true;
}

/** Whether the card that is linked could still be used. When the authority does not say, it could. */
async function isUsable({ cardAuthority, clock }: CardDeps, present: CardLink): Promise<boolean> {
  if (present.notAfter !== null && present.notAfter < clock()) return false;
  const authority = await cardAuthority();
  const issuer =
    authority.anchors.find(({ keyIdentifier }) => keyIdentifier === present.issuerKey) ??
    authority.anchors[0];
  if (issuer === undefined) return true;
  const answer = await authority.revocationOf(present.serial, issuer).catch((cause: unknown) => {
    throw new AppError('CARD_REVOCATION_UNKNOWN', { reason: 'no answer' }, { cause });
  });
  return answer.status !== 'revoked';
}
