import { spawn } from 'node:child_process';
import { verify } from 'node:crypto';
import { environmentWith } from '../../config/config.ts';
import { AppError } from '../../errors/app-error.ts';
import { publicKeyOf } from '../trust-anchor.ts';
import type { TokenSigner } from './token-file.ts';
import { readProfessional } from './trust.ts';

/** A card or another device behind a PKCS#11 module. */
export interface Pkcs11Token {
  /** Path of the module, `.so` or `.dll`. */
  readonly module: string;
  /** Which token, where a module has several; null: the first one. */
  readonly tokenLabel: string | null;
  /** Label of the certificate and its key. */
  readonly label: string;
  readonly pin: string;
}

const TOOL = 'pkcs11-tool';
const MOST_OUTPUT_BYTES = 64 * 1024;
const MOST_MS = 60_000;
/** The PIN goes to the tool by its environment: arguments can be read by everybody on the machine. */
const PIN_VARIABLE = 'TSUNAGU_PKCS11_PIN';

/**
 * A signer whose key never leaves its device. OpenSC's `pkcs11-tool` speaks with the module: a fault of a vendor's
 * library ends that process and not this one.
 * @throws AppError RX_TOKEN_REFUSED, also from `sign`
 */
export async function pkcs11Signer(token: Pkcs11Token): Promise<TokenSigner> {
  const which = [
    '--module',
    token.module,
    ...(token.tokenLabel === null ? [] : ['--token-label', token.tokenLabel]),
    '--label',
    token.label,
  ];
  const certificate = await run([...which, '--read-object', '--type', 'cert'], null, Buffer.alloc(0));
  const publicKey = publicKeyOf(readable(certificate));
  return {
    certificateChain: [certificate],
    async sign(bytes) {
      const login = ['--login', '--pin', `env:${PIN_VARIABLE}`];
      const signature = await run(
        [...which, ...login, '--sign', '--mechanism', 'SHA256-RSA-PKCS'],
        token.pin,
        bytes,
      );
      // Key and certificate of one label may be of different pairs.
      if (!verify('sha256', bytes, publicKey, signature))
        throw refused('key and certificate do not belong together');
      return signature;
    },
  };
}

function readable(der: Buffer) {
  try {
    return readProfessional(der);
  } catch (error) {
    throw refused('certificate not accepted', error);
  }
}

function run(args: readonly string[], pin: string | null, input: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(TOOL, args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: MOST_MS,
      env: environmentWith(pin === null ? {} : { [PIN_VARIABLE]: pin }),
    });
    const output: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MOST_OUTPUT_BYTES) child.kill();
      else output.push(chunk);
    });
    // The tool may end before it has read everything; its exit code says so.
    child.stdin.on('error', () => {});
    child.on('error', (error) => reject(refused('pkcs11-tool (OpenSC) cannot be started', error)));
    child.on('close', (code) => {
      if (code === 0 && size > 0 && size <= MOST_OUTPUT_BYTES) resolve(Buffer.concat(output));
      else reject(refused('module, token, label or PIN'));
    });
    child.stdin.end(input);
  });
}

const refused = (reason: string, cause?: unknown): AppError =>
  new AppError('RX_TOKEN_REFUSED', { reason }, { cause });
