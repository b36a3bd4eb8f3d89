import {
  accessSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../errors/app-error.ts';

const MARKER = 'tsunagu-data.json';
const OWNER = 'owner.json';
const GUESTS = 'guests';

/** Makes the directory or recognises it as ours. Throws DATA_DIR_FOREIGN or DATA_DIR_NOT_WRITABLE. */
export function claimDataDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.W_OK | constants.R_OK | constants.X_OK);
    if (!existsSync(join(directory, MARKER))) {
      if (readdirSync(directory).length > 0) throw new AppError('DATA_DIR_FOREIGN', { directory });
      writeFileSync(join(directory, MARKER), `${JSON.stringify({ product: 'tsunagu', format: 1 })}\n`);
    }
    mkdirSync(join(directory, GUESTS), { recursive: true });
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('DATA_DIR_NOT_WRITABLE', { directory }, { cause: error });
  }
}

interface Process {
  readonly pid: number;
  /** Clock ticks since boot at which it started: tells a reused pid from the process that was meant. */
  readonly started: string;
}

const startOf = (pid: number): string | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Killed, but not yet waited for by its parent, which in a container may never happen.
    const isDead = fields[0] === 'Z' || fields[0] === 'X';
    return isDead ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
};

const self = (): Process => ({ pid: process.pid, started: startOf(process.pid) ?? '' });

const alive = (file: string): boolean => {
  try {
    const { pid, started } = JSON.parse(readFileSync(file, 'utf8')) as Process;
    return startOf(pid) === started;
  } catch {
    return false;
  }
};

/** True when this process now owns the directory; false when a living one does. */
export function becomeOwner(directory: string): boolean {
  const file = join(directory, OWNER);
  // Written aside and linked, so that nobody ever reads half a note.
  const note = join(directory, `${OWNER}.${process.pid}`);
  writeFileSync(note, JSON.stringify(self()));
  try {
    for (let attempt = 0; attempt < 2; attempt++) {
      if (linked(note, file)) return true;
      if (alive(file)) return false;
      rmSync(file, { force: true });
    }
    return false;
  } finally {
    rmSync(note, { force: true });
  }
}

function linked(note: string, file: string): boolean {
  try {
    linkSync(note, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

export const resignAsOwner = (directory: string): void => rmSync(join(directory, OWNER), { force: true });

/** Notes that this process uses the owner's database; the owner waits for it before it stops. */
export function becomeGuest(directory: string): () => void {
  const file = join(directory, GUESTS, `${process.pid}.json`);
  writeFileSync(file, JSON.stringify(self()));
  return () => rmSync(file, { force: true });
}

export const hasGuests = (directory: string): boolean =>
  readdirSync(join(directory, GUESTS)).some((name) => alive(join(directory, GUESTS, name)));
