import { type MedicalClaim, type MedicalLine, readAll } from '@tsunagu/uke';
import { beforeAll, describe, expect, it } from 'vitest';
import { actsOn, catalogue, type DemoAct } from '../masters/catalogue.ts';
import { generateRegion } from './generate-region.ts';

let claims: MedicalClaim[];

beforeAll(() => {
  const region = generateRegion({ seed: 'tariff', referenceDate: '2026-11-22', people: 200 });
  claims = [...region.files]
    .flatMap(({ name, bytes }) => readAll(bytes, { fileName: name }).claims)
    .flatMap((claim) => (claim.kind === 'medical' && !claim.broken ? [claim] : []));
});

const tariffs = {
  old: new Map([...actsOn('2024-05-31').values()].map((act) => [act.code, act])),
  new: new Map([...actsOn('2024-06-01').values()].map((act) => [act.code, act])),
};
const drugs = new Map([...catalogue().drugs.values()].map((drug) => [drug.code, drug]));

const actOf = (claim: MedicalClaim, line: MedicalLine): DemoAct | undefined =>
  (claim.month < '2024-06' ? tariffs.old : tariffs.new).get(line.code);

const unitsOf = (claim: MedicalClaim): MedicalLine[][] => {
  const units = new Map<number, MedicalLine[]>();
  for (const line of claim.lines) {
    if (line.type !== 'CO') units.set(line.unit, [...(units.get(line.unit) ?? []), line]);
  }
  return [...units.values()];
};

describe('the claims against the demo tariff', () => {
  it('bill outpatient acts for outpatients and inpatient acts for inpatients (@spec claims.md §17 code-in-out)', () => {
    const wrong = claims.flatMap((claim) =>
      claim.lines.filter((line) => actOf(claim, line)?.inOut === (claim.inpatient ? '2' : '1')),
    );
    expect(wrong.map((line) => line.code)).toEqual([]);
  });

  it('never bill an add-on without a basic act in its unit (@spec claims.md §10.3)', () => {
    const alone = claims.flatMap((claim) =>
      unitsOf(claim).filter((unit) => {
        const kinds = unit.map((line) => actOf(claim, line)?.notice1);
        return (kinds.includes('7') || kinds.includes('9')) && !kinds.includes('1');
      }),
    );
    expect(alone).toEqual([]);
  });

  it('close flat units at the sum of the points in force', () => {
    let checked = 0;
    for (const claim of claims) {
      for (const unit of unitsOf(claim)) {
        const acts = unit.map((line) => actOf(claim, line));
        const flat = acts.every((act) => act !== undefined && act.unit === '' && act.points > 0);
        if (!flat) continue;
        checked += 1;
        expect(unit.at(-1)?.points).toBe(acts.reduce((sum, act) => sum + (act?.points ?? 0), 0));
      }
    }
    expect(checked).toBeGreaterThan(10_000);
  });

  it('price drugs by the list, 15 yen or less as one point (@spec claims.md §5.3)', () => {
    let checked = 0;
    for (const claim of claims) {
      for (const unit of unitsOf(claim)) {
        const yen = unit.map(
          (line) => ((drugs.get(line.code)?.priceSen ?? Number.NaN) * Number(line.quantity)) / 100,
        );
        const sum = yen.reduce((all, value) => all + value, 0);
        if (Number.isNaN(sum)) continue;
        checked += 1;
        const points = unit.at(-1)?.points ?? 0;
        if (sum <= 15) expect(points).toBe(1);
        else expect(Math.abs(points - sum / 10)).toBeLessThanOrEqual(0.5);
      }
    }
    expect(checked).toBeGreaterThan(100);
  });
});
