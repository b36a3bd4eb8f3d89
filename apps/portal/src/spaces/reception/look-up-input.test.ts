import { expect, test } from 'vitest';
import { EMPTY_FORM, readLookUp, serverFaults } from './look-up-input.ts';

const TODAY = '2026-11-22';
const FORM = {
  ...EMPTY_FORM,
  insurerNumber: '１３８-０５７',
  symbol: ' 12・34 ',
  number: '５６７８',
  birth: { era: 'S', eraYear: '45', year: '1970', month: '1', day: '2' },
};

test('width, spaces and hyphens of the insurer number do not matter, an empty branch is left out', () => {
  expect(readLookUp(FORM, TODAY)).toEqual({
    input: {
      insurerNumber: '138057',
      symbol: '12・34',
      number: '５６７８',
      birthDate: '1970-01-02',
      limitConsent: false,
    },
  });
  expect(readLookUp({ ...FORM, branch: '０1' }, TODAY)).toMatchObject({ input: { branch: '01' } });
});

test('every fault is named at its field', () => {
  expect(readLookUp({ ...EMPTY_FORM, branch: 'x' }, TODAY)).toEqual({
    faults: {
      insurerNumber: 'reception.needInsurer',
      number: 'reception.needNumber',
      branch: 'reception.branchDigits',
      birthDate: 'birth.problem.incomplete',
    },
  });
  expect(readLookUp({ ...FORM, birth: { ...FORM.birth, era: 'H' } }, TODAY)).toEqual({
    faults: { birthDate: 'birth.problem.outside-era' },
  });
  expect(serverFaults({ 'body.number': 'too long', other: 'x' })).toEqual({
    number: 'reception.checkField',
  });
});
