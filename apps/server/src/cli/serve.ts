import { once } from 'node:events';
import { createServer as createProbe } from 'node:net';
import type { Config } from '../kernel/config/config.ts';
import { AppError } from '../kernel/errors/app-error.ts';
import type { App } from '../kernel/http/app.ts';
import { createServer } from '../main.ts';
import { openRuntime, type Runtime } from '../runtime.ts';
import { type Command, type CommandInput, DATA_OPTION, parseOptions, say } from './arguments.ts';
import { demoGuide, loadDemo } from './demo/load-demo.ts';

const OPTIONS = { ...DATA_OPTION, port: { type: 'string' }, host: { type: 'string' } } as const;
const USAGE = '[--data DIR] [--port 8080] [--host 127.0.0.1]';

export const start: Command = {
  name: 'start',
  usage: USAGE,
  summary: 'Serve the portal and its interface; load the demo region when the data directory is new.',
  run: (input) => run(input, { prepare: loadDemo, ready: showGuide }),
};

export const serve: Command = {
  name: 'serve',
  usage: USAGE,
  summary: 'Serve without any demo data.',
  run: (input) => run(input, { ready: showGuide }),
};

/** What happens besides serving. */
export interface Serving {
  /** Before the server listens. */
  readonly prepare?: (runtime: Runtime, stopping: AbortSignal) => Promise<void>;
  /** Before routes are declared. */
  readonly observe?: (app: App) => void;
  /** Once it listens. */
  readonly ready: (runtime: Runtime) => Promise<void>;
}

async function showGuide(runtime: Runtime): Promise<void> {
  for (const line of await demoGuide(runtime)) say(line);
}

async function run({ readConfig, rest }: CommandInput, serving: Serving): Promise<number> {
  const { values } = parseOptions(rest, OPTIONS);
  return runServer(readConfig(values), serving);
}

/** Serves until it is told to stop. Throws PORT_IN_USE, ADDRESS_NOT_AVAILABLE, and what the database refuses. */
export async function runServer(config: Config, serving: Serving): Promise<number> {
  const stopping = stopSignal();
  await probePort(config);
  const runtime = await openRuntime(config, 'own');
  try {
    await serving.prepare?.(runtime, stopping);
    if (!stopping.aborted) await serveUntilStopped(runtime, config, { serving, stopping });
  } finally {
    if (stopping.aborted) say('stopping …');
    await runtime.close();
  }
  return 0;
}

async function serveUntilStopped(
  runtime: Runtime,
  config: Config,
  { serving, stopping }: { readonly serving: Serving; readonly stopping: AbortSignal },
): Promise<void> {
  const { observe } = serving;
  const server = await createServer(runtime, { ...config, ...(observe === undefined ? {} : { observe }) });
  const address = await listen(() => server.app.listen({ port: config.port, host: config.host }), config);
  server.worker.poke();
  say(`\nTsunagu is ready: ${address}\n`);
  await serving.ready(runtime);
  if (!stopping.aborted) await once(stopping, 'abort');
  await server.close();
}

/** A terminal and npm may both hand on the same Ctrl-C; only a later one means: at once. */
const SAME_SIGNAL_MS = 1_000;

/** Aborted at the first SIGINT or SIGTERM; one that comes later ends the process at once. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  let first = 0;
  const stop = () => {
    if (first === 0) first = Date.now();
    else if (Date.now() - first > SAME_SIGNAL_MS) process.exit(130);
    stopping.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  return stopping.signal;
}

/** Tells at once that the port is taken, before a database is started for nothing. */
async function probePort(config: Config): Promise<void> {
  const probe = createProbe();
  await listen(
    () =>
      new Promise<string>((resolve, reject) => {
        probe.once('error', reject);
        probe.listen(config.port, config.host, () => resolve(''));
      }),
    config,
  );
  await new Promise((resolve) => probe.close(resolve));
}

async function listen(open: () => Promise<string>, { port, host }: Config): Promise<string> {
  try {
    return await open();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new AppError('PORT_IN_USE', { host, port }, { cause });
    throw new AppError('ADDRESS_NOT_AVAILABLE', { host, port, reason: code ?? 'unknown' }, { cause });
  }
}
