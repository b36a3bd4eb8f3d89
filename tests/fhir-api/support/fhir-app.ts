import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import pino from 'pino';
import type { Session } from '../../../apps/server/src/kernel/auth/session.ts';
import { openDefinitionSets } from '../../../apps/server/src/kernel/fhir/definition-sets.ts';
import type { FhirDeps, Sealer } from '../../../apps/server/src/kernel/fhir/exchange.ts';
import type { FhirResource, WriteRequest } from '../../../apps/server/src/kernel/fhir/ports.ts';
import { fhirRoutes } from '../../../apps/server/src/kernel/fhir/routes.ts';
import { type App, createApp } from '../../../apps/server/src/kernel/http/app.ts';
import { type Door, everything, memoryDirectory, memoryFinder, memoryReader } from './memory-ports.ts';
import { type MemoryStore, memoryStore } from './memory-store.ts';
import { memoryWriter } from './memory-writer.ts';

export const ORIGIN = 'http://localhost:8080';
export const BASE = `${ORIGIN}/fhir/R4`;
export const ALICE = '00000000-0000-8000-8000-00000000000a';
export const BOB = '00000000-0000-8000-8000-00000000000b';

const PERSON = {
  sessionId: 's',
  displayName: '試験',
  organisation: null,
  emergencyDesignated: false,
  stage: 'complete',
  confirmedAt: null,
} as const;
const LATER = new Date('2099-01-01T00:00:00Z');

/** Sessions by token; the token of a system lists its scopes: `system system/*.rs`. */
function sessionOf(token: string): Session | null {
  const [kind = '', ...scopes] = token.split(' ');
  const base: Session = {
    ...PERSON,
    kind: 'staff',
    account: kind,
    roles: ['physician'],
    personId: null,
    scopes: null,
    app: null,
    expiresAt: LATER,
  };
  if (kind === 'physician') return base;
  if (kind === 'other') return { ...base, sessionId: 'another' };
  if (kind === 'patient') return { ...base, kind: 'patient', roles: ['patient'], personId: ALICE };
  if (kind === 'system') return { ...base, kind: 'system', roles: ['system'], scopes };
  if (kind === 'app')
    return {
      ...base,
      kind: 'patient',
      roles: ['patient'],
      personId: ALICE,
      scopes,
      app: { clientId: 'app', name: '試験アプリ', patient: ALICE },
    };
  return null;
}

export interface FhirApp {
  readonly app: App;
  readonly deps: FhirDeps;
  readonly store: MemoryStore;
  readonly door: Door;
  /** Refusals for which the token was the reason. */
  readonly tokenRefusals: string[];
  /** What the writer was asked, call by call. */
  readonly calls: WriteRequest[][];
  now: Date;
  call(options: InjectOptions & { readonly token?: string | null }): Promise<LightMyRequestResponse>;
  get(url: string, token?: string): Promise<LightMyRequestResponse>;
  send(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: object | null,
    headers?: Record<string, string>,
  ): Promise<LightMyRequestResponse>;
  close(): Promise<void>;
}

export const ORGANISATIONS: readonly FhirResource[] = [
  { resourceType: 'Organization', id: 'org-1', name: '試験病院', active: true },
  { resourceType: 'Organization', id: 'org-2', name: '試験診療所', active: true },
];

/** The routes of the interface over resources in memory. */
export async function createFhirApp(change: (deps: FhirDeps) => FhirDeps = (deps) => deps): Promise<FhirApp> {
  const store = memoryStore();
  const door: Door = { entries: [], refusals: new Map(), withheld: [] };
  const calls: WriteRequest[][] = [];
  const tokenRefusals: string[] = [];
  const reader = memoryReader(store, door, new Set([ALICE, BOB]));
  const state = { now: new Date('2026-11-22T01:00:00Z') };
  const deps = change({
    persons: [reader],
    finder: memoryFinder(
      new Map([
        ['a-1', ALICE],
        ['b-1', BOB],
      ]),
    ),
    directories: [memoryDirectory(ORGANISATIONS)],
    writer: memoryWriter(store, calls),
    receivers: [
      {
        accepts: ({ type }) => type === 'document',
        receive: async () => ({
          bundleId: 'b1',
          outcome: 'created',
          versionId: '1',
          lastUpdated: store.tick(),
          issues: [],
        }),
      },
    ],
    operations: [everything(reader)],
    sets: openDefinitionSets({ directory: null }),
    publicOrigin: ORIGIN,
    clock: () => state.now,
    onTokenRefused: async ({ code, route }) => {
      tokenRefusals.push(`${code} ${route}`);
    },
    sealer: testSealer(),
  });
  const app = await createApp({
    logger: pino({ level: 'silent' }),
    publicOrigin: ORIGIN,
    clock: () => state.now,
    authenticate: async ({ token }) => sessionOf(Buffer.from(token, 'base64url').toString()),
  });
  fhirRoutes(app, deps);
  await app.ready();
  await deps.sets.get('core');
  const call: FhirApp['call'] = ({ token = 'physician', ...options }) =>
    app.inject({
      ...options,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${Buffer.from(token).toString('base64url')}` }),
        ...options.headers,
      },
    });
  return {
    app,
    deps,
    store,
    door,
    tokenRefusals,
    calls,
    get now() {
      return state.now;
    },
    set now(at) {
      state.now = at;
    },
    call,
    get: (url, token = 'physician') => call({ method: 'GET', url: `/fhir/R4${url}`, token }),
    send: (method, url, body = null, headers = {}) =>
      call({
        method,
        url: `/fhir/R4${url}`,
        ...(body === null ? {} : { payload: JSON.stringify(body) }),
        headers: { ...(body === null ? {} : { 'content-type': 'application/fhir+json' }), ...headers },
      }),
    close: () => app.close(),
  };
}

export const outcomeCode = (answer: LightMyRequestResponse): string => {
  const { issue } = answer.json<{ issue: { details: { coding: { code: string }[] } }[] }>();
  return `${answer.statusCode} ${issue[0]?.details.coding[0]?.code}`;
};

function testSealer(): Sealer {
  const key = randomBytes(32);
  return {
    seal(secret, context) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(secret), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
    },
  };
}
