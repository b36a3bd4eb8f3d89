import { splitColumns } from '../catalogue/columns.ts';
import { decoders } from '../catalogue/decode-entries.ts';
import { copyColumns, layoutOf, parseMasterFile } from '../import-masters/parse-master-file.ts';
import type { EntryOf, MasterKind } from '../model/entries.ts';

/** The entries of a master file without a database in between. Throws where the file would be refused. */
export function readEntries<Kind extends MasterKind>(kind: Kind, bytes: Uint8Array): EntryOf[Kind][] {
  const layout = layoutOf(kind);
  const parsed = parseMasterFile(layout, bytes);
  if (!('rows' in parsed)) throw new Error(`${parsed.code} ${JSON.stringify(parsed.place)}`);
  const texts: Record<string, string> = {};
  for (const [index, name] of copyColumns(layout).entries()) {
    texts[name] = parsed.rows.map((row) => row[index] ?? '').join('\n');
  }
  const columns = splitColumns<string>({ code: '', ...texts });
  const decode = decoders[kind](columns);
  return parsed.rows.map((_, row) => decode(row));
}
