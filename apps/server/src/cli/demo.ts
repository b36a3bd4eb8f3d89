import { generateBulkClaims } from '../demo/bulk/generate-bulk-claims.ts';
import { AppError } from '../kernel/errors/app-error.ts';
import { type Command, parseOptions, printJson, required } from './arguments.ts';

const whole = (text: string, option: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new AppError('USAGE', { [option]: 'a whole number above 0' });
  return value;
};

export const demoGenerate: Command = {
  name: 'demo generate',
  usage: '--claims N --out DIR [--seed S] [--claims-per-file M]',
  summary:
    'Write outpatient claim files of invented people, for benchmarks; the same seed gives the same bytes.',
  async run({ rest }) {
    const { values } = parseOptions(rest, {
      claims: { type: 'string' },
      out: { type: 'string' },
      seed: { type: 'string', default: '1' },
      'claims-per-file': { type: 'string' },
      data: { type: 'string' },
    });
    const perFile = values['claims-per-file'];
    printJson(
      await generateBulkClaims({
        claims: whole(required(values.claims, 'claims'), 'claims'),
        outDir: required(values.out, 'out'),
        seed: values.seed,
        ...(perFile === undefined ? {} : { filesOf: whole(perFile, 'claims-per-file') }),
      }),
    );
    return 0;
  },
};
