import { expect, test } from 'vitest';
import { EMPTY_CODE_FORM, readCodeForm, readPrescriptionId } from './code-form.ts';

const FORM = { accessCode: '123456', insurerNumber: '06123456', symbol: '', number: '12', branch: '' };

test('wide digits, spaces and hyphens do not matter; sixteen digits are a code too', () => {
  expect(readCodeForm({ ...FORM, accessCode: '１２３ ４５６', insurerNumber: '０６１２-３４５６' })).toEqual({
    input: { accessCode: '123456', insurerNumber: '06123456', number: '12' },
  });
  expect(
    readCodeForm({ ...FORM, accessCode: '1234-5678-9012-3456', symbol: '12－34', branch: '１' }),
  ).toEqual({
    input: {
      accessCode: '1234567890123456',
      insurerNumber: '06123456',
      symbol: '12－34',
      number: '12',
      branch: '1',
    },
  });
});

test('every fault is told at its field', () => {
  expect(readCodeForm(EMPTY_CODE_FORM)).toEqual({
    faults: {
      accessCode: 'pharmacy.need.code',
      insurerNumber: 'pharmacy.need.insurer',
      number: 'pharmacy.need.number',
    },
  });
  expect(readCodeForm({ ...FORM, accessCode: '12345', branch: '123' })).toEqual({
    faults: { accessCode: 'pharmacy.need.code', branch: 'pharmacy.need.branch' },
  });
});

test('an id is read however it is typed, and nothing else is an id', () => {
  const id = '01234567-89ab-4def-8123-456789abcdef';
  expect(readPrescriptionId(` ${id.toUpperCase()} `)).toBe(id);
  expect(readPrescriptionId('123456')).toBeNull();
});
