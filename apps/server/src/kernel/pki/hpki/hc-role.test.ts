import { describe, expect, test } from 'vitest';
import { contextTag, TAG } from '../der.ts';
import { derOid, derSequence, derText, derValue } from '../der-write.ts';
import { readRoles, writeRole } from './hc-role.ts';
import { DEFAULT_PROFILE, readProfile } from './profile.ts';

const SCHEME = '1.2.392.100495.1.6.1.1';
const scheme = (oid = SCHEME) => derValue(contextTag(0), derOid(oid));
const implicitScheme = derValue(contextTag(0, false), derOid(SCHEME).subarray(2));
const text = (value: Buffer) => derValue(contextTag(2), value);
const printable = derValue(TAG.printableString, Buffer.from('Dentist', 'latin1'));

const attributes = (coded: Buffer, oid = '1.0.17090.0.1') =>
  derSequence(derSequence(derOid(oid), derValue(TAG.set, derValue(TAG.set, derSequence(coded)))));
const explicit = (...members: Buffer[]) => derValue(contextTag(0), derValue(TAG.set, ...members));
const implicit = (...members: Buffer[]) => derValue(contextTag(0), ...members);

describe('hcRole', () => {
  test.each(['Medical Doctor', 'Dentist', 'Pharmacist'])('%s is read as it was written', (role) => {
    expect(readRoles(writeRole(role, DEFAULT_PROFILE), DEFAULT_PROFILE)).toEqual([role]);
  });

  test.each([
    ['explicit tags', explicit(scheme(), text(derText('Dentist')))],
    ['implicit tags', implicit(implicitScheme, text(derText('Dentist')))],
    ['mixed tags', implicit(scheme(), text(printable))],
    ['an implicit scheme in an explicit set', explicit(implicitScheme, text(printable))],
  ])('%s', (_what, coded) => {
    expect(readRoles(attributes(coded), DEFAULT_PROFILE)).toEqual(['Dentist']);
  });

  test.each([
    ['no extension', null],
    ['another attribute', attributes(explicit(scheme(), text(derText('Dentist'))), '2.5.4.12')],
    ['another scheme', attributes(explicit(scheme('1.2.3'), text(derText('Dentist'))))],
    ['no scheme', attributes(explicit(text(derText('Dentist'))))],
    ['no text', attributes(explicit(scheme()))],
  ])('%s names no role', (_what, value) => {
    expect(readRoles(value, DEFAULT_PROFILE)).toEqual([]);
  });

  test('what is no DER is refused', () => {
    expect(() => readRoles(Buffer.from('3003020101ff', 'hex'), DEFAULT_PROFILE)).toThrow('trailing');
    expect(() => readRoles(attributes(explicit(scheme(), text(derOid('1.2.3')))), DEFAULT_PROFILE)).toThrow(
      'text',
    );
  });
});

describe('the profile', () => {
  test('says only what differs', () => {
    expect(readProfile('{"policies":["1.2.3"]}')).toEqual({ ...DEFAULT_PROFILE, policies: ['1.2.3'] });
  });

  test.each([
    '[',
    'null',
    '{"policies":[]}',
    '{"policies":"1.2.3"}',
    '{"roles":{"prescription":["a"]}}',
    '{"clockToleranceSeconds":-1}',
    '{"mostSigningAgeHours":0}',
    '{"hcRoleAttribute":1}',
  ])('%s is refused', (json) => {
    expect(() => readProfile(json)).toThrow();
  });
});
