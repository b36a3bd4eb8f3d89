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

/** Content of the `.json` beside the file. */
export function expectationOf(vector: Case): string {
  const { reader, error, encoding, malformed = [], values = {} } = vector;
  const findings = vector.findings.map(([code, path, line, ordinal]) => ({ code, path, line, ordinal }));
  return `${JSON.stringify({ reader, error, encoding, malformed, values, findings }, null, 2)}\n`;
}
