import { SESSION_COOKIES } from '../../apps/server/src/kernel/http/app.ts';
import {
  createAccount,
  createOrganisation,
  openSession,
} from '../../apps/server/src/modules/identity/index.ts';
import type { TestPerson } from '../../apps/server/src/testing/people.ts';
import { type Caller, callerOf, type TestServer } from '../../apps/server/src/testing/test-server.ts';

/** A clerk of a further insurer, signed in. */
export async function addInsurer(server: TestServer, insurerNumber: string): Promise<Caller> {
  const name = `試験保険者${insurerNumber}`;
  const account = `clerk-${insurerNumber}`;
  await createOrganisation(server.db, { name, kind: 'insurer', facilityCode: null, insurerNumber });
  await createAccount(server.db, {
    account,
    displayName: '試験 保険者',
    password: null,
    roles: ['insurer-clerk'],
    organisation: name,
    personId: null,
    demoHint: null,
  });
  const token = await openSession(server, account, { stage: 'complete', confirmed: true, origin: null });
  return callerOf(server.app, `${SESSION_COOKIES.plain}=${token}`);
}

const SEXES = { '1': 'male', '2': 'female' } as const;

/** What an insurer says about a test person. */
export const coverageOf = (person: TestPerson) => ({
  insurerNumber: person.insurerNumber,
  cardClass: '01',
  symbol: person.symbol,
  number: person.number,
  branch: person.branch,
  relation: 'insured',
  name: person.name,
  kana: person.kana,
  sex: SEXES[person.sex],
  birthDate: person.birthDate,
  address: '試験県試験市1-1',
  validFrom: '2020-04-01',
  validTo: null,
  reasonOfLoss: null,
  ratioPercent: 30,
});
