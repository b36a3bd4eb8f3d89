import { randomUUID, sign } from 'node:crypto';
import { insuredKey } from '@tsunagu/ids';
import type { CardHolder } from '../../apps/server/src/kernel/pki/card-holder.ts';
import { type CardPurpose, cardMessage } from '../../apps/server/src/kernel/pki/card-message.ts';
import type {
  IssuedCard,
  IssuedCertificate,
} from '../../apps/server/src/kernel/pki/test-authority/open-card-authority.ts';
import type { PersonId } from '../../apps/server/src/modules/registry/index.ts';
import type { TestPerson } from '../../apps/server/src/testing/people.ts';
import { type Caller, TEST_ORIGIN, type TestServer } from '../../apps/server/src/testing/test-server.ts';

/** A person whom the registry knows under their numbers. */
export async function knownPerson(server: TestServer, person: TestPerson): Promise<PersonId> {
  const personId = randomUUID() as PersonId;
  const { sex, birthDate, name, kana, insurerNumber, symbol, number, branch } = person;
  await server.asOwner(
    'INSERT INTO registry.person (person_id, sex, birth_date, name, kana) VALUES ($1, $2, $3, $4, $5)',
    [personId, Number(sex), birthDate, name, kana],
  );
  await server.asOwner(
    `INSERT INTO registry.insured_number (number_key, birth_date, sex, branch, person_id, insurer_number, symbol, number)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [insuredKey(person), birthDate, Number(sex), branch, personId, insurerNumber, symbol, number],
  );
  return personId;
}

const holderOf = ({ name, kana, birthDate, sex }: TestPerson): CardHolder => ({
  name,
  kana,
  birthDate,
  sex: sex === '1' ? 1 : 2,
  address: '東京都試験区一丁目1番1号',
});

export async function issueTo(
  server: TestServer,
  person: TestPerson,
  { days, ...changed }: Partial<CardHolder> & { readonly days?: number } = {},
): Promise<IssuedCard> {
  const authority = await server.cardAuthority();
  return authority.issue({
    holder: { ...holderOf(person), ...changed },
    ...(days === undefined ? {} : { days }),
  });
}

export interface Challenge {
  readonly challengeId: string;
  readonly nonce: string;
  readonly expiresAt: string;
}

export async function challengeFor(server: TestServer, purpose: CardPurpose): Promise<Challenge> {
  const answer = await server.nobody.post('/api/card/challenge', { purpose });
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json<Challenge>();
}

/** What a certificate signs, as its card would. */
export const signedBy = (
  { certificateDer, privateKey }: Pick<IssuedCertificate, 'certificateDer' | 'privateKey'>,
  { purpose, nonce, origin = TEST_ORIGIN }: { purpose: CardPurpose; nonce: string; origin?: string },
) => ({
  certificate: certificateDer.toString('base64'),
  signature: sign('sha256', Buffer.from(cardMessage(purpose, nonce, origin)), privateKey).toString('base64'),
});

/** Signs in with a card: a challenge, a signature, an answer. */
export async function signInWith(
  server: TestServer,
  { auth }: Pick<IssuedCard, 'auth'>,
  caller: Caller = server.nobody,
) {
  const { challengeId, nonce } = await challengeFor(server, 'sign-in');
  return caller.post('/api/sign-in/card', {
    challengeId,
    ...signedBy(auth, { purpose: 'sign-in', nonce }),
  });
}

export const numbersOf = ({ insurerNumber, symbol, number, branch, birthDate }: TestPerson) => ({
  insurerNumber,
  symbol,
  number,
  branch,
  birthDate,
});

/** Registers a card for a person by the numbers. */
export async function registerWith(
  server: TestServer,
  card: Pick<IssuedCard, 'auth' | 'sign'>,
  numbers: ReturnType<typeof numbersOf>,
) {
  const purpose = 'registration';
  const { challengeId, nonce } = await challengeFor(server, purpose);
  return server.nobody.post('/api/card/registration', {
    challengeId,
    ...signedBy(card.auth, { purpose, nonce }),
    signing: signedBy(card.sign, { purpose, nonce }),
    ...numbers,
  });
}
