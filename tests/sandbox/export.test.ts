import { randomUUID } from 'node:crypto';
import type { LightMyRequestResponse } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../apps/server/src/kernel/auth/session.ts';
import { openDefinitionSets } from '../../apps/server/src/kernel/fhir/definition-sets.ts';
import type { PersonReader } from '../../apps/server/src/kernel/fhir/ports.ts';
import { fhirRoutes } from '../../apps/server/src/kernel/fhir/routes.ts';
import { type App, createApp } from '../../apps/server/src/kernel/http/app.ts';
import { actorOf, disclose } from '../../apps/server/src/modules/access/index.ts';
import { insuredPersons } from '../../apps/server/src/modules/eligibility/index.ts';
import { exportOperations, startExportWorker } from '../../apps/server/src/modules/records/index.ts';
import { parsePersonId } from '../../apps/server/src/modules/registry/index.ts';
import { createTestRuntime, type TestRuntime } from '../../apps/server/src/testing/test-runtime.ts';

const BASE = '/fhir/R4';
const INSURER = '01990000';
const OTHER = '01990001';
/** Ids of people who exist in this file only, in their order. */
const personAt = (n: number): string => `00000000-0000-8000-8000-${String(n).padStart(12, '0')}`;

const sessionOf = (insurerNumber: string | null, scopes: string[], id = insurerNumber): Session => ({
  sessionId: randomUUID(),
  kind: 'system',
  account: `client-${id}`,
  displayName: '試験',
  roles: ['system'],
  organisation: {
    organisationId: `00000000-0000-4000-8000-0000${id ?? '00000000'}`,
    facilityCode: null,
    insurerNumber,
    name: '試験組合',
    kind: insurerNumber === null ? 'hospital' : 'insurer',
    emergencyDesignated: false,
  },
  personId: null,
  emergencyDesignated: false,
  stage: 'complete',
  scopes,
  app: null,
  confirmedAt: null,
  expiresAt: new Date('2030-01-01T00:00:00Z'),
});
const FULL = ['bulk-export', 'system/*.rs'];
const SESSIONS: Readonly<Record<string, Session>> = {
  insurer: sessionOf(INSURER, FULL),
  colleague: { ...sessionOf(INSURER, FULL), account: 'another-program' },
  other: sessionOf(OTHER, FULL),
  unscoped: sessionOf(INSURER, ['system/*.rs']),
  'only-export': sessionOf(INSURER, ['bulk-export']),
  'patients-only': sessionOf(INSURER, ['bulk-export', 'system/Patient.rs']),
  'some-conditions': sessionOf(INSURER, ['bulk-export', 'system/Patient.rs', 'system/Condition.rs?code=a']),
  hospital: sessionOf(null, FULL),
};

let runtime: TestRuntime;
let app: App;
let worker: ReturnType<typeof startExportWorker>;
let failures: unknown[];
/** Called before each person is read. */
let beforeReading: (personId: string) => void;

/** Two resources of each person, through the real door. */
const reader: PersonReader = {
  types: ['Condition', 'Patient'],
  personOf: () => null,
  async read({ caller, personId, purpose }, answer) {
    beforeReading(personId);
    const id = parsePersonId(personId);
    if (id === null || purpose === undefined) throw new Error('not what an export asks');
    const input = {
      actor: actorOf(caller.session),
      personId: id,
      purpose,
      categories: ['treatment'],
      requestId: caller.requestId,
    } as const;
    return disclose(runtime, input, async () => {
      const { answer: made, itemCount } = await answer({
        resources: [
          { resourceType: 'Patient', id: personId },
          {
            resourceType: 'Condition',
            id: `c-${personId}`,
            meta: { lastUpdated: personId === personAt(1) ? '2026-01-01T00:00:00Z' : '2026-11-01T00:00:00Z' },
          },
        ],
        refused: [],
      });
      return { answer: () => made, itemCount };
    });
  },
};

function startWorkerAnew(): void {
  worker = startExportWorker({ ...deps(), onError: (error) => failures.push(error) });
}
const deps = () => ({
  ...runtime,
  persons: [reader],
  insured: (question: Parameters<typeof insuredPersons>[1]) => insuredPersons(runtime.db, question),
});

beforeEach(async () => {
  runtime = await createTestRuntime({ masters: false });
  failures = [];
  beforeReading = () => {};
  startWorkerAnew();
  app = await createApp({
    logger: runtime.logger,
    publicOrigin: 'http://localhost:8080',
    clock: runtime.clock,
    authenticate: async ({ token }) => SESSIONS[token] ?? null,
  });
  fhirRoutes(app, {
    persons: [reader],
    finder: null,
    directories: [],
    writer: null,
    receivers: [],
    operations: exportOperations({ ...deps(), poke: () => worker.poke() }),
    sets: openDefinitionSets({ directory: null }),
    publicOrigin: 'http://localhost:8080',
    clock: runtime.clock,
    sealer: runtime.secrets,
  });
});
afterEach(async () => {
  await worker.stop();
  await app.close();
  await runtime.close();
});

interface CoverageOf {
  readonly from?: string;
  readonly to?: string | null;
  readonly insurer?: string;
  readonly at?: string;
}
const insure = (
  n: number,
  { from = '2020-04-01', to = null, insurer = INSURER, at = '2020-04-01' }: CoverageOf = {},
) =>
  runtime.asOwner(
    `INSERT INTO eligibility.coverage (person_id, coverage_id, version, registered_at, registered_by, change, insurer_number,
       number_key, branch, birth_date, card_class, valid_from, valid_to, name, facts)
     VALUES ($1, gen_random_uuid(), 1, $5, 'test', 'registered', $2, '', '', '1980-01-01', '01', $3, $4, '試験', '{}')`,
    [personAt(n), insurer, from, to, at],
  );

const ask = (token: string, url: string, method: 'GET' | 'DELETE' | 'POST' = 'GET') =>
  app.inject({
    method,
    url: url.replace('http://localhost:8080', ''),
    headers: { authorization: `Bearer ${token}`, prefer: 'respond-async' },
  });
const kickOff = (token = 'insurer', path = '$export') => ask(token, `${BASE}/${path}`);
const statusOf = (answer: LightMyRequestResponse): string => String(answer.headers['content-location']);
const codeOf = (answer: LightMyRequestResponse): string => {
  const { issue } = answer.json<{ issue: { details: { coding: { code: string }[] } }[] }>();
  return `${answer.statusCode} ${issue[0]?.details.coding[0]?.code}`;
};

interface Manifest {
  readonly transactionTime: string;
  readonly request: string;
  readonly requiresAccessToken: boolean;
  readonly output: readonly { readonly type: string; readonly url: string; readonly count: number }[];
  readonly error: readonly { readonly type: string; readonly url: string }[];
}
async function complete(path?: string): Promise<Manifest> {
  const started = await kickOff('insurer', path);
  expect(started.statusCode).toBe(202);
  await worker.idle();
  expect(failures).toEqual([]);
  const done = await ask('insurer', statusOf(started));
  expect(done.statusCode).toBe(200);
  return done.json<Manifest>();
}
async function linesOf(files: Manifest['output'] | Manifest['error'], type: string): Promise<unknown[]> {
  const lines: unknown[] = [];
  for (const { url } of files.filter((one) => one.type === type)) {
    const answer = await ask('insurer', url);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/fhir+ndjson']);
    for (const line of answer.body.trimEnd().split('\n')) lines.push(JSON.parse(line));
  }
  return lines;
}
const idsOf = (lines: unknown[]): string[] => lines.map((line) => (line as { id: string }).id);

test('an insurer exports the people whom it insures today, and nobody else', async () => {
  await insure(1);
  await insure(2, { to: '2026-11-23' });
  await insure(3, { to: '2026-11-22' });
  await insure(4, { from: '2026-11-23' });
  await insure(5, { insurer: OTHER });
  await insure(6, { at: '2026-11-22T02:00:00Z' });
  const manifest = await complete('$export?_type=Patient');
  expect(manifest).toMatchObject({
    transactionTime: '2026-11-22T01:02:03.000Z',
    request: 'http://localhost:8080/fhir/R4/$export?_type=Patient',
    requiresAccessToken: true,
    error: [],
  });
  expect(manifest.output.map(({ type, count }) => [type, count])).toEqual([['Patient', 2]]);
  expect(idsOf(await linesOf(manifest.output, 'Patient'))).toEqual([personAt(1), personAt(2)]);
});

test('everybody in it has an entry, and the files leave with one of their own', async () => {
  await insure(1);
  const manifest = await complete();
  await linesOf(manifest.output, 'Condition');
  const entries = await runtime.asOwner<{
    event: string;
    person_id: string;
    outcome: string;
    purpose: string;
  }>(`SELECT event, person_id, outcome, purpose FROM audit.entry ORDER BY at, event`);
  expect(entries).toContainEqual({
    event: 'disclosure',
    person_id: personAt(1),
    outcome: 'shown',
    purpose: 'export',
  });
  expect(entries.filter(({ event }) => event === 'export-made')).toHaveLength(1);
});

test('who stopped sharing is counted, not named, and not in the files', async () => {
  for (const n of [1, 2, 3]) await insure(n);
  await stopSharing(personAt(2));
  const manifest = await complete('Patient/$export');
  expect(idsOf(await linesOf(manifest.output, 'Patient'))).toEqual([personAt(1), personAt(3)]);
  const [told] = await linesOf(manifest.error, 'OperationOutcome');
  expect(JSON.stringify(told)).toContain('1 of the insured are not in the files: SHARING_STOPPED.');
  expect(JSON.stringify(told)).not.toContain(personAt(2));
});

test('_since leaves out what was not changed; the group of an insurer is its own number', async () => {
  for (const n of [1, 2]) await insure(n);
  const { output } = await complete(`Group/${INSURER}/$export?_since=2026-06-01T00:00:00Z`);
  expect(idsOf(await linesOf(output, 'Condition'))).toEqual([`c-${personAt(2)}`]);
  expect(idsOf(await linesOf(output, 'Patient'))).toEqual([personAt(1), personAt(2)]);
  expect(codeOf(await kickOff('insurer', `Group/${OTHER}/$export`))).toBe('404 FHIR_RESOURCE_UNKNOWN');
});

test('many people make several files, in steps; a worker that died in between goes on without doubles', async () => {
  const count = 230;
  await Promise.all(Array.from({ length: count }, (_, n) => insure(n + 1)));
  let died = false;
  beforeReading = (personId) => {
    if (personId !== personAt(150) || died) return;
    died = true;
    throw new Error('as if the process had been killed');
  };
  const started = await kickOff();
  await worker.idle();
  expect(failures).toHaveLength(1);
  const half = await ask('insurer', statusOf(started));
  expect([half.statusCode, half.headers['x-progress'], half.headers['retry-after']]).toEqual([
    202,
    '100 persons read',
    '5',
  ]);
  await worker.stop();
  startWorkerAnew();
  await worker.idle();
  const manifest = (await ask('insurer', statusOf(started))).json<Manifest>();
  const ids = idsOf(await linesOf(manifest.output, 'Patient'));
  expect(ids.toSorted()).toEqual(Array.from({ length: count }, (_, n) => personAt(n + 1)));
  expect(manifest.output.filter(({ type }) => type === 'Patient').map((one) => one.count)).toEqual([
    100, 100, 30,
  ]);
});

test('two workers at the same export do not double it', async () => {
  for (let n = 1; n <= 120; n++) await insure(n);
  const second = startExportWorker({ ...deps(), onError: (error) => failures.push(error) });
  const started = await kickOff();
  second.poke();
  await Promise.all([worker.idle(), second.idle()]);
  await second.stop();
  worker.poke();
  await worker.idle();
  const manifest = (await ask('insurer', statusOf(started))).json<Manifest>();
  expect(idsOf(await linesOf(manifest.output, 'Patient'))).toHaveLength(120);
  expect(failures).toEqual([]);
});

test('a deleted export is gone with its files; so is one whose time has run out', async () => {
  await insure(1);
  const first = await kickOff();
  await worker.idle();
  const manifest = (await ask('insurer', statusOf(first))).json<Manifest>();
  const [file] = manifest.output;
  const again = await kickOff();
  await worker.idle();
  const removed = await ask('insurer', statusOf(first), 'DELETE');
  expect(removed.statusCode).toBe(202);
  expect(codeOf(await ask('insurer', statusOf(first)))).toBe('404 EXPORT_UNKNOWN');
  expect(codeOf(await ask('insurer', file?.url ?? ''))).toBe('404 EXPORT_UNKNOWN');
  // The same bytes belong to the second one as well.
  const kept = (await ask('insurer', statusOf(again))).json<Manifest>();
  expect(idsOf(await linesOf(kept.output, 'Patient'))).toEqual([personAt(1)]);
  const named = await runtime.asOwner<{ sha256: string }>('SELECT sha256 FROM records.export_part');
  runtime.setNow('2026-11-23T01:02:04Z');
  expect(codeOf(await ask('insurer', statusOf(again)))).toBe('404 EXPORT_UNKNOWN');
  worker.poke();
  await worker.idle();
  expect(await runtime.asOwner('SELECT FROM records.export_part')).toEqual([]);
  for (const { sha256 } of named)
    await expect(allOf(runtime.files.read(sha256))).rejects.toMatchObject({ code: 'ENOENT' });
});

test.each([
  ['hospital', '$export', '403 INSURER_REQUIRED'],
  ['unscoped', '$export', '403 SCOPE_NOT_GRANTED'],
  ['only-export', '$export', '403 SCOPE_NOT_GRANTED'],
  ['patients-only', '$export?_type=Condition', '403 SCOPE_NOT_GRANTED'],
  ['insurer', '$export?_type=Basic', '400 FHIR_PARAMETER_INVALID'],
  ['insurer', '$export?_since=yesterday', '400 FHIR_PARAMETER_INVALID'],
  ['insurer', '$export?_outputFormat=csv', '400 FHIR_PARAMETER_INVALID'],
  ['insurer', '$export?_typeFilter=Patient%3Fname%3Da', '400 FHIR_PARAMETER_INVALID'],
  ['insurer', '$export-status?job=nothing', '404 EXPORT_UNKNOWN'],
])('%s asking for %s gets %s', async (token, path, expected) => {
  expect(codeOf(await kickOff(token, path))).toBe(expected);
});

test('without Prefer: respond-async nothing is started; a token limits the types', async () => {
  const answer = await app.inject({
    method: 'GET',
    url: `${BASE}/$export`,
    headers: { authorization: 'Bearer insurer' },
  });
  expect(codeOf(answer)).toBe('400 FHIR_HEADER_INVALID');
  await insure(1);
  const started = await kickOff('patients-only');
  await worker.idle();
  const manifest = (await ask('insurer', statusOf(started))).json<Manifest>();
  expect(manifest.output.map(({ type }) => type)).toEqual(['Patient']);
});

test('an export belongs to the organisation; others do not learn that it exists', async () => {
  await insure(1);
  const started = await kickOff();
  await worker.idle();
  expect((await ask('colleague', statusOf(started))).statusCode).toBe(200);
  expect(codeOf(await ask('other', statusOf(started)))).toBe('404 EXPORT_UNKNOWN');
  expect(codeOf(await ask('other', statusOf(started), 'DELETE'))).toBe('404 EXPORT_UNKNOWN');
});

test('an organisation has two exports under way at most', async () => {
  await worker.stop();
  expect((await Promise.all([kickOff(), kickOff(), kickOff()])).map((one) => one.statusCode).sort()).toEqual([
    202, 202, 429,
  ]);
  expect((await kickOff('other')).statusCode).toBe(202);
});

test('an export that fails again and again ends as failed', async () => {
  await insure(1);
  beforeReading = () => {
    throw new Error('trouble');
  };
  const started = await kickOff();
  for (let n = 0; n < 6; n++) {
    worker.poke();
    await worker.idle();
  }
  expect(codeOf(await ask('insurer', statusOf(started)))).toBe('500 EXPORT_FAILED');
});

const stopSharing = (personId: string) =>
  runtime.asOwner(
    `INSERT INTO access.limitation (person_id, kind, facility_code, category, since, set_by)
     VALUES ($1, 'sharing-stopped', '', '', '2026-01-01', 'test')`,
    [personId],
  );

async function allOf(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of chunks) bytes += chunk.length;
  return bytes;
}

test('a scope that covers only what a search finds exports nothing of the type', async () => {
  await insure(1);
  expect(codeOf(await kickOff('some-conditions', '$export?_type=Condition'))).toBe('403 SCOPE_NOT_GRANTED');
  const started = await kickOff('some-conditions');
  await worker.idle();
  const manifest = (await ask('some-conditions', statusOf(started))).json<Manifest>();
  expect(manifest.output.map(({ type }) => type)).toEqual(['Patient']);
});

test("a program fetches of a colleague's export only what its own scopes cover", async () => {
  await insure(1);
  const { output } = await complete();
  const urlOf = (type: string) => output.find((one) => one.type === type)?.url ?? '';
  expect((await ask('patients-only', urlOf('Patient'))).statusCode).toBe(200);
  for (const token of ['patients-only', 'some-conditions'])
    expect(codeOf(await ask(token, urlOf('Condition')))).toBe('403 SCOPE_NOT_GRANTED');
});
