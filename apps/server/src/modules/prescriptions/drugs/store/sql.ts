/** One import at a time, so that file ids grow in commit order. */
export const lockImports = `SELECT pg_advisory_xact_lock(hashtext('prescriptions.knowledge'))`;

export const selectByContent = `
  SELECT kind, edition::text AS edition, row_count FROM prescriptions.knowledge_file
   WHERE kind = $1 AND sha256 = $2`;

export const insertFile = `
  INSERT INTO prescriptions.knowledge_file (kind, edition, name, sha256, row_count, content_gzip)
  VALUES ($1, $2::date, $3, $4, $5, $6)`;

export const selectVersion = `SELECT coalesce(max(file_id), 0)::text AS version FROM prescriptions.knowledge_file`;

/** Of every kind and edition the file that came last. */
export const selectFiles = `
  SELECT DISTINCT ON (kind, edition) kind, edition::text AS edition, name, content_gzip AS content
    FROM prescriptions.knowledge_file ORDER BY kind, edition, file_id DESC`;
