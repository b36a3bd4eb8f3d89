import { createPrivateKey, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { AppError } from '../../kernel/errors/app-error.ts';
import { readSandbox } from './clients.ts';

const LIFETIME = '1m';

/**
 * An access token for one of the sandbox's programs, by `private_key_jwt`.
 * Throws USAGE for an unknown program or a refused scope, UNAVAILABLE where the sandbox does not run.
 */
export async function fetchToken(folder: string, key: string, scope: string | null): Promise<string> {
  const { origin, clients } = await readSandbox(folder);
  const client = clients.find((one) => one.key === key);
  if (client === undefined)
    throw new AppError('USAGE', { client: `one of ${clients.map((one) => one.key).join(', ')}` });
  const endpoint = `${origin}/oauth/token`;
  const assertion = await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: 'ES256', kid: client.kid })
    .setIssuer(client.clientId)
    .setSubject(client.clientId)
    .setAudience(endpoint)
    .setIssuedAt()
    .setExpirationTime(LIFETIME)
    .sign(createPrivateKey(await readFile(join(folder, client.keyFile), 'utf8')));
  const answer = await fetch(endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: scope ?? client.scopes.join(' '),
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  }).catch((cause: unknown) => {
    throw new AppError('UNAVAILABLE', { origin }, { cause });
  });
  const told = (await answer.json()) as { access_token?: string; error?: string };
  if (told.access_token === undefined)
    throw new AppError('USAGE', { tokenRefused: told.error ?? String(answer.status) });
  return told.access_token;
}
