import type { Queryable } from '../../../kernel/db/database.ts';
import type { MasterCatalogue } from '../model/catalogue.ts';
import type { MasterKind } from '../model/entries.ts';
import type { Snapshot } from './code-index.ts';
import { createCatalogue } from './create-catalogue.ts';
import * as decode from './decode-entries.ts';
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
 * Reads all editions of all masters into memory. Of an edition that was corrected, the last revision counts.
 *
 * @spec claims.md §10.1
 */
export async function loadCatalogue(db: Queryable): Promise<MasterCatalogue> {
  const releases = await db.query<ReleaseRow>(sql.selectReleases);
  const share = createShare();

  async function snapshots<Row, Entry>(
    master: MasterKind,
    select: string,
    decodeRow: (row: Row, share: decode.Share) => Entry,
  ): Promise<Snapshot<Entry>[]> {
    const loaded: Snapshot<Entry>[] = [];
    for (const { release_id: id, edition } of releases.filter((release) => release.master === master)) {
      const rows = await db.query<Row>(select, [id]);
      loaded.push({ edition, entries: rows.map((row) => decodeRow(row, share)) });
    }
    return loaded;
  }

  return createCatalogue(releases[0]?.version ?? '0', {
    act: await snapshots('act', sql.selectActs, decode.decodeAct),
    drug: await snapshots('drug', sql.selectDrugs, decode.decodeDrug),
    material: await snapshots('material', sql.selectMaterials, decode.decodeMaterial),
    disease: await snapshots('disease', sql.selectDiseases, decode.decodeDisease),
    comment: await snapshots('comment', sql.selectComments, decode.decodeComment),
    modifier: await snapshots('modifier', sql.selectModifiers, decode.decodeModifier),
  });
}

/** Names and codes repeat from edition to edition; one copy of each is kept. */
function createShare(): decode.Share {
  const copies = new Map<string, string>();
  function share(text: string): string;
  function share(text: string | null): string | null;
  function share(text: string | null): string | null {
    if (text === null) return null;
    const copy = copies.get(text);
    if (copy !== undefined) return copy;
    copies.set(text, text);
    return text;
  }
  return share;
}
