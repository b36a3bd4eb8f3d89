import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Group, judge } from './judge.ts';
import judged from './judged.json' with { type: 'json' };
import { type Agreement, type Disagreement, measure } from './measure.ts';

/* Measures the check on a price list and writes docs/drug-check-conformance.md: `node … write-report.ts LIST.csv`. */
const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('name the price list');
const measured = measure(readFileSync(path));
const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
const many = (count: number): string => count.toLocaleString('en');
const SHOWN_EXAMPLES = 2;

function section(
  title: string,
  agreement: Agreement,
  found: readonly Disagreement[],
  groups: readonly Group[],
): string {
  const { groups: sorted, unjudged, precision, recall } = judge(agreement, found, groups);
  const rows = sorted.map(({ group, side, right, why, pairs }) => {
    const examples = pairs.slice(0, SHOWN_EXAMPLES).map(({ a, b }) => `${a} / ${b}`);
    return `| ${group} | ${side === 'check' ? 'check' : 'second opinion'} | ${pairs.length} | ${right} | ${why} | ${examples.join('<br>')} |`;
  });
  return [
    `## ${title}`,
    '',
    '| pairs looked at | both say the same | only the check | only the second opinion | precision | recall | unexplained |',
    '|---|---|---|---|---|---|---|',
    `| ${many(agreement.pairs)} | ${many(agreement.both)} | ${agreement.onlyCheck} | ${agreement.onlyTruth} | ${percent(agreement.precision)} before judgement, ${percent(precision)} after | ${percent(agreement.recall)} before, ${percent(recall)} after | ${unjudged.length} |`,
    '',
    '| disagreements | says that they are the same | pairs | right | why | for example |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    ...sorted.flatMap(({ group, pairs }) => [
      `**${group}**: ${pairs.map(({ a, b }) => `${a} / ${b}`).join('; ')}.`,
      '',
    ]),
  ].join('\n');
}

writeFileSync(
  join(import.meta.dirname, '../../docs/drug-check-conformance.md'),
  `# How well the check of drugs knows what is the same

Written by \`node conformance/drug-check/write-report.ts LIST.csv\`; do not edit by hand. The list is the price list of the ministry of 2025-07-16: ${many(measured.rows)} drugs, ${many(measured.names)} names of ingredients.

The check takes names apart by tables of salts, hydrates and words of forms. The second opinion (\`conformance/drug-check/truth.ts\`) knows none of these tables: two names are the same for it when everything behind a common beginning reads like a salt, and two drugs go to the same place when therapeutic class and letter of the code say so. Where the two disagree, every group was looked at by hand. What nobody could decide counts against the check.

${section('Ingredients: every pair of names', measured.ingredients, measured.ingredientDisagreements, judged.ingredients)}
${section('Routes: every pair of drugs with one name', measured.routes, measured.routeDisagreements, judged.routes)}
The figures say how the two methods compare, not how the national service decides: its rules are not public.
`,
);
