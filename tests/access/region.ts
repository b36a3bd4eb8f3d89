import type { Role } from '../../apps/server/src/kernel/auth/session.ts';
import { SESSION_COOKIES } from '../../apps/server/src/kernel/http/app.ts';
import { createAccount, openSession } from '../../apps/server/src/modules/identity/index.ts';
import { noteFacilities, type PersonId } from '../../apps/server/src/modules/registry/index.ts';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { actCode, drugCode } from '../../apps/server/src/testing/demo-codes.ts';
import {
  CLINIC,
  HOSPITAL,
  PHARMACY,
  type TestPerson,
  testPerson,
} from '../../apps/server/src/testing/people.ts';
import {
  type Caller,
  callerOf,
  createTestServer,
  outcomeOf,
  type TestServer,
  type TestServerOptions,
} from '../../apps/server/src/testing/test-server.ts';

export interface Region extends TestServer {
  /** The person with an account `patient-<ordinal>`. */
  readonly ref: (ordinal: number) => PersonId;
}

/** A server that knows people: each has one claim of the hospital and an account of their own. */
export async function createRegion(
  people: readonly TestPerson[],
  options: TestServerOptions = {},
): Promise<Region> {
  const server = await createTestServer(options);
  await server.take(
    medicalFile({
      claims: people.map((person) => ({
        person,
        lines: [
          { type: 'SI', category: '13', code: actCode('chronic-management'), days: { 3: 1 } },
          { type: 'IY', category: '21', code: drugCode('amlodipine-5'), amount: '1', days: { 3: 14 } },
          { type: 'SI', category: '50', code: actCode('cataract-surgery'), days: { 5: 1 } },
        ],
      })),
    }),
  );
  const institutions = [HOSPITAL, CLINIC, PHARMACY].map(({ code, name }) => ({ facilityCode: code, name }));
  await noteFacilities(server.db, institutions);
  const refs: PersonId[] = [];
  for (const [index, person] of people.entries()) {
    const personId = await server.personIdOf(person);
    refs.push(personId);
    await server.addPatient(`patient-${index + 1}`, personId);
  }
  return {
    ...server,
    ref(ordinal) {
      const ref = refs[ordinal - 1];
      if (ref === undefined) throw new Error(`there is no person ${ordinal}`);
      return ref;
    },
  };
}

export const somePeople = (count: number): TestPerson[] =>
  Array.from({ length: count }, (_, index) => testPerson(index + 1));

/** An account of an organisation that already exists, signed in. */
export async function addStaff(
  server: TestServer,
  account: string,
  roles: readonly Role[],
  organisation = HOSPITAL.name,
): Promise<Caller> {
  await createAccount(server.db, {
    account,
    displayName: `試験 ${account}`,
    password: null,
    roles,
    organisation,
    personId: null,
    demoHint: null,
  });
  const token = await openSession(server, account, { stage: 'complete', confirmed: true, origin: null });
  return callerOf(server.app, `${SESSION_COOKIES.plain}=${token}`);
}

/** How a view of the record ends. */
export const viewAs = async (caller: Caller, ref: string): Promise<string> =>
  outcomeOf(await caller.get(`/api/persons/${ref}/record`));

/** An instant so many milliseconds after the clock's present one; sets the clock to it. */
export function pass(server: TestServer, milliseconds: number): void {
  server.setNow(new Date(server.clock().getTime() + milliseconds).toISOString());
}

export const SECOND = 1000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const EVERYTHING = ['medication', 'treatment', 'surgery'];

/** One entry of a patient's own log. */
export interface OwnEntry {
  readonly id: string;
  readonly event: string;
  readonly facilityName: string | null;
  readonly role: string | null;
  readonly purpose: string | null;
  readonly ground: string | null;
  readonly categories: readonly string[];
  readonly outcome: string;
  readonly refusalCode: string | null;
  readonly actingFor: boolean;
  readonly highlighted: boolean;
  readonly question: { readonly state: string; readonly answer: string | null } | null;
}

/** The newest page of the log of the signed-in patient. */
export async function ownLog(patient: Caller): Promise<readonly OwnEntry[]> {
  return (await patient.get('/api/me/disclosures')).json<{ entries: readonly OwnEntry[] }>().entries;
}
