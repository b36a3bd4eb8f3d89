import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDemoMasters } from '../apps/server/src/demo/index.ts';
import { type Config, readConfig } from '../apps/server/src/kernel/config/config.ts';
import { importMasters } from '../apps/server/src/modules/masters/index.ts';
import { openRuntime, type Runtime } from '../apps/server/src/runtime.ts';

export interface Setting {
  readonly folder: string;
  readonly config: Config;
  readonly runtime: Runtime;
}

/** Runs a measurement on a new installation with the demo masters, in a folder that is removed afterwards. */
export async function withSetting<T>(measure: (setting: Setting) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tsunagu-bench-'));
  try {
    const config = readConfig({ data: join(folder, 'data') });
    const runtime = await openRuntime(config, 'own');
    try {
      await importMasters({ db: runtime.db }, { paths: await writeDemoMasters(join(folder, 'masters')) });
      return await measure({ folder, config, runtime });
    } finally {
      await runtime.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** Seconds that `run` took, with what it gave. */
export async function timed<T>(run: () => Promise<T>): Promise<{ seconds: number; value: T }> {
  const began = performance.now();
  const value = await run();
  return { seconds: (performance.now() - began) / 1000, value };
}
