import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../kernel/errors/app-error.ts';
import { openSession, readSession, registerClient } from '../../modules/identity/index.ts';
import type { Runtime } from '../../runtime.ts';
import table from './clients.json' with { type: 'json' };

/** A program that was registered for trying things out; its private key lies beside. */
export interface SandboxClient {
  readonly key: string;
  readonly clientId: string;
  readonly organisation: string;
  readonly facilityCode: string | null;
  readonly insurerNumber: string | null;
  readonly scopes: readonly string[];
  readonly kid: string;
  /** PEM file in the same folder. */
  readonly keyFile: string;
}

export interface SandboxFile {
  /** Where the server was listening last. */
  readonly origin: string;
  readonly clients: readonly SandboxClient[];
}

const KID = 'sandbox-1';

/** Where keys and ids of the test programs lie. */
export const sandboxFolder = (dataDirectory: string): string => join(dataDirectory, 'sandbox');
const fileIn = (folder: string): string => join(folder, 'clients.json');

/** Registers a program for each kind of organisation, once, and writes down where the server listens. */
export async function prepareClients(runtime: Runtime, folder: string, origin: string): Promise<SandboxFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const known = await readSandbox(folder).catch(() => null);
  const clients = known?.clients ?? (await registerAll(runtime, folder));
  const file = { origin, clients };
  await writeFile(fileIn(folder), `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  return file;
}

/** Throws USAGE where no sandbox was started with this data directory. */
export async function readSandbox(folder: string): Promise<SandboxFile> {
  try {
    return JSON.parse(await readFile(fileIn(folder), 'utf8')) as SandboxFile;
  } catch (cause) {
    throw new AppError('USAGE', { sandbox: 'not started yet with this --data' }, { cause });
  }
}

async function registerAll(runtime: Runtime, folder: string): Promise<SandboxClient[]> {
  const clients: SandboxClient[] = [];
  for (const { key, name, account, scopes } of table) {
    const token = await openSession(runtime, account, { stage: 'complete', confirmed: true, origin: null });
    const session = await readSession(runtime, token);
    const organisation = session?.organisation ?? null;
    if (session === null || organisation === null) throw new AppError('ACCOUNT_UNKNOWN', { account });
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keyFile = `${key}.key`;
    await writeFile(join(folder, keyFile), privateKey.export({ format: 'pem', type: 'pkcs8' }), {
      mode: 0o600,
    });
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: KID, alg: 'ES256', use: 'sig' };
    const asking = { session, requestId: 'sandbox' };
    const { clientId } = await registerClient(runtime, asking, { name, scopes, jwks: { keys: [jwk] } });
    const { facilityCode, insurerNumber } = organisation;
    clients.push({
      key,
      clientId,
      organisation: organisation.name,
      facilityCode,
      insurerNumber,
      scopes,
      kid: KID,
      keyFile,
    });
  }
  return clients;
}
