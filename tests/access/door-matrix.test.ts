import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type ActorName,
  expectedInCare,
  LIMITS,
  OPENED,
  TABLE,
} from '../../apps/server/src/modules/access/testing/oracle.ts';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { actCode, drugCode } from '../../apps/server/src/testing/demo-codes.ts';
import { testPerson } from '../../apps/server/src/testing/people.ts';
import { type Caller, createTestServer, type TestServer } from '../../apps/server/src/testing/test-server.ts';
import { arrange, DESIGNATED, designate, openMode, SITUATIONS, type SituationNames } from './support.ts';

/**
 * Every situation of the oracle as a person of its own, looked at through HTTP by every kind of account: what comes
 * back, what does not, and the entry, against the independent oracle. @spec eligibility.md §4.3, §11; phr.md §3
 */
const WHO: Readonly<Record<string, { readonly actor: ActorName; readonly at: 'hospital' | 'elsewhere' }>> = {
  'hospital-physician': { actor: 'physician', at: 'hospital' },
  'hospital-nurse': { actor: 'nurse', at: 'hospital' },
  [DESIGNATED]: { actor: 'designated physician', at: 'hospital' },
  'hospital-desk': { actor: 'receptionist', at: 'hospital' },
  'hospital-manager': { actor: 'manager', at: 'hospital' },
  'clinic-physician': { actor: 'physician', at: 'elsewhere' },
  'pharmacy-pharmacist': { actor: 'pharmacist', at: 'elsewhere' },
  'homeless-physician': { actor: 'physician without institution', at: 'elsewhere' },
  'insurer-clerk': { actor: 'insurer clerk', at: 'elsewhere' },
  'ministry-officer': { actor: 'ministry', at: 'elsewhere' },
  intake: { actor: 'intake operator', at: 'elsewhere' },
  administrator: { actor: 'administrator', at: 'elsewhere' },
  'patient-x': { actor: 'another patient', at: 'elsewhere' },
};
const CARE_COLUMN = 5;
const CATEGORIES = ['medication', 'treatment', 'surgery'] as const;
/** The category that the situations are about; the others have no consent. */
const ABOUT = 'medication';

let server: TestServer;
let people: { personId: string; names: SituationNames }[];
let callers: Map<string, Caller>;

beforeAll(async () => {
  server = await createTestServer();
  const everybody = SITUATIONS.map((names, index) => ({ names, person: testPerson(index + 1) }));
  const stranger = testPerson(0);
  await server.take(
    medicalFile({
      claims: [...everybody.map(({ person }) => person), stranger].map((person) => ({
        person,
        lines: [
          { type: 'SI', category: '13', code: actCode('chronic-management'), days: { 3: 1 } },
          { type: 'IY', category: '21', code: drugCode('amlodipine-5'), amount: '1', days: { 3: 14 } },
          { type: 'SI', category: '50', code: actCode('cataract-surgery'), days: { 5: 1 } },
        ],
      })),
    }),
  );
  people = [];
  for (const { names, person } of everybody)
    people.push({ names, personId: await server.personIdOf(person) });
  await server.addPatient('patient-x', await server.personIdOf(stranger));
  await designate(server);
  await arrange(server, people, { category: ABOUT, modeId: await openMode(server) });
  callers = new Map();
  for (const account of Object.keys(WHO)) callers.set(account, await server.signIn(account));
}, 180_000);
afterAll(() => server.close());

/** What stands for this account: consents and denials hold at the hospital, emergencies for one physician. */
function namesFor(account: string, names: SituationNames, category: string): SituationNames {
  const here = WHO[account]?.at === 'hospital';
  const limits = LIMITS[names.limit]?.facts ?? [];
  const everywhere = limits.includes('stopped')
    ? 'sharing stopped'
    : limits.includes('withheld')
      ? 'withheld'
      : 'none';
  const mode = OPENED[names.opened]?.facts[0]?.mode;
  const opened = here && (mode !== 'emergency' || account === DESIGNATED) ? names.opened : 'none';
  if (!here) return { consent: 'none', limit: everywhere, opened };
  if (category === ABOUT) return { ...names, opened };
  const swapped: Readonly<Record<string, string>> = {
    'this category denied': 'none',
    'another category denied': category === 'treatment' ? 'this category denied' : 'none',
  };
  return { consent: 'none', limit: swapped[names.limit] ?? names.limit, opened };
}

interface Expected {
  readonly each: readonly string[];
  readonly whole: string;
}

function expectedFor(account: string, names: SituationNames): Expected {
  const rule = TABLE[WHO[account]?.actor ?? 'staff without role'][CARE_COLUMN];
  const each = CATEGORIES.map((category) => {
    if (rule !== '?') return rule;
    const { consent, limit, opened } = namesFor(account, names, category);
    return expectedInCare(consent, limit, opened);
  });
  const shown = each.filter((one) => one.startsWith('+'));
  const whole =
    shown.find((one) => one === '+emergency' || one === '+disaster') ??
    shown[0] ??
    ['SHARING_STOPPED', 'DENIED_BY_PATIENT', 'CONSENT_EXPIRED'].find((code) => each.includes(code)) ??
    each[0] ??
    '';
  return { each, whole };
}

interface CategoryAnswer {
  readonly shown: boolean;
  readonly ground: string | null;
  readonly refusalCode: string | null;
}

test('more than 5,000 combinations through HTTP: nothing leaks, and each leaves the entry that the oracle expects', async () => {
  const [start] = await server.asOwner<{ seq: string }>(
    `SELECT COALESCE(max(seq), 0)::text AS seq FROM audit.entry WHERE purpose IS NOT NULL`,
  );
  const wrong: unknown[] = [];
  const asked: { account: string; personId: string; whole: string }[] = [];
  for (const { personId, names } of people) {
    for (const [account, caller] of callers) {
      const answer = await caller.get(`/api/persons/${personId}/record`);
      const { whole, each } = expectedFor(account, names);
      asked.push({ account, personId, whole });
      const got = readAnswer(answer.statusCode, answer.json());
      const expected = whole.startsWith('+')
        ? { status: 200, code: null, each, lines: each.map((one) => (one.startsWith('+') ? 1 : 0)) }
        : { status: 403, code: whole, each: null, lines: [0, 0, 0] };
      if (JSON.stringify(got) !== JSON.stringify(expected)) wrong.push({ account, names, expected, got });
      // A refusal carries nothing of the person.
      if (got.status !== 200 && /患者|amlodipine|アムロジピン|\d{4}-09-\d{2}/.test(answer.body))
        wrong.push({ account, names, leak: answer.body });
    }
  }
  expect(asked.length).toBeGreaterThan(5_000);
  expect(wrong).toEqual([]);

  const entries = await server.asOwner<{
    account: string;
    person_id: string;
    outcome: string;
    ground: string | null;
    refusal_code: string | null;
  }>(
    `SELECT account, person_id, outcome, ground, refusal_code FROM audit.entry
     WHERE purpose = 'care' AND seq > $1::bigint ORDER BY seq`,
    [start?.seq],
  );
  expect(entries.length).toBe(asked.length);
  const different = asked.filter(({ account, personId, whole }, index) => {
    const entry = entries[index];
    const says = entry?.outcome === 'shown' ? `+${entry.ground}` : entry?.refusal_code;
    return entry?.account !== account || entry.person_id !== personId || says !== whole;
  });
  expect(different).toEqual([]);
}, 600_000);

function readAnswer(status: number, body: unknown) {
  if (status !== 200) {
    const { error } = body as { error: { code: string } };
    return { status, code: error.code, each: null, lines: [0, 0, 0] };
  }
  const record = body as {
    categories: readonly CategoryAnswer[];
    drugs: { rows: unknown[] };
    treatments: { columns: readonly string[]; rows: unknown[][] };
    tables: { acts: readonly { category: string }[] };
  };
  const act = record.treatments.columns.indexOf('act');
  const kinds = record.treatments.rows.map((row) => record.tables.acts[Number(row[act])]?.category);
  const surgery = kinds.filter((kind) => kind === 'surgery').length;
  return {
    status,
    code: null,
    each: record.categories.map((one) => (one.shown ? `+${one.ground}` : one.refusalCode)),
    lines: [record.drugs.rows.length, kinds.length - surgery, surgery],
  };
}
