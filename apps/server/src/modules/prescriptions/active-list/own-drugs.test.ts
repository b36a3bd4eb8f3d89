import { describe, expect, test } from 'vitest';
import { type DrugGroups, type OwnDispensing, type OwnPrescription, ownDrugs } from './own-drugs.ts';

const INSTITUTION = '1310000017';
const PHARMACY = '1340000015';

const document = (name: string, quantity = 14, category: string | null = '1'): DrugGroups => ({
  groups: [
    {
      form: '1',
      quantity,
      drugs: [
        { category, codeKind: '2', code: name === 'needle' ? '710010001' : '610000001', name, amount: '1' },
      ],
    },
  ],
});

const prescription = (id: string, also: Partial<OwnPrescription> = {}): OwnPrescription => ({
  prescriptionId: id,
  state: 'open',
  issuedOn: '2026-04-01',
  usableUntil: '2026-04-04',
  institutionCode: INSTITUTION,
  pharmacyCode: null,
  knownAt: '2026-04-01T01:00:00.000Z',
  document: document(id),
  ...also,
});

const dispensing = (id: string, ids: string[], also: Partial<OwnDispensing> = {}): OwnDispensing => ({
  dispensingId: id,
  prescriptionIds: ids,
  dispensedOn: '2026-04-03',
  institutionCode: INSTITUTION,
  pharmacyCode: PHARMACY,
  knownAt: '2026-04-03T01:00:00.000Z',
  document: document(id),
  ...also,
});

describe('what a person takes by own documents', () => {
  test('from the day of issue while it has not been dispensed, and until when it may be fetched', () => {
    const [drug] = ownDrugs({ prescriptions: [prescription('p')], dispensings: [], inHouse: [] });
    expect(drug).toMatchObject({
      key: 'prescription:p:1:1',
      source: 'prescription',
      from: '2026-04-01',
      to: '2026-04-14',
      fetchUntil: '2026-04-04',
      facilityCode: INSTITUTION,
      pharmacyCode: null,
    });
  });

  test('what was handed out takes the place of what was prescribed, all of the prescriptions it answers', () => {
    const drugs = ownDrugs({
      prescriptions: [
        prescription('p', { state: 'dispensed' }),
        prescription('q', { state: 'open' }),
        prescription('r'),
      ],
      dispensings: [dispensing('d', ['p', 'q'])],
      inHouse: [],
    });
    expect(drugs.map(({ key, from, pharmacyCode }) => [key, from, pharmacyCode])).toEqual([
      ['dispensing:d:1:1', '2026-04-03', PHARMACY],
      ['prescription:r:1:1', '2026-04-01', null],
    ]);
  });

  test('a prescription that a pharmacy has is not bounded by its validity', () => {
    const [drug] = ownDrugs({
      prescriptions: [prescription('p', { state: 'in-dispensing' })],
      dispensings: [],
      inHouse: [],
    });
    expect(drug?.fetchUntil).toBeNull();
  });

  test.each(['cancelled', 'refused'])('%s says nothing', (state) => {
    expect(ownDrugs({ prescriptions: [prescription('p', { state })], dispensings: [], inHouse: [] })).toEqual(
      [],
    );
  });

  test('a part of a split prescription lasts as long as the part', () => {
    const split: DrugGroups = {
      groups: [
        {
          ...document('x', 42).groups[0],
          form: '1',
          quantity: 42,
          splitQuantity: { perPart: 14 },
          drugs: document('x').groups[0]?.drugs ?? [],
        },
      ],
    };
    const [drug] = ownDrugs({
      prescriptions: [prescription('p', { document: split })],
      dispensings: [],
      inHouse: [],
    });
    expect(drug).toMatchObject({ quantity: 14, to: '2026-04-14' });
  });

  test('materials are no drugs, and what ended 60 days before the newest is not kept', () => {
    const inHouse = {
      inHouseId: 'h',
      givenOn: '2026-01-01',
      institutionCode: INSTITUTION,
      knownAt: '2026-01-01T00:00:00.000Z',
    };
    const drugs = ownDrugs({
      prescriptions: [
        prescription('needle', { document: document('needle', 14, '2') }),
        // The code of a drug, whatever the line says of itself.
        prescription('called a material', { document: document('p', 14, '2') }),
      ],
      dispensings: [],
      inHouse: [
        { ...inHouse, document: document('gone', 31) },
        { ...inHouse, inHouseId: 'i', document: document('kept', 32) },
      ],
    });
    // 31 days from 1 January end on 31 January: 60 days before 1 April.
    expect(drugs.map(({ name }) => name)).toEqual(['p', 'gone', 'kept']);
    const later = ownDrugs({
      prescriptions: [prescription('p', { issuedOn: '2026-04-02' })],
      dispensings: [],
      inHouse: [
        { ...inHouse, document: document('gone', 31) },
        { ...inHouse, inHouseId: 'i', document: document('kept', 32) },
      ],
    });
    expect(later.map(({ name }) => name)).toEqual(['p', 'kept']);
  });
});
