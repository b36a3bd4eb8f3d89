import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../apps/server/src/cli/commands.ts';
import { AUDIT_EVENTS } from '../../apps/server/src/kernel/audit/index.ts';
import { ENVIRONMENT_VARIABLES } from '../../apps/server/src/kernel/config/config.ts';
import { ERROR_CATALOGUE, STATUS_BY_KIND } from '../../apps/server/src/kernel/errors/app-error.ts';
import { ROOT } from '../run-command.ts';
import masterFileCodes from './master-file-codes.json' with { type: 'json' };
import { readText, replaceBlock } from './sources.ts';

export interface Document {
  /** Below the repository's root. */
  readonly path: string;
  readonly text: string;
}

interface FindingCatalogue {
  readonly codes: Readonly<Record<string, { readonly severity: string; readonly ja: string }>>;
}

const escapeCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

const generated = (source: string): string =>
  `<!-- Written by npm run generate from ${source}; edit that instead. -->`;

/** Codes of findings in claim files. */
export function findingCatalogue(): FindingCatalogue {
  return JSON.parse(readFileSync(join(ROOT, 'packages/uke/src/findings.json'), 'utf8')) as FindingCatalogue;
}

function errorsDocument(): Document {
  const errors = Object.entries(ERROR_CATALOGUE).map(([code, { kind, message, action }]) => [
    `\`${code}\``,
    kind,
    String(STATUS_BY_KIND[kind]),
    message,
    action,
  ]);
  const findings = Object.entries(findingCatalogue().codes).map(([code, { severity, ja }]) => [
    `\`${code}\``,
    severity,
    ja,
  ]);
  const masters = Object.entries(masterFileCodes).map(([code, { when, action }]) => [
    `\`${code}\``,
    when,
    action,
  ]);
  const text = `# Errors and findings

${generated('the catalogues named below')}

Three kinds of codes, all stable: an **error** answers a request or ends a command, a **finding** stands in the report about a claim file and stops as little as possible, a **master file code** says why a master file was not stored. Texts are static; what and where is said in fields (command line: in brackets), never with personal data.

## Errors
From \`apps/server/src/kernel/errors/errors.json\`. Over HTTP the body is \`{"error": {"code", "kind", "message", "fields", "requestId"}}\`; the status follows from the kind. On the command line an error ends with exit code 1, \`USAGE\` with 2, \`INTERNAL\` with 70.

${table(['code', 'kind', 'status', 'message', 'what to do'], errors)}

## Findings in claim files
From \`packages/uke/src/findings.json\`. Severity \`file\` refuses the file, \`claim\` quarantines the claim, \`warn\` and \`info\` are noted. The severity is a default: a finding may carry a milder one where its field is a name.

${table(['code', 'severity', 'meaning (as shown)'], findings)}

## Master files
From \`tools/docs/master-file-codes.json\`; the codes themselves are \`MasterFileCode\` in \`apps/server/src/modules/masters/import-masters/report.ts\`. A file that lay in a folder and is no master is \`skipped\`, all others are \`refused\`.

${table(['code', 'when', 'what to do'], masters)}
`;
  return { path: 'docs/errors.md', text };
}

function commandsDocument(): Document {
  const sections = COMMANDS.map(({ name, usage, summary }) => {
    const synopsis = `tsunagu ${name} ${usage}`.trim();
    return `## ${name}\n\n\`\`\`\n${synopsis}\n\`\`\`\n\n${summary}\n`;
  });
  const text = `# Commands

${generated('apps/server/src/cli/')}

\`npx tsunagu …\` in the checkout; \`npm start\` is \`tsunagu start\` after the portal was built. Every command that touches the database takes \`--data DIR\` (default: \`.tsunagu\`, or \`TSUNAGU_DATA\`). \`DATABASE_URL\` uses a PostgreSQL server instead of the embedded one ([environment variables](environment-variables.md)). Commands may run while the server does: they join its database.

Reports (\`--json\`) go to standard output, everything else to standard error. Exit codes: 0 done; 1 refused, see [errors](errors.md); 2 not understood; 70 a fault of ours.

${sections.join('\n')}`;
  return { path: 'docs/commands.md', text };
}

function environmentDocument(): Document {
  const rows = Object.entries(ENVIRONMENT_VARIABLES).map(([name, meaning]) => [`\`${name}\``, meaning]);
  const text = `# Environment variables

${generated('apps/server/src/kernel/config/config.ts')}

Options of the command line win over these, these over the defaults.

${table(['variable', 'meaning'], rows)}
`;
  return { path: 'docs/environment-variables.md', text };
}

/** The catalogue of the audit log: its table of events follows from code, the rest is written by hand. */
function auditDocument(): Document {
  const path = 'docs/audit-events.md';
  const rows = Object.entries(AUDIT_EVENTS).map(([event, meaning]) => [`\`${event}\``, meaning]);
  return { path, text: replaceBlock(readText(path), 'events', table(['event', 'meaning'], rows)) };
}

/** All documents that are written from code. */
export const renderDocuments = (): Document[] => [
  errorsDocument(),
  commandsDocument(),
  environmentDocument(),
  auditDocument(),
];
