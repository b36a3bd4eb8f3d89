import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkProof, FAULT_KINDS, type Fault, type ProofResult, verifyLog } from '../kernel/audit/index.ts';
import { AppError } from '../kernel/errors/app-error.ts';
import { openRuntime } from '../runtime.ts';
import { type Command, DATA_OPTION, parseOptions, printJson } from './arguments.ts';
import words from './proof-words.json' with { type: 'json' };

export const auditVerify: Command = {
  name: 'audit verify',
  usage: '[--since YYYY-MM-DD]',
  summary:
    'Check the audit log: every entry, chain, checkpoint and signature. Exit code 1 when something is wrong.',
  async run({ readConfig, rest }) {
    const { values } = parseOptions(rest, { ...DATA_OPTION, since: { type: 'string' } });
    const since = values.since === undefined ? null : instantOf(values.since);
    const config = readConfig(values);
    const runtime = await openRuntime(config, 'share');
    try {
      const { db, keys } = runtime;
      const file = join(config.dataDirectory, 'audit', 'checkpoints.jsonl');
      const report = await verifyLog({ db, keys, file }, since === null ? {} : { since });
      printJson({ ...report, meanings: meaningsOf(report.faults) });
      return report.intact ? 0 : 1;
    } finally {
      await runtime.close();
    }
  },
};

/** A date means its beginning in Japan. */
function instantOf(text: string): Date {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const instant = new Date(isDate ? `${text}T00:00:00+09:00` : text);
  if (Number.isNaN(instant.getTime())) throw new AppError('USAGE', { since: 'YYYY-MM-DD is expected' });
  return instant;
}

const meaningsOf = (faults: readonly Fault[]): Record<string, string> =>
  Object.fromEntries(faults.map(({ kind }) => [kind, FAULT_KINDS[kind]]));

export const auditCheckProof: Command = {
  name: 'audit check-proof',
  usage: '<file> [--key PUBLIC-KEY.pem]',
  summary: 'Check the proof of an entry, without any database. Exit code 1 when it proves nothing.',
  async run({ rest }) {
    const { values, positionals } = parseOptions(rest, { ...DATA_OPTION, key: { type: 'string' } });
    const [path] = positionals;
    if (path === undefined || positionals.length > 1) throw new AppError('USAGE', { missing: 'one file' });
    const pinned = values.key === undefined ? null : await read(values.key);
    const result = checkProof(parse(await read(path)), pinned);
    for (const line of sentencesOn(result)) process.stdout.write(`${line}\n`);
    return result.proven ? 0 : 1;
  },
};

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new AppError('FILE_NOT_READABLE', { path }, { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Japanese first, then the same in English. */
function sentencesOn(result: ProofResult): string[] {
  const said = result.proven ? [words.proven, words[result.key]] : [words[result.fault]];
  return [...said.map(({ ja }) => filled(ja, result)), ...said.map(({ en }) => filled(en, result))];
}

function filled(sentence: string, result: ProofResult): string {
  if (!result.proven) return sentence;
  const { entry, checkpoint } = result;
  const values: Readonly<Record<string, string | number>> = {
    entryId: entry.entryId,
    at: inJapan(entry.at),
    facility: entry.facilityName ?? entry.facilityCode ?? '-',
    event: entry.event,
    outcome: entry.refusalCode === null ? entry.outcome : `${entry.outcome} ${entry.refusalCode}`,
    seq: entry.seq,
    no: checkpoint.no,
    sealedAt: inJapan(checkpoint.at),
    fromSeq: checkpoint.fromSeq,
    toSeq: checkpoint.toSeq,
  };
  return sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

const japan = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Tokyo',
  dateStyle: 'short',
  timeStyle: 'medium',
});
const inJapan = (milliseconds: number): string => `${japan.format(milliseconds)} JST`;
