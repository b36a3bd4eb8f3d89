import { dateInTokyo, systemClock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { importKnowledge } from '../../modules/prescriptions/index.ts';
import { openRuntime } from '../../runtime.ts';
import { type Command, DATA_OPTION, parseOptions, printJson, say } from '../arguments.ts';

/** Later than every edition: whether a code is known at all. */
const FAR_DAY = '9999-12-31';

export const rxDrugs: Command = {
  name: 'rx drugs',
  usage: 'import <files or folders…> [--json]',
  summary:
    'Import drug knowledge: price list, general names, directions for use, IY_HeiyoKinki…, allergens. The drug master itself comes with "masters import", before the contraindications.',
  async run({ readConfig, rest }) {
    const [action, ...given] = rest;
    if (action !== 'import') throw new AppError('USAGE', { missing: 'import' });
    const { values, positionals } = parseOptions(given, {
      ...DATA_OPTION,
      json: { type: 'boolean', default: false },
    });
    if (positionals.length === 0) throw new AppError('USAGE', { missing: 'files or folders' });
    const runtime = await openRuntime(readConfig(values), 'share');
    try {
      const catalogue = await runtime.catalogue();
      const reports = await importKnowledge(
        {
          db: runtime.db,
          isKnownDrug: (code) => catalogue.drug(code, FAR_DAY) !== null,
          today: dateInTokyo(systemClock()),
        },
        positionals,
        ({ name, state, rows, code, line, value }) => {
          if (values.json) return;
          const why = [code, line === undefined ? null : `line ${line}`, value].filter((one) => one != null);
          say(`${name}: ${state}${why.length === 0 ? '' : ` (${why.join(', ')})`}, ${rows} rows`);
        },
      );
      if (values.json) printJson(reports);
      return reports.some(({ state }) => state === 'refused') ? 1 : 0;
    } finally {
      await runtime.close();
    }
  },
};
