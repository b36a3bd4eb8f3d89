import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { readEntries } from '../../testing/read-entries.ts';
import { hasSharedData, sharedDataNote, sharedMasters } from '../../testing/shared-data.ts';
import type { ActEntry } from '../entries.ts';

/** How often each value of `key` occurs. */
function tally(acts: readonly ActEntry[], key: (act: ActEntry) => string | null): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const act of acts) {
    const value = key(act);
    if (value !== null) counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts;
}

/** Counts by s.68 = 1, 3, 5, 7, 9 of one category. */
function byRecording(acts: readonly ActEntry[], category: string): number[] {
  const members = acts.filter((act) => act.classification.category === category);
  return [1, 3, 5, 7, 9].map((kind) => members.filter((act) => act.recordingKind === kind).length);
}

describe.skipIf(!hasSharedData)(`classification of both act masters${sharedDataNote}`, () => {
  let acts2024: ActEntry[] = [];
  let acts2022: ActEntry[] = [];
  beforeAll(() => {
    acts2024 = readEntries('act', readFileSync(`${sharedMasters}s_ALL20240531.csv`));
    acts2022 = readEntries('act', readFileSync(`${sharedMasters}s_ALL20220218.csv`));
  });

  test('rows by letter (@spec claims.md §10.2)', () => {
    expect(tally(acts2024, (act) => act.letter)).toEqual({
      A: 2142,
      B: 411,
      C: 737,
      D: 1624,
      E: 320,
      F: 45,
      G: 62,
      H: 190,
      I: 232,
      J: 467,
      K: 3062,
      L: 166,
      M: 84,
      N: 45,
      O: 350,
      '-': 188,
      '*': 8,
    });
    expect(tally(acts2022, (act) => act.letter)).toEqual({
      A: 2096,
      B: 293,
      C: 403,
      D: 1556,
      E: 248,
      F: 35,
      G: 65,
      H: 67,
      I: 200,
      J: 449,
      K: 2839,
      L: 164,
      M: 82,
      N: 40,
      '-': 190,
      '*': 8,
    });
  });

  test('rows by category (@spec claims.md §11)', () => {
    expect(tally(acts2024, (act) => act.classification.category ?? 'none')).toEqual({
      surgery: 3062,
      radiotherapy: 84,
      imaging: 320,
      pathology: 45,
      'medical-management': 411,
      'home-care-guidance': 59,
      haemodialysis: 20,
      haemofiltration: 3,
      'peritoneal-dialysis': 5,
      'short-stay-surgery': 150,
      none: 5974,
    });
    expect(tally(acts2022, (act) => act.classification.category ?? 'none')).toEqual({
      surgery: 2839,
      radiotherapy: 82,
      imaging: 248,
      pathology: 40,
      'medical-management': 293,
      'home-care-guidance': 50,
      haemodialysis: 27,
      haemofiltration: 3,
      'peritoneal-dialysis': 5,
      'short-stay-surgery': 55,
      none: 5093,
    });
  });

  test.each([
    ['surgery', [2788, 0, 66, 186, 22]],
    ['radiotherapy', [60, 0, 1, 19, 4]],
    ['imaging', [136, 96, 42, 46, 0]],
    ['pathology', [38, 0, 2, 5, 0]],
    ['medical-management', [361, 2, 2, 41, 5]],
    ['home-care-guidance', [53, 0, 0, 6, 0]],
    ['haemodialysis', [10, 0, 0, 10, 0]],
    ['haemofiltration', [1, 0, 0, 2, 0]],
    ['peritoneal-dialysis', [2, 0, 0, 3, 0]],
    ['short-stay-surgery', [150, 0, 0, 0, 0]],
  ])('%s by way of recording', (category, expected) => {
    expect(byRecording(acts2024, category)).toEqual(expected);
  });

  test('parts of surgery (@spec claims.md §11.1)', () => {
    expect(tally(acts2024, (act) => act.classification.subKind)).toEqual({
      transfusion: 29,
      'transfusion-management': 5,
      transplant: 73,
      'cell-therapy': 13,
      'blood-products': 5,
      'device-add-on': 28,
      'general-add-on': 22,
      surgery: 2887,
    });
    expect(tally(acts2022, (act) => act.classification.subKind)).toEqual({
      transfusion: 29,
      'transfusion-management': 5,
      transplant: 76,
      'cell-therapy': 5,
      'blood-products': 5,
      'device-add-on': 30,
      'general-add-on': 18,
      surgery: 2671,
    });
  });

  test('transplants by group', () => {
    expect(tally(acts2024, (act) => act.classification.transplantGroup)).toEqual({
      lung: 9,
      heart: 6,
      liver: 8,
      pancreas: 11,
      'small-bowel': 7,
      kidney: 9,
      'stem-cells': 14,
      skin: 6,
      cornea: 3,
      cells: 13,
    });
  });

  test('集計先 502 covers exactly K920 to K924', () => {
    for (const [acts, rows] of [
      [acts2024, 59],
      [acts2022, 57],
    ] as const) {
      const section = acts.filter((act) => act.aggregationOut === 502 || act.aggregationIn === 502);
      expect(section).toHaveLength(rows);
      const numbered = acts.filter((act) => act.letter === 'K' && act.section >= 920 && act.section <= 924);
      expect(section.map((act) => act.code)).toEqual(numbered.map((act) => act.code));
    }
  });

  test('a donor-cost add-on is always part of a transplant', () => {
    const donors = acts2024.filter((act) => act.donor !== 0);
    expect(donors).toHaveLength(6);
    expect(donors.every((act) => act.classification.subKind === 'transplant')).toBe(true);
  });

  test('harvest is what the name says, within the transplant table', () => {
    for (const acts of [acts2022, acts2024]) {
      const listed = acts.filter((act) => act.classification.transplantGroup !== null);
      for (const act of listed) {
        expect([act.code, act.classification.harvest]).toEqual([act.code, /採取/.test(act.name)]);
      }
    }
  });

  test('specimen names are 25 and stand at D999', () => {
    const specimens = acts2024.filter((act) => act.classification.specimen);
    expect(specimens).toHaveLength(25);
    expect(new Set(specimens.map((act) => `${act.letter}${act.section}`))).toEqual(new Set(['D999']));
  });

  test('no code that both masters have changes its category', () => {
    const old = new Map(acts2022.map((act) => [act.code, act]));
    const common = acts2024.filter((act) => old.has(act.code));
    expect(common).toHaveLength(7519);
    const changed = common.filter(
      (act) => old.get(act.code)?.classification.category !== act.classification.category,
    );
    expect(changed.map((act) => act.code)).toEqual([]);
  });

  test.each([
    ['150140110', 'ペースメーカー移植術'],
    ['150431610', '胚移植術'],
    ['150295010', '骨移植術'],
    ['150273010', '腱移植術'],
    ['150007610', '皮膚移植術（生体・培養）'],
  ])('%s %s is ordinary surgery', (code, name) => {
    const act = acts2024.find((candidate) => candidate.code === code);
    expect(act?.name).toContain(name);
    expect(act?.classification.subKind).toBe('surgery');
  });

  test('項番 is an integer in both widths (@spec claims.md §1 (15))', () => {
    const firstVisitInfants = (acts: readonly ActEntry[]) =>
      acts.find((act) => act.code === '111000370')?.item;
    expect([firstVisitInfants(acts2022), firstVisitInfants(acts2024)]).toEqual([5, 5]);
  });
});
