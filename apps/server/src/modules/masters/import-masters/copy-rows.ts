import type { CopyRow } from './parse-master-file.ts';

const ROWS_PER_CHUNK = 2000;

/** Chunks in COPY's text format, the release in front of each row. Values hold no control characters. */
export function* copyRows(releaseId: number, rows: readonly CopyRow[]): Generator<Uint8Array> {
  for (let start = 0; start < rows.length; start += ROWS_PER_CHUNK) {
    const lines = rows
      .slice(start, start + ROWS_PER_CHUNK)
      .map((row) => `${releaseId}\t${row.map(copyValue).join('\t')}\n`);
    yield Buffer.from(lines.join(''), 'utf8');
  }
}

function copyValue(value: string | null): string {
  if (value === null) return '\\N';
  return value.includes('\\') ? value.replaceAll('\\', '\\\\') : value;
}
