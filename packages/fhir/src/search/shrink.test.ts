import { describe, expect, it } from 'vitest';
import type { SearchResource } from './resource.ts';
import { shrink } from './shrink.ts';
import { definitions, observation, patient } from './testing/samples.ts';

describe('shrink', () => {
  const shape = (summary: 'true' | 'text' | 'data' | 'false', elements: string[] = []) => ({
    summary,
    elements,
  });
  const TAG = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' };
  const full: SearchResource = {
    ...patient,
    text: { status: 'generated', div: '<div/>' },
    _birthDate: { id: 'b' },
    photo: [{}],
  };
  it('keeps what is asked for, the mandatory and the modifying', () => {
    const small = shrink(definitions, full, shape('false', ['birthDate']));
    expect(Object.keys(small).sort()).toEqual([
      '_birthDate',
      'active',
      'birthDate',
      'id',
      'meta',
      'resourceType',
    ]);
    expect(small.meta).toMatchObject({ tag: [TAG] });
    expect(Object.keys(shrink(definitions, observation, shape('text'))).sort()).toEqual([
      'code',
      'id',
      'meta',
      'resourceType',
      'status',
    ]);
    expect(shrink(definitions, full, shape('data'))).not.toHaveProperty('text');
    const summary = shrink(definitions, full, shape('true'));
    expect(summary).not.toHaveProperty('photo');
    expect(summary).not.toHaveProperty('text');
    expect(summary).toHaveProperty('birthDate');
  });
  it('looks into elements of elements for a summary', () => {
    const [first] = [{ code: { text: 'a' }, interpretation: [{ text: 'high' }], valueString: 'x' }];
    const summary = shrink(definitions, { ...observation, component: [first] }, shape('true'));
    expect(summary.component).toEqual([{ code: { text: 'a' }, valueString: 'x' }]);
    const data = shrink(definitions, { ...observation, component: [first] }, shape('data'));
    expect(data.component).toEqual([first]);
  });
  it('tags once and leaves the resource alone', () => {
    const before = JSON.stringify(observation);
    const twice = shrink(definitions, shrink(definitions, observation, shape('data')), shape('data'));
    expect(twice.meta).toMatchObject({ tag: [{ code: 'LTS' }, TAG] });
    expect(JSON.stringify(observation)).toBe(before);
    expect(shrink(definitions, observation, shape('false'))).toBe(observation);
  });
});
