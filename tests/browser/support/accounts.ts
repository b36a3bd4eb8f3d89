import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import type { Region, ShowcasePerson } from '../../../apps/server/src/demo/index.ts';
import type { OrganisationKind, Role } from '../../../apps/server/src/kernel/auth/session.ts';
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

/** Who is not at an institution, and the manager of the city hospital. */
const OFFICIALS: readonly {
  readonly account: string;
  readonly role: Role;
  readonly kind: OrganisationKind;
  readonly organisation: string | null;
}[] = [
  { account: 'city-manager', role: 'manager', kind: 'hospital', organisation: null },
  { account: 'insurer-clerk', role: 'insurer-clerk', kind: 'insurer', organisation: '見本健康保険組合' },
  { account: 'ministry-officer', role: 'ministry', kind: 'ministry', organisation: '見本行政' },
  { account: 'administrator', role: 'administrator', kind: 'operator', organisation: '見本運用' },
];

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
  for (const { account, role, facility, organisation, displayName } of region.showcase.staff) {
    const kind = facility?.kind ?? 'operator';
    await createOrganisation(runtime.db, {
      name: organisation,
      kind,
      facilityCode: facility?.code ?? null,
    });
    await addStaff(runtime, { account, displayName, role, organisation });
  }
  const hospital = region.showcase.staff.find(({ account }) => account === 'city-physician');
  for (const { account, role, kind, organisation } of OFFICIALS) {
    const name = organisation ?? hospital?.organisation ?? '';
    const insurer = people.patient.coverage.insurer.number.padStart(8, '0');
    const insurerNumber = kind === 'insurer' ? insurer : null;
    await createOrganisation(runtime.db, { name, kind, facilityCode: null, insurerNumber });
    await addStaff(runtime, { account, displayName: `見本　${account}`, role, organisation: name });
  }
  return createCards(runtime, region, people);
}

async function addStaff(
  runtime: TestRuntime,
  staff: { account: string; displayName: string; role: Role; organisation: string },
): Promise<void> {
  const { role, ...rest } = staff;
  const added = await createAccount(runtime.db, {
    ...rest,
    roles: [role],
    password: PASSWORD,
    personId: null,
    demoHint: '',
  });
  if (added) await setTotpSecret(runtime, staff.account, secretOf(staff.account));
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
