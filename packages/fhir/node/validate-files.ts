import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Definitions } from '../src/definitions/types.ts';
import { parseJson } from '../src/json/parse-json.ts';
import { FhirSyntaxError } from '../src/json/syntax-error.ts';
import type { Issue } from '../src/validate/issue.ts';
import type { Validator } from '../src/validate/validator.ts';
import { fromXml } from '../src/xml/read-xml.ts';

const MOST_BYTES = 256 * 1024 * 1024;
const MOST_LINE_CHARACTERS = 64 * 1024 * 1024;

export interface FileIssue extends Issue {
  /** Path as it was given; in NDJSON with the number of the line: `patients.ndjson:17`. */
  readonly file: string;
}

/** What one resource, or one file that is none, has to say. */
export interface Validated {
  readonly file: string;
  readonly isResource: boolean;
  readonly issues: readonly FileIssue[];
}

export interface ValidateFilesDeps {
  readonly definitions: Definitions;
  readonly validator: Validator;
  readonly profiles: readonly string[];
  readonly stdin: NodeJS.ReadableStream;
}

const unreadable = (file: string, message: string): Validated => ({
  file,
  isResource: false,
  issues: [
    {
      file,
      severity: 'error',
      code: 'structure',
      rule: 'structure',
      expression: '',
      message,
      source: { profile: null, element: null, constraint: null },
    },
  ],
});

/** XML where it looks like it, JSON everywhere else. */
const parseText = (deps: ValidateFilesDeps, text: string): unknown =>
  /^\uFEFF?\s*</.test(text) ? fromXml(deps.definitions, text) : parseJson(text);

const validateText = (deps: ValidateFilesDeps, file: string, text: string): Validated => {
  let resource: unknown;
  try {
    resource = parseText(deps, text);
  } catch (error) {
    if (!(error instanceof FhirSyntaxError)) throw error;
    const place = error.line === null ? `character ${error.position}` : `line ${error.line}`;
    return unreadable(file, `This cannot be read: ${error.code} at ${place}.`);
  }
  const issues = deps.validator.validate(resource, { profiles: deps.profiles });
  return { file, isResource: true, issues: issues.map((issue) => ({ file, ...issue })) };
};

/** One resource a line; empty lines are passed over. */
async function* validateLines(deps: ValidateFilesDeps, path: string): AsyncGenerator<Validated> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === '') continue;
    const place = `${path}:${number}`;
    yield line.length > MOST_LINE_CHARACTERS
      ? unreadable(place, 'The line is too long.')
      : validateText(deps, place, line);
  }
}

const readAll = async (stream: NodeJS.ReadableStream): Promise<string | null> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MOST_BYTES) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** Validates files one after the other; what cannot be read is an issue of that file. */
export async function* validateFiles(
  deps: ValidateFilesDeps,
  paths: readonly string[],
): AsyncGenerator<Validated> {
  for (const path of paths) {
    if (path === '-') {
      const text = await readAll(deps.stdin);
      yield text === null ? unreadable('-', 'The input is too large.') : validateText(deps, '-', text);
      continue;
    }
    const found = await stat(path).catch(() => null);
    if (found === null || !found.isFile()) yield unreadable(path, 'There is no such file.');
    else if (path.endsWith('.ndjson')) yield* validateLines(deps, path);
    else if (found.size > MOST_BYTES) yield unreadable(path, 'The file is too large.');
    else yield validateText(deps, path, await readFile(path, 'utf8'));
  }
}
