import { randomUUID, sign } from 'node:crypto';
import { checkDigit } from '@tsunagu/ids';
import type { DispensedGroup, RpGroup } from '@tsunagu/jahis';
import type { LightMyRequestResponse } from 'fastify';
import {
  createAccount,
  createOrganisation,
  setTotpSecret,
  totpCodeAt,
} from '../../apps/server/src/modules/identity/index.ts';
import type { PrescriptionView } from '../../apps/server/src/modules/prescriptions/view.ts';
import type { PersonId } from '../../apps/server/src/modules/registry/index.ts';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { actCode } from '../../apps/server/src/testing/demo-codes.ts';
import { HOSPITAL, type TestPerson, testPerson } from '../../apps/server/src/testing/people.ts';
import {
  callerOf,
  cookieOf,
  createTestServer,
  TEST_PASSWORD,
  type TestServer,
  testTotpSecret,
} from '../../apps/server/src/testing/test-server.ts';

const LINE = { type: 'SI', category: '13', code: actCode('chronic-management'), days: { 3: 1 } } as const;
const OTHER_PHARMACY_SERIAL = '134999104';
export const OTHER_PHARMACY = {
  code: `${OTHER_PHARMACY_SERIAL}${checkDigit(OTHER_PHARMACY_SERIAL)}`,
  name: '試験第二薬局',
};

type Drug = RpGroup['drugs'][number];

/** Codes and names of the demo knowledge. */
export const AMLODIPINE = { code: '690000011', name: 'アムロジピン錠２．５ｍｇ「デモ」' };
export const AMLODIPINE_OTHER_BRAND = { code: '690000021', name: 'ツナグアムロ錠２．５ｍｇ「見本」' };
export const TELMISARTAN = { code: '690000061', name: 'テルミサルタン錠４０ｍｇ「デモ」' };
export const OXYCODONE = { code: '690000651', name: 'オキシコドン徐放錠１０ｍｇ「デモ」' };

export const drug = (changed: Partial<Drug> = {}): Drug => ({
  category: '1',
  codeKind: '2',
  ...AMLODIPINE,
  amount: '1',
  potency: '1',
  unit: '錠',
  conversion: null,
  uneven: null,
  burden: null,
  perDose: null,
  supplements: [],
  ...changed,
});

export const group = (changed: Partial<RpGroup> = {}): RpGroup => ({
  form: '1',
  formName: null,
  quantity: 14,
  splitQuantity: null,
  usage: { codeKind: '3', code: '1011000400000000', name: '１日１回朝食後　服用', timesPerDay: 1 },
  supplements: [],
  drugs: [drug()],
  ...changed,
});

export const NO_DRAFT = { remarks: [], groups: [group()], providedInformation: [], testValues: [] };

/** What is handed out when nothing is changed; prescriptions count from 1. */
export const asPrescribed = (...views: readonly Pick<PrescriptionView, 'document'>[]): DispensedGroup[] =>
  views.flatMap(({ document }, prescription) =>
    document.groups.map(({ splitQuantity, drugs, ...rest }, rp) => ({
      ...rest,
      quantity: splitQuantity?.perPart ?? rest.quantity,
      drugs: drugs.map((one, at) => ({
        ...one,
        answers: { prescription: prescription + 1, rp: rp + 1, drug: at + 1 },
        changeReason: null,
      })),
    })),
  );

export const NOTHING_ELSE = { inquiries: [], refill: null, split: null, message: null };

type Method = 'GET' | 'POST' | 'PUT';
export interface Staff {
  call(method: Method, url: string, payload?: object, key?: string): Promise<LightMyRequestResponse>;
}

export interface Issued {
  readonly prescriptionId: string;
  readonly accessCode: string;
}

export interface Desk extends TestServer {
  readonly person: TestPerson;
  readonly personId: PersonId;
  /** Signed in with both factors at the present instant of the clock. */
  staff(account: string): Promise<Staff>;
  /** Whoever prescribes, with a certificate. */
  issue(draft?: object, issueType?: 'electronic' | 'paper'): Promise<Issued>;
  /** Received by the pharmacy. */
  received(id: string, by?: Staff): Promise<PrescriptionView>;
  numbers(): { insurerNumber: string; symbol: string; number: string; branch: string };
}

export const PHARMACIST = 'pharmacy-pharmacist';
export const OTHER_PHARMACIST = 'other-pharmacist';
export const PHYSICIAN = 'issuing-physician';
const STAFF = [
  { account: PHYSICIAN, role: 'physician', organisation: HOSPITAL.name, displayName: '試験　医師' },
  {
    account: OTHER_PHARMACIST,
    role: 'pharmacist',
    organisation: OTHER_PHARMACY.name,
    displayName: '試験　第二薬剤師',
  },
] as const;

/** The real application with a known patient, two pharmacies, and certificates for those who sign. */
export async function createDesk(ordinal = 1): Promise<Desk> {
  const server = await createTestServer();
  const person = testPerson(ordinal);
  await server.take(medicalFile({ claims: [{ person, lines: [LINE] }] }));
  const personId = await server.personIdOf(person);
  await createOrganisation(server.db, {
    name: OTHER_PHARMACY.name,
    kind: 'pharmacy',
    facilityCode: OTHER_PHARMACY.code,
  });
  for (const { account, role, organisation, displayName } of STAFF) {
    const common = { password: TEST_PASSWORD, personId: null, demoHint: null } as const;
    await createAccount(server.db, { ...common, account, displayName, roles: [role], organisation });
    await setTotpSecret(server, account, testTotpSecret(account));
  }

  async function staff(account: string): Promise<Staff> {
    await server.asOwner('UPDATE identity.totp SET last_step = NULL WHERE account = $1', [account]);
    const first = await callerOf(server.app, null).post('/api/sign-in', { account, password: TEST_PASSWORD });
    const code = totpCodeAt(testTotpSecret(account), server.clock());
    const second = await callerOf(server.app, cookieOf(first)).post('/api/sign-in/totp', { code });
    const cookie = cookieOf(second);
    return {
      call: (method, url, payload, key) =>
        server.app.inject({
          method,
          url,
          ...(payload === undefined ? {} : { payload }),
          headers: {
            cookie,
            'x-tsunagu-request': '1',
            ...(key === undefined ? {} : { 'idempotency-key': key }),
          },
        }),
    };
  }
  for (const account of [PHYSICIAN, PHARMACIST, OTHER_PHARMACIST])
    ok(await (await staff(account)).call('POST', '/api/me/signing/enrol'));

  const desk: Desk = {
    ...server,
    person,
    personId,
    staff,
    async issue(draft = NO_DRAFT, issueType = 'electronic') {
      const physician = await staff(PHYSICIAN);
      const payload = { draft, issueType, decisions: [], sign: 'service' };
      return ok(
        await physician.call('POST', `/api/persons/${personId}/prescriptions`, payload, randomUUID()),
      ).json<Issued>();
    },
    async received(id, by) {
      const pharmacist = by ?? (await staff(PHARMACIST));
      return ok(await pharmacist.call('POST', `/api/prescriptions/${id}/receive`)).json<PrescriptionView>();
    },
    numbers() {
      const { insurerNumber, symbol, number, branch } = person;
      return { insurerNumber, symbol, number, branch };
    },
  };
  return desk;
}

/** A card of somebody with that role, as it would be used outside the key service. */
export async function cardOf(desk: Desk, role: 'Pharmacist' | 'Medical Doctor') {
  const authority = await desk.hpkiAuthority();
  const issued = await authority.issue({ name: '試験 職員', role, notBefore: desk.clock() });
  return {
    certificateChain: [issued.certificateDer],
    sign: async (bytes: Uint8Array) => sign('sha256', bytes, issued.privateKey),
  };
}

/** The answer, unless it is a refusal: then it says which. */
export function ok(answer: LightMyRequestResponse): LightMyRequestResponse {
  if (answer.statusCode >= 400) throw new Error(`${answer.statusCode} ${answer.body}`);
  return answer;
}
