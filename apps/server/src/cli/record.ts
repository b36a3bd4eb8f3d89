import { AppError } from '../kernel/errors/app-error.ts';
import { type Actor, identifyPerson } from '../modules/access/index.ts';
import { lineId, type PersonRecord, viewRecord } from '../modules/records/index.ts';
import { openRuntime, type Runtime } from '../runtime.ts';
import { type Command, DATA_OPTION, parseOptions, printJson, required, say } from './arguments.ts';

/** Whoever works at the shell of the server; the patient sees these looks in the log like all others. */
const OPERATOR: Actor = { kind: 'operator', account: 'operator' };

export const recordShow: Command = {
  name: 'record show',
  usage:
    '--insurer N [--symbol S] --number N [--branch B] --birth YYYY-MM-DD [--as institution|patient] [--period all|display] [--json]',
  summary:
    'Print a person’s record as an institution or the patient would see it; leaves an entry in the person’s log.',
  async run({ readConfig, rest }) {
    const { values } = parseOptions(rest, {
      ...DATA_OPTION,
      insurer: { type: 'string' },
      symbol: { type: 'string', default: '' },
      number: { type: 'string' },
      branch: { type: 'string', default: '' },
      birth: { type: 'string' },
      as: { type: 'string', default: 'institution' },
      period: { type: 'string', default: 'all' },
      json: { type: 'boolean', default: false },
    });
    const { as: audience, period } = values;
    if (audience !== 'institution' && audience !== 'patient') throw new AppError('USAGE', { as: audience });
    if (period !== 'all' && period !== 'display') throw new AppError('USAGE', { period });
    const numbers = {
      insurerNumber: required(values.insurer, 'insurer'),
      symbol: values.symbol,
      number: required(values.number, 'number'),
      branch: values.branch,
      birthDate: required(values.birth, 'birth'),
    };
    const runtime = await openRuntime(readConfig(values), 'share');
    try {
      const record = await find(runtime, numbers, audience, period);
      if (values.json) printJson(forShell(record));
      else describe(record);
      return 0;
    } finally {
      await runtime.close();
    }
  },
};

type Numbers = Parameters<typeof identifyPerson>[1]['numbers'];

async function find(
  runtime: Runtime,
  numbers: Numbers,
  audience: PersonRecord['view'],
  period: 'all' | 'display',
): Promise<PersonRecord> {
  const requestId = `shell-${process.pid}`;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(numbers.birthDate) || Number.isNaN(Date.parse(numbers.birthDate))) {
    throw new AppError('USAGE', { birth: 'YYYY-MM-DD is expected' });
  }
  const found = await identifyPerson(runtime, { actor: OPERATOR, requestId, numbers });
  if (found.result === 'ambiguous') throw new AppError('PERSON_AMBIGUOUS');
  if (found.result === 'not-found') throw new AppError('PERSON_UNKNOWN');
  const { personId } = found.person;
  return viewRecord(runtime, {
    actor: OPERATOR,
    personId,
    purpose: 'operation',
    audience,
    requestId,
    period,
  });
}

type Line = PersonRecord['drugs'][number] | PersonRecord['treatments'][number];

const provenanceForShell = (
  { file, claim, line }: Line,
  {
    masterEdition,
    masterStatus,
  }: PersonRecord['drugs'][number]['drug'] | PersonRecord['treatments'][number]['act'],
) => ({ ...file, claim, line, masterEdition, masterStatus });

/** Flat lines with institutions as plain text: a shell script wants no tables to look up. */
function forShell(record: PersonRecord) {
  const { drugs, treatments, visits, person, ...rest } = record;
  return {
    ...rest,
    person: {
      name: person.name,
      kana: person.kana,
      sex: person.sex,
      birth: person.birthDate,
      insured: person.insured,
    },
    drugs: drugs.map((line) => ({
      id: lineId(line),
      date: line.date,
      month: line.date.slice(0, 7),
      code: line.drug.code,
      name: line.drug.name,
      known: line.drug.known,
      general_name: line.drug.generalName,
      therapeutic_class: line.drug.therapeuticClass,
      amount: line.amount,
      unit: line.drug.unit,
      days: line.form === 'oral' ? line.times : null,
      times: line.times,
      form: line.form,
      usage: line.usage,
      prescribed_on: line.prescribedOn,
      setting: line.setting,
      institution: line.institution?.name ?? null,
      prescriber: line.prescriber?.name ?? null,
      provenance: provenanceForShell(line, line.drug),
    })),
    treatments: treatments.map((line) => ({
      id: lineId(line),
      date: line.date,
      month: line.date.slice(0, 7),
      category: line.act.categoryName,
      category_id: line.act.category,
      sub_kind: line.act.subKind,
      code: line.act.code,
      name: line.act.name,
      known: line.act.known,
      count: line.count,
      quantity: line.quantity,
      unit: line.act.unit,
      details: line.details.map(({ code, name }) => ({ code, name })),
      setting: line.setting,
      institution: line.institution?.name ?? null,
      provenance: provenanceForShell(line, line.act),
    })),
    visits: visits.map(({ institution, ...line }) => ({ ...line, institution: institution?.name ?? null })),
  };
}

function describe({ person, drugs, treatments }: PersonRecord): void {
  say(`${person.name} ${person.birthDate}: ${drugs.length} drugs, ${treatments.length} treatments`);
  for (const { date, drug, amount, form, times } of drugs) {
    say(
      `${date}  ${drug.name}  ${amount ?? ''}${drug.unit ?? ''}  ${times}${form === 'oral' ? ' days' : ' times'}`,
    );
  }
  for (const { date, act, count } of treatments) say(`${date}  ${act.categoryName}  ${act.name}  ${count}`);
}
