import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Session } from '../../apps/server/src/kernel/auth/session.ts';
import { openDefinitionSets } from '../../apps/server/src/kernel/fhir/definition-sets.ts';
import type { FhirResource } from '../../apps/server/src/kernel/fhir/ports.ts';
import { checkCoverage, registerCoverages } from '../../apps/server/src/modules/eligibility/index.ts';
import { TEST_DRAFT } from '../../apps/server/src/modules/eligibility/testing/drafts.ts';
import type { PersonId } from '../../apps/server/src/modules/registry/index.ts';
import { medicalFile, pharmacyFile } from '../../apps/server/src/testing/claim-files.ts';
import { actCode, drugCode, UNKNOWN_DRUG } from '../../apps/server/src/testing/demo-codes.ts';
import { CLINIC, type TestPerson } from '../../apps/server/src/testing/people.ts';
import { type Caller, createTestServer, type TestServer } from '../../apps/server/src/testing/test-server.ts';

/** Absent from a checkout: the packages of JP Core are not the project's to give on. */
const SHARED_PACKAGES = fileURLToPath(new URL('../../../shared/data/fhir', import.meta.url));
export const sharedPackagesExist = existsSync(SHARED_PACKAGES);

const si = (key: string, day: number, category = '60', times = 1) => ({
  type: 'SI' as const,
  category,
  code: actCode(key),
  days: { [day]: times },
});
const iy = (category: string, code: string, day: number, amount: string, times: number) => ({
  type: 'IY' as const,
  category,
  code,
  amount,
  days: { [day]: times },
});

/** Everything that a claim can say of care: each kind of drug, acts with and without a master, imaging, a stay. */
export async function takeClaimsOf(server: TestServer, person: TestPerson, month = '2026-09'): Promise<void> {
  await server.take(
    medicalFile({
      month,
      claims: [
        {
          person,
          lines: [
            si('chronic-management', 3, '13'),
            iy('21', drugCode('amlodipine-5'), 3, '1.5', 14),
            iy('22', drugCode('loxoprofen-60'), 3, '1', 10),
            iy('31', drugCode('amlodipine-5'), 4, '0.5', 2),
            iy('40', drugCode('amlodipine-5'), 4, '2', 1),
            si('ct', 4, '70'),
            si('tomography-read', 4, '70'),
            si('cataract-surgery', 10, '50'),
            si('urinalysis', 11, '60', 2),
            iy('21', UNKNOWN_DRUG, 11, '2', 7),
          ],
        },
        { person, inpatient: true, lines: [si('short-stay-3-polyp', 25, '92'), si('ct', 27, '70')] },
      ],
    }),
  );
  await server.take(
    pharmacyFile({
      month,
      claims: [
        {
          person,
          prescriber: CLINIC,
          blocks: [
            {
              form: '1',
              dispensings: [
                { prescribedOn: `${month}-12`, dispensedOn: `${month}-13`, quantity: 28 },
                { prescribedOn: `${month}-20`, dispensedOn: `${month}-21`, quantity: 7 },
              ],
              drugs: [
                { code: drugCode('aspirin-100'), amount: '1' },
                { code: drugCode('amlodipine-5'), amount: '0.5' },
              ],
            },
          ],
        },
      ],
    }),
    { name: 'RECEIPTY.CYO' },
  );
}

/** The insurer registers the person of the claims, once as it was and once as it is. */
export async function registerCoverageOf(server: TestServer, person: TestPerson): Promise<void> {
  const { insurerNumber, symbol, number, branch, birthDate, name, kana, sex } = person;
  const draft = { ...TEST_DRAFT, insurerNumber, symbol, number, branch, birthDate, name, kana, sex };
  const ended = { ...draft, validFrom: '2018-04-01', validTo: '2020-04-01' };
  for (const one of [ended, draft]) {
    const { coverage, findings } = checkCoverage(one, {
      insurerNumber,
      insurerName: '試験保険者',
      today: '2026-11-22',
    });
    if (coverage === null) throw new Error(`refused: ${JSON.stringify(findings)}`);
    await server.db.transaction((tx) =>
      registerCoverages(tx, [coverage], { account: 'test-insurer', at: server.clock(), fileId: null }),
    );
  }
}

export interface RecordSetting {
  readonly server: TestServer;
  readonly person: TestPerson;
  readonly ref: PersonId;
  readonly patient: Caller;
  readonly physician: Caller;
}

/** A server with one person whose record holds something of every type that is rendered; the physician has consent. */
export async function createRecordSetting(person: TestPerson): Promise<RecordSetting> {
  const server = await createTestServer();
  await takeClaimsOf(server, person);
  await registerCoverageOf(server, person);
  const ref = await server.personIdOf(person);
  await server.addPatient('patient-1', ref);
  const physician = await server.signIn('hospital-physician');
  await physician.post(`/api/persons/${ref}/consents`, {
    categories: ['medication', 'treatment', 'surgery'],
    method: 'written',
  });
  return { server, person, ref, physician, patient: await server.signIn('patient-1') };
}

/** For readings past HTTP. */
export const sessionOfPatient = (personId: string, app: Session['app'] = null): Session => ({
  sessionId: 'test',
  kind: 'patient',
  account: 'patient-1',
  displayName: '試験 患者',
  roles: ['patient'],
  organisation: null,
  personId,
  emergencyDesignated: false,
  stage: 'complete',
  scopes: app === null ? null : ['patient/*.rs'],
  app,
  confirmedAt: null,
  expiresAt: new Date('2099-01-01T00:00:00Z'),
});

interface Bundle {
  readonly total?: number;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly resource: FhirResource;
    readonly search?: { readonly mode: string };
  }[];
}

const BASE = '/fhir/R4/';

/** All pages of a search or an operation; throws when it is refused. */
export async function all(caller: Caller, path: string): Promise<FhirResource[]> {
  const found: FhirResource[] = [];
  let url: string | undefined = BASE + path;
  while (url !== undefined) {
    const answer = await caller.get(url);
    if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
    const bundle = answer.json<Bundle>();
    for (const { resource, search } of bundle.entry ?? [])
      if (search?.mode !== 'outcome') found.push(resource);
    const next = bundle.link.find(({ relation }) => relation === 'next')?.url;
    url = next?.slice(next.indexOf(BASE));
  }
  return found;
}

/** Status and, where it is refused, the code. */
export async function ends(caller: Caller, path: string): Promise<string> {
  const answer = await caller.get(BASE + path);
  if (answer.statusCode < 400) return String(answer.statusCode);
  const { issue } = answer.json<{
    issue: readonly { readonly details?: { readonly coding?: readonly { readonly code: string }[] } }[];
  }>();
  return `${answer.statusCode} ${issue[0]?.details?.coding?.[0]?.code ?? '?'}`;
}

export const keyOf = ({ resourceType, id }: FhirResource): string => `${resourceType}/${id}`;

const SETS = openDefinitionSets({ directory: sharedPackagesExist ? SHARED_PACKAGES : null });

/** Against JP Core where its package is at hand, else against R4 alone. */
export async function errorsOf(resources: readonly FhirResource[]): Promise<string[]> {
  const { validator } = await SETS.get('core');
  return resources.flatMap((resource) =>
    validator
      .validate(resource)
      .filter(({ severity }) => severity === 'error')
      .map(({ rule, expression, message }) => `${keyOf(resource)} ${rule} ${expression}: ${message}`),
  );
}
