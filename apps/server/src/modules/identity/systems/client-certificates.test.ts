import 'reflect-metadata';
import { createHash, createPrivateKey, generateKeyPairSync, randomUUID, webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BasicConstraintsExtension, X509CertificateGenerator } from '@peculiar/x509';
import { SignJWT } from 'jose';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditEvent } from '../../../kernel/audit/index.ts';
import type { Session } from '../../../kernel/auth/session.ts';
import { type App, createApp } from '../../../kernel/http/app.ts';
import { openKeys } from '../../../kernel/keys/index.ts';
import { createTestDatabase, type TestDatabase } from '../../../kernel/testing/test-database.ts';
import { type Asking, addCredentials, registerClient, removeCredential } from './manage-clients.ts';
import { readSystemSession } from './read-system-session.ts';
import { systemRoutes } from './routes.ts';

const ORIGIN = 'https://tsunagu.test';
const SIGNING = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

interface Pair {
  readonly pem: string;
  readonly key: string;
  readonly thumbprint: string;
}

interface Authority extends Pair {
  issue(name: string): Promise<Pair>;
}

const pemOf = async (key: webcrypto.CryptoKey): Promise<string> => {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  return String(
    createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'pem', type: 'pkcs8' }),
  );
};

/** A certification authority of this test alone. */
async function makeAuthority(name: string): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(SIGNING, true, ['sign', 'verify']);
  const validity = {
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 86_400_000),
  };
  const root = await X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: `CN=${name}`,
    keys,
    signingAlgorithm: SIGNING,
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  const pair = async (certificate: typeof root, key: webcrypto.CryptoKey): Promise<Pair> => ({
    pem: certificate.toString('pem'),
    key: await pemOf(key),
    thumbprint: createHash('sha256').update(Buffer.from(certificate.rawData)).digest('base64url'),
  });
  return {
    ...(await pair(root, keys.privateKey)),
    async issue(subject) {
      const leaf = await webcrypto.subtle.generateKey(SIGNING, true, ['sign', 'verify']);
      const certificate = await X509CertificateGenerator.create({
        ...validity,
        subject: `CN=${subject}`,
        issuer: root.subject,
        publicKey: leaf.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: SIGNING,
      });
      return pair(certificate, leaf.privateKey);
    },
  };
}

let own: TestDatabase;
let app: App;
let port: number;
let ours: Authority;
let asking: Asking;
let certificates: {
  readonly first: Pair;
  readonly second: Pair;
  readonly foreign: Pair;
  readonly forged: Pair;
};
const events: AuditEvent[] = [];
const assertionKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwks = { keys: [{ ...assertionKey.publicKey.export({ format: 'jwk' }), kid: 'k' }] };

const keyDirectory = mkdtempSync(join(tmpdir(), 'tsunagu-keys-'));

const deps = () => ({
  keys: openKeys(own.db, keyDirectory, () => new Date()),
  db: own.db,
  clock: () => new Date(),
  audit: {
    append: async (event: AuditEvent) => {
      events.push(event);
    },
  },
  logger: pino({ level: 'silent' }),
  publicOrigin: ORIGIN,
});

beforeAll(async () => {
  own = await createTestDatabase();
  ours = await makeAuthority('trusted authority');
  const elsewhere = await makeAuthority('another authority');
  const impostor = await makeAuthority('trusted authority');
  certificates = {
    first: await ours.issue('first program'),
    second: await ours.issue('second program'),
    foreign: await elsewhere.issue('first program'),
    forged: await impostor.issue('first program'),
  };
  const tls = await ours.issue('localhost');
  app = await createApp({
    logger: deps().logger,
    clock: deps().clock,
    publicOrigin: ORIGIN,
    https: { key: tls.key, cert: tls.pem, ca: ours.pem, requestCert: true, rejectUnauthorized: false },
    authenticate: async ({ entrance, token, clientCertificate }) =>
      entrance === 'systems' ? readSystemSession(deps(), token, clientCertificate) : null,
  });
  systemRoutes(app, deps());
  app.get('/probe', { config: { permission: ['system'], audience: 'systems' } }, (request) => ({
    account: request.session?.account,
  }));
  await app.listen({ host: '127.0.0.1', port: 0 });
  port = (app.server.address() as AddressInfo).port;
  asking = { session: await managerSession(), requestId: randomUUID() };
});
afterAll(async () => {
  await app.close();
  await own.close();
  rmSync(keyDirectory, { recursive: true, force: true });
});

async function managerSession(): Promise<Session> {
  const [row] = await own.db.query<{ organisation_id: string }>(
    `INSERT INTO identity.organisation (name, kind, facility_code) VALUES ('試験病院', 'hospital', '1319991019') RETURNING organisation_id`,
  );
  return {
    sessionId: randomUUID(),
    kind: 'staff',
    account: 'manager',
    displayName: '試験',
    roles: ['manager'],
    organisation: {
      organisationId: row?.organisation_id ?? '',
      facilityCode: '1319991019',
      insurerNumber: null,
      name: '試験病院',
      kind: 'hospital',
      emergencyDesignated: false,
    },
    personId: null,
    emergencyDesignated: false,
    scopes: null,
    app: null,
    stage: 'complete',
    confirmedAt: new Date(),
    expiresAt: new Date(Date.now() + 3_600_000),
  };
}

interface Answer {
  readonly status: number;
  readonly body: { readonly access_token?: string; readonly error?: unknown; readonly account?: string };
}

/** A request over a connection of its own, with a certificate or without. */
const send = (
  path: string,
  certificate: Pair | null,
  { form, token }: { form?: Readonly<Record<string, string>>; token?: string } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = httpsRequest(
      {
        host: '127.0.0.1',
        port,
        path,
        method: form === undefined ? 'GET' : 'POST',
        agent: false,
        // The certificate of the server is not what is tested.
        rejectUnauthorized: false,
        ...(certificate === null ? {} : { cert: certificate.pem, key: certificate.key }),
        headers: {
          ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) }),
        );
      },
    );
    request.on('error', reject);
    request.end(form === undefined ? undefined : new URLSearchParams(form).toString());
  });

const grant = { grant_type: 'client_credentials', scope: 'eligibility' };
const byCertificate = (clientId: string, certificate: Pair | null) =>
  send('/oauth/token', certificate, { form: { ...grant, client_id: clientId } });
const byAssertion = async (clientId: string, certificate: Pair | null) => {
  const jwt = await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(`${ORIGIN}/oauth/token`)
    .setExpirationTime('1m')
    .sign(assertionKey.privateKey);
  return send('/oauth/token', certificate, {
    form: {
      ...grant,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: jwt,
    },
  });
};
const probe = async (token: string | undefined, certificate: Pair | null) =>
  (await send('/probe', certificate, { token: token ?? '' })).status;
const register = async (credentials: Partial<Parameters<typeof registerClient>[2]>) =>
  (await registerClient(deps(), asking, { name: '試験', scopes: ['eligibility'], ...credentials })).clientId;

test('a program signs in by its certificate alone, and its token is worth nothing without it', async () => {
  const { first, second, foreign } = certificates;
  const clientId = await register({ certificateThumbprint: first.thumbprint });
  for (const wrong of [null, second, foreign])
    expect(await byCertificate(clientId, wrong)).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
  const { status, body } = await byCertificate(clientId, first);
  expect(status).toBe(200);
  expect(await probe(body.access_token, first)).toBe(200);
  for (const wrong of [null, second, foreign]) expect(await probe(body.access_token, wrong)).toBe(401);
  expect(events.at(-1)).toMatchObject({ event: 'sign-in', account: clientId, method: 'client-certificate' });
});

test('a certificate of an authority that nobody trusts opens nothing, though it is registered', async () => {
  const { foreign, forged } = certificates;
  const unknown = await register({ certificateThumbprint: foreign.thumbprint });
  expect((await byCertificate(unknown, foreign)).status).toBe(401);
  // The name of a trusted authority with another key: the connection itself does not survive it.
  const impostor = await register({ certificateThumbprint: forged.thumbprint });
  const answer = await byCertificate(impostor, forged).catch(() => ({ status: 'closed' }));
  expect([401, 'closed']).toContain(answer.status);
});

test('an assertion gets a bound token, and none over a connection without the certificate', async () => {
  const { first, second } = certificates;
  const clientId = await register({ jwks, certificateThumbprint: first.thumbprint });
  for (const wrong of [null, second]) expect((await byAssertion(clientId, wrong)).status).toBe(400);
  // Its certificate alone does not stand for the assertion.
  expect((await byCertificate(clientId, first)).status).toBe(401);
  const { body } = await byAssertion(clientId, first);
  expect(await probe(body.access_token, first)).toBe(200);
  expect(await probe(body.access_token, second)).toBe(401);
  expect(await probe(body.access_token, null)).toBe(401);
});

test('a program without a certificate may show any, and its token is bound to none', async () => {
  const clientId = await register({ jwks });
  const { body } = await byAssertion(clientId, certificates.second);
  expect(await probe(body.access_token, null)).toBe(200);
  await addCredentials(deps(), asking, clientId, { certificateThumbprint: certificates.first.thumbprint });
  // From the moment that it has one, the old token does not count.
  expect(await probe(body.access_token, null)).toBe(401);
  expect(await probe(body.access_token, certificates.first)).toBe(401);
});

test('a certificate is changed without a pause, but the last one stays', async () => {
  const { first, second } = certificates;
  const clientId = await register({ certificateThumbprint: first.thumbprint });
  const before = (await byCertificate(clientId, first)).body.access_token;
  await addCredentials(deps(), asking, clientId, { certificateThumbprint: second.thumbprint });
  expect(await probe(before, first)).toBe(200);
  expect((await byCertificate(clientId, second)).status).toBe(200);
  await removeCredential(deps(), asking, clientId, first.thumbprint);
  expect(await probe(before, first)).toBe(401);
  expect((await byCertificate(clientId, first)).status).toBe(401);
  await expect(removeCredential(deps(), asking, clientId, second.thumbprint)).rejects.toMatchObject({
    code: 'CLIENT_KEY_REFUSED',
    fields: { reason: 'last-certificate' },
  });
  expect((await byCertificate(clientId, second)).status).toBe(200);
  await expect(addCredentials(deps(), asking, clientId, { jwks })).rejects.toMatchObject({
    fields: { reason: 'certificate-only' },
  });
});
