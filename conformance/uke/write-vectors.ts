import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vectors } from './vectors.ts';

/*
 * Writes the vectors as files that need no TypeScript: `<section>/<valid|invalid>/<name>.uke` and
 * `<name>.json`. `valid` = nothing is refused or quarantined; findings of less weight may stand.
 */
const NUMBERS = /\[\s+(\d+(?:,\s+\d+)*)\s+\]/g;

/** Lists of numbers stay on one line. */
function printJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    NUMBERS,
    (_, list: string) => `[${list.replace(/\s+/g, ' ')}]`,
  );
}

const root = import.meta.dirname;
for (const vector of vectors()) {
  const isValid = !vector.refused && vector.broken.length === 0;
  const folder = join(root, vector.section, isValid ? 'valid' : 'invalid');
  mkdirSync(folder, { recursive: true });
  const findings = vector.findings.map(([code, record, type, column, claim]) => ({
    code,
    record,
    type,
    column,
    claim,
  }));
  const { claims, refused, broken, maxRecordBytes, maxClaimRecords } = vector;
  const expected = { claims, refused, broken, maxRecordBytes, maxClaimRecords, findings };
  rmSync(join(folder, `${vector.name}.uke`), { force: true });
  writeFileSync(join(folder, `${vector.name}.uke`), vector.bytes);
  writeFileSync(join(folder, `${vector.name}.json`), `${printJson(expected)}\n`);
}
