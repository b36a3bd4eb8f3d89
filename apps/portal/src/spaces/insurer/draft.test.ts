import { expect, test } from 'vitest';
import { ApiError } from '../../api/client.ts';
import { checkDraft, EMPTY_DRAFT, inputOf, refusalsOf } from './draft.ts';

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

test('what was left out is null for the server, and certificates are there only when they were named', () => {
  const input = inputOf(
    { ...checkDraft(DRAFT).draft, disease: '1', diseaseSelfPayYen: '１０,０００円' },
    null,
  );
  expect(input).toMatchObject({ branch: null, validTo: null, elderly: null, limitCertificate: null });
  expect(input).toMatchObject({ ratioPercent: 30, previous: null, preschool: false });
  expect(input.specificDiseases).toEqual([
    { disease: '1', selfPayYen: 10_000, issuedOn: null, validFrom: null, validTo: null },
  ]);
  expect(checkDraft({ ...DRAFT, diseaseSelfPayYen: 'many' }).faults).toEqual({
    diseaseSelfPayYen: 'insurer.fault.amount',
  });
});

test('the fields of a refusal, and of nothing else', () => {
  const refused = new ApiError('COVERAGE_REFUSED', 422, { branch: 'branch-invalid' }, null);
  expect(refusalsOf(refused)).toEqual({ branch: 'branch-invalid' });
  expect(refusalsOf(new ApiError('INPUT_INVALID', 400, { branch: 'x' }, null))).toEqual({});
  expect(refusalsOf(null)).toEqual({});
});
