/** One import at a time, so that the count of releases grows in commit order. Key: the module's own number. */
export const lockImports = `SELECT pg_advisory_xact_lock(hashtext('masters.import'))`;

export const selectByContent = `
  SELECT master, edition::text AS edition, row_count, column_count
    FROM masters.release WHERE sha256 = $1`;

export const selectLastRevision = `
  SELECT coalesce(max(revision), 0)::int AS revision FROM masters.release WHERE master = $1 AND edition = $2::date AND scope = $3`;

export const insertRelease = `
  INSERT INTO masters.release
    (master, edition, scope, revision, file_name, sha256, row_count, column_count, content_gzip)
  VALUES ($1, $2::date, $3, $4, $5, $6, $7, $8, $9)
  RETURNING release_id`;

/** `master` and `columns` come from the layout table, never from a file. */
export function copyInto(master: string, columns: readonly string[]): string {
  return `COPY masters.${master} (release_id, ${columns.join(', ')}) FROM STDIN`;
}
