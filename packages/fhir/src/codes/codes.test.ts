import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadDefinitions } from '../../node/index.ts';
import { parseJson } from '../json/parse-json.ts';
import { printJson } from '../json/print-json.ts';
import { EXTENSIONS, PROFILES } from './canonicals.ts';
import { restoreSystems, toOidForm, toUrlForm } from './convert.ts';
import { systemAsOid, systemForms, systemKey, systemOf, systemRows } from './systems.ts';

const SHARED = fileURLToPath(new URL('../../../../../shared/data/fhir/', import.meta.url));
const hasShared = existsSync(SHARED);
const note = hasShared ? '' : ' (skipped: no shared data)';
const urn = (oid: string) => `urn:oid:${oid}`;

/** Every way in which a system of the table can be written. */
const written = systemRows().flatMap(({ url, oids }) => [...(url === null ? [] : [url]), ...oids.map(urn)]);

describe('the table', () => {
  it('names no system twice', () => {
    expect(written.length).toBeGreaterThan(90);
    expect(new Set(written).size).toBe(written.length);
    for (const { url, oids } of systemRows()) expect(url !== null || oids.length > 0).toBe(true);
  });

  it.each([
    ['urn:oid:1.2.392.100495.20.2.73', 'http://capstandard.jp/iyaku.info/CodeSystem/YJ-code'],
    ['urn:oid:1.2.392.100495.20.2.74', 'http://medis.or.jp/CodeSystem/master-HOT9'],
    ['urn:oid:1.2.392.100495.20.1.81', systemOf('generic-name')],
    ['urn:oid:1.2.392.100495.20.2.81', systemOf('generic-name')],
    ['urn:oid:1.2.392.100495.20.3.11', 'urn:oid:1.2.392.100495.20.3.11'],
    ['urn:oid:1.2.392.100495.20.3.51.11312345678', 'urn:oid:1.2.392.100495.20.3.51.11312345678'],
    ['urn:oid:1.2.392.200270.4.1000.1', 'urn:oid:1.2.392.200270.4.1000.1'],
    ['1.2.392.100495.20.2.73', '1.2.392.100495.20.2.73'],
    ['phone', 'phone'],
  ])('stores %s as %s', (system, stored) => {
    expect(systemKey(system)).toBe(stored);
  });

  it('knows all forms from each of them', () => {
    for (const { url, oids } of systemRows()) {
      const all = url === null ? null : [url, ...oids.map(urn)];
      for (const form of [...(url === null ? [] : [url]), ...oids.map(urn)]) {
        expect(systemForms(form)).toEqual(all ?? [form]);
      }
      if (url !== null) expect(systemAsOid(url)).toBe(oids[0] === undefined ? url : urn(oids[0]));
    }
    expect(systemForms('urn:unknown')).toEqual(['urn:unknown']);
  });

  it('has names for profiles and extensions', () => {
    expect(PROFILES.JP_Patient).toBe('http://jpfhir.jp/fhir/core/StructureDefinition/JP_Patient');
    expect(EXTENSIONS.JP_Organization_PrefectureNo).toContain('/Extension/StructureDefinition/');
  });

  it.skipIf(!hasShared)(`agrees with JP Core's own naming systems${note}`, async () => {
    const definitions = await loadDefinitions([`${SHARED}jp-core-1.2.0-sushi.tgz`]);
    let compared = 0;
    for (const { name, uniqueId } of definitions.namingSystems()) {
      const values = uniqueId.map(({ value }) => value);
      const url = values.find((value) => systemRows().some((row) => row.url === value));
      if (url === undefined || !name.startsWith('JP_')) continue;
      for (const value of values.filter((each) => each.startsWith('urn:oid:1.2.392'))) {
        compared++;
        expect(systemKey(value), name).toBe(url);
      }
    }
    expect(compared).toBeGreaterThan(25);
    for (const url of Object.values(PROFILES)) expect(definitions.structure(url), url).toBeDefined();
    for (const [name, url] of Object.entries(EXTENSIONS)) {
      if (name.includes('eCS')) continue;
      expect(definitions.structure(url), url).toBeDefined();
    }
  });
});

const system = fc.constantFrom(...written, 'urn:local', 'phone');
const resource = fc
  .record({
    codes: fc.array(fc.record({ system, code: fc.constantFrom('1', '２') }), { maxLength: 3 }),
    identifiers: fc.array(fc.record({ system, value: fc.string() }), { maxLength: 3 }),
    unit: system,
    contained: fc.array(system, { maxLength: 2 }),
  })
  .map(({ codes, identifiers, unit, contained }) => ({
    resourceType: 'Observation',
    identifier: identifiers,
    code: { coding: codes },
    valueQuantity: { value: 1, system: unit },
    contained: contained.map((each) => ({ resourceType: 'Device', type: { coding: [{ system: each }] } })),
  }));

const systemsIn = (value: unknown): string[] =>
  [...JSON.stringify(value).matchAll(/"system":"([^"]*)"/g)].map(([, found]) => found ?? '');

describe('conversion', () => {
  it('gives back what came, for every row', () => {
    for (const each of written) {
      const came = { resourceType: 'Basic', code: { coding: [{ system: each, code: 'x' }] } };
      const { resource: stored, originals } = toUrlForm(came);
      expect(systemsIn(stored)).toEqual([systemKey(each)]);
      expect(originals).toEqual(
        systemKey(each) === each ? [] : [{ path: 'Basic.code.coding[0].system', originalSystem: each }],
      );
      expect(restoreSystems(stored, originals)).toEqual(came);
      expect(toUrlForm(toOidForm(stored)).resource).toEqual(stored);
    }
  });

  it('gives back what came, for whole resources, and leaves them alone', () => {
    fc.assert(
      fc.property(resource, (came) => {
        const before = JSON.stringify(came);
        const { resource: stored, originals } = toUrlForm(came);
        for (const each of systemsIn(stored)) expect(systemKey(each)).toBe(each);
        expect(originals).toHaveLength(systemsIn(came).filter((each) => systemKey(each) !== each).length);
        expect(restoreSystems(stored, originals)).toEqual(came);
        expect(JSON.stringify(came)).toBe(before);
        const asOid = toOidForm(stored, originals);
        expect(toUrlForm(asOid).resource).toEqual(stored);
        for (const [at, each] of systemsIn(asOid).entries()) {
          expect(each.startsWith('urn:oid:') || systemAsOid(each) === each).toBe(true);
          const first = systemsIn(came)[at] ?? '';
          if (first.startsWith('urn:oid:')) expect(each).toBe(first);
        }
      }),
    );
  });

  it('leaves a check-up untouched, and every resource in which nothing changes', () => {
    const checkup = { resourceType: 'Coverage', identifier: [{ system: 'urn:oid:1.2.392.100495.20.3.61' }] };
    expect(toUrlForm(checkup, 'checkup')).toEqual({ resource: checkup, originals: [] });
    expect(toUrlForm(checkup).resource).not.toEqual(checkup);
    const plain = { resourceType: 'Patient', telecom: [{ system: 'phone', value: '1' }] };
    expect(toUrlForm(plain).resource).toBe(plain);
  });

  it('does not write an old system over a changed one', () => {
    const came = { resourceType: 'Basic', code: { coding: [{ system: 'urn:oid:1.2.392.100495.20.2.73' }] } };
    const { originals } = toUrlForm(came);
    const other = { resourceType: 'Basic', code: { coding: [{ system: systemOf('hot9') }] } };
    expect(restoreSystems(other, originals)).toEqual(other);
    expect(systemsIn(toOidForm(other, originals))).toEqual(['urn:oid:1.2.392.200119.4.403.1']);
  });

  it('keeps digits', () => {
    const text =
      '{"resourceType":"Observation","valueQuantity":{"value":1.10,"system":"urn:oid:1.2.392.100495.20.2.101"}}';
    const parsed = parseJson(text);
    if (typeof parsed !== 'object' || parsed === null) throw new Error('no resource');
    const { resource: stored, originals } = toUrlForm(parsed);
    expect(printJson(stored)).toContain('"value":1.10,"system":"http://jpfhir.jp/');
    expect(printJson(restoreSystems(stored, originals))).toBe(text);
  });
});
