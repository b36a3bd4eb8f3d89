import { checkDigit, hasValidCheckDigit } from '@tsunagu/ids';
import { describe, expect, it } from 'vitest';
import { INSURER } from '../../../conformance/eligibility/cases/case.ts';
import { vectors } from '../../../conformance/eligibility/vectors.ts';
import {
  CODE_TABLES,
  codeValue,
  type EligibilityResponse,
  FINDING_RULES,
  facilityKey,
  insuredKeys,
  isDegradedText,
  officialCode,
  padInsurerNumber,
  usability,
  validityState,
} from './index.ts';
import { layoutIndex } from './layout-index.ts';
import * as requests from './request-layouts.ts';
import * as responses from './response-layouts.ts';
import type { Shape } from './schema.ts';
import * as views from './view-layouts.ts';

describe('identifiers', () => {
  it('in other writings of one card have one key, another number has another', () => {
    const digits = `0013805${checkDigit('0013805')}`;
    const wide = digits.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    const key = (
      insurerNumber: string,
      insuredCardSymbol: string,
      insuredIdentificationNumber = '５６７８',
    ) => insuredKeys({ insurerNumber, insuredCardSymbol, insuredIdentificationNumber }).insuredKey;
    const first = key(wide, '１２－３４');
    expect(first).not.toBeNull();
    expect(key(digits.replace(/^0+/, ''), '12・34')).toBe(first);
    expect(key(`  ${digits}`, '1234', '5678')).toBe(first);
    expect(key(digits, '1234', '5679')).not.toBe(first);
  });

  it('of view requests are the same under their other names', () => {
    expect(
      insuredKeys({
        insurerNumber: INSURER,
        insuranceCardSymbol: '試－１',
        insuredPersonIdentificationNumber: '２',
        branchNumber: '１',
      }),
    ).toEqual(
      insuredKeys({
        insurerNumber: INSURER,
        insuredCardSymbol: '試1',
        insuredIdentificationNumber: '2',
        insuredBranchNumber: '01',
      }),
    );
    expect(insuredKeys({ insurerNumber: INSURER, insuredIdentificationNumber: '2' }).branch).toBeNull();
    expect(insuredKeys({}).insuredKey).toBeNull();
  });

  it('of the vectors are complete with their check digit', () => {
    expect(hasValidCheckDigit(INSURER)).toBe(true);
  });

  it('are padded as they are sent', () => {
    const number = insuredKeys({ insurerNumber: '138057' }).insurerNumber;
    if (number === null) throw new Error('no number');
    expect(padInsurerNumber(number)).toBe('00138057');
    expect(padInsurerNumber(number, ' ')).toBe('  138057');
    expect(facilityKey(' 1311234567 ')).toBe('1311234567');
    expect(facilityKey('1')).toBeNull();
    expect(facilityKey(undefined)).toBeNull();
  });
});

describe('codes', () => {
  it('of validity are states', () => {
    expect(['1', '2', '3', '4', '5', '6', '7', '', undefined].map(validityState)).toEqual([
      'valid',
      'lost',
      'superseded',
      'not-found',
      'ambiguous',
      'valid-unregistered',
      'unknown-code',
      'unknown-code',
      'unknown-code',
    ]);
    expect(codeValue('qualification-validity', '6')?.status).toBe('unverified');
    expect(codeValue('limit-classification-flag', 'B10')?.ja).toBe('一般Ⅰ');
    expect(codeValue('sex', '9')).toBeNull();
  });

  it('named by a layout have a table, and every table is named', () => {
    const layouts = [...Object.values(requests), ...Object.values(responses), ...Object.values(views)];
    const named = new Set(layouts.flatMap((layout) => tablesOf(layout)));
    expect([...named].sort()).toEqual([...CODE_TABLES.keys()].sort());
    const official = [...CODE_TABLES.values()].flatMap(({ officialId }) => officialId ?? []);
    expect(official.sort()).toEqual(['OQSCD003', 'OQSCD004', 'OQSCD005', 'OQSCD006', 'OQSCD012', 'OQSCD013']);
  });

  it('of the national service are taken apart or shown as they are', () => {
    expect(officialCode('EPSB0052E')).toMatchObject({ service: 'EPS', number: 'B0052', severity: 'error' });
    expect(officialCode('EPSB0052E').ja).toContain('LF');
    expect(officialCode('OQS00001W')).toMatchObject({ severity: 'warning', ja: null });
    expect(officialCode('001')).toEqual({
      code: '001',
      service: '',
      number: '',
      severity: null,
      ja: null,
      en: null,
    });
  });

  it('of findings are each raised by a vector, or by a test of limits or of writing', () => {
    const raised = new Set(vectors().flatMap(({ findings }) => findings.map(([code]) => code)));
    const rest = [...FINDING_RULES.keys()].filter((code) => !raised.has(code));
    expect(rest.sort()).toEqual([
      'bytes-too-many',
      'char-mapped',
      'char-replaced',
      'findings-limit',
      'value-blank',
      'value-unwritable',
      'xml-too-many-nodes',
    ]);
    for (const { ja, en } of FINDING_RULES.values())
      expect([ja, en].every((text) => /[。.]$/.test(text))).toBe(true);
  });
});

function tablesOf(layout: Shape): string[] {
  return Object.values(layout).flatMap((spec) =>
    spec.kind === 'group' || spec.kind === 'list' ? tablesOf(spec.shape) : (spec.table ?? []),
  );
}

describe('usability', () => {
  const result = { name: '試験　太郎' };
  const header: EligibilityResponse['header'] = { segmentOfResult: '1' };
  const body = { processingResultStatus: '1', qualificationValidity: '1', results: [result] };

  it('needs all four conditions', () => {
    expect(usability(header, body)).toEqual({ isUsableNow: true, state: 'valid', resultCount: 1 });
    expect(usability({ segmentOfResult: '2' }, body).isUsableNow).toBe(false);
    expect(usability(header, { ...body, processingResultStatus: '2' }).isUsableNow).toBe(false);
    expect(usability(header, { ...body, qualificationValidity: '6' }).isUsableNow).toBe(false);
    expect(usability(header, { ...body, results: [] }).isUsableNow).toBe(false);
    expect(usability(header, { ...body, results: [result, result] })).toMatchObject({
      isUsableNow: false,
      resultCount: 2,
    });
    expect(usability(header, undefined)).toEqual({
      isUsableNow: false,
      state: 'unknown-code',
      resultCount: 0,
    });
  });

  it('degraded names are known by what stands for lost characters', () => {
    expect(['山●', '山■', '山\ue000', '山田'].map(isDegradedText)).toEqual([true, true, true, false]);
  });
});

describe('names of elements', () => {
  it('have an other spelling only where no element of the record has it', () => {
    const { entries } = layoutIndex(responses.RESULT);
    expect(entries.get('PharmaceuticalInfoAcquisitionTime')).toMatchObject({
      property: 'pharmacistsInfoAvailableTime',
      isAlias: true,
    });
    expect(entries.get('InsuredPersonIdentificationNumber')).toMatchObject({
      property: 'insuredIdentificationNumber',
    });
    expect(entries.get('NameKana')).toMatchObject({ property: 'nameKana', isAlias: false });
  });
});
