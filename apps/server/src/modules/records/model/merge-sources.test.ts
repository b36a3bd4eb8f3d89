import { expect, test } from 'vitest';
import type {
  MedicationEvent,
  PrescribedEvent,
  SourceId,
  SourceRecord,
} from '../../../kernel/records/record-source.ts';
import { mergeSources } from './merge-sources.ts';

const event = (source: SourceId, code: string, also: Partial<MedicationEvent> = {}): MedicationEvent => ({
  file: { source, file: '00', fileName: '', receivedAt: new Date(0) },
  claim: 1,
  line: 1,
  part: 1,
  date: '2026-04-01',
  month: '2026-04',
  code,
  setting: 'pharmacy',
  facilityCode: 'pharmacy',
  prescribedOn: '2026-03-31',
  prescriberCode: 'hospital',
  form: 'oral',
  amount: '1',
  times: 7,
  usage: '',
  rp: 1,
  orderInRp: 1,
  ...also,
});
const waiting = (code: string, also: Partial<MedicationEvent> = {}): PrescribedEvent => ({
  ...event('prescriptions', code, { facilityCode: 'hospital', date: '2026-03-31', ...also }),
  prescriptionId: code,
  usableUntil: '2026-04-03',
});
const record = (medications: MedicationEvent[], prescribed?: PrescribedEvent[]): SourceRecord => ({
  medications,
  acts: [],
  visits: medications.map(({ file, claim, date, month, setting, facilityCode }) => ({
    file,
    claim,
    date,
    month,
    setting,
    facilityCode,
  })),
  ...(prescribed === undefined ? {} : { prescribed }),
  resources: [],
  newestMonth: null,
  newestReceivedAt: null,
});
const merged = (...found: SourceRecord[]) =>
  mergeSources(found).flatMap(({ medications, visits, prescribed = [] }) => [
    ...medications.map(({ code }) => code),
    ...visits.map(({ date }) => date),
    ...prescribed.map(({ code }) => `waits ${code}`),
  ]);

test('a claim stands for the result of the same pharmacy and day, with its visit; another day stays', () => {
  expect(
    merged(
      record([event('claims', 'c')]),
      record([event('prescriptions', 'd'), event('prescriptions', 'e', { date: '2026-04-02' })]),
    ),
  ).toEqual(['c', '2026-04-01', 'e', '2026-04-02']);
});

test('another pharmacy on that day stays, and in whichever order the sources come', () => {
  expect(
    merged(
      record([event('prescriptions', 'd'), event('prescriptions', 'e', { facilityCode: 'other' })]),
      record([event('claims', 'c')]),
    ),
  ).toEqual(['e', '2026-04-01', 'c', '2026-04-01']);
});

test('a claim that names its prescriber and day answers what waits; a result of the same source does not', () => {
  expect(merged(record([event('claims', 'c')]), record([], [waiting('p')]))).toEqual(['c', '2026-04-01']);
  expect(
    merged(record([event('claims', 'c')]), record([], [waiting('p', { date: '2026-03-30' })])),
  ).toContain('waits p');
  expect(merged(record([]), record([event('prescriptions', 'd')], [waiting('p')]))).toContain('waits p');
});

test('one source alone is left as it is', () => {
  const found = [record([event('claims', 'c'), event('claims', 'c')]), record([])];
  expect(mergeSources(found)).toBe(found);
});
