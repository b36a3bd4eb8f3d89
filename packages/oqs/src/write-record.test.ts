import type { LocalDate } from '@tsunagu/ids';
import { describe, expect, it } from 'vitest';
import {
  type EligibilityResponse,
  readDrugViewResponse,
  readEligibilityResponse,
  writeDrugViewResponse,
  writeEligibilityResponse,
} from './index.ts';
import { readDate, readInstant, readMonth, writeInstant } from './scalars.ts';

const HEADER: EligibilityResponse['header'] = {
  processExecutionTime: new Date('2026-04-01T00:30:15Z'),
  medicalInstitutionCode: '1311234567',
  segmentOfResult: '1',
};

function textOf(message: EligibilityResponse, encoding: 'utf-8' | 'shift_jis' = 'utf-8'): string {
  return new TextDecoder(encoding).decode(writeEligibilityResponse(message, { encoding }).bytes);
}

describe('writing', () => {
  it('states the encoding that the bytes have, whatever the message says', () => {
    const message = { header: { ...HEADER, characterCodeIdentifier: '7' } };
    expect(textOf(message)).toContain('<CharacterCodeIdentifier>0</CharacterCodeIdentifier>');
    expect(textOf(message, 'shift_jis')).toContain('<CharacterCodeIdentifier>1</CharacterCodeIdentifier>');
    for (const encoding of ['utf-8', 'shift_jis'] as const)
      expect(readEligibilityResponse(writeEligibilityResponse(message, { encoding }).bytes).findings).toEqual(
        [],
      );
  });

  it('keeps the order of the layout, not of the object', () => {
    const text = textOf({
      header: { segmentOfResult: '1', processExecutionTime: new Date('2026-04-01T00:30:15Z') },
    });
    expect(text.indexOf('<ProcessExecutionTime>20260401093015<')).toBeGreaterThan(0);
    expect(text.indexOf('SegmentOfResult')).toBeGreaterThan(text.indexOf('ProcessExecutionTime'));
    expect(text).toContain('  <MessageBody/>\n</XmlMsg>\n');
  });

  it('reports and leaves out what cannot be written', () => {
    const message: EligibilityResponse = {
      header: {
        ...HEADER,
        numberOfError: -1,
        numberOfProcessingResult: 1.5,
        processExecutionTime: new Date(Number.NaN),
      },
      body: {
        processingResultStatus: '1',
        results: [
          {
            name: '　',
            sex1: ' 1',
            birthdate: '2026-02-30' as LocalDate,
            insuredCardClassification: '01',
            insurerName: '\n',
          },
        ],
      },
    };
    const { bytes, findings } = writeEligibilityResponse(message);
    const result = 'MessageBody/ResultList/ResultOfQualificationConfirmation[1]';
    expect(findings.map(({ code, path }) => [code, path])).toEqual([
      ['value-unwritable', 'MessageHeader/ProcessExecutionTime'],
      ['value-unwritable', 'MessageHeader/NumberOfProcessingResult'],
      ['value-unwritable', 'MessageHeader/NumberOfError'],
      ['value-unwritable', `${result}/Sex1`],
      ['value-unwritable', `${result}/Birthdate`],
      ['value-blank', `${result}/InsurerName`],
    ]);
    expect(readEligibilityResponse(bytes).message?.body?.results[0]).toEqual({
      name: '　',
      insuredCardClassification: '01',
    });
  });

  it('reports what a complete answer would have', () => {
    const { findings } = writeEligibilityResponse({ header: HEADER, body: { results: [{}] } });
    expect(findings.map(({ code, severity, path }) => [code, severity, path.split('/').at(-1)])).toEqual(
      ['ProcessingResultStatus', 'InsuredCardClassification', 'Name', 'Sex1', 'Birthdate'].map((name) => [
        'element-missing',
        'warn',
        name,
      ]),
    );
  });

  it('does not give a source elements that it does not have', () => {
    const message = {
      header: { resultCode: '1' },
      body: {
        claims: [],
        dispensing: [{ dates: [{ drugs: [], treatments: [{ treatmentName: '試験' }] }] }],
        prescription: [
          {
            dates: [
              { drugs: [], dispensedOn: '2026-04-01' as LocalDate, prescribedOn: '2026-04-01' as LocalDate },
            ],
          },
        ],
      },
    };
    const { bytes, findings } = writeDrugViewResponse(message);
    expect(findings.map(({ code, path }) => [code, path])).toEqual([
      ['value-unwritable', 'MessageBody/CzDiInf/CzDiMonthInf[1]/CzDiDateInfs/CzDiDateInf[1]'],
      ['value-unwritable', 'MessageBody/ShPrInf/ShPrMonthInf[1]/ShPrDateInfs/ShPrDateInf[1]/dispensedOn'],
    ]);
    expect(readDrugViewResponse(bytes).message?.body?.prescription[0]?.dates).toEqual([
      { drugs: [], prescribedOn: '2026-04-01' },
    ]);
  });
});

describe('dates', () => {
  it('that do not exist are none', () => {
    for (const text of ['20260230', '20261301', '2026040', '２０２６０４０１', '00000101', ''])
      expect(readDate(text)).toBeNull();
    expect(readDate('20240229')).toBe('2024-02-29');
    for (const text of ['202613', '20260', '202600']) expect(readMonth(text)).toBeNull();
    for (const text of [
      '20260401240000',
      '20260401006000',
      '20260401000060',
      '20260230000000',
      '2026040100000',
    ])
      expect(readInstant(text)).toBeNull();
  });

  it('with a time are instants of Tokyo', () => {
    expect(readInstant('20260101000000')?.toISOString()).toBe('2025-12-31T15:00:00.000Z');
    expect(writeInstant(new Date('2025-12-31T15:00:00.999Z'))).toBe('20260101000000');
    expect(writeInstant(new Date('9999-12-31T14:59:59.999Z'))).toBe('99991231235959');
    expect(writeInstant(new Date('9999-12-31T15:00:00Z'))).toBeNull();
    expect(writeInstant(new Date('0999-12-31T14:00:00Z'))).toBeNull();
    expect(readInstant('10000101000000')?.toISOString()).toBe('0999-12-31T15:00:00.000Z');
  });
});
