import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePersonId } from '../../registry/index.ts';
import { instantInTokyo, stampOf } from './file-stamp.ts';
import {
  auditEventId,
  consentId,
  coverageResourceId,
  idPrefix,
  monthOfId,
  personOfId,
  placeId,
} from './ids.ts';

const person = fc.uuid().filter((one) => parsePersonId(one) !== null);
const month = fc
  .tuple(fc.integer({ min: 1948, max: 2999 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, number]) => `${year}-${String(number).padStart(2, '0')}`);
const sha256 = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));
const place = fc.record({
  person,
  month,
  file: sha256,
  claim: fc.integer({ min: 1, max: 1_600_000 }),
  line: fc.integer({ min: 1, max: 60_000_000 }),
  part: fc.integer({ min: 0, max: 60_000_000 }),
});
type Place = typeof place extends fc.Arbitrary<infer T> ? T : never;

const idOf = (one: Place): string => {
  const stamp = stampOf({ file: one.file, receivedAt: new Date(0) });
  return placeId(idPrefix(one.person), 'm', one.month, stamp, one.claim, one.line, one.part);
};

test('an id is one of FHIR, and says whose the resource is and in which month it can be', () => {
  fc.assert(
    fc.property(place, (one) => {
      const id = idOf(one);
      expect(id).toMatch(/^[A-Za-z0-9\-.]{1,64}$/);
      expect(personOfId('MedicationDispense', id)).toBe(one.person);
      expect(monthOfId(id)).toBe(one.month);
    }),
  );
});

test('two places have two ids', () => {
  fc.assert(
    fc.property(place, place, (a, b) => {
      const same =
        a.person === b.person &&
        a.month === b.month &&
        a.file.slice(0, 12) === b.file.slice(0, 12) &&
        a.claim === b.claim &&
        a.line === b.line &&
        a.part === b.part;
      expect(idOf(a) === idOf(b)).toBe(same);
    }),
  );
  const one = fc.sample(place, 1)[0];
  if (one === undefined) throw new Error('no sample');
  for (const changed of [{ claim: one.claim + 1 }, { line: one.line + 1 }, { part: one.part + 1 }])
    expect(idOf({ ...one, ...changed })).not.toBe(idOf(one));
});

test('coverages, entries and consents have ids of FHIR too, and name no month', () => {
  fc.assert(
    fc.property(
      person,
      fc.uuid(),
      fc.constantFrom('medication', 'treatment', 'surgery', 'limit-certificate', 'medical-subsidy'),
      fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
      (owner, uuid, category, givenAt) => {
        const prefix = idPrefix(owner);
        for (const id of [
          coverageResourceId(prefix, uuid),
          auditEventId(prefix, uuid),
          consentId(prefix, { facilityCode: '4799999999', category, givenAt }),
        ]) {
          expect(id).toMatch(/^[A-Za-z0-9\-.]{1,64}$/);
          expect(personOfId('Coverage', id)).toBe(owner);
          expect(monthOfId(id)).toBeNull();
        }
      },
    ),
  );
});

test.each(['', 'x', '1-2', `${'0'.repeat(31)}-c1`, `${'0'.repeat(32)}c1`, `${'G'.repeat(32)}-c1`])(
  'an id of another form is nobody’s: %s',
  (id) => {
    expect(personOfId('MedicationDispense', id)).toBeNull();
    expect(personOfId('Patient', id)).toBeNull();
  },
);

test('instants carry the zone of Japan', () => {
  expect(instantInTokyo(new Date('2026-11-22T18:30:00.5Z'))).toBe('2026-11-23T03:30:00.500+09:00');
});
