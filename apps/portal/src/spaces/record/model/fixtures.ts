import type { DrugLine, Institution, PatientRecord, TreatmentLine, Visit } from '../../../api/types.ts';

/** Invented lines for tests. */
let counter = 0;

export function institution(number: number): Institution {
  return { code: `13100000${String(number).padStart(2, '0')}`, name: `試験医院${number}` };
}

export function drug(change: Partial<DrugLine> & { readonly claim?: number }): DrugLine {
  counter += 1;
  const { claim = counter, ...rest } = change;
  const date = rest.date ?? '2026-09-01';
  return {
    id: `d${counter}`,
    date,
    prescribedOn: null,
    month: date.slice(0, 7),
    code: '620000001',
    name: 'アムロジピン錠５ｍｇ「試験」',
    known: true,
    generalName: '【般】アムロジピン錠５ｍｇ',
    therapeuticClass: '2171',
    hideable: true,
    amount: '1',
    unit: '錠',
    days: 28,
    times: null,
    form: 'oral',
    usage: null,
    setting: 'outpatient',
    institution: null,
    prescriber: null,
    provenance: {
      source: 'claims',
      file: 'f'.repeat(64),
      fileName: 'RECEIPTC.UKE',
      claim,
      line: counter,
      masterEdition: null,
      masterStatus: 'unknown',
      receivedAt: '2026-10-10T00:00:00.000Z',
    },
    ...rest,
  };
}

export function treatment(change: Partial<TreatmentLine>): TreatmentLine {
  counter += 1;
  const date = change.date ?? '2026-09-01';
  return {
    id: `t${counter}`,
    date,
    month: date.slice(0, 7),
    category: 'haemodialysis',
    categoryName: '人工腎臓',
    subKind: null,
    code: '140000001',
    name: '人工腎臓（試験）',
    known: true,
    count: 1,
    quantity: null,
    unit: null,
    setting: 'outpatient',
    institution: null,
    provenance: drug({}).provenance,
    ...change,
  };
}

export function visit(date: string, number: number | null, setting: Visit['setting'] = 'outpatient'): Visit {
  return {
    date,
    month: date.slice(0, 7),
    setting,
    institution: number === null ? null : institution(number),
  };
}

export function record(change: Partial<PatientRecord>): PatientRecord {
  return {
    view: 'institution',
    person: {
      ref: 'r',
      name: '試験 太郎',
      kana: 'シケン タロウ',
      sex: 'male',
      birthDate: '1948-04-02',
      age: 78,
      insured: null,
    },
    generatedAt: '2026-11-22T01:00:00.000Z',
    period: {
      from: '2021-11',
      to: '2026-11',
      rule: { id: 'x', months: 60, citation: '', status: 'unverified' },
    },
    categories: [],
    freshness: { newestMonth: '2026-10', newestReceivedAt: null },
    drugs: [],
    treatments: [],
    visits: [],
    ...change,
  };
}
