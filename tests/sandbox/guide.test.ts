import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LoggedRequest, linesOf, watchRequests } from '../../apps/server/src/cli/sandbox/request-log.ts';
import { type ClientSetting, createClientSetting } from '../fhir-clients/setting.ts';

const run = promisify(execFile);
const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

let setting: ClientSetting;
let told: LoggedRequest[];
let workplace: string;
beforeAll(async () => {
  told = [];
  setting = await createClientSetting((app) => watchRequests(app, (request) => told.push(request)));
  workplace = await prepareWorkplace(setting);
});
afterAll(() => setting.server.close());

/** A folder in which `npx tsunagu` is this checkout's, and the sandbox's files stand where they do by default. */
async function prepareWorkplace({ server, folder }: ClientSetting): Promise<string> {
  const place = join(server.directory, 'workplace');
  await mkdir(join(place, '.tsunagu-sandbox'), { recursive: true });
  await symlink(folder, join(place, '.tsunagu-sandbox', 'sandbox'));
  const npx = join(place, 'npx');
  await writeFile(
    npx,
    `#!/bin/sh\nshift\nexec "${process.execPath}" "${at('apps/server/src/cli.ts')}" "$@"\n`,
  );
  await chmod(npx, 0o755);
  return place;
}

test('the lines of the guide work as they stand', async () => {
  const guide = await readFile(at('docs/sandbox.md'), 'utf8');
  const blocks = [...guide.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, lines = '']) => lines);
  expect(blocks.length).toBeGreaterThanOrEqual(5);
  const script = ['set -euo pipefail', ...blocks]
    .join('\n')
    .replaceAll('http://localhost:8080', setting.origin);
  const { stdout } = await run('bash', ['-c', script], {
    cwd: workplace,
    env: { ...process.env, PATH: `${workplace}:${process.env.PATH}` },
    timeout: 60_000,
  });
  expect(stdout).toContain('CapabilityStatement');
  expect(stdout).toContain('Observation.status');
  expect(stdout).toContain('FHIR_PERSON_REQUIRED');
  expect(stdout).toContain('"requiresAccessToken":true');
}, 90_000);

const lastOf = (path: string): LoggedRequest | undefined =>
  told.findLast((request) => request.path.startsWith(path));

test('a refused token request is explained, though the token endpoint answers by itself', async () => {
  await expect(setting.tokenOf('hospital', 'insurer')).rejects.toMatchObject({
    fields: { tokenRefused: 'invalid_scope' },
  });
  const logged = lastOf('/oauth/token');
  expect(logged).toMatchObject({ status: 400, code: 'oauth:invalid_scope' });
  expect(logged?.explanation?.ja).toContain('clients.json');
});

test('a missing scope is named, and what to do is said in both languages', async () => {
  const token = await setting.tokenOf('hospital', 'eligibility');
  await fetch(`${setting.baseUrl}/MedicationDispense?patient=${setting.ref}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const logged = lastOf('/fhir/R4/MedicationDispense');
  expect(logged).toMatchObject({ status: 403, code: 'SCOPE_NOT_GRANTED' });
  expect(logged?.detail).toContain('system/MedicationDispense.s');
  const lines = logged === undefined ? [] : linesOf(logged);
  expect(lines).toHaveLength(4);
  expect(lines[2]).toContain('スコープ');
});

test('a consent that is missing says how to give one in the demo', async () => {
  const token = await setting.tokenOf('pharmacy');
  await fetch(`${setting.baseUrl}/MedicationDispense?patient=${setting.ref}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const logged = lastOf('/fhir/R4/MedicationDispense');
  expect(logged).toMatchObject({ status: 403, code: 'CONSENT_REQUIRED' });
  expect(logged?.explanation?.ja).toContain('city-reception');
});

test('neither tokens nor bodies stand in the log', async () => {
  const token = await setting.tokenOf('hospital');
  await fetch(`${setting.baseUrl}/metadata`, { headers: { authorization: `Bearer ${token}` } });
  const answer = await fetch(`${setting.origin}/sandbox/requests`);
  expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
  const text = await answer.text();
  expect(text).toContain('/fhir/R4/metadata');
  expect(text).not.toContain(token);
  expect(text).not.toContain('client_assertion=');
});
