import { join } from 'node:path';
import { type Prescription, writePrescription } from '@tsunagu/jahis';
import { openDatabase } from '../apps/server/src/kernel/db/database.ts';
import { tokenSigner } from '../apps/server/src/kernel/pki/hpki/index.ts';
import {
  knowledgeOfFiles,
  openTrust,
  signDocument,
  verifyDocument,
} from '../apps/server/src/modules/prescriptions/index.ts';
import type { Runtime } from '../apps/server/src/runtime.ts';
import { cpuSeconds, postgresProcesses } from './cpu.ts';
import { INSURER, numberOf, register, SYMBOL } from './eligibility.ts';
import {
  createBenchAccount,
  FACILITY,
  ORGANISATION,
  type Outgoing,
  openLoop,
  sequential,
  signIn,
  startBenchServer,
} from './http-load.ts';
import { round, timed, withSetting } from './setting.ts';

const ACCOUNT = 'bench-prescriber';
/** Drugs that a person takes, and that a prescription gives. */
const TAKEN = 5;
const GIVEN = 3;
/** Lists that differ; people share them. */
const VARIANTS = 1_000;
const ALONE = 1_000;

export interface PrescriptionsOptions {
  readonly seconds: number;
  readonly people: number;
  readonly checksPerSecond: number;
  readonly registrationsPerSecond: number;
}

/**
 * Checks of three drugs against what a person takes, over HTTP with the durable entry, at the national peak; and
 * registrations of signed prescriptions with their verification, their own check and the durable entry. One alone beside
 * the bare SQL of the list, and beside the bare verification of the same document.
 */
export function measurePrescriptions(options: PrescriptionsOptions) {
  const { seconds, people, checksPerSecond, registrationsPerSecond } = options;
  return withSetting(async ({ runtime, config }) => {
    await createBenchAccount(runtime, ACCOUNT, 'physician');
    const registered = await timed(() => register(runtime, 0, people));
    await fillLists(runtime);
    const checks = await checkRequests(runtime);
    const documents = await signedPrescriptions(runtime, registrationsPerSecond * seconds + ALONE);
    const bareList = await bareSql(join(config.dataDirectory, 'run'), checks.persons);
    const bareVerification = await verificationAlone(runtime, documents.slice(0, ALONE));
    const server = await startBenchServer(config.dataDirectory);
    try {
      const call = await signIn(server.port, ACCOUNT);
      const used = async () => ({
        server: await cpuSeconds([server.process.pid ?? 0]),
        postgres: await cpuSeconds(await postgresProcesses(config.dataDirectory)),
      });
      const underLoad = async (requests: readonly Outgoing[], perSecond: number) => {
        const before = await used();
        const load = await openLoop(requests, call, { seconds, perSecond });
        const after = await used();
        return {
          perSecond,
          ...load,
          serverCpuMilliseconds: round(((after.server - before.server) * 1000) / load.requests, 3),
          postgresCpuMilliseconds: round(((after.postgres - before.postgres) * 1000) / load.requests, 3),
        };
      };
      await sequential(checks.requests.slice(0, ALONE), call);
      const checkAlone = await sequential(checks.requests.slice(ALONE, 2 * ALONE), call);
      const checkLoad = await underLoad(checks.requests, checksPerSecond);
      const registrations = documents.map((xml) => ({
        path: '/api/prescriptions',
        body: { document: Buffer.from(xml).toString('base64'), issueType: 'electronic' },
      }));
      const registerAlone = await sequential(registrations.slice(0, ALONE), call);
      const registerLoad = await underLoad(registrations.slice(ALONE), registrationsPerSecond);
      return {
        people,
        registeredPeoplePerSecond: Math.round(people / registered.seconds),
        check: {
          ...checkLoad,
          aloneMilliseconds: round(checkAlone, 3),
          bareSqlMilliseconds: round(bareList, 3),
          ratioToBareSql: round(checkAlone / bareList),
        },
        registration: {
          ...registerLoad,
          aloneMilliseconds: round(registerAlone, 3),
          bareVerificationMilliseconds: round(bareVerification, 3),
          ratioToBareVerification: round(registerAlone / bareVerification),
        },
      };
    } finally {
      await server.stop();
    }
  });
}

const today = (): string => new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);
const daysAgo = (days: number): string =>
  new Date(Date.now() + 9 * 3_600_000 - days * 86_400_000).toISOString().slice(0, 10);

interface BenchDrug {
  readonly code: string;
  readonly name: string;
  readonly unit: string;
}

/** Oral drugs of the demo knowledge, one of each ingredient, none of which rules out another. */
function oralDrugs(): readonly BenchDrug[] {
  const { knowledge } = knowledgeOfFiles([]);
  const byIngredient = new Map<string, NonNullable<ReturnType<typeof knowledge.resolve>>>();
  for (const kana of 'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ')
    for (const { drug } of knowledge.search(kana, { on: today(), limit: 50 })) {
      const { receiptCode, ingredients, route, controlledKind } = drug;
      const [only, ...more] = ingredients;
      if (receiptCode === null || only === undefined || more.length > 0) continue;
      const ruledOut = [...byIngredient.values()].some((other) =>
        knowledge.contraindication(drug, other, today()),
      );
      if (route === 'oral' && controlledKind === 0 && !ruledOut) byIngredient.set(only.base, drug);
    }
  return [...byIngredient.values()].map(({ receiptCode, name, unit }) => ({
    code: receiptCode ?? '',
    name,
    unit: unit ?? '錠',
  }));
}

const pick = <T>(from: readonly T[], at: number): T => {
  const one = from[at % from.length];
  if (one === undefined) throw new Error('no drugs to measure with');
  return one;
};

/** What claims of the last weeks would leave in everybody's list. */
async function fillLists(runtime: Runtime): Promise<void> {
  const drugs = oralDrugs();
  const lists = Array.from({ length: VARIANTS }, (_, variant) =>
    JSON.stringify(
      Array.from({ length: TAKEN }, (_, i) => {
        const { code, name } = pick(drugs, variant * 7 + i * 13);
        return {
          kind: '2',
          code,
          name,
          form: '1',
          quantity: 28,
          amount: '1',
          source: 'claim',
          key: `claim:bench:${variant}:${i}`,
          from: daysAgo(10 + i),
          to: daysAgo(i - 17),
          facilityCode: '1319900000',
          pharmacyCode: '1349900000',
          hideKey: null,
          knownAt: new Date().toISOString(),
          untold: false,
        };
      }),
    ),
  );
  await runtime.db.query(
    `INSERT INTO prescriptions.active_list (person_id, history, history_as_of, stale)
     SELECT person_id, ($1::jsonb[])[1 + ordinal % $2], now(), false
     FROM (SELECT person_id, row_number() OVER () AS ordinal FROM registry.person) AS everybody`,
    [lists, VARIANTS],
  );
  await runtime.db.query('ANALYZE prescriptions.active_list');
}

async function checkRequests(runtime: Runtime) {
  const drugs = oralDrugs();
  const rows = await runtime.db.query<{ person_id: string }>(
    'SELECT person_id FROM registry.person ORDER BY person_id LIMIT 20000',
  );
  const persons = rows.map(({ person_id }) => person_id);
  const requests = persons.map((person, i) => ({
    path: `/api/persons/${person}/prescriptions/check`,
    body: { draft: { groups: groupsOf(drugs, i) } },
  }));
  return { persons, requests };
}

const groupsOf = (drugs: readonly BenchDrug[], ordinal: number): Prescription['groups'] =>
  Array.from({ length: GIVEN }, (_, i) => {
    const { code, name, unit } = pick(drugs, ordinal * 11 + i * 17);
    return {
      form: '1',
      formName: null,
      quantity: 14,
      splitQuantity: null,
      usage: { codeKind: '3', code: '1013044400000000', name: '１日３回朝昼夕食後　服用', timesPerDay: 3 },
      supplements: [],
      drugs: [
        {
          category: '1',
          codeKind: '2',
          code,
          name,
          amount: '3',
          potency: '1',
          unit,
          conversion: null,
          uneven: null,
          burden: null,
          perDose: null,
          supplements: [],
        },
      ],
    };
  });

/** One prescription each, signed by a physician of the test authority. */
async function signedPrescriptions(runtime: Runtime, count: number): Promise<string[]> {
  const drugs = oralDrugs();
  const authority = await runtime.hpkiAuthority();
  const { certificateDer, privateKey } = await authority.issue({
    name: 'Bench Physician',
    role: 'Medical Doctor',
  });
  const signer = tokenSigner({ certificateChain: [certificateDer], privateKey });
  const signed: string[] = [];
  for (let i = 0; i < count; i++) {
    const { text } = writePrescription(prescriptionFor(i, groupsOf(drugs, i)), 'sj1');
    signed.push(await signDocument('prescription', text, signer, new Date()));
  }
  return signed;
}

const prescriptionFor = (ordinal: number, groups: Prescription['groups']): Prescription => ({
  institution: {
    prefecture: FACILITY.slice(0, 2),
    codeKind: FACILITY.slice(2, 3),
    code: FACILITY.slice(3),
    name: ORGANISATION,
    postalCode: null,
    address: null,
    phone: null,
    fax: null,
    otherContact: null,
  },
  department: null,
  doctor: { code: null, kana: null, name: '試験　医師' },
  patient: {
    code: null,
    name: `試験　${numberOf(ordinal)}`,
    kana: null,
    sex: '1',
    birthDate: '1970-01-01',
    burdenKind: null,
  },
  insurance: {
    kind: '1',
    insurerNumber: INSURER,
    symbol: SYMBOL,
    number: numberOf(ordinal),
    relation: '1',
    branch: '01',
    patientRate: null,
    benefitRate: null,
    occupational: null,
  },
  publicExpenses: [],
  claimKind: null,
  issuedOn: today(),
  usableUntil: null,
  narcotic: null,
  leftovers: null,
  split: null,
  refillUses: null,
  remarks: [],
  accessCode: null,
  groups,
  providedInformation: [],
  testValues: [],
});

/** Milliseconds of the verification alone, the list of revocations cached. */
async function verificationAlone(runtime: Runtime, documents: readonly string[]): Promise<number> {
  const trust = await openTrust({ ...runtime, onTrustProblem: () => undefined }).current();
  const began = performance.now();
  for (const xml of documents) {
    const { status } = await verifyDocument(xml, {
      kind: 'prescription',
      trust,
      at: new Date(),
      fresh: true,
    });
    if (status !== 'valid') throw new Error('a document of the measurement is not valid');
  }
  return (performance.now() - began) / documents.length;
}

/** Milliseconds of reading one list by its key. */
async function bareSql(socketFolder: string, persons: readonly string[]): Promise<number> {
  const db = openDatabase({
    connectionString: `postgres://tsunagu_app@/tsunagu?host=${encodeURIComponent(socketFolder)}`,
    maxConnections: 1,
  });
  const read = (person: string) =>
    db.prepared(
      'bench.active-list',
      'SELECT own, history, allergies FROM prescriptions.active_list WHERE person_id = $1',
      [person],
    );
  try {
    for (const person of persons.slice(0, ALONE)) await read(person);
    const asked = persons.slice(ALONE, 3 * ALONE);
    const began = performance.now();
    for (const person of asked) await read(person);
    return (performance.now() - began) / asked.length;
  } finally {
    await db.close();
  }
}
