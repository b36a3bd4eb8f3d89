import { describe, expect, it } from 'vitest';
import { BASE, compile, observation, problemOf } from './testing/samples.ts';

describe('problems', () => {
  it.each([
    ['nickname=x', 'parameter-unknown', 'nickname'],
    ['_text=x', 'parameter-unsupported', '_text'],
    ['code:above=x', 'modifier-unsupported', 'code:above'],
    ['code:in=urn:unknown', 'value-malformed', 'code:in'],
    ['code:of-type=a|b', 'value-malformed', 'code:of-type'],
    ['code=a|b|c', 'value-malformed', 'code'],
    ['code=|', 'value-malformed', 'code'],
    ['code=', 'value-malformed', 'code'],
    ['code=a,,b', 'value-malformed', 'code'],
    ['code:not:text=x', 'modifier-unsupported', 'code:not:text'],
    ['code:missing=maybe', 'value-malformed', 'code:missing'],
    ['date=yesterday', 'value-malformed', 'date'],
    ['date=2026-02-30', 'value-malformed', 'date'],
    ['date:exact=2026', 'modifier-unsupported', 'date:exact'],
    ['value-quantity=a', 'value-malformed', 'value-quantity'],
    ['value-quantity=1|x', 'value-malformed', 'value-quantity'],
    ['value-quantity=1e9999', 'value-malformed', 'value-quantity'],
    ['subject:Nobody=1', 'modifier-unsupported', 'subject:Nobody'],
    ['subject:Patient=Group/1', 'value-malformed', 'subject:Patient'],
    ['subject.nickname=x', 'parameter-unknown', 'subject.nickname'],
    ['code.name=x', 'parameter-unknown', 'code.name'],
    ['_has:Nobody:patient:code=x', 'parameter-unknown', '_has:Nobody:patient:code'],
    ['code-value-quantity=a', 'value-malformed', 'code-value-quantity'],
    ['_sort=nickname', 'parameter-unknown', '_sort'],
    ['_count=-1', 'value-malformed', '_count'],
    ['_count=1&_count=2', 'parameter-repeated', '_count'],
    ['_summary=yes', 'value-malformed', '_summary'],
    ['_total=all', 'value-malformed', '_total'],
    ['_include=Observation', 'ok', ''],
    ['_include=Observation:nothing', 'parameter-unknown', '_include'],
    ['_include=Nobody:patient', 'value-malformed', '_include'],
    ['_include:upward=Observation:patient', 'modifier-unsupported', '_include:upward'],
    ['_contained=true', 'parameter-unsupported', '_contained'],
    ['constructor=1', 'parameter-unknown', 'constructor'],
  ])('%s: %s', (query, code, parameter) => {
    expect(problemOf(query)).toEqual(code === 'ok' ? null : { code, parameter });
  });
  it('does not understand every expression, and says so', () => {
    expect(problemOf('odd=x', { type: 'Patient' })?.code).toBe('parameter-unsupported');
    expect(problemOf('near=1|2', { type: 'Location' })?.code).toBe('parameter-unsupported');
  });
  it('passes over what it does not know when that is allowed, never over wrong values', () => {
    const search = compile('nickname=x&_text=y&code=&_sort=nickname,-date&code=LOCAL', { strict: false });
    expect(search.ignored).toEqual(['nickname', '_text', 'code', '_sort']);
    expect(search.matches(observation)).toBe(true);
    expect(search.sorted).toBe(true);
    expect(problemOf('date=yesterday', { strict: false })?.code).toBe('value-malformed');
    expect(problemOf('code:above=x', { strict: false })?.code).toBe('modifier-unsupported');
  });
  it('limits values and parameters', () => {
    expect(problemOf(`code=${'a,'.repeat(500)}a`)?.code).toBe('too-many-values');
    expect(problemOf(Array.from({ length: 101 }, () => 'code=a').join('&'))?.code).toBe('too-many-values');
  });
  it('never repeats what was searched for', () => {
    try {
      compile('date=himitsu');
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toContain('himitsu');
    }
  });
});

describe('what is told of a search', () => {
  it('reads how the answer is to look', () => {
    const search = compile(
      '_count=0&_summary=data&_elements=code,Observation.status&_elements=id&_total=none&_cursor=abc&_format=json' +
        '&_include=Observation:patient&_include:iterate=Patient:organization:Organization&_include=*' +
        '&_revinclude=Provenance:target&_revinclude=Patient:organization',
    );
    expect(search).toMatchObject({
      count: 0,
      summary: 'data',
      elements: ['code', 'status', 'id'],
      total: 'none',
      cursor: 'abc',
      include: [
        { source: 'Observation', parameter: 'patient', target: null, iterate: false },
        { source: 'Patient', parameter: 'organization', target: 'Organization', iterate: true },
        { source: 'Observation', parameter: '*', target: null, iterate: false },
      ],
      revinclude: [{ source: 'Provenance', parameter: 'target', target: null, iterate: false }],
    });
    expect(compile('')).toMatchObject({
      count: null,
      summary: 'false',
      elements: [],
      total: 'accurate',
      cursor: null,
    });
  });
  it.each([
    ['patient=p1', 'Observation', ['p1']],
    ['patient=Patient/p1,p2', 'Observation', ['p1', 'p2']],
    ['patient=p1,p2&subject=Patient/p2', 'Observation', ['p2']],
    ['patient=p1&subject=p2', 'Observation', []],
    ['subject=Group/p1', 'Observation', []],
    [`subject=${BASE}/Patient/p1`, 'Observation', ['p1']],
    ['subject:Patient=p1', 'Observation', ['p1']],
    ['beneficiary=p1', 'Coverage', ['p1']],
    ['_id=p1', 'Patient', ['p1']],
    ['_id=o1', 'Observation', null],
    ['patient.name=x', 'Observation', null],
    ['performer=d1', 'Observation', null],
    ['', 'Observation', null],
  ])('%s of %s is about %j', (query, type, persons) => {
    expect(compile(query, { type }).persons).toEqual(persons);
  });
  it.each([
    [
      'identifier=urn:ids|a,b',
      'Patient',
      [
        { system: 'urn:ids', value: 'a' },
        { system: null, value: 'b' },
      ],
    ],
    ['patient.identifier=urn:ids|a', 'Observation', [{ system: 'urn:ids', value: 'a' }]],
    ['subject:Patient.identifier=a', 'Observation', [{ system: null, value: 'a' }]],
    ['identifier=a', 'Observation', []],
  ])('%s of %s names %j', (query, type, identifiers) => {
    expect(compile(query, { type }).identifiers).toEqual(identifiers);
  });
  it.each([
    ['authoredon=2026-04', 'MedicationRequest', { from: '2026-04-01', to: '2026-04-30' }],
    ['authoredon=ge2026-04-02', 'MedicationRequest', { from: '2026-04-02', to: null }],
    ['authoredon=lt2026-04-02', 'MedicationRequest', { from: null, to: '2026-04-02' }],
    ['authoredon=2026-01,2026-03', 'MedicationRequest', { from: '2026-01-01', to: '2026-03-31' }],
    [
      'authoredon=ge2026-01&authoredon=le2026-03',
      'MedicationRequest',
      { from: '2026-01-01', to: '2026-03-31' },
    ],
    ['date=2026-04', 'Encounter', { from: null, to: '2026-04-30' }],
    ['date=ge2026-04', 'Encounter', null],
    ['date=ne2026', 'Encounter', null],
    ['date=2026', 'Consent', null],
    ['birthdate=1960', 'Patient', null],
  ])('%s of %s is of the days %j', (query, type, dates) => {
    expect(compile(query, { type }).dates).toEqual(dates);
  });
});
