import { randomBytes } from 'node:crypto';
import type { Region, ShowcasePerson } from '../../demo/index.ts';
import { issueCard } from '../../kernel/pki/test-authority/issue-card.ts';
import {
  createAccount,
  createOrganisation,
  linkCard,
  saveDemoCards,
  setTotpSecret,
} from '../../modules/identity/index.ts';
import { findPerson, type PersonId } from '../../modules/registry/index.ts';
import { DEMO_PASSWORD, type Runtime } from '../../runtime.ts';
import { say } from '../arguments.ts';

/** PIN and signing password of all demo cards: they belong to nobody. */
const DEMO_PIN = '1234';
const DEMO_SIGN_PASSWORD = 'TSUNAGU1';

const TOTP_SECRET_BYTES = 20;

/** Accounts of the staff, and a card for each person of the showcase. */
export async function createDemoAccounts(runtime: Runtime, { showcase }: Region): Promise<void> {
  for (const one of showcase.staff) {
    const { account, role, facility, insurer, kind, organisation, displayName, emergencyDesignated } = one;
    await createOrganisation(runtime.db, {
      name: organisation,
      kind,
      facilityCode: facility?.code ?? null,
      insurerNumber: insurer === null ? null : insurer.number.padStart(8, '0'),
      emergencyDesignated,
    });
    await createAccount(runtime.db, {
      account,
      displayName,
      password: DEMO_PASSWORD,
      roles: [role],
      organisation,
      personId: null,
      demoHint: '',
      emergencyDesignated,
    });
    await setTotpSecret(runtime, account, randomBytes(TOTP_SECRET_BYTES));
  }
  await createDemoCards(runtime, showcase.people);
}

/** The last person of the showcase keeps a card that is not registered yet, to try 利用登録 with. */
async function createDemoCards(runtime: Runtime, people: readonly ShowcasePerson[]): Promise<void> {
  const authority = await runtime.cardAuthority();
  const unregistered = people.at(-1);
  const cards = await Promise.all(
    people.map(async (person) => {
      const card = await issueCard(authority, {
        name: person.name,
        kana: person.kana,
        birthDate: person.birthDate,
        sex: person.sex === '1' ? 1 : 2,
        address: DEMO_ADDRESS,
        pin: DEMO_PIN,
        signPassword: DEMO_SIGN_PASSWORD,
      });
      if (person !== unregistered) await linkDemoCard(runtime, person, card.auth.serial);
      const hint = person === unregistered ? unregisteredHint(person) : person.descriptionJa;
      return { key: person.key, displayName: person.name.replace('　', ' '), hint, file: card.file };
    }),
  );
  await saveDemoCards(runtime.demoCards, cards);
  say(`  cards: ${cards.length}, PIN ${DEMO_PIN}`);
}

/** Whoever tries the registration needs the numbers on the certificate. */
function unregisteredHint({ descriptionJa, birthDate, coverage }: ShowcasePerson): string {
  const { insurer, symbol, number, branch } = coverage;
  return `${descriptionJa}（利用登録がまだのカード。保険者番号 ${insurer.number}、記号 ${symbol || 'なし'}、番号 ${number}、枝番 ${branch || 'なし'}、生年月日 ${birthDate}、署名用パスワード ${DEMO_SIGN_PASSWORD}）`;
}

/** The demo city does not exist; everybody lives in it. */
export const DEMO_ADDRESS = '繋県つなぐ市見本町１－２－３';

async function linkDemoCard(runtime: Runtime, person: ShowcasePerson, serial: string): Promise<void> {
  const { insurer, symbol, number, branch } = person.coverage;
  const numbers = { insurerNumber: insurer.number, symbol, number, branch, birthDate: person.birthDate };
  const found = await findPerson(runtime.db, numbers);
  if (found.result !== 'found') throw new Error('a person of the demo region was not created');
  const personId: PersonId = found.person.personId;
  await createAccount(runtime.db, {
    account: `patient-${person.key}`,
    displayName: person.name.replace('　', ' '),
    password: null,
    roles: ['patient'],
    organisation: null,
    personId,
    demoHint: null,
  });
  await linkCard(runtime, personId, serial);
}
