import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const CLOCK_TICKS_PER_SECOND = 100;

/** The PostgreSQL of a data directory: its first process and the children it has now. */
export async function postgresProcesses(dataDirectory: string): Promise<number[]> {
  const pid = Number((await readFile(join(dataDirectory, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim();
  return [pid, ...children.split(' ').filter(Boolean).map(Number)];
}

/** CPU seconds that these processes have used so far. */
export async function cpuSeconds(pids: readonly number[]): Promise<number> {
  let ticks = 0;
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  }
  return ticks / CLOCK_TICKS_PER_SECOND;
}
