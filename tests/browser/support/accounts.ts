import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import type { Region, ShowcasePerson, ShowcaseStaff } from '../../../apps/server/src/demo/index.ts';
import { issueCard, type SealedCard } from '../../../apps/server/src/kernel/pki/test-authority/issue-card.ts';
import { noteSetting } from '../../../apps/server/src/kernel/settings/settings.ts';
import {
  createAccount,
  createOrganisation,
  linkCard,
  saveDemoCards,
  setTotpSecret,
  totpCodeAt,
} from '../../../apps/server/src/modules/identity/index.ts';
import { findPerson } from '../../../apps/server/src/modules/registry/index.ts';
import type { TestRuntime } from '../../../apps/server/src/testing/test-runtime.ts';
import { signIn, signInByCard } from './steps.ts';

/** Password that the server shows for demo accounts; they hold nobody's data. */
export const PASSWORD = 'tsunagu-demo';
/** Of every card of the tests, as of those of the demo. */
export const PIN = '1234';
export const SIGN_PASSWORD = 'SHOMEI2026';

const PATIENTS_INSURER = '見本健康保険組合';
const eightDigits = (number: string): string => number.padStart(8, '0');

export interface TestCards {
  /** Linked to the person with the most drugs, and among the cards of the demo. */
  readonly patient: SealedCard;
  /** Of the same region, and of nobody whom the server knows by card. */
  readonly unregistered: SealedCard;
}

/** The accounts of the region with an authenticator each, the officials, and cards for patients. */
export async function createAccounts(
  runtime: TestRuntime,
  region: Region,
  people: { readonly patient: ShowcasePerson; readonly unregistered: ShowcasePerson },
): Promise<TestCards> {
  for (const one of region.showcase.staff) {
    await createOrganisation(runtime.db, {
      name: one.organisation,
      kind: one.kind,
      facilityCode: one.facility?.code ?? null,
      insurerNumber: one.insurer === null ? null : eightDigits(one.insurer.number),
      emergencyDesignated: one.emergencyDesignated,
    });
    await addStaff(runtime, one);
  }
  // The insurer of the patient's is none of the region's clerks'.
  await createOrganisation(runtime.db, {
    name: PATIENTS_INSURER,
    kind: 'insurer',
    facilityCode: null,
    insurerNumber: eightDigits(people.patient.coverage.insurer.number),
  });
  await addStaff(runtime, {
    account: 'insurer-clerk',
    displayName: '見本　仁（資格担当）',
    role: 'insurer-clerk',
    organisation: PATIENTS_INSURER,
    emergencyDesignated: false,
  });
  return createCards(runtime, region, people);
}

type Staff = Pick<ShowcaseStaff, 'account' | 'displayName' | 'role' | 'organisation' | 'emergencyDesignated'>;

async function addStaff(
  runtime: TestRuntime,
  { account, displayName, role, organisation, emergencyDesignated }: Staff,
): Promise<void> {
  await createAccount(runtime.db, {
    account,
    displayName,
    organisation,
    emergencyDesignated,
    roles: [role],
    password: PASSWORD,
    personId: null,
    demoHint: '',
  });
  await setTotpSecret(runtime, account, secretOf(account));
}

const secretOf = (account: string): Buffer =>
  createHash('sha256').update(`totp of ${account}`).digest().subarray(0, 20);

async function createCards(
  runtime: TestRuntime,
  region: Region,
  people: { readonly patient: ShowcasePerson; readonly unregistered: ShowcasePerson },
): Promise<TestCards> {
  const authority = await runtime.cardAuthority();
  const card = ({ personId, name, kana, birthDate }: ShowcasePerson) => {
    const person = region.people.find((one) => one.id === personId);
    if (person === undefined) throw new Error(`the region has no ${personId}`);
    return issueCard(authority, {
      name,
      kana,
      birthDate,
      sex: person.sex === '1' ? 1 : 2,
      address: '見本県架空市一丁目',
      pin: PIN,
      signPassword: SIGN_PASSWORD,
    });
  };
  const [patient, unregistered] = await Promise.all([card(people.patient), card(people.unregistered)]);
  const { coverage, birthDate, name, descriptionJa } = people.patient;
  const found = await findPerson(runtime.db, { ...numbersOf(coverage), birthDate });
  if (found.result !== 'found') throw new Error(`the patient is ${found.result}`);
  const { personId } = found.person;
  await createAccount(runtime.db, {
    account: 'patient',
    displayName: name,
    password: null,
    roles: ['patient'],
    organisation: null,
    personId,
    demoHint: null,
  });
  await linkCard(runtime, personId, patient.auth.serial);
  await saveDemoCards(runtime.demoCards, [
    { key: 'patient', displayName: name, hint: descriptionJa, file: patient.file },
  ]);
  await noteSetting(runtime.db, 'demo.loaded-at', runtime.clock().toISOString());
  return { patient, unregistered };
}

/** The numbers of a certificate out of a coverage of the region. */
export const numbersOf = ({ insurer, symbol, number, branch }: ShowcasePerson['coverage']) => ({
  insurerNumber: insurer.number,
  symbol,
  number,
  branch,
});

/** Opens a page as a member of staff with both factors, or as `patient` by card. */
export async function signInTo(
  runtime: TestRuntime,
  page: Page,
  account: string,
  path: string,
  patientName: string,
): Promise<void> {
  if (account === 'patient') {
    await signInByCard(page, patientName, path);
    return;
  }
  await signIn(page, account, PASSWORD, { path, code: await freshCode(runtime, account) });
}

/** The code of an account's authenticator. The clock of tests stands still, so a used code is made good again. */
export async function freshCode(runtime: TestRuntime, account: string): Promise<string> {
  await runtime.asOwner('UPDATE identity.totp SET last_step = NULL WHERE account = $1', [account]);
  return totpCodeAt(secretOf(account), runtime.clock());
}
