import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AUDIT_EVENTS } from '../../apps/server/src/kernel/audit/index.ts';
import { ENVIRONMENT_VARIABLES } from '../../apps/server/src/kernel/config/config.ts';
import { ERROR_CATALOGUE } from '../../apps/server/src/kernel/errors/app-error.ts';
import { PURPOSES } from '../../apps/server/src/modules/access/model/decide.ts';
import { CATEGORIES } from '../../apps/server/src/modules/access/model/standing.ts';
import { ROOT } from '../run-command.ts';
import {
  type AuditVocabulary,
  auditFaults,
  citationFaults,
  differenceFaults,
  downloadHostFaults,
  type Faults,
  type LicencePolicy,
  type Lock,
  licenceFaults,
  linkFaults,
  machinePathFaults,
  missingOptionalFaults,
  optionFaults,
  readCitations,
  unwrittenFaults,
} from './checks.ts';
import licences from './licences.json' with { type: 'json' };
import masterFileCodes from './master-file-codes.json' with { type: 'json' };
import { findingCatalogue } from './render.ts';
import {
  allowedValues,
  errorCodes,
  readText,
  readTexts,
  repositoryPaths,
  tableKeys,
  unionMembers,
} from './sources.ts';

const CITING = /\.(?:ts|tsx|js|cjs|sql|json|css|md)$/;
const EVENTS = 'apps/server/src/kernel/audit/events.ts';
const AUDIT_TABLES = 'apps/server/src/kernel/migrations/0002_audit.sql';
const DECIDE = 'apps/server/src/modules/access/model/decide.ts';
const REPORT = 'apps/server/src/modules/masters/import-masters/report.ts';
const COMMANDS = 'apps/server/src/cli';

/** Compares the documents, the lock and the repository with the code; the sentences say what is wrong. */
function allFaults(): Faults {
  const files = readTexts(repositoryPaths());
  const documents = files.filter(({ path }) => path.endsWith('.md'));
  const citing = files.filter(
    ({ path }) => CITING.test(path) && !path.startsWith('docs/') && !path.startsWith('tools/docs/'),
  );
  const serverSources = files.filter(
    ({ path }) =>
      /^apps\/server\/src\/.*\.ts$/.test(path) && !/\.test\.ts$|\/testing\//.test(path) && path !== EVENTS,
  );
  const lock = JSON.parse(readText('package-lock.json')) as Lock;
  const commandSources = readdirSync(join(ROOT, COMMANDS))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => ({ path: name, text: readText(`${COMMANDS}/${name}`) }));
  return [
    ...catalogueFaults(),
    ...auditFaults(auditVocabulary(), readText('docs/audit-events.md')),
    ...unwrittenFaults(Object.keys(AUDIT_EVENTS), serverSources),
    ...optionFaults(commandSources, readText('docs/commands.md')),
    ...citationFaults(citing.flatMap(readCitations), tableKeys(readText('docs/specs.md'), 'Citations')),
    ...machinePathFaults(files),
    ...downloadHostFaults(lock),
    ...missingOptionalFaults(lock),
    ...licenceFaults(lock, licences satisfies LicencePolicy),
    ...linkFaults(documents, (path) => existsSync(join(ROOT, path))),
  ];
}

function catalogueFaults(): Faults {
  const errors = readText('docs/errors.md');
  const variables = readText('docs/environment-variables.md');
  return [
    ...differenceFaults('docs/errors.md', Object.keys(ERROR_CATALOGUE), tableKeys(errors, 'Errors')),
    ...differenceFaults(
      'docs/errors.md',
      Object.keys(findingCatalogue().codes),
      tableKeys(errors, 'Findings in claim files'),
    ),
    ...differenceFaults(
      'docs/errors.md',
      unionMembers(readText(REPORT), 'MasterFileCode'),
      tableKeys(errors, 'Master files'),
    ),
    ...differenceFaults(
      'tools/docs/master-file-codes.json',
      unionMembers(readText(REPORT), 'MasterFileCode'),
      Object.keys(masterFileCodes),
    ),
    ...differenceFaults(
      'docs/environment-variables.md',
      Object.keys(ENVIRONMENT_VARIABLES),
      tableKeys(variables, 'Environment variables'),
    ),
  ];
}

function auditVocabulary(): AuditVocabulary {
  const decide = readText(DECIDE);
  return {
    events: Object.keys(AUDIT_EVENTS),
    purposes: PURPOSES,
    grounds: unionMembers(decide, 'Ground'),
    categories: CATEGORIES,
    outcomes: allowedValues(readText(AUDIT_TABLES), 'entry_outcome_known'),
    refusals: errorCodes(decide),
  };
}

const faults = allFaults();
for (const fault of faults) console.log(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
