import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import errors from '../../apps/server/src/kernel/errors/errors.json' with { type: 'json' };
import texts from '../../apps/server/src/modules/prescriptions/interfaces/xml/interface-errors.json' with {
  type: 'json',
};

/** What integrators read is what is answered. @spec prescriptions.md §9 */
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = read('docs/e-prescription-interfaces.md');
const { operations } = JSON.parse(read('packages/oqs/src/eps-operations.json')) as {
  operations: Record<string, { prefix: string; status: string }>;
};

test('the page lists every operation once, with what is public marked, and no other', () => {
  const listed = [...page.matchAll(/^\| `(EPS\w{7})`( \(public\))? \|/gm)].map(([, prefix, open]) => [
    prefix,
    open !== undefined,
  ]);
  const known = Object.values(operations).map(({ prefix, status }) => [prefix, status === 'verified']);
  expect(listed.toSorted()).toEqual(known.toSorted());
});

/** Of people's own pages, of the shell and of what stands in JSON alone. */
const NOT_IN_FILES = /^RX_(NOTEBOOK|WEBHOOK|SUPPRESSION|ENROLMENT|TOKEN)_|^RX_INQUIRY_(UNKNOWN|ANSWERED)$/;

test('every code of prescriptions has a Japanese text for answers, and every text a code', () => {
  const codes = Object.keys(errors).filter((code) => code.startsWith('RX_') && !NOT_IN_FILES.test(code));
  const said = Object.keys(texts.messages);
  expect(codes.filter((code) => !said.includes(code))).toEqual([]);
  expect(said.filter((code) => !(code in errors))).toEqual([]);
  expect(texts.abnormal.filter((code) => !said.includes(code))).toEqual([]);
});
