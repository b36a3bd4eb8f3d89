import { expect, test } from 'vitest';
import { checkDraft, EMPTY_DRAFT, refusedFields } from './draft.ts';

const DRAFT = {
  ...EMPTY_DRAFT,
  number: '5678',
  name: '見本 太郎',
  sex: 'male',
  birthDate: '1970-01-02',
  validFrom: 'R8.4.1',
};

test('dates are sent as the server reads them, whatever was typed', () => {
  const { draft, faults } = checkDraft(DRAFT);
  expect(faults).toEqual({});
  expect(draft.validFrom).toBe('2026-04-01');
  expect(draft.validTo).toBe('');
});

test('what is missing or contradicts itself is named at its field', () => {
  expect(checkDraft(EMPTY_DRAFT).faults).toEqual({
    number: 'insurer.fault.needed',
    name: 'insurer.fault.needed',
    sex: 'insurer.fault.needed',
    birthDate: 'insurer.fault.needed',
    validFrom: 'insurer.fault.needed',
  });
  expect(checkDraft({ ...DRAFT, validTo: '2026/3/31' }).faults).toEqual({
    validTo: 'insurer.fault.endBeforeBegin',
    reasonOfLoss: 'insurer.fault.needed',
  });
  expect(checkDraft({ ...DRAFT, limitValidFrom: 'soon' }).faults).toEqual({
    limitValidFrom: 'insurer.fault.date',
  });
});

test('only what refuses stands at a field', () => {
  const finding = { row: null, message: '' };
  const found = refusedFields([
    { ...finding, code: 'branch-invalid', column: 'branch', severity: 'refused' },
    { ...finding, code: 'name-degraded', column: 'name', severity: 'warn' },
    { ...finding, code: 'overlap', column: null, severity: 'refused' },
  ]);
  expect([...found]).toEqual([['branch', 'branch-invalid']]);
});
