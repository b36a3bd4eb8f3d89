import { readFile } from 'node:fs/promises';
import { joinNotebookParts, type Mode, readAny } from '@tsunagu/jahis';
import { isPng, pictureOfPng } from '@tsunagu/jahis/node';
import { readSymbols } from '@tsunagu/jahis/qr';
import { AppError } from '../../kernel/errors/app-error.ts';
import { type Command, parseOptions, printJson } from '../arguments.ts';
import type { ParsedText } from './parsed-text.ts';
import { summaryOf } from './summary.ts';

interface Source {
  readonly files: readonly string[];
  readonly bytes: Uint8Array;
  readonly missingSymbols: readonly number[];
}

export const rxParse: Command = {
  name: 'rx parse',
  usage: '<files…> [--json] [--strict]',
  summary:
    'Read prescriptions, dispensing results and medication notebooks from texts or PNG pictures of their QR codes; several files may be parts of one.',
  async run({ rest }) {
    const { values, positionals } = parseOptions(rest, {
      json: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
    });
    if (positionals.length === 0) throw new AppError('USAGE', { missing: 'files' });
    const parsed = await parseFiles(positionals, values.strict ? 'strict' : 'lenient');
    if (values.json) printJson(parsed.length === 1 ? parsed[0] : parsed);
    else process.stdout.write(parsed.map((one) => summaryOf(one)).join('\n'));
    return parsed.some(isReadable) ? 0 : 1;
  },
};

/** What the files say: texts one by one, pictures together, parts of one notebook joined. */
async function parseFiles(paths: readonly string[], mode: Mode): Promise<readonly ParsedText[]> {
  const parsed = (await sourcesOf(paths)).map((source) => parse(source, mode));
  return joinParts(parsed);
}

const isReadable = ({ prescription, notebook, dispensing }: ParsedText): boolean =>
  prescription !== null || notebook !== null || dispensing !== null;

async function sourcesOf(paths: readonly string[]): Promise<readonly Source[]> {
  const texts: Source[] = [];
  const pictures: { path: string; bytes: Uint8Array }[] = [];
  for (const path of paths) {
    const bytes = await readFile(path).catch(() => null);
    if (bytes === null) throw new AppError('FILE_NOT_READABLE', { path });
    if (isPng(bytes)) pictures.push({ path, bytes });
    else texts.push({ files: [path], bytes, missingSymbols: [] });
  }
  if (pictures.length === 0) return texts;
  const files = pictures.map(({ path }) => path);
  const pixels = pictures.flatMap(({ bytes }) => pictureOfPng(bytes) ?? []);
  const symbols = readSymbols(pixels);
  if (symbols.length === 0) return [...texts, { files, bytes: new Uint8Array(), missingSymbols: [] }];
  return [...texts, ...symbols.map(({ bytes, missing }) => ({ files, bytes, missingSymbols: missing }))];
}

function parse({ files, bytes, missingSymbols }: Source, mode: Mode): ParsedText {
  const nothing = {
    files,
    dialect: null,
    prescription: null,
    notebook: null,
    dispensing: null,
    waiting: [],
    missingSymbols,
    findings: [],
    unknown: [],
  };
  // Half a text would be read as a whole one.
  if (missingSymbols.length > 0) return { ...nothing, family: 'unknown' };
  const { ...read } = readAny(bytes, { mode });
  if (read.family === 'unknown') return { ...nothing, ...read };
  const { form: _, ...rest } = read;
  return { ...nothing, ...rest };
}

/** Parts of one notebook become one text; where parts are missing, the first one says so and nothing is read. */
function joinParts(parsed: readonly ParsedText[]): readonly ParsedText[] {
  const parts = parsed.filter(({ notebook }) => notebook !== null && notebook.part !== null);
  if (parts.length === 0) return parsed;
  const others = parsed.filter((one) => !parts.includes(one));
  const byData = Map.groupBy(parts, ({ notebook }) => notebook?.part?.dataId ?? '');
  const joined = [...byData.values()].flatMap((own): ParsedText[] => {
    const [first] = own;
    if (first === undefined) return [];
    const { whole, waiting } = joinNotebookParts(own.flatMap(({ notebook }) => notebook ?? []));
    return [
      {
        ...first,
        files: own.flatMap(({ files }) => files),
        // A part alone is shown as what it is; several that do not make a whole are not.
        notebook: whole[0] ?? (own.length === 1 ? first.notebook : null),
        waiting,
        findings: own.flatMap(({ findings }) => findings),
        unknown: own.flatMap(({ unknown }) => unknown),
      },
    ];
  });
  return [...others, ...joined];
}
