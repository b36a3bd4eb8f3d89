import { describe, expect, test } from 'vitest';
import type { PrescriptionView } from '../view.ts';
import { copyPdf, drugLines } from './copy-pdf.ts';
import { fontFile, runsOf } from './fonts.ts';
import { unpackWoff } from './unpack-woff.ts';

const NOW = new Date('2026-11-23T01:02:03Z');

function viewOf(groups: number): PrescriptionView {
  const drug = {
    category: '1',
    codeKind: '2',
    code: '690000011',
    name: 'アムロジピン錠２．５ｍｇ「デモ」',
    amount: '1',
    potency: '1',
    unit: '錠',
    conversion: null,
    uneven: null,
    burden: null,
    perDose: null,
    supplements: [{ kind: '1', text: '一包化', usageCode: null }],
  };
  const group = {
    form: '1',
    formName: null,
    quantity: 14,
    splitQuantity: null,
    usage: { codeKind: '3', code: '1011000400000000', name: '１日１回朝食後　服用', timesPerDay: 1 },
    supplements: [],
    drugs: [drug],
  };
  const place = { code: '1312345671', name: '見本病院' };
  return {
    prescriptionId: '00000000-0000-4000-8000-000000000001',
    version: 1,
    personId: '00000000-0000-4000-8000-000000000002',
    personName: '髙邉　例',
    state: 'open',
    expired: false,
    issueType: 'electronic',
    origin: 'service',
    issuedOn: '2026-11-23',
    usableUntil: '2026-11-26',
    totalUses: 3,
    currentUse: 1,
    dueOn: null,
    window: null,
    institution: place,
    pharmacy: null,
    accessCode: '482913',
    drugs: [],
    narcotic: false,
    split: null,
    openInquiries: 0,
    message: null,
    document: {
      institution: {
        codeKind: '1',
        code: '2345671',
        prefecture: '13',
        name: place.name,
        postalCode: null,
        address: null,
        phone: null,
        fax: null,
        otherContact: null,
      },
      department: null,
      doctor: { code: null, kana: null, name: '見本　医師' },
      patient: {
        code: null,
        name: '髙邉　例',
        kana: 'ﾀｶﾍﾞ ﾚｲ',
        sex: '2',
        birthDate: '1950-02-03',
        burdenKind: null,
      },
      insurance: {
        kind: null,
        insurerNumber: '06123456',
        symbol: '１２',
        number: '３４',
        relation: '1',
        branch: '01',
        patientRate: null,
        benefitRate: null,
        occupational: null,
      },
      publicExpenses: [],
      claimKind: null,
      issuedOn: '2026-11-23',
      usableUntil: null,
      narcotic: null,
      leftovers: null,
      split: null,
      refillUses: 3,
      remarks: [],
      accessCode: null,
      groups: Array.from({ length: groups }, () => group),
      providedInformation: [{ drug: drug.name, comment: '増量予定' }],
      testValues: ['eGFR 58.2'],
    },
    steps: [],
    signature: null,
    dispensings: [],
    inquiries: [],
  };
}

const pagesOf = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type \/Page\n/g)?.length ?? 0;

describe('the copy of a prescription', () => {
  test('says what is prescribed, line by line', () => {
    expect(drugLines(viewOf(1))).toEqual([
      '1）アムロジピン錠２．５ｍｇ「デモ」　1錠',
      '　　　一包化',
      '　　１日１回朝食後　服用　14日分',
      'リフィル（合わせて3回、今回1回目）',
      '以下余白',
      '提供診療情報　アムロジピン錠２．５ｍｇ「デモ」　増量予定',
      '検査値　eGFR 58.2',
    ]);
  });

  test('is a page, and more where more is prescribed', async () => {
    const [short, long] = [await copyPdf(viewOf(1), NOW), await copyPdf(viewOf(40), NOW)];
    expect(short.subarray(0, 5).toString()).toBe('%PDF-');
    expect([pagesOf(short), pagesOf(long)]).toEqual([1, 3]);
  });

  test('is the same for the same content', async () => {
    const strip = (pdf: Buffer) => pdf.toString('latin1').replaceAll(/\/ID \[.*?\]/gs, '');
    expect(strip(await copyPdf(viewOf(1), NOW))).toBe(strip(await copyPdf(viewOf(1), NOW)));
  });
});

describe('the typeface', () => {
  test('has the letters of names and of measures', () => {
    const text = '髙邉𠮷神①㎎～−ｱ漢字かなAa0';
    expect(
      runsOf(text)
        .map((run) => run.text)
        .join(''),
    ).toBe(text.normalize('NFC'));
  });

  test('shows by a mark what it lacks', () => {
    expect(runsOf('\u{e000}').map((run) => run.text)).toEqual(['〓']);
  });

  test('is unpacked to what it was', () => {
    const [run] = runsOf('薬');
    const font = fontFile(run?.font ?? '');
    expect(font.readUInt32BE(0)).toBe(0x00010000);
  });

  test('is not read from other bytes', () => {
    expect(() => unpackWoff(Buffer.alloc(64))).toThrow(RangeError);
  });
});
