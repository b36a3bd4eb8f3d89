import { createHash } from 'node:crypto';
import { hasValidCheckDigit } from '@tsunagu/ids';
import { type Claim, type Finding, type MedicalClaim, readAll } from '@tsunagu/uke';
import { beforeAll, describe, expect, it } from 'vitest';
import { actsOn, catalogue } from '../masters/catalogue.ts';
import { FAMILY_NAMES } from '../people/names.ts';
import { illegalities } from '../testing/legality.ts';
import type { ClaimFile } from './claims/claim-files.ts';
import { UNKNOWN_DRUG_CODE } from './claims/special-cases.ts';
import { CONDITION_IDS } from './conditions/index.ts';
import { generateRegion, type Region } from './generate-region.ts';
import { SHOWCASE_ROLES } from './showcase.ts';

const OPTIONS = { seed: 'test', referenceDate: '2026-11-22', people: 300 };

const hashOf = (files: Iterable<ClaimFile>): string => {
  const hash = createHash('sha256');
  for (const { name, bytes } of files) hash.update(name).update(bytes);
  return hash.digest('hex');
};

let region: Region;
let files: ClaimFile[];
let claims: { readonly file: string; readonly claim: Claim }[];
let fileFindings: Finding[];

beforeAll(() => {
  region = generateRegion(OPTIONS);
  files = [...region.files];
  claims = [];
  fileFindings = [];
  for (const { name, bytes } of files) {
    const read = readAll(bytes, { fileName: name });
    fileFindings.push(...read.findings);
    for (const claim of read.claims) claims.push({ file: name, claim });
  }
});

const special = (kind: string) => region.specialCases.find((entry) => entry.kind === kind);
const medicalClaims = (): MedicalClaim[] =>
  claims.flatMap(({ claim }) => (claim.kind === 'medical' ? [claim] : []));

describe('generateRegion', () => {
  it('gives the same bytes for the same options and others for another seed', () => {
    const small = { ...OPTIONS, people: 60 };
    const first = hashOf(generateRegion(small).files);
    expect(hashOf(generateRegion(small).files)).toBe(first);
    expect(hashOf(generateRegion({ ...small, seed: 'other' }).files)).not.toBe(first);
  });

  it('does not change when the files are iterated again', () => {
    expect(hashOf(region.files)).toBe(hashOf(files));
  });

  it('covers the 36 months before the reference date, each file billed the month after', () => {
    expect(region.months).toHaveLength(36);
    expect([region.months[0], region.months.at(-1)]).toEqual(['2023-11', '2026-10']);
    const months = new Set(claims.map(({ claim }) => claim.month));
    expect([...months].sort()).toEqual(region.months);
    for (const { file, claim } of claims) {
      expect(file.slice(0, 7)).toBe(claim.header?.billingMonth);
      expect(file.slice(8, 18)).toBe(claim.header?.facilityCode);
      expect((claim.header?.billingMonth ?? '') > claim.month).toBe(true);
    }
  });

  it('uses every file name once, and another day of the same month changes nothing', () => {
    expect(new Set(files.map((file) => file.name)).size).toBe(files.length);
    const small = { ...OPTIONS, people: 60 };
    const later = { ...small, referenceDate: '2026-11-30' };
    expect(hashOf(generateRegion(later).files)).toBe(hashOf(generateRegion(small).files));
  });

  it('refuses a malformed date and too few people', () => {
    expect(() => generateRegion({ ...OPTIONS, referenceDate: '2026' })).toThrow(RangeError);
    expect(() => generateRegion({ ...OPTIONS, people: 3 })).toThrow(RangeError);
  });

  it('has between 45,000 and 70,000 claims at full size', () => {
    const { claims: count } = generateRegion({ ...OPTIONS, people: 2000 });
    expect(count).toBeGreaterThan(45_000);
    expect(count).toBeLessThan(70_000);
  });
});

describe('validity', () => {
  it('raises no finding above info except in the claim that is meant to', () => {
    const broken = special('day-sum');
    const others = claims.filter(
      ({ file, claim }) => file !== broken?.file || claim.claimNo !== String(broken?.claimNo),
    );
    expect(others).toHaveLength(claims.length - 1);
    const loud = others
      .flatMap(({ claim }) => claim.findings)
      .filter((finding) => finding.severity !== 'info');
    expect([...loud, ...fileFindings]).toEqual([]);
  });

  it('is legal for an independent checker as well, which sees the broken claim', () => {
    const problems = files.flatMap(({ name, bytes }) => illegalities(bytes).map((text) => ({ name, text })));
    const broken = special('day-sum');
    expect(new Set(problems.map(({ name }) => name))).toEqual(new Set([broken?.file]));
    expect(problems.map(({ text }) => text)).toContain(
      `claim ${broken?.claimNo}: 回数 is not the sum of days`,
    );
  });

  it('uses only codes of the demo masters in force, wards and the one unknown drug excepted', () => {
    const { drugs, diseases, materials, comments } = catalogue();
    const known = new Set(
      [drugs, diseases, materials, comments].flatMap((m) => [...m.values()].map((e) => e.code)),
    );
    const acts = { old: codes('2024-05-01'), new: codes('2024-06-01') };
    const unknown = new Set<string>();
    for (const { claim } of claims) {
      const tariff = claim.month < '2024-06' ? acts.old : acts.new;
      for (const code of codesOf(claim)) {
        if (!known.has(code) && !tariff.has(code) && !/^1906[1-4]/.test(code)) unknown.add(code);
      }
    }
    expect([...unknown]).toEqual([UNKNOWN_DRUG_CODE]);
  });
});

const codes = (date: string): Set<string> => new Set([...actsOn(date).values()].map((act) => act.code));

function codesOf(claim: Claim): string[] {
  if (claim.kind === 'pharmacy') return claim.blocks.flatMap((block) => block.drugs.map((drug) => drug.code));
  const lines = [...claim.lines, ...claim.donorLines].map((line) => line.code);
  return [...lines, ...claim.diseases.map((disease) => disease.code)];
}

describe('the people and their care', () => {
  it('has every condition', () => {
    const seen = new Set(region.people.flatMap((person) => person.conditions));
    expect([...seen].sort()).toEqual([...CONDITION_IDS].sort());
  });

  it('has acts of every category of the national list (@spec claims.md §11)', () => {
    const byCode = new Map([...actsOn('2024-05-01').values()].map((act) => [act.code, act]));
    const keys = medicalClaims().flatMap((claim) =>
      claim.lines.flatMap((line) => byCode.get(line.code) ?? []),
    );
    const has = (letter: string, low: number, high: number, branch?: number): boolean =>
      keys.some(
        (act) =>
          act.letter === letter &&
          act.number >= low &&
          act.number <= high &&
          (branch === undefined || act.branch === branch),
      );
    const categories = {
      surgery: has('K', 1, 999),
      transfusion: has('K', 920, 920, 0),
      kidneyTransplant: has('K', 780, 780, 2),
      stemCells: has('K', 922, 922),
      radiotherapy: has('M', 0, 999),
      xray: has('E', 0, 3),
      ctAndMri: has('E', 200, 203),
      pathology: has('N', 0, 999),
      management: has('B', 0, 999),
      homeCare: has('C', 100, 121),
      dialysis: has('J', 38, 38, 0),
      filtration: has('J', 38, 38, 2),
      peritoneal: has('J', 42, 42),
      shortStay: has('A', 400, 400),
    };
    expect(Object.entries(categories).filter(([, present]) => !present)).toEqual([]);
  });

  it('dispenses most drugs in pharmacies, some in the house and in hospital', () => {
    const pharmacy = claims.filter(({ claim }) => claim.kind === 'pharmacy');
    expect(pharmacy.length / claims.length).toBeGreaterThan(0.35);
    const inHouse = medicalClaims().filter((claim) => claim.lines.some((line) => line.category === '21'));
    expect(inHouse.some((claim) => claim.inpatient)).toBe(true);
    expect(inHouse.some((claim) => !claim.inpatient)).toBe(true);
    for (const { claim } of pharmacy) {
      if (claim.kind === 'pharmacy') expect(claim.prescriberFacilityCode).toMatch(/^13199\d{5}$/);
    }
  });

  it('has children under a public payer, the elderly without 枝番, changes of insurer and a donor', () => {
    expect(medicalClaims().some((claim) => claim.publicExpenses.length === 1)).toBe(true);
    expect(medicalClaims().some((claim) => claim.claimType === '1318' && claim.branch === '')).toBe(true);
    const contracts = region.people.map(
      ({ coverages }) => coverages.filter(({ insurer }) => insurer.kind !== 'elderly').length,
    );
    expect(contracts).toContain(2);
    expect(medicalClaims().filter((claim) => claim.donorLines.length > 0).length).toBeGreaterThan(0);
  });

  it('keeps the periods of coverage without gap or overlap', () => {
    for (const { coverages } of region.people) {
      coverages.forEach(({ validTo }, index) => {
        const next = coverages[index + 1];
        if (next === undefined) expect(validTo).toBeNull();
        else expect(Date.parse(next.validFrom) - Date.parse(validTo ?? '')).toBe(86_400_000);
      });
    }
  });
});

describe('the special cases', () => {
  const claimAt = (kind: string): Claim | undefined => {
    const place = special(kind);
    return claims.find(({ file, claim }) => file === place?.file && claim.claimNo === String(place?.claimNo))
      ?.claim;
  };

  it('are one of each kind', () => {
    const kinds = region.specialCases.map((entry) => entry.kind).sort();
    expect(kinds).toEqual(['day-sum', 'resubmitted', 'unknown-drug', 'unknown-person']);
  });

  it('resubmits an earlier claim with more points under a 検索番号', () => {
    const later = claimAt('resubmitted');
    const same = claims.filter(
      ({ claim }) =>
        claim.month === later?.month &&
        claim.header?.facilityCode === later.header?.facilityCode &&
        claim.insurance?.number === later.insurance?.number &&
        claim.birthDate === later.birthDate &&
        claim.kind === 'medical' &&
        !claim.inpatient,
    );
    expect(later?.searchNumber).toMatch(/^\d{17}$/);
    expect(same).toHaveLength(2);
    const [earlier] = same.filter(({ claim }) => claim.searchNumber === '');
    expect(later?.insurance?.points ?? 0).toBeGreaterThan(earlier?.claim.insurance?.points ?? 0);
    expect((later?.header?.billingMonth ?? '') > (earlier?.claim.header?.billingMonth ?? '')).toBe(true);
  });

  it('leaves one person without a known number', () => {
    const claim = claimAt('unknown-person');
    const numbers = new Set(region.people.flatMap((person) => person.coverages.map((c) => c.number)));
    expect(numbers).not.toContain(claim?.insurance?.number);
    const strangers = claims.filter((entry) => !numbers.has(entry.claim.insurance?.number ?? ''));
    expect(strangers).toHaveLength(1);
  });

  it('breaks one claim only', () => {
    expect(claimAt('day-sum')?.broken).toBe(true);
    expect(claims.filter(({ claim }) => claim.broken)).toHaveLength(1);
  });
});

describe('the showcase', () => {
  it('finds a person for every role', () => {
    expect(region.showcase.people.map((person) => person.key)).toEqual(
      SHOWCASE_ROLES.map((role) => role.key),
    );
  });

  it('points to people with rich histories at the institutions of the accounts', () => {
    const staffed = new Set(region.showcase.staff.map((entry) => entry.facility?.code));
    for (const person of region.showcase.people) {
      const { number, branch } = person.coverage;
      const own = claims.filter(
        ({ claim }) =>
          claim.insurance?.number === number &&
          claim.branch === branch &&
          claim.birthDate === person.birthDate,
      );
      expect(own.length).toBeGreaterThan(person.key === 'healthy' ? 5 : 50);
      expect(own.some(({ claim }) => staffed.has(claim.header?.facilityCode))).toBe(true);
    }
  });

  it('shows the elderly person the same ingredient from two institutions at one time', () => {
    const person = region.showcase.people.find((entry) => entry.key === 'polypharmacy');
    const ingredientOf = new Map([...catalogue().drugs.values()].map((drug) => [drug.code, drug.ingredient]));
    const prescribers = new Map<string, Set<string>>();
    for (const { claim } of claims) {
      if (claim.kind !== 'pharmacy' || claim.insurance?.number !== person?.coverage.number) continue;
      for (const drug of claim.blocks.flatMap((block) => block.drugs)) {
        const key = `${claim.month} ${ingredientOf.get(drug.code)}`;
        prescribers.set(key, (prescribers.get(key) ?? new Set()).add(claim.prescriberFacilityCode));
      }
    }
    const doubled = [...prescribers].filter(([, codes]) => codes.size > 1).map(([key]) => key.slice(8));
    expect(doubled.filter((name) => name === 'ゾルピデム').length).toBeGreaterThan(10);
    expect(doubled.filter((name) => name === 'ロキソプロフェン').length).toBeGreaterThan(10);
  });
});

describe('identifiers', () => {
  it('are valid and visibly synthetic', () => {
    for (const { number } of region.insurers) {
      expect(hasValidCheckDigit(number)).toBe(true);
      expect(number.slice(-6, -4)).toBe('99');
    }
    for (const facility of region.facilities) {
      expect(facility.code).toMatch(/^13[14]99\d{5}$/);
      expect(hasValidCheckDigit(facility.institutionCode)).toBe(true);
    }
    const families = new Set(FAMILY_NAMES.map((family) => family.name));
    for (const person of region.people) expect(families).toContain(person.name.split('　')[0]);
  });

  it('belong to one person each', () => {
    const keys = region.people.map((person) => {
      const coverage = person.coverages[0];
      return `${coverage?.insurer.number}/${coverage?.symbol}/${coverage?.number}/${coverage?.branch}`;
    });
    expect(new Set(keys).size).toBe(keys.length);
  });
});
