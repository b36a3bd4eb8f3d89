import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createTerminology, createValidator } from '@tsunagu/fhir';
import { excuseFor, type Measured, measureFaults } from '../../conformance/fhir/faults/measure.ts';
import { type Fault, plantFaults } from '../../conformance/fhir/faults/plant-faults.ts';
import { definitionsOf, examplesOf, SET_NAMES } from './packages.ts';

const DOCUMENT = fileURLToPath(new URL('../../docs/fhir-conformance.md', import.meta.url));
const BEGIN = '<!-- measured: begin -->\n';
const END = '<!-- measured: end -->';

export interface ExampleFaults {
  readonly file: string;
  readonly planted: number;
}

/** Plants and looks for faults in all examples of the packages. */
export async function measureAll(): Promise<{ measured: Measured; examples: ExampleFaults[] }> {
  const examples: ExampleFaults[] = [];
  const parts: Measured[] = [];
  for (const set of SET_NAMES) {
    const definitions = await definitionsOf(set);
    const valueSets = createTerminology(definitions);
    const validator = createValidator(definitions, { terminology: valueSets, mostIssues: 50 });
    const errorsOf = (resource: unknown) =>
      validator.validate(resource).filter(({ severity }) => severity === 'error');
    for (const { file, resource } of await examplesOf(set)) {
      const faults = plantFaults(resource, definitions, valueSets);
      examples.push({ file, planted: faults.length });
      parts.push(measureFaults(faults, errorsOf));
    }
  }
  return { measured: parts.reduce(sum), examples };
}

function sum(left: Measured, right: Measured): Measured {
  const rules = new Map(left.rules);
  for (const [rule, row] of right.rules) {
    const before = rules.get(rule) ?? { planted: 0, caught: 0 };
    rules.set(rule, { planted: before.planted + row.planted, caught: before.caught + row.caught });
  }
  return {
    planted: left.planted + right.planted,
    caught: left.caught + right.caught,
    located: left.located + right.located,
    rules,
    uncaught: [...left.uncaught, ...right.uncaught],
  };
}

const percent = (part: number, whole: number): string => `${((part / whole) * 100).toFixed(1)} %`;

/** The tables of the document, in Markdown. */
export function tablesOf({ planted, caught, located, rules, uncaught }: Measured): string {
  const rows = [...rules].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    '| rule | planted | caught |',
    '|---|---|---|',
    ...rows.map(([rule, row]) => `| ${rule} | ${row.planted} | ${row.caught} |`),
    `| all | ${planted} | ${caught} (${percent(caught, planted)}) |`,
    '',
    `Of the caught faults, ${percent(located, caught)} have an error at, below or at most two levels above their place.`,
    '',
    '| not caught | number | why |',
    '|---|---|---|',
    ...excused(uncaught).map(([rule, why, count]) => `| ${rule} | ${count} | ${why} |`),
    '',
  ].join('\n');
}

function excused(uncaught: readonly Fault[]): (readonly [string, string, number])[] {
  const counts = new Map<string, readonly [string, string, number]>();
  for (const fault of uncaught) {
    const why = excuseFor(fault) ?? 'missed';
    const key = `${fault.rule}|${why}`;
    counts.set(key, [fault.rule, why, (counts.get(key)?.[2] ?? 0) + 1]);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** What the document says at present. */
export function documented(): string {
  const text = readFileSync(DOCUMENT, 'utf8');
  return text.slice(text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END));
}

function writeDocument(tables: string): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const before = text.slice(0, text.indexOf(BEGIN) + BEGIN.length);
  writeFileSync(DOCUMENT, before + tables + text.slice(text.indexOf(END)));
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeDocument(tablesOf((await measureAll()).measured));
