import type { Queryable } from '../../../kernel/db/database.ts';
import type { MasterCatalogue } from '../model/catalogue.ts';
import type { EntryOf, MasterKind } from '../model/entries.ts';
import type { Snapshot } from './code-index.ts';
import { splitColumns } from './columns.ts';
import { createCatalogue } from './create-catalogue.ts';
import { decoders } from './decode-entries.ts';
import * as sql from './sql.ts';

interface ReleaseRow {
  readonly release_id: number;
  readonly master: MasterKind;
  readonly edition: string;
  readonly version: string;
}

/** Changes with every import; compare with `MasterCatalogue.version` to learn that a reload is due. */
export async function catalogueVersion(db: Queryable): Promise<string> {
  const [row] = await db.query<{ version: string }>(sql.selectVersion);
  return row?.version ?? '0';
}

/**
 * Reads all editions of all masters into memory, over several connections where `db` is a pool. Of an edition
 * that was corrected, the last revision counts.
 *
 * @spec claims.md §10.1
 */
export async function loadCatalogue(db: Queryable): Promise<MasterCatalogue> {
  const releases = await db.query<ReleaseRow>(sql.selectReleases);
  const load = <Kind extends MasterKind>(kind: Kind) =>
    Promise.all(
      releases
        .filter((release) => release.master === kind)
        .map((release) => loadSnapshot(db, kind, release.release_id, release.edition)),
    );
  const [act, drug, disease, material, comment, modifier] = await Promise.all([
    load('act'),
    load('drug'),
    load('disease'),
    load('material'),
    load('comment'),
    load('modifier'),
  ]);
  const version = releases[0]?.version ?? '0';
  return createCatalogue(version, { act, drug, material, disease, comment, modifier });
}

async function loadSnapshot<Kind extends MasterKind>(
  db: Queryable,
  kind: Kind,
  releaseId: number,
  edition: string,
): Promise<Snapshot<EntryOf[Kind]>> {
  const [texts] = await db.query<Readonly<Record<sql.ColumnOf<Kind>, string>>>(sql.selectColumns(kind), [
    releaseId,
  ]);
  if (texts === undefined) throw new Error('an aggregate gave no row');
  const columns = splitColumns<sql.ColumnOf<Kind>>(texts);
  const decode = decoders[kind](columns);
  return { edition, entries: Array.from({ length: columns.size }, (_, row) => decode(row)) };
}
