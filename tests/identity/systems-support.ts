import {
  constants,
  createHmac,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto';
import {
  type Caller,
  outcomeOf,
  TEST_ORIGIN,
  type TestServer,
} from '../../apps/server/src/testing/test-server.ts';

type Answer = Parameters<typeof outcomeOf>[0];

export const ISSUER = `${TEST_ORIGIN}/oauth`;
export const TOKEN_ENDPOINT = `${ISSUER}/token`;
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export interface TestKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyObject;
  readonly publicJwk: JsonWebKey & { readonly kid: string };
  readonly privateJwk: JsonWebKey & { readonly kid: string };
}

export function testKey(alg = 'ES256', kid = `key-${randomUUID()}`): TestKey {
  const { privateKey, publicKey } =
    alg === 'ES256' || alg === 'ES384'
      ? generateKeyPairSync('ec', { namedCurve: alg === 'ES256' ? 'P-256' : 'P-384' })
      : alg === 'EdDSA'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    kid,
    alg,
    privateKey,
    publicJwk: { ...publicKey.export({ format: 'jwk' }), kid },
    privateJwk: { ...privateKey.export({ format: 'jwk' }), kid },
  };
}

export interface AssertionInput {
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Leaves a claim out. */
  readonly without?: string;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Signs instead of the key itself. */
  readonly signedBy?: KeyObject;
  /** Makes the signature a keyed hash. */
  readonly secret?: string;
}

const now = () => Math.floor(Date.now() / 1000);
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Written by hand: a library would refuse to make most of the bad ones. The provider reads the machine's clock. */
export function assertion(
  clientId: string,
  key: TestKey,
  { claims, without, header, signedBy = key.privateKey, secret }: AssertionInput = {},
): string {
  const body: Record<string, unknown> = {
    iss: clientId,
    sub: clientId,
    aud: TOKEN_ENDPOINT,
    jti: randomUUID(),
    iat: now(),
    exp: now() + 60,
    ...claims,
  };
  if (without !== undefined) delete body[without];
  const signed = `${part({ alg: key.alg, kid: key.kid, ...header })}.${part(body)}`;
  const signature =
    secret === undefined
      ? signatureOf(key.alg, signedBy, Buffer.from(signed))
      : createHmac('sha256', secret).update(signed).digest();
  return `${signed}.${signature.toString('base64url')}`;
}

function signatureOf(alg: string, key: KeyObject, data: Buffer): Buffer {
  switch (alg) {
    case 'ES256':
    case 'ES384':
      return sign(alg === 'ES256' ? 'sha256' : 'sha384', data, { key, dsaEncoding: 'ieee-p1363' });
    case 'RS384':
      return sign('sha384', data, key);
    case 'EdDSA':
      return sign(null, data, key);
    case 'PS256':
      return sign('sha256', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
    default:
      return sign('sha256', data, key);
  }
}

/** Sends a form as programs do. */
export const postForm = (
  server: TestServer,
  url: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> =>
  server.app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(form).toString(),
  });

export const authentication = (jwt: string) => ({ client_assertion_type: ASSERTION, client_assertion: jwt });

export const requestToken = (
  server: TestServer,
  jwt: string,
  { scope = 'eligibility', headers = {} }: { scope?: string; headers?: Record<string, string> } = {},
) =>
  postForm(
    server,
    '/oauth/token',
    { grant_type: 'client_credentials', ...authentication(jwt), ...(scope === '' ? {} : { scope }) },
    headers,
  );

/** Status and error of an answer of the authorization server. */
export const tokenOutcome = (answer: Answer): string =>
  `${answer.statusCode} ${answer.statusCode >= 400 ? answer.json<{ error: string }>().error : 'ok'}`;

export interface TestClient {
  readonly clientId: string;
  readonly key: TestKey;
}

export async function registerTestClient(
  manager: Caller,
  { key = testKey(), scopes = ['eligibility'] }: { key?: TestKey; scopes?: readonly string[] } = {},
): Promise<TestClient> {
  const answer = await manager.post('/api/organisation/clients', {
    name: '試験システム',
    scopes,
    jwks: { keys: [key.publicJwk] },
  });
  if (answer.statusCode !== 200) throw new Error(outcomeOf(answer));
  return { clientId: answer.json<{ clientId: string }>().clientId, key };
}

export async function tokenOf(
  server: TestServer,
  { clientId, key }: TestClient,
  scope?: string,
): Promise<string> {
  const answer = await requestToken(server, assertion(clientId, key), scope === undefined ? {} : { scope });
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json<{ access_token: string }>().access_token;
}

export const withToken = (server: TestServer, url: string, token: string, method: 'GET' | 'POST' = 'GET') =>
  server.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}`, 'x-tsunagu-request': '1' },
    ...(method === 'POST' ? { payload: {} } : {}),
  });
