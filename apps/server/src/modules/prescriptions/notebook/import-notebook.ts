import {
  type Finding,
  type Notebook,
  readNotebook,
  type UnknownRecord,
  type WaitingParts,
} from '@tsunagu/jahis';
import type { Database } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { PersonsChanged } from '../../../kernel/records/record-source.ts';
import { type DiscloseDeps, disclose, type Patient } from '../../access/index.ts';
import { type Person, readPerson } from '../../registry/index.ts';
import { deleteEntry, storeNotebook } from './entries.ts';
import { gatherParts } from './parts.ts';

export interface NotebookDeps extends DiscloseDeps {
  readonly db: Database;
  /** Told inside the transaction that what a person takes may have changed. */
  readonly changed: PersonsChanged;
}

export interface Imported {
  readonly taken: number;
  readonly already: number;
  readonly waiting: readonly WaitingParts[];
  readonly findings: readonly Finding[];
  /** Records for which a notebook has no place, as they were written; they are not kept. */
  readonly unknown: readonly UnknownRecord[];
}

/**
 * Takes a notebook in, as bytes or text. Throws RX_NOTEBOOK_UNREADABLE, and RX_NOTEBOOK_OTHER_PERSON when it says that
 * it belongs to somebody of another birthday or sex.
 */
export function importNotebook(
  deps: NotebookDeps,
  home: Patient,
  input: Uint8Array | string,
): Promise<Imported> {
  return changeNotebook(deps, home, 'import', async (now) => {
    const { notebook, findings, unknown } = readNotebook(input, { mode: 'lenient' });
    if (notebook === null) {
      throw new AppError('RX_NOTEBOOK_UNREADABLE', { rule: findings[0]?.rule ?? 'INVALID_HEADER' });
    }
    const person = await readPerson(deps.db, home.personId);
    if (person !== null && !belongsTo(notebook, person)) throw new AppError('RX_NOTEBOOK_OTHER_PERSON');
    return deps.db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`notebook ${home.personId}`]);
      const { whole, waiting } = await gatherParts(tx, home.personId, notebook, now);
      let taken = 0;
      let already = 0;
      for (const one of whole) {
        const stored = await storeNotebook(tx, home.personId, one, { at: now, account: home.actor.account });
        taken += stored.taken;
        already += stored.already;
      }
      if (taken > 0) await deps.changed(tx, [home.personId]);
      return { taken, already, waiting, findings, unknown };
    });
  });
}

/** Throws RX_NOTEBOOK_UNKNOWN. */
export function removeEntry(deps: NotebookDeps, home: Patient, entryId: string): Promise<{ deleted: true }> {
  return changeNotebook(deps, home, 'delete', () =>
    deps.db.transaction(async (tx) => {
      if (!(await deleteEntry(tx, home.personId, entryId))) throw new AppError('RX_NOTEBOOK_UNKNOWN');
      await deps.changed(tx, [home.personId]);
      return { deleted: true };
    }),
  );
}

/** Names are written in too many ways to tell people apart. */
function belongsTo({ patient }: Notebook, { birthDate, sex }: Person): boolean {
  if (patient === null) return true;
  const otherDay = patient.birthDate !== '' && patient.birthDate !== birthDate;
  const otherSex = (patient.sex === '1' || patient.sex === '2') && sex !== 3 && patient.sex !== String(sex);
  return !otherDay && !otherSex;
}

function changeNotebook<T>(
  deps: NotebookDeps,
  { actor, personId, requestId }: Patient,
  change: 'import' | 'delete',
  run: (now: Date) => Promise<T>,
): Promise<T> {
  const entry = {
    actor,
    personId,
    requestId,
    purpose: 'self-settings',
    categories: [],
    event: 'notebook-changed',
    detail: { change },
  } as const;
  return disclose(deps, entry, async () => {
    const value = await run(deps.clock());
    return { answer: () => value, itemCount: 1 };
  });
}
