import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer as createProbe } from 'node:net';
import { join } from 'node:path';
import { fetchToken } from '../../apps/server/src/cli/sandbox/token.ts';
import type { App } from '../../apps/server/src/kernel/http/app.ts';
import { openSession, readSession, registerClient } from '../../apps/server/src/modules/identity/index.ts';
import type { PersonId } from '../../apps/server/src/modules/registry/index.ts';
import { type TestPerson, testPerson } from '../../apps/server/src/testing/people.ts';
import { createTestServer, type TestServer } from '../../apps/server/src/testing/test-server.ts';
import { registerCoverageOf, takeClaimsOf } from '../fhir-records/setting.ts';
import { testKey } from '../identity/systems-support.ts';

export interface ClientSetting {
  readonly server: TestServer;
  readonly origin: string;
  readonly baseUrl: string;
  readonly person: TestPerson;
  readonly ref: PersonId;
  /** Holds the same files as that of a sandbox. */
  readonly folder: string;
  tokenOf(key: string, scope?: string): Promise<string>;
}

const PROGRAMS = [
  { key: 'hospital', account: 'hospital-physician', scopes: ['eligibility', 'records', 'system/*.cruds'] },
  { key: 'pharmacy', account: 'pharmacy-pharmacist', scopes: ['eligibility', 'records', 'system/*.cruds'] },
  { key: 'insurer', account: 'insurer-clerk', scopes: ['insurer', 'bulk-export', 'system/*.rs'] },
];

/** A listening server with one person's record, consent for the hospital, and a program for each kind of organisation. */
export async function createClientSetting(observe?: (app: App) => void): Promise<ClientSetting> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const server = await createTestServer({
    publicOrigin: origin,
    ...(observe === undefined ? {} : { observe }),
  });
  const person = testPerson(1);
  await takeClaimsOf(server, person);
  await registerCoverageOf(server, person);
  const ref = await server.personIdOf(person);
  const physician = await server.signIn('hospital-physician');
  await physician.post(`/api/persons/${ref}/consents`, {
    categories: ['medication', 'treatment', 'surgery'],
    method: 'written',
  });
  const folder = server.directory;
  const clients = await Promise.all(PROGRAMS.map((program) => register(server, folder, program)));
  await writeFile(join(folder, 'clients.json'), JSON.stringify({ origin, clients }));
  await server.app.listen({ port, host: 'localhost' });
  return {
    server,
    origin,
    baseUrl: `${origin}/fhir/R4`,
    person,
    ref,
    folder,
    tokenOf: (key, scope) => fetchToken(folder, key, scope ?? null),
  };
}

async function register(
  server: TestServer,
  folder: string,
  { key, account, scopes }: (typeof PROGRAMS)[number],
): Promise<object> {
  const token = await openSession(server, account, { stage: 'complete', confirmed: true, origin: null });
  const session = await readSession(server, token);
  if (session === null) throw new Error('no session');
  const { kid, publicJwk, privateKey } = testKey();
  const jwks = { keys: [publicJwk] };
  const { clientId } = await registerClient(
    server,
    { session, requestId: 'test' },
    { name: key, scopes, jwks },
  );
  await writeFile(join(folder, `${key}.key`), privateKey.export({ format: 'pem', type: 'pkcs8' }));
  return { key, clientId, scopes, kid, keyFile: `${key}.key` };
}

async function freePort(): Promise<number> {
  const probe = createProbe();
  probe.listen(0, 'localhost');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
