import type { CodeSystem, ValueSet, ValueSetComposeInclude } from 'fhir/r4.d.ts';
import { describe, expect, it } from 'vitest';
import { createTerminology, type Terminology } from './terminology.ts';

const CS = 'http://example.org/CodeSystem/';
const VS = 'http://example.org/ValueSet/';

const tree: CodeSystem = {
  resourceType: 'CodeSystem',
  url: `${CS}tree`,
  status: 'active',
  content: 'complete',
  concept: [
    {
      code: 'plant',
      display: 'Plant',
      designation: [{ language: 'ja', value: '植物' }],
      concept: [{ code: 'oak', display: 'Oak', concept: [{ code: 'holm-oak' }] }, { code: 'fern' }],
    },
    { code: 'animal', property: [] },
    { code: 'dog', property: [{ code: 'subsumedBy', valueCode: 'animal' }] },
  ],
};
const fragment: CodeSystem = {
  resourceType: 'CodeSystem',
  url: `${CS}fragment`,
  status: 'active',
  content: 'fragment',
  concept: [{ code: 'one', display: 'One' }],
};
const shell: CodeSystem = {
  resourceType: 'CodeSystem',
  url: `${CS}shell`,
  status: 'active',
  content: 'complete',
};

const valueSet = (
  name: string,
  include: ValueSetComposeInclude[],
  exclude?: ValueSetComposeInclude[],
): ValueSet => ({
  resourceType: 'ValueSet',
  url: VS + name,
  status: 'active',
  compose: exclude === undefined ? { include } : { include, exclude },
});

function open(...valueSets: ValueSet[]): Terminology {
  const systems = new Map([tree, fragment, shell].map((system) => [system.url, system]));
  const sets = new Map(valueSets.map((set) => [set.url, set]));
  return createTerminology({ valueSet: (url) => sets.get(url), codeSystem: (url) => systems.get(url) });
}

const isA = (op: 'is-a' | 'descendent-of' | 'is-not-a', value: string): ValueSetComposeInclude => ({
  system: `${CS}tree`,
  filter: [{ property: 'concept', op, value }],
});

describe('terminology @spec fhir-jp-core.md §7', () => {
  it('decides listed codes, with and without system, version or not', () => {
    const terms = open(valueSet('listed', [{ system: `${CS}tree`, concept: [{ code: 'oak' }] }]));
    expect(terms.check(`${VS}listed|1.0`, { system: `${CS}tree`, code: 'oak' })).toBe('in');
    expect(terms.check(`${VS}listed`, { code: 'oak' })).toBe('in');
    expect(terms.check(`${VS}listed`, { system: `${CS}tree`, code: 'fern' })).toBe('out');
    expect(terms.check(`${VS}listed`, { system: `${CS}other`, code: 'oak' })).toBe('out');
    expect(terms.isKnown(`${VS}listed`)).toBe(true);
  });

  it('takes a whole system only where it is complete, and never trusts an empty one', () => {
    const terms = open(
      valueSet('whole', [{ system: `${CS}tree` }]),
      valueSet('part', [{ system: `${CS}fragment` }]),
      valueSet('empty', [{ system: `${CS}shell` }]),
      valueSet('absent', [{ system: `${CS}absent` }]),
    );
    expect(terms.check(`${VS}whole`, { system: `${CS}tree`, code: 'holm-oak' })).toBe('in');
    expect(terms.check(`${VS}whole`, { system: `${CS}tree`, code: 'stone' })).toBe('out');
    expect(terms.check(`${VS}part`, { system: `${CS}fragment`, code: 'one' })).toBe('in');
    expect(terms.check(`${VS}part`, { system: `${CS}fragment`, code: 'two' })).toBe('unknown');
    for (const name of ['empty', 'absent', 'no-such-set'])
      expect(terms.check(VS + name, { system: `${CS}shell`, code: 'x' })).toBe('unknown');
    expect(terms.isKnown(`${VS}empty`)).toBe(false);
    expect(terms.isKnown(`${VS}no-such-set`)).toBe(false);
  });

  it('expands the hierarchy of a complete system', () => {
    const terms = open(
      valueSet('plants', [isA('is-a', 'plant')]),
      valueSet('below', [isA('descendent-of', 'plant')]),
      valueSet('not', [isA('is-not-a', 'plant')]),
      valueSet('animals', [isA('is-a', 'animal')]),
      valueSet('strange', [
        { system: `${CS}tree`, filter: [{ property: 'colour', op: '=', value: 'green' }] },
      ]),
    );
    const check = (name: string, code: string) => terms.check(VS + name, { system: `${CS}tree`, code });
    expect(['plant', 'oak', 'holm-oak', 'dog'].map((code) => check('plants', code))).toEqual([
      'in',
      'in',
      'in',
      'out',
    ]);
    expect(['plant', 'fern'].map((code) => check('below', code))).toEqual(['out', 'in']);
    expect(['plant', 'fern', 'dog'].map((code) => check('not', code))).toEqual(['out', 'out', 'in']);
    expect(check('animals', 'dog')).toBe('in');
    expect(check('strange', 'oak')).toBe('unknown');
  });

  it('intersects with nested value sets and subtracts what is excluded', () => {
    const terms = open(
      valueSet('plants', [isA('is-a', 'plant')]),
      valueSet(
        'nested',
        [{ valueSet: [`${VS}plants`] }],
        [{ system: `${CS}tree`, concept: [{ code: 'fern' }] }],
      ),
      valueSet('both', [
        { system: `${CS}tree`, concept: [{ code: 'oak' }, { code: 'dog' }], valueSet: [`${VS}plants`] },
      ]),
      valueSet('maybe', [{ system: `${CS}tree` }], [{ system: `${CS}tree`, valueSet: [`${VS}absent`] }]),
      valueSet('itself', [{ valueSet: [`${VS}itself`] }]),
    );
    const check = (name: string, code: string) => terms.check(VS + name, { system: `${CS}tree`, code });
    expect(['oak', 'fern'].map((code) => check('nested', code))).toEqual(['in', 'out']);
    expect(['oak', 'dog', 'fern'].map((code) => check('both', code))).toEqual(['in', 'out', 'out']);
    expect(check('maybe', 'oak')).toBe('unknown');
    expect(check('itself', 'oak')).toBe('unknown');
  });

  it('reads what a publisher expanded, and says when that is not all', () => {
    const base: ValueSet = { resourceType: 'ValueSet', url: `${VS}done`, status: 'active' };
    const contains = [
      { system: `${CS}tree`, code: 'oak', contains: [{ system: `${CS}tree`, code: 'holm-oak' }] },
    ];
    const whole = open({ ...base, expansion: { timestamp: '2026-01-01', contains } });
    const cut = open({ ...base, expansion: { timestamp: '2026-01-01', total: 9, contains } });
    expect(whole.check(`${VS}done`, { system: `${CS}tree`, code: 'holm-oak' })).toBe('in');
    expect(whole.check(`${VS}done`, { system: `${CS}tree`, code: 'fern' })).toBe('out');
    expect(cut.check(`${VS}done`, { system: `${CS}tree`, code: 'fern' })).toBe('unknown');
  });

  it('fills the observation categories that the package leaves empty', () => {
    const url = 'http://jpfhir.jp/fhir/core/ValueSet/JP_SimpleObservationCategory_VS';
    const system = 'http://jpfhir.jp/fhir/core/CodeSystem/JP_SimpleObservationCategory_CS';
    const terms = open();
    expect(terms.codes(url).get(system)?.size).toBe(14);
    expect(terms.check(url, { system, code: 'laboratory' })).toBe('in');
    expect(terms.check(url, { system, code: 'lab' })).toBe('out');
    const own = open({ ...valueSet('', [{ system: `${CS}tree`, concept: [{ code: 'oak' }] }]), url });
    expect(own.check(url, { system, code: 'laboratory' })).toBe('out');
  });

  it('finds the wording of a code', () => {
    const terms = open();
    expect(terms.display(`${CS}tree|2`, 'oak')).toBe('Oak');
    expect(terms.displays(`${CS}tree`, 'plant')).toEqual(['Plant', '植物']);
    expect(terms.display(`${CS}tree`, 'stone')).toBeUndefined();
    expect(terms.display(`${CS}absent`, 'oak')).toBeUndefined();
  });
});
