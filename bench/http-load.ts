import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Role } from '../apps/server/src/kernel/auth/session.ts';
import {
  createAccount,
  createOrganisation,
  setTotpSecret,
  totpCodeAt,
} from '../apps/server/src/modules/identity/index.ts';
import type { Runtime } from '../apps/server/src/runtime.ts';
import { round } from './setting.ts';

export const FACILITY = '1319900018';
export const ORGANISATION = 'bench';
const PASSWORD = 'bench-password-1';
const SECRET = Buffer.from('twenty bytes of bench');
const CONNECTIONS = 64;

/** An account at the institution of the measurements, with both factors. */
export async function createBenchAccount(runtime: Runtime, account: string, role: Role): Promise<void> {
  await createOrganisation(runtime.db, { name: ORGANISATION, kind: 'hospital', facilityCode: FACILITY });
  await createAccount(runtime.db, {
    account,
    password: PASSWORD,
    displayName: account,
    roles: [role],
    organisation: ORGANISATION,
    personId: null,
    demoHint: null,
  });
  await setTotpSecret(runtime, account, SECRET);
}

export interface BenchServer {
  readonly process: ChildProcess;
  readonly port: number;
  /** Resolves when the process has ended in order. */
  stop(): Promise<void>;
}

/** The web server in a process of its own. */
export async function startBenchServer(dataDirectory: string): Promise<BenchServer> {
  const path = fileURLToPath(new URL('./serve.ts', import.meta.url));
  const child = fork(path, [dataDirectory], { stdio: 'inherit' });
  const { port } = await new Promise<{ port: number }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { port: number }));
    child.once('exit', () => reject(new Error('the server ended')));
  });
  return {
    process: child,
    port,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

export interface Outgoing {
  readonly path: string;
  /** Sent with POST. */
  readonly body?: object;
}

/** Sends a request and resolves to the bytes of its answer; rejects unless that is 200. */
export type Call = (outgoing: Outgoing) => Promise<number>;

/** Signs in with both factors. */
export async function signIn(port: number, account: string): Promise<Call> {
  const post = async (path: string, body: object, cookie: string): Promise<string> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tsunagu-request': '1', cookie },
      body: JSON.stringify(body),
    });
    return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  };
  const half = await post('/api/sign-in', { account, password: PASSWORD }, '');
  const cookie = await post('/api/sign-in/totp', { code: totpCodeAt(SECRET, new Date()) }, half);
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  return ({ path, body }) => {
    const payload = body === undefined ? null : JSON.stringify(body);
    const headers: OutgoingHttpHeaders = { cookie };
    if (payload !== null) {
      headers['content-type'] = 'application/json';
      headers['content-length'] = Buffer.byteLength(payload);
      headers['x-tsunagu-request'] = '1';
    }
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { agent, port, path, headers, method: payload === null ? 'GET' : 'POST' },
        (incoming) => {
          let bytes = 0;
          let refusal = '';
          incoming.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
            if (incoming.statusCode !== 200) refusal += chunk.toString();
          });
          incoming.on('end', () =>
            incoming.statusCode === 200
              ? resolve(bytes)
              : reject(new Error(`${incoming.statusCode} ${refusal.slice(0, 500)}`)),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(payload ?? undefined);
    });
  };
}

/** Mean milliseconds of one request after the other. */
export async function sequential(requests: readonly Outgoing[], call: Call): Promise<number> {
  const began = performance.now();
  for (const one of requests) await call(one);
  return (performance.now() - began) / requests.length;
}

export interface LoadOptions {
  readonly seconds: number;
  readonly perSecond: number;
}

/** A fixed rate, whatever the answers do: a late answer delays no later request. */
export async function openLoop(
  requests: readonly Outgoing[],
  call: Call,
  { seconds, perSecond }: LoadOptions,
) {
  const latencies: number[] = [];
  let failed = 0;
  let bytes = 0;
  const total = seconds * perSecond;
  const began = performance.now();
  const underWay: Promise<void>[] = [];
  for (let i = 0; i < total; i++) {
    const due = began + (i * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 1) await sleep(wait);
    const one = requests[(i * 7919) % requests.length];
    if (one === undefined) break;
    const answered = call(one).then(
      (size) => {
        bytes += size;
        latencies.push(performance.now() - due);
      },
      () => {
        failed++;
      },
    );
    underWay.push(answered);
  }
  await Promise.all(underWay);
  latencies.sort((a, b) => a - b);
  const at = (share: number) => round(latencies[Math.floor(latencies.length * share)] ?? Number.NaN, 1);
  return {
    requests: total,
    failed,
    p50Milliseconds: at(0.5),
    p99Milliseconds: at(0.99),
    bytesPerAnswer: Math.round(bytes / Math.max(1, latencies.length)),
  };
}

/** How many a second, with so many under way at all times. */
export async function closedLoop(
  run: (index: number) => Promise<unknown>,
  { seconds, concurrency }: { readonly seconds: number; readonly concurrency: number },
): Promise<number> {
  const until = performance.now() + seconds * 1000;
  let done = 0;
  await Promise.all(
    Array.from({ length: concurrency }, async (_, worker) => {
      for (let i = worker; performance.now() < until; i += concurrency) {
        await run(i);
        done++;
      }
    }),
  );
  return done / seconds;
}
