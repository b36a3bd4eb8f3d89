import { describe, expect, test } from 'vitest';
import { demoKnowledge } from '../drugs/demo/demo-knowledge.ts';
import { atOnce } from '../drugs/steps.ts';
import type { Allergy, CheckedDrug } from '../model/alert.ts';
import { type CheckRequest, checkDrugs, type OtherDrug, uncomparable } from './check-drugs.ts';
import { checkRules } from './check-rules.ts';

const knowledge = atOnce(demoKnowledge('1', []));
const ON = '2026-04-10';
const OWN = '1312345678';
const ELSEWHERE = '1387654321';
const CODES = {
  amlodipine: '690000011',
  amlodipineBrand: '690000021',
  amlodipine5: '690000031',
  amlodipineAtorvastatin: '690100023',
  amlodipineTelmisartan: '690100024',
  acetaminophen: '690000581',
  acetaminophenSuppository: '690001231',
  tramadolAcetaminophen: '690100026',
  tacrolimus: '690000841',
  tacrolimusOintment: '690001121',
  spironolactone: '690000171',
  amoxicillin: '690000731',
  diclofenac: '690100029',
  diclofenacSuppository: '690100030',
  diclofenacEye: '690100031',
  diclofenacGel: '690100032',
  tadalafil: '690100015',
  tadalafilOtherClass: '690100016',
} as const;
type Key = keyof typeof CODES;

const drug = (key: Key): CheckedDrug => ({
  kind: '2',
  code: CODES[key],
  name: knowledge.resolve({ kind: '2', code: CODES[key] }, ON)?.name ?? '',
  form: '1',
  quantity: 14,
  amount: '1',
});
const other = (key: Key, more: Partial<OtherDrug> = {}): OtherDrug => ({
  ...drug(key),
  source: 'dispensing',
  key: 'dispensing:1:1:1',
  from: '2026-04-01',
  to: '2026-05-01',
  facilityCode: ELSEWHERE,
  pharmacyCode: null,
  hideKey: null,
  knownAt: '2026-04-01T00:00:00Z',
  ...more,
});
const check = (request: Partial<CheckRequest>) =>
  checkDrugs(knowledge, {
    on: ON,
    targets: [],
    others: [],
    allergies: [],
    own: { facilityCode: OWN, prescriptionIds: [] },
    ...request,
  });
const kinds = (request: Partial<CheckRequest>) =>
  check(request).alerts.map(({ kind, tier }) => `${kind} ${tier}`);

describe('what overlaps', () => {
  test.each<[Key, Key, string[]]>([
    ['amlodipine', 'amlodipineBrand', ['duplicate 2']],
    ['amlodipine', 'amlodipine5', ['duplicate 2']],
    ['tadalafil', 'tadalafilOtherClass', ['duplicate 2']],
    ['amlodipine', 'amlodipineAtorvastatin', ['component 2']],
    ['amlodipineTelmisartan', 'amlodipineAtorvastatin', ['component 2']],
    ['tramadolAcetaminophen', 'acetaminophen', ['component 2']],
    ['acetaminophen', 'acetaminophenSuppository', []],
    ['diclofenac', 'diclofenacSuppository', []],
    ['diclofenacEye', 'diclofenacGel', []],
    ['diclofenacSuppository', 'diclofenacEye', []],
    ['amlodipine', 'amoxicillin', []],
  ])('%s with %s: %j', (a, b, expected) => {
    expect(kinds({ targets: [drug(a)], others: [other(b)] })).toEqual(expected);
    expect(kinds({ targets: [drug(b)], others: [other(a)] })).toEqual(expected);
  });

  test.each([
    ['2026-04-10', '2026-04-10', 1],
    ['2026-04-01', '2026-04-10', 1],
    ['2026-04-10', '2026-04-20', 1],
    ['2026-04-01', '2026-04-09', 0],
    ['2026-04-11', '2026-04-20', 0],
  ])('a drug from %s to %s is taken on the 10th: %i', (from, to, count) => {
    const { alerts } = check({
      targets: [drug('amlodipine')],
      others: [other('amlodipineBrand', { from, to })],
    });
    expect(alerts.length).toBe(count);
  });

  test('sharing some ingredients may be left out', () => {
    const rules = { ...checkRules, componentOverlap: false };
    const request = { targets: [drug('amlodipine')], others: [other('amlodipineAtorvastatin')], rules };
    expect(kinds(request)).toEqual([]);
  });

  test('an alert tells what a doctor asks first, and the same pair has the same name', () => {
    const [one] = check({ targets: [drug('amlodipine')], others: [other('amlodipineBrand')] }).alerts;
    const [back] = check({ targets: [drug('amlodipineBrand')], others: [other('amlodipine5')] }).alerts;
    expect(one).toMatchObject({
      at: 0,
      target: { code: CODES.amlodipine, ingredients: ['アムロジピン'], route: 'oral' },
      with: {
        source: 'dispensing',
        from: '2026-04-01',
        to: '2026-05-01',
        facilityCode: ELSEWHERE,
        ageDays: 9,
      },
      reason: {
        ja: 'アムロジピン（内服）が『ツナグアムロ錠２．５ｍｇ「見本」』と重複（2026/5/1まで）',
        en: 'Duplicate アムロジピン (oral) with ツナグアムロ錠２．５ｍｇ「見本」 (until 2026-05-01)',
      },
      findings: [],
    });
    expect(back?.pair).toBe(one?.pair);
  });
});

describe('what is expected', () => {
  const target = [drug('amlodipine')];
  test('an overlap with the own institution', () => {
    expect(kinds({ targets: target, others: [other('amlodipine', { facilityCode: OWN })] })).toEqual([
      'duplicate 3',
    ]);
  });
  test('or none at all, where it is left out', () => {
    const rules = { ...checkRules, ownInstitution: 'excluded' } as const;
    expect(kinds({ targets: target, others: [other('amlodipine', { facilityCode: OWN })], rules })).toEqual(
      [],
    );
  });
  test.each([
    ['2026-04-17', 'amlodipineBrand', 'duplicate 3'],
    ['2026-04-18', 'amlodipineBrand', 'duplicate 2'],
    ['2026-04-17', 'amlodipine5', 'duplicate 2'],
  ] as const)('a renewal when the other ends on %s (%s): %s', (to, key, expected) => {
    expect(kinds({ targets: target, others: [other(key, { to })] })).toEqual([expected]);
  });
  test('an earlier part of the prescription in hand, while the prescription itself is no overlap', () => {
    const own = { facilityCode: ELSEWHERE, prescriptionIds: ['p1'] };
    const itself = other('amlodipine', { source: 'prescription', key: 'prescription:p1:1:1' });
    const part = { ...other('amlodipine'), prescriptionIds: ['p1'] };
    expect(kinds({ targets: target, others: [itself], own })).toEqual([]);
    expect(check({ targets: target, others: [part], own }).alerts).toMatchObject([
      { tier: 3, reason: { en: expect.stringContaining('earlier part') } },
    ]);
  });
  test('two strengths in one prescription', () => {
    const { alerts } = check({ targets: [drug('amlodipine'), drug('amlodipine5')] });
    expect(alerts).toMatchObject([
      { kind: 'duplicate', tier: 3, at: 1, with: { source: 'same-prescription' } },
    ]);
  });
});

describe('what must not be combined', () => {
  test('stops, also with the own institution and by another route', () => {
    const others = [other('spironolactone', { facilityCode: OWN })];
    expect(kinds({ targets: [drug('tacrolimus')], others })).toEqual(['contraindication 1']);
    expect(kinds({ targets: [drug('tacrolimusOintment')], others })).toEqual(['contraindication 1']);
  });
  test('also within one prescription, before everything else', () => {
    const targets = [drug('amlodipine'), drug('amlodipine5'), drug('tacrolimus'), drug('spironolactone')];
    expect(check({ targets }).alerts.map(({ tier, at }) => [tier, at])).toEqual([
      [1, 3],
      [3, 1],
    ]);
  });
});

describe('allergies', () => {
  const allergy = (text: string): Allergy => ({
    text,
    system: null,
    code: null,
    source: 'notebook',
    facilityCode: null,
    recordedOn: '2025-01-05',
    hideKey: null,
  });
  test('stop a drug that holds what they stand for', () => {
    const { alerts } = check({ targets: [drug('amoxicillin')], allergies: [allergy('ペニシリン系')] });
    expect(alerts).toMatchObject([
      {
        kind: 'allergy',
        tier: 1,
        with: { source: 'allergy', name: 'ペニシリン系', ingredients: ['アモキシシリン'] },
      },
    ]);
    expect(alerts[0]?.reason.ja).toContain('『ペニシリン系』（2025/1/5）');
    expect(alerts[0]?.reason.en).toContain('(2025-01-05)');
  });
  test('concern no other drug', () => {
    expect(
      kinds({ targets: [drug('amlodipine')], allergies: [allergy('ペニシリン系'), allergy('さば')] }),
    ).toEqual([]);
  });
});

describe('what cannot be compared is said', () => {
  const odd = (kind: string, code: string): CheckedDrug => ({
    ...drug('amlodipine'),
    kind,
    code,
    name: '試験',
  });
  test.each([
    ['2', '600000000', 'unknown-code'],
    ['4', '0000000X0000', 'unknown-code'],
    ['6', '1234567890123', 'code-system'],
    ['1', '', 'free-text'],
    ['2', '', 'free-text'],
  ])('kind %s, code %s: %s', (kind, code, reason) => {
    const expected = [{ at: 1, code: code === '' ? null : code, name: '試験', reason }];
    expect(check({ targets: [drug('amlodipine'), odd(kind, code)] }).notChecked).toEqual(expected);
    expect(uncomparable(knowledge, [drug('amlodipine'), odd(kind, code)], ON)).toEqual(expected);
  });
});

test('eight drugs against twenty take microseconds', () => {
  const keys: readonly Key[] = [
    'amlodipine',
    'acetaminophen',
    'tacrolimus',
    'amoxicillin',
    'diclofenac',
    'tadalafil',
  ];
  const pick = (count: number): Key[] =>
    Array.from({ length: count }, (_, at) => keys[at % keys.length] ?? 'amlodipine');
  const request: CheckRequest = {
    on: ON,
    targets: pick(8).map(drug),
    others: pick(20).map((key) => other(key)),
    allergies: [],
    own: { facilityCode: OWN, prescriptionIds: [] },
  };
  for (let warm = 0; warm < 2000; warm += 1) checkDrugs(knowledge, request);
  const start = performance.now();
  for (let run = 0; run < 500; run += 1) checkDrugs(knowledge, request);
  // Every drug here overlaps with three others; a list in which nothing overlaps takes a tenth.
  expect((performance.now() - start) / 500).toBeLessThan(2);
});
