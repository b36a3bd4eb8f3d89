import { readFile } from 'node:fs/promises';
import type { Finding } from '@tsunagu/jahis';
import { AppError } from '../../kernel/errors/app-error.ts';
import { diskFiles } from '../../modules/masters/index.ts';
import { checkTexts, type FilesOfKnowledge, knowledgeOfFiles } from '../../modules/prescriptions/index.ts';
import { type Command, parseOptions, printJson, say } from '../arguments.ts';

/** Masters have megabytes; a folder may hold anything. */
const MOST_BYTES = 64 * 1024 * 1024;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export const rxCheck: Command = {
  name: 'rx check',
  usage: 'FILE [--against FILE…] [--masters DIR] [--on YYYY-MM-DD] [--lang ja|en] [--json]',
  summary:
    'Check the drugs of a prescription or notebook (SJ1, QR or notebook text) for duplicates, contraindicated pairs and allergies, without server and database. --masters: a folder with the drug master (y_…), the price list, general names, IY_HeiyoKinki… and allergens; without it the demo knowledge. Exit code 1: something could not be read.',
  async run({ rest }) {
    const { values, positionals } = parseOptions(rest, {
      against: { type: 'string', multiple: true, default: [] },
      masters: { type: 'string' },
      on: { type: 'string' },
      lang: { type: 'string', default: 'ja' },
      json: { type: 'boolean', default: false },
    });
    const [path, ...more] = positionals;
    if (path === undefined) throw new AppError('USAGE', { missing: 'FILE' });
    if (more.length > 0 && values.against.length === 0)
      throw new AppError('USAGE', { surplus: more[0] ?? '' });
    const { lang } = values;
    if (lang !== 'ja' && lang !== 'en') throw new AppError('USAGE', { lang: 'ja or en' });
    const on = dayOption(values.on);
    const paths = [path, ...values.against, ...more];
    const [text, ...against] = await Promise.all(paths.map(readText));
    const missing = paths.filter((_, place) => (place === 0 ? text : against[place - 1]) === null);
    for (const one of missing) say(`${one}: cannot be read`);
    if (text == null || missing.length > 0) return 1;
    const files = await readMasters(values.masters ?? null);
    const checked = checkTexts(files.knowledge, {
      text,
      against: against.filter((one) => one !== null),
      on,
      language: lang,
    });
    if ('unreadable' in checked) {
      sayUnreadable(paths[checked.unreadable] ?? path, checked.findings);
      return 1;
    }
    if (values.json) printJson(checked);
    else tell(checked);
    return files.refused.length > 0 ? 1 : 0;
  },
};

/** A day of the calendar: 2026-02-30 is none. */
function dayOption(text: string | undefined): string | null {
  if (text === undefined) return null;
  const time = DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(text)) {
    throw new AppError('USAGE', { on: 'a day such as 2026-04-01' });
  }
  return text;
}

/** null: it cannot be read. */
const readText = (path: string): Promise<Uint8Array | null> => readFile(path).catch(() => null);

async function readMasters(folder: string | null): Promise<FilesOfKnowledge> {
  if (folder === null) {
    say('demo knowledge: give --masters DIR to check real drugs');
    return knowledgeOfFiles([]);
  }
  const found = await diskFiles.find([folder]);
  const files: { name: string; bytes: Uint8Array }[] = [];
  for (const { path, name, origin } of found) {
    if (origin === 'unreadable') throw new AppError('USAGE', { masters: path, reason: 'cannot be read' });
    const bytes = await diskFiles.read(path, MOST_BYTES);
    if (bytes !== null) files.push({ name, bytes });
  }
  const read = knowledgeOfFiles(files);
  for (const { name, fault, line, column, value } of read.refused) {
    say(
      `${name}: not used: ${fault}, line ${line}${column === null ? '' : `, column ${column}`}${value === null ? '' : `: ${value}`}`,
    );
  }
  const kinds = new Set(read.taken.map(({ kind }) => kind));
  if (kinds.size === 0)
    throw new AppError('USAGE', { masters: folder, reason: 'holds no file of drug knowledge' });
  if (!kinds.has('price-list')) say('no price list: ingredients come from general names at most');
  if (!kinds.has('contraindications'))
    say('no table of contraindications (IY_HeiyoKinki…): pairs are not checked');
  return read;
}

function sayUnreadable(path: string, findings: readonly Finding[]): void {
  say(`${path}: neither a prescription (SJ1, JAHIS…) nor a notebook (JAHISTC…) that can be read`);
  for (const { rule, line, message } of findings.slice(0, 10)) {
    say(`  ${line === 0 ? '' : `line ${line}: `}${rule}: ${message.ja} / ${message.en}`);
  }
}

function tell({ alerts, notChecked }: Exclude<ReturnType<typeof checkTexts>, { unreadable: number }>): void {
  for (const { tier, kind, reason } of alerts) process.stdout.write(`${tier} ${kind}: ${reason}\n`);
  for (const { code, name, reason } of notChecked) {
    process.stdout.write(`- not checked (${reason}): ${code ?? ''} ${name}\n`);
  }
  if (alerts.length === 0 && notChecked.length === 0) process.stdout.write('nothing found\n');
}
