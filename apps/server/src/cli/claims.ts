import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../kernel/errors/app-error.ts';
import {
  type ClaimFile,
  listFindingCounts,
  listFindings,
  listWorkItems,
  receiveFile,
  retryWorkItems,
  takeInFile,
} from '../modules/claims/index.ts';
import { actCategories } from '../modules/masters/index.ts';
import { openRuntime, type Runtime } from '../runtime.ts';
import { type Command, DATA_OPTION, parseOptions, printJson, say } from './arguments.ts';

/** As many findings are printed one by one; all are counted, and kept in the database. */
const MOST_FINDINGS_PRINTED = 1_000;
const OPERATOR = 'operator';

interface Taken {
  readonly file: ClaimFile;
  readonly already: boolean;
}

export const claimsIngest: Command = {
  name: 'claims ingest',
  usage: '<files…> [--create-persons] [--json]',
  summary:
    'Take claim files in. Unknown people are quarantined, or created from the claims with --create-persons.',
  async run({ readConfig, rest }) {
    const { values, positionals } = parseOptions(rest, {
      ...DATA_OPTION,
      json: { type: 'boolean', default: false },
      'create-persons': { type: 'boolean', default: false },
    });
    if (positionals.length === 0) throw new AppError('USAGE', { missing: 'files' });
    const runtime = await openRuntime(readConfig(values), 'share');
    try {
      const taken: Taken[] = [];
      for (const path of positionals) {
        const one = await ingest(runtime, path, values['create-persons'], !values.json);
        taken.push(one);
        if (!values.json) say(describe(one));
      }
      if (values.json) printJson(await summarise(runtime, taken));
      return taken.some(({ file }) => file.state === 'refused') ? 1 : 0;
    } finally {
      await runtime.close();
    }
  },
};

async function ingest(runtime: Runtime, path: string, createPersons: boolean, talk: boolean): Promise<Taken> {
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile()) throw new AppError('FILE_NOT_READABLE', { path });
  const name = basename(path);
  const { file, duplicate } = await receiveFile(runtime, {
    name,
    source: createReadStream(path),
    receivedBy: OPERATOR,
    createPersons,
  });
  if (file.state !== 'received') return { file, already: duplicate };
  let shown = 0;
  const done = await takeInFile(runtime, file, {
    onProgress: ({ claims, bytesRead }) => {
      if (!talk || Date.now() - shown < 500) return;
      shown = Date.now();
      say(`${name}: ${claims} claims, ${Math.floor((bytesRead / file.bytes) * 100)} %`);
    },
  });
  return { file: done, already: false };
}

function describe({ file, already }: Taken): string {
  const { claims, stored, quarantined, replaced } = file.progress;
  if (file.state === 'refused') return `${file.name}: refused (${file.refusalCode})`;
  const counts = `${claims} claims, ${stored} stored, ${quarantined} quarantined, ${replaced} replaced`;
  return `${file.name}: ${already ? 'already taken, nothing changed' : 'taken'} (${counts})`;
}

const sum = (taken: readonly Taken[], pick: (file: ClaimFile) => number): number =>
  taken.reduce((total, { file }) => total + pick(file), 0);

function addUp(tables: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const table of tables)
    for (const [key, count] of Object.entries(table)) total[key] = (total[key] ?? 0) + count;
  return total;
}

const inJapanese = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(
    actCategories.flatMap(({ id, ja }) => (counts[id] === undefined ? [] : [[ja, counts[id]]])),
  );

/** Counts of the files that were named; `stored` is what this run added. */
async function summarise({ db }: Runtime, taken: readonly Taken[]) {
  const fresh = taken.filter(({ already }) => !already);
  const findings = [];
  for (const { file } of taken) {
    for (let cursor: string | null = '0'; cursor !== null && findings.length < MOST_FINDINGS_PRINTED; ) {
      const page: Awaited<ReturnType<typeof listFindings>> = await listFindings(db, file, null, cursor);
      findings.push(...page.findings.map((finding) => ({ file: file.name, ...finding })));
      cursor = page.next;
    }
  }
  const counts = addUp(taken.map(({ file }) => file.progress.findingCounts));
  return {
    files: taken.length,
    already_taken: taken.length - fresh.length,
    refused: taken.filter(({ file }) => file.state === 'refused').length,
    claims: sum(taken, (file) => file.progress.claims),
    stored: sum(fresh, (file) => file.progress.stored),
    quarantined: sum(taken, (file) => file.progress.quarantined),
    replaced: sum(fresh, (file) => file.progress.replaced),
    records: sum(taken, (file) => file.records ?? 0),
    records_by_type: addUp(taken.map(({ file }) => file.recordsByType ?? {})),
    findings: findings.slice(0, MOST_FINDINGS_PRINTED),
    finding_counts: listFindingCounts(counts),
    acts_by_category: inJapanese(addUp(taken.map(({ file }) => file.progress.actCounts.acts))),
    add_ons_by_category: inJapanese(addUp(taken.map(({ file }) => file.progress.actCounts.addOns))),
    acts_unknown: sum(taken, (file) => file.progress.actCounts.unknown),
    results: taken.map(({ file, already }) => ({
      name: file.name,
      sha256: file.sha256,
      state: already ? `already-${file.state}` : file.state,
      refusal: file.refusalCode,
      claims: file.progress.claims,
    })),
  };
}

export const claimsWorkList: Command = {
  name: 'claims work-list',
  usage: '',
  summary: 'Show as JSON what needs attention: unmatched people, unknown codes, broken claims.',
  async run({ readConfig, rest }) {
    const { values } = parseOptions(rest, DATA_OPTION);
    const runtime = await openRuntime(readConfig(values), 'share');
    try {
      const items = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof listWorkItems>> = await listWorkItems(runtime.db, {
          state: 'open',
          kind: null,
          cursor,
        });
        items.push(...page.items);
        cursor = page.next;
      } while (cursor !== null);
      printJson({ open: items.length, items });
      return 0;
    } finally {
      await runtime.close();
    }
  },
};

export const claimsRetry: Command = {
  name: 'claims retry',
  usage: '[--create-persons]',
  summary: 'Try everything on the work list again.',
  async run({ readConfig, rest }) {
    const { values } = parseOptions(rest, {
      ...DATA_OPTION,
      'create-persons': { type: 'boolean', default: false },
    });
    const runtime = await openRuntime(readConfig(values), 'share');
    try {
      printJson(await retryWorkItems(runtime, { createPersons: values['create-persons'] }));
      return 0;
    } finally {
      await runtime.close();
    }
  },
};
