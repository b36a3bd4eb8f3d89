import { AppError } from '../kernel/errors/app-error.ts';
import { importMasters } from '../modules/masters/index.ts';
import { openRuntime } from '../runtime.ts';
import { type Command, DATA_OPTION, parseOptions, printJson, say } from './arguments.ts';

export const mastersImport: Command = {
  name: 'masters import',
  usage: '<files or folders…> [--accept-corrections] [--json]',
  summary:
    'Import code masters (acts, drugs, materials, diseases, modifiers, comments); several editions side by side.',
  async run({ readConfig, rest }) {
    const { values, positionals } = parseOptions(rest, {
      ...DATA_OPTION,
      json: { type: 'boolean', default: false },
      'accept-corrections': { type: 'boolean', default: false },
    });
    if (positionals.length === 0) throw new AppError('USAGE', { missing: 'files or folders' });
    const runtime = await openRuntime(readConfig(values), 'share');
    try {
      const report = await importMasters(
        { db: runtime.db },
        {
          paths: positionals,
          acceptCorrections: values['accept-corrections'],
          onProgress: ({ name, state, rows, code }) => {
            if (!values.json) say(`${name}: ${state}${code === undefined ? '' : ` (${code})`}, ${rows} rows`);
          },
        },
      );
      if (values.json) printJson(report);
      else say(`${report.rows} rows stored`);
      return report.files.some(({ state }) => state === 'refused') ? 1 : 0;
    } finally {
      await runtime.close();
    }
  },
};
