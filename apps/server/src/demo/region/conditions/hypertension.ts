import { oral } from '../care/prescriptions.ts';
import type { Condition } from '../patient.ts';
import { bloodTests, xray } from './labs.ts';

const REGIMENS: readonly (readonly string[])[] = [
  ['amlodipine-5'],
  ['amlodipine-25', 'telmisartan-40'],
  ['candesartan-8'],
  ['amlodipine-5-brand', 'olmesartan-20'],
  ['nifedipine-20', 'enalapril-5'],
  ['telmisartan-40-brand', 'trichlormethiazide-1'],
];

/** High blood pressure: one to two drugs, a step up after some visits in a part of the people. */
export const hypertension: Condition = {
  id: 'hypertension',
  emit: (patient) => {
    const random = patient.random.fork('hypertension');
    const start = patient.since(random.between(1, 12));
    const regimen = random.pick(REGIMENS);
    const stepUp = random.chance(0.35) ? random.between(6, 20) : Number.POSITIVE_INFINITY;
    for (const { day, index, days } of patient.chronicVisits()) {
      const drugs = regimen.map((key) => [key, 1] as const);
      const added = index >= stepUp ? [['bisoprolol-25', 1] as const] : [];
      day.because('hypertension', start).act('chronic-management');
      day.prescribe(oral('morning', days, ...drugs, ...added));
      if (index % 4 === 1) bloodTests(day);
      if (index % 12 === 5) day.act('ecg');
      if (index % 12 === 5) xray(day);
    }
  },
};
