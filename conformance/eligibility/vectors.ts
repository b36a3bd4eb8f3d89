import type { Case } from './cases/case.ts';
import { files } from './cases/files.ts';
import { requests } from './cases/requests.ts';
import { responses } from './cases/responses.ts';
import { views } from './cases/views.ts';

/** Every vector, as written into this folder by `write-vectors.ts`. */
export function vectors(): readonly Case[] {
  return [...files(), ...requests(), ...responses(), ...views()];
}

/** Where a vector stands, without extension. `valid`: the message is read and nobody in it is malformed. */
export function pathOf({ section, name, error, malformed = [] }: Case): string {
  return `${section}/${error === null && malformed.length === 0 ? 'valid' : 'invalid'}/${name}`;
}

/** Lists of numbers stay on one line. */
const NUMBERS = /\[\s+(\d+(?:,\s+\d+)*)\s+\]/g;

/** Content of the `.json` beside the file. */
export function expectationOf(vector: Case): string {
  const { reader, error, encoding, malformed = [], values = {} } = vector;
  const findings = vector.findings.map(([code, path, line, ordinal]) => ({ code, path, line, ordinal }));
  const text = JSON.stringify({ reader, error, encoding, malformed, values, findings }, null, 2);
  return `${text.replace(NUMBERS, (_, list: string) => `[${list.replace(/\s+/g, ' ')}]`)}\n`;
}
