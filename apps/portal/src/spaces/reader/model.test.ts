import { expect, test } from 'vitest';
import { afterChoice, afterWrongPin, asksPrescription, grouped, idleSeconds, START } from './model.ts';

const demo = { kind: 'demo', key: 'a', name: 'A' } as const;
const file = { kind: 'file', bytes: new ArrayBuffer(1), name: 'a.p12' } as const;

test('a demo card needs its number for the number only, another file to be opened at all', () => {
  expect(afterChoice(demo, 'face')).toBe('identify-now');
  expect(afterChoice(demo, 'staff-look')).toBe('identify-now');
  expect(afterChoice(demo, 'pin')).toMatchObject({ at: 'pin', wrong: 0 });
  expect(afterChoice(file, 'face')).toMatchObject({ at: 'pin', identification: 'face' });
});

test('the third wrong number leads to the desk, and back only to the start', () => {
  const step = { at: 'pin', card: demo, identification: 'pin', wrong: 0 } as const;
  const second = afterWrongPin(step);
  expect(second).toMatchObject({ at: 'pin', wrong: 1 });
  expect(afterWrongPin({ ...step, wrong: 2 })).toMatchObject({ at: 'problem', again: START });
});

test('surgery is asked apart', () => {
  expect(grouped(['medication', 'surgery', 'checkup'])).toEqual({
    usual: ['medication', 'checkup'],
    surgery: true,
  });
  expect(grouped(['medication'])).toEqual({ usual: ['medication'], surgery: false });
});

test('every step that shows something of a patient ends by itself', () => {
  expect(idleSeconds(START)).toBeNull();
  expect(idleSeconds({ at: 'identify', card: demo })).toBe(60);
  expect(idleSeconds({ at: 'problem', fault: { code: 'X', requestId: null }, again: START })).toBe(30);
});

test('a pharmacy is not asked about prescriptions', () => {
  expect(['hospital', 'clinic', 'pharmacy', undefined].map(asksPrescription)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
