import { readAll } from '@tsunagu/uke';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SourceFile } from '../../../kernel/records/record-source.ts';
import {
  type LineInput,
  medicalFile,
  type PrescriptionInput,
  pharmacyFile,
} from '../../../testing/claim-files.ts';
import { actCode, drugCode } from '../../../testing/demo-codes.ts';
import { CLINIC, HOSPITAL, PHARMACY, testPerson } from '../../../testing/people.ts';
import type { Facts } from '../model/facts.ts';
import { storableClaim } from '../model/stored-claim.ts';
import { type DerivedEvents, deriveEvents } from './derive-events.ts';

const FILE: SourceFile = {
  source: 'claims',
  file: 'ab'.repeat(32),
  fileName: 'TEST.UKE',
  receivedAt: new Date('2026-10-10T00:00:00Z'),
};
const person = testPerson(1);

/** From the bytes of a file through the stored form to the events, as the server does it. */
function eventsOf(bytes: Uint8Array): DerivedEvents {
  const into: DerivedEvents = { medications: [], acts: [], visits: [] };
  for (const claim of readAll(bytes, { fileName: FILE.fileName }).claims) {
    if (claim.broken) throw new Error(`a test claim is broken: ${JSON.stringify(claim.findings)}`);
    const stored = storableClaim(claim);
    deriveEvents({ ...stored, facts: JSON.parse(stored.facts) as Facts, file: FILE }, into);
  }
  return into;
}

const iy = (code: string, more: Partial<LineInput> = {}): LineInput => ({
  type: 'IY',
  category: '21',
  code,
  amount: '1',
  days: { 3: 14 },
  ...more,
});
const si = (code: string, more: Partial<LineInput> = {}): LineInput => ({
  type: 'SI',
  category: '60',
  code,
  ...more,
});
const medical = (lines: LineInput[], more: object = {}) =>
  eventsOf(medicalFile({ claims: [{ person, lines, ...more }] }));

const daysArbitrary = fc.dictionary(
  fc.integer({ min: 1, max: 30 }).map(String),
  fc.integer({ min: 1, max: 40 }),
  { minKeys: 1, maxKeys: 8 },
);
const lineArbitrary: fc.Arbitrary<LineInput> = fc.record({
  type: fc.constantFrom('SI' as const, 'IY' as const),
  category: fc.constantFrom('13', '21', '22', '23', '33', '40', '50', '60', '70', '97'),
  code: fc.constant(''),
  amount: fc.constantFrom('', '0.5', '1', '2', '3'),
  days: daysArbitrary as fc.Arbitrary<Record<number, number>>,
});

test('one event for each line and day, and as many times as were billed (@spec claims.md §18 (7))', () => {
  fc.assert(
    fc.property(fc.array(lineArbitrary, { minLength: 1, maxLength: 12 }), (raw) => {
      const lines = raw.map((line) => ({
        ...line,
        code: line.type === 'IY' ? drugCode('amlodipine-5') : actCode('urinalysis'),
        amount: line.type === 'IY' ? (line.amount ?? '') : '',
      }));
      const { medications, acts, visits } = medical(lines);
      const expected = (type: string) =>
        lines.filter((line) => line.type === type && !(type === 'SI' && line.category === '97'));
      const cells = (type: string) =>
        expected(type).flatMap((line) =>
          Object.entries(line.days ?? {}).map(([day, count]) => [Number(day), count]),
        );
      const sum = (numbers: readonly (readonly (number | undefined)[])[]) =>
        numbers.reduce((total, [, count = 0]) => total + count, 0);
      expect(medications.length).toBe(cells('IY').length);
      expect(acts.length).toBe(cells('SI').length);
      expect(medications.reduce((total, { times }) => total + times, 0)).toBe(sum(cells('IY')));
      expect(acts.reduce((total, { count }) => total + count, 0)).toBe(sum(cells('SI')));
      // Amount × times: by line, in hundredths, so that no rounding hides a difference.
      const amounts = expected('IY').reduce(
        (total, line) =>
          total +
          Number(line.amount || 0) *
            100 *
            sum(Object.entries(line.days ?? {}).map(([d, c]) => [Number(d), c])),
        0,
      );
      expect(
        medications.reduce((total, { amount, times }) => total + Number(amount ?? 0) * 100 * times, 0),
      ).toBe(amounts);
      expect(
        new Set([...medications, ...acts].map(({ claim, line, part }) => `${claim} ${line} ${part}`)).size,
      ).toBe(medications.length + acts.length);
      const days = new Set(lines.flatMap((line) => Object.keys(line.days ?? {}).map(Number)));
      expect(visits.map(({ date }) => Number(date.slice(8)))).toEqual([...days].sort((a, b) => a - b));
      for (const { date } of [...medications, ...acts, ...visits]) expect(date).toMatch(/^2026-09-\d\d$/);
    }),
    { numRuns: 60 },
  );
});

test('each event names its file, its claim and the record behind it', () => {
  const { medications, acts } = eventsOf(
    medicalFile({
      claims: [
        { person, lines: [si(actCode('revisit'))] },
        { person, lines: [si(actCode('urinalysis')), iy(drugCode('amlodipine-5'))] },
      ],
    }),
  );
  // IR, then RE HO SN SY SI, then RE HO SN SY SI IY.
  expect(acts.map(({ claim, line }) => [claim, line])).toEqual([
    [1, 6],
    [2, 11],
  ]);
  expect(medications[0]).toMatchObject({ file: FILE, claim: 2, line: 12 });
});

test('a donor’s acts, drugs and days never enter the recipient’s record (@spec claims.md §1 (6))', () => {
  const { medications, acts, visits } = medical(
    [si(actCode('kidney-transplant'), { category: '50', days: { 5: 1 } })],
    {
      inpatient: true,
      donorLines: [
        si(actCode('kidney-harvest'), { category: '50', days: { 4: 1 } }),
        iy(drugCode('amlodipine-5'), { days: { 4: 1 } }),
      ],
    },
  );
  expect(acts.map(({ code }) => code)).toEqual([actCode('kidney-transplant')]);
  expect(medications).toEqual([]);
  expect(visits.map(({ date }) => date)).toEqual(['2026-09-05']);
});

test('meals (97) and ward codes are no acts (@spec claims.md §1 (4, 13))', () => {
  const { acts, visits } = medical(
    [
      si(actCode('ward-acute'), { category: '90', days: { 1: 1 } }),
      si('190610001', { category: '90', points: 0, days: { 1: 1 } }),
      si(actCode('meal'), { category: '97', points: 670, days: { 1: 3 } }),
    ],
    { inpatient: true },
  );
  expect(acts.map(({ code }) => code)).toEqual([actCode('ward-acute')]);
  expect(visits).toEqual([
    {
      file: FILE,
      claim: 1,
      date: '2026-09-01',
      month: '2026-09',
      setting: 'inpatient',
      facilityCode: HOSPITAL.code,
    },
  ]);
});

test.each([
  ['21', 'oral'],
  ['22', 'as-needed'],
  ['23', 'external'],
  ['31', 'injection'],
  ['33', 'injection'],
  ['40', null],
  ['50', null],
])('診療識別 %s gives the form %s (@spec claims.md §6.2)', (category, form) => {
  expect(medical([iy(drugCode('amlodipine-5'), { category })]).medications).toMatchObject([
    { form, setting: 'outpatient' },
  ]);
});

test('the free text before the first drug of a group is its usage; text behind it and of other groups is not (@spec claims.md §5.5)', () => {
  const free = (category: string, text: string): LineInput => ({
    type: 'CO',
    category,
    code: '810000001',
    text,
  });
  const { medications } = medical([
    free('21', '1日1回朝食後'),
    iy(drugCode('amlodipine-5'), { category: '', points: null }),
    iy(drugCode('aspirin-100'), { category: '' }),
    free('', '後の文'),
    free('33', '点滴の文'),
    iy(drugCode('telmisartan-40'), { category: '' }),
    iy(drugCode('candesartan-8'), { category: '21' }),
  ]);
  expect(medications.map(({ usage }) => usage)).toEqual(['１日１回朝食後', '１日１回朝食後', '', '']);
});

test.each([
  ['810000001', '朝食後'],
  ['810900001', '朝食後'],
  ['830000001', ''],
  ['820000001', ''],
])('a comment %s before the drugs gives the usage %j: only pattern 10 is free text', (code, usage) => {
  const comment: LineInput = { type: 'CO', category: '21', code, text: '朝食後' };
  expect(medical([comment, iy(drugCode('amlodipine-5'), { category: '' })]).medications).toMatchObject([
    { usage },
  ]);
});

const block = (more: Partial<PrescriptionInput> = {}): PrescriptionInput => ({
  form: '1',
  usageCode: '018',
  dispensings: [{ prescribedOn: '2026-09-01', dispensedOn: '2026-09-02', quantity: 28 }],
  drugs: [{ code: drugCode('amlodipine-5'), amount: '1' }],
  ...more,
});
const pharmacy = (...blocks: PrescriptionInput[]) => eventsOf(pharmacyFile({ claims: [{ person, blocks }] }));

test('two dispensings under one block are two events for each drug (@spec claims.md §8)', () => {
  const { medications, visits } = pharmacy(
    block({
      dispensings: [
        { prescribedOn: '2026-09-01', dispensedOn: '2026-09-02', quantity: 14 },
        { prescribedOn: '2026-09-01', dispensedOn: '2026-09-16', quantity: 7 },
      ],
      drugs: [
        { code: drugCode('amlodipine-5'), amount: '1' },
        { code: drugCode('aspirin-100'), amount: '2' },
      ],
    }),
  );
  expect(medications.map(({ date, code, amount, times }) => `${date} ${code} ${amount}×${times}`)).toEqual([
    `2026-09-02 ${drugCode('amlodipine-5')} 1×14`,
    `2026-09-02 ${drugCode('aspirin-100')} 2×14`,
    `2026-09-16 ${drugCode('amlodipine-5')} 1×7`,
    `2026-09-16 ${drugCode('aspirin-100')} 2×7`,
  ]);
  expect(new Set(medications.map(({ claim, line, part }) => `${claim} ${line} ${part}`)).size).toBe(4);
  expect(visits.map(({ date }) => date)).toEqual(['2026-09-02', '2026-09-16']);
});

test('amount × quantity is conserved over any dispensings of any blocks (@spec claims.md §18 (7))', () => {
  const blockArbitrary = fc.record({
    dispensings: fc.array(
      fc.record({ day: fc.integer({ min: 1, max: 30 }), quantity: fc.integer({ min: 1, max: 90 }) }),
      { minLength: 1, maxLength: 4 },
    ),
    amounts: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 }),
  });
  fc.assert(
    fc.property(fc.array(blockArbitrary, { minLength: 1, maxLength: 4 }), (raw) => {
      const { medications } = pharmacy(
        ...raw.map(({ dispensings, amounts }) =>
          block({
            dispensings: dispensings.map(({ day, quantity }) => ({
              prescribedOn: '2026-09-01',
              dispensedOn: `2026-09-${String(day).padStart(2, '0')}`,
              quantity,
            })),
            drugs: amounts.map((amount) => ({ code: drugCode('amlodipine-5'), amount: String(amount) })),
          }),
        ),
      );
      expect(medications.length).toBe(
        raw.reduce((sum, { dispensings, amounts }) => sum + dispensings.length * amounts.length, 0),
      );
      const total = raw.reduce(
        (sum, one) =>
          sum +
          one.dispensings.reduce((all, { quantity }) => all + quantity, 0) *
            one.amounts.reduce((all, amount) => all + amount, 0),
        0,
      );
      expect(medications.reduce((sum, { amount, times }) => sum + Number(amount) * times, 0)).toBe(total);
    }),
    { numRuns: 60 },
  );
});

test('a pharmacy’s drug carries pharmacy, prescriber, both dates and the words of its usage', () => {
  expect(pharmacy(block()).medications).toMatchObject([
    {
      setting: 'pharmacy',
      facilityCode: PHARMACY.code,
      prescriberCode: CLINIC.code,
      prescribedOn: '2026-09-01',
      date: '2026-09-02',
      form: 'oral',
      usage: '朝夕食後',
    },
  ]);
  expect(
    pharmacy(block({ form: '5', usageCode: '900', usageText: '１日１回塗布' })).medications,
  ).toMatchObject([{ form: 'external', usage: '１日１回塗布' }]);
});

test('diseases are in nothing that is stored of a claim (@spec claims.md §5.7)', () => {
  const { claims } = readAll(
    medicalFile({ claims: [{ person, lines: [si(actCode('revisit'))], diseases: ['9990001', '9990002'] }] }),
    { fileName: 'x' },
  );
  const [claim] = claims;
  if (claim === undefined) throw new Error('no claim');
  expect(storableClaim(claim).facts).not.toMatch(/999000|SY/);
});

test('drugs of a pharmacy’s claim say their place in their RP; those of a physician’s are an RP each', () => {
  const block = (...codes: string[]): PrescriptionInput => ({
    form: '1',
    dispensings: [
      { prescribedOn: '2026-09-01', dispensedOn: '2026-09-02', quantity: 14 },
      { prescribedOn: '2026-09-15', dispensedOn: '2026-09-16', quantity: 14 },
    ],
    drugs: codes.map((code) => ({ code, amount: '1' })),
  });
  const place = ({ medications }: DerivedEvents) =>
    medications.map(({ date, rp, orderInRp }) => `${date.slice(8)}: ${rp}-${orderInRp}`);
  const codes = [drugCode('amlodipine-5'), drugCode('aspirin-100')];
  expect(
    place(eventsOf(pharmacyFile({ claims: [{ person, blocks: [block(...codes), block(...codes)] }] }))),
  ).toEqual(['02: 1-1', '02: 1-2', '16: 1-1', '16: 1-2', '02: 2-1', '02: 2-2', '16: 2-1', '16: 2-2']);
  expect(place(medical(codes.map((code) => iy(code))))).toEqual(['03: 1-1', '03: 2-1']);
});
