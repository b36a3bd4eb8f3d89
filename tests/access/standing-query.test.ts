import { afterAll, beforeAll, expect, test } from 'vitest';
import { readStanding } from '../../apps/server/src/modules/access/standing/read-standing.ts';
import type { PersonId } from '../../apps/server/src/modules/registry/index.ts';
import { HOSPITAL } from '../../apps/server/src/testing/people.ts';
import { createTestRuntime, type TestRuntime } from '../../apps/server/src/testing/test-runtime.ts';

/** The question that precedes every view: answered from the primary keys of one partition. @spec DESIGN.md §1, §7 */
const PEOPLE = 4_000;
const CONSENTS_EACH = 30;
/** Many small rows: of few the database would rather read all. */
const PEOPLE_WITH_LIMITS = 40_000;
let runtime: TestRuntime;
const personOf = (ordinal: number) =>
  `00000000-0000-4000-8000-${String(ordinal).padStart(12, '0')}` as PersonId;

beforeAll(async () => {
  runtime = await createTestRuntime({ masters: false });
  const first = (count: number) =>
    `(SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid AS id FROM generate_series(1, ${count}) AS n)`;
  await runtime.asOwner(
    `INSERT INTO access.consent (person_id, facility_code, category, given_at, valid_until, method, recorded_by)
     SELECT p.id, $1, 'medication', $2::timestamptz - c * interval '1 day', $2::timestamptz - c * interval '1 day' + interval '24 hours',
       'written', 'test' FROM ${first(PEOPLE)} AS p, generate_series(1, ${CONSENTS_EACH}) AS c`,
    [HOSPITAL.code, runtime.clock()],
  );
  await runtime.asOwner(
    `INSERT INTO access.limitation (person_id, kind, facility_code, category, since, set_by)
     SELECT p.id, 'denied', $1, 'surgery', $2, 'test' FROM ${first(PEOPLE_WITH_LIMITS)} AS p`,
    [HOSPITAL.code, runtime.clock()],
  );
  await runtime.asOwner(
    `INSERT INTO access.opened_view (person_id, mode, facility_code, account, opened_at, valid_until, life_threatening,
       able_to_consent, reason)
     SELECT p.id, 'emergency', $1, 'test', $2::timestamptz, $2::timestamptz + interval '1 hour', true, false, 'test'
     FROM ${first(PEOPLE)} AS p`,
    [HOSPITAL.code, runtime.clock()],
  );
  await runtime.asOwner('ANALYZE access.consent, access.limitation, access.opened_view');
});
afterAll(() => runtime.close());

const question = (ordinal: number, db = runtime.db) =>
  readStanding(db, {
    actor: {
      kind: 'staff',
      account: 'test',
      roles: ['physician'],
      facilityCode: HOSPITAL.code,
      insurerNumber: null,
      organisation: HOSPITAL.name,
      emergencyDesignated: true,
      scopes: null,
    },
    personId: personOf(ordinal),
    purpose: 'care',
    now: runtime.clock(),
  });

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly Plan[];
}
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

test('the plan reads one partition of each table by its primary key, and no table from end to end', async () => {
  let asked: { sql: string; values: readonly unknown[] } | null = null;
  await question(7, {
    ...runtime.db,
    prepared: (name, sql, values) => {
      asked = { sql, values };
      return runtime.db.prepared(name, sql, values);
    },
  });
  const { sql, values } = asked as unknown as { sql: string; values: readonly unknown[] };
  const [row] = await runtime.asOwner<{ 'QUERY PLAN': readonly { Plan: Plan }[] }>(
    `EXPLAIN (FORMAT JSON) ${sql}`,
    values,
  );
  const nodes = nodesOf(row?.['QUERY PLAN'][0]?.Plan as Plan);
  const partitions = nodes.flatMap((node) => {
    const name = node['Relation Name'] ?? '';
    return /^(consent|limitation|opened_view)_\d+$/.test(name) ? [`${name} ${node['Node Type']}`] : [];
  });
  const kinds = partitions.map((one) => one.replace(/_\d+ .*$/, '')).toSorted();
  expect(kinds).toEqual(['consent', 'limitation', 'opened_view']);
  for (const one of partitions) expect(one).not.toContain('Seq Scan');
  const indexes = nodes.flatMap((node) => node['Index Name'] ?? []);
  expect(indexes.filter((name) => /^(consent|limitation|opened_view)_\d+_pkey$/.test(name))).toHaveLength(3);
});

test('the answer is the person’s own, and costs few times what one row by its key costs', async () => {
  const standing = await question(1);
  expect(standing.consents).toMatchObject([{ category: 'medication', basis: 'visit-24h' }]);
  expect(standing.limits.denied).toEqual(['surgery']);
  expect(standing.opened).toMatchObject([{ mode: 'emergency' }]);
  const bare = (ordinal: number) =>
    runtime.db.prepared(
      'test.bare',
      'SELECT kind FROM access.limitation WHERE person_id = $1 AND kind = $2',
      [personOf(ordinal), 'denied'],
    );
  const spent = { question: 0, bare: 0 };
  const timed = async (what: keyof typeof spent, run: () => Promise<unknown>) => {
    const from = performance.now();
    await run();
    spent[what] += performance.now() - from;
  };
  // By turns, so that whatever else the machine does slows both down. The first rounds warm up.
  for (let n = 0; n < 600; n++) {
    if (n === 100) spent.question = spent.bare = 0;
    const ordinal = 1 + ((n * 7) % PEOPLE);
    await timed('question', () => question(ordinal));
    await timed('bare', () => bare(ordinal));
  }
  // Measured: 1.4.
  expect(spent.question / spent.bare).toBeLessThan(8);
});
