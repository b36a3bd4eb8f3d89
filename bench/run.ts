import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { runParseBench } from '../packages/uke/bench/parse-bench.ts';
import { measureDrugCheck } from './drug-check.ts';
import { measureEligibility } from './eligibility.ts';
import { measureEverything } from './everything.ts';
import { measureFhirValidation } from './fhir-validation.ts';
import { measureIntake } from './intake.ts';
import { measurePrescriptions } from './prescriptions.ts';
import { measureRecordView } from './record-view.ts';

const { values } = parseArgs({
  options: {
    claims: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '20' },
    only: { type: 'string' },
  },
});

const measurements: Record<string, () => unknown> = {
  parse: () => runParseBench(),
  validation: () => measureFhirValidation(),
  intake: () => measureIntake(Number(values.claims)),
  eligibility: () =>
    measureEligibility({ seconds: Number(values.seconds), people: [10_000, 100_000], perSecond: 854 }),
  recordView: () => measureRecordView({ seconds: Number(values.seconds), rates: [150, 300] }),
  fhir: () => measureEverything({ seconds: Number(values.seconds) }),
  drugCheck: () => measureDrugCheck(),
  prescriptions: () =>
    measurePrescriptions({
      seconds: Number(values.seconds),
      people: 200_000,
      checksPerSecond: 521,
      registrationsPerSecond: 60,
    }),
};

const results: Record<string, unknown> = {
  machine: { cores: cpus().length, model: cpus()[0]?.model ?? 'unknown', node: process.version },
};
for (const [name, measure] of Object.entries(measurements)) {
  if (values.only !== undefined && values.only !== name) continue;
  process.stderr.write(`${name} …\n`);
  results[name] = await measure();
}
process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
