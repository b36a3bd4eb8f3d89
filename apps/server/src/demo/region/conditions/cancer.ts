import { oral } from '../care/prescriptions.ts';
import { addDays, dayIn, monthOf, weekday } from '../dates.ts';
import type { Condition, Patient } from '../patient.ts';
import { bloodTests, ct, mri, pathology, xray } from './labs.ts';

type Drugs = readonly (readonly [key: string, amount: number])[];

interface Operation {
  readonly disease: string;
  readonly act: string;
  readonly stayDays: number;
  readonly transfusion: boolean;
}

/** Operation on the third day under general anaesthesia, with tissue to pathology and drips after it. */
function operate(patient: Patient, from: string, start: string, operation: Operation): void {
  const days = patient.log.stay(patient.hospital, from, operation.stayDays);
  days.forEach((day, index) => {
    day.because(operation.disease, start);
    if (index === 0) xray(bloodTests(day)).act('ecg');
    if (index === 2) {
      day
        .act([operation.act, 'surgery-device-addon'])
        .material('50', 'suture-device', 2)
        .act('general-anaesthesia', { quantity: 180 });
      day.drugs('54', [
        ['propofol-200', 2],
        ['lidocaine-1', 1],
      ]);
      pathology(day, true);
      if (operation.transfusion) {
        day.act('transfusion', { quantity: 280 }).drugs('50', [['red-cells', 2]]);
        day.act('transfusion-management');
      }
    }
    if (index >= 2 && index <= 6)
      day.drugs('33', [['maintenance-fluid', 2]]).drugs('33', [['cefazolin-1g', 2]]);
    if (index === 3 || index === 7) bloodTests(day);
    if (index === 8) day.act('drug-guidance').drugs('21', [['lansoprazole-15', 1]], 7);
  });
}

/** A drip in the day ward every `everyDays`, `cycles` times; Sundays move to Monday. */
function chemotherapy(
  patient: Patient,
  from: string,
  plan: {
    readonly disease: string;
    readonly start: string;
    readonly drugs: Drugs;
    readonly everyDays: number;
    readonly cycles: number;
  },
): void {
  for (let cycle = 0; cycle < plan.cycles; cycle += 1) {
    const planned = addDays(from, cycle * plan.everyDays);
    const date = weekday(planned) === 0 ? addDays(planned, 1) : planned;
    const day = patient.log.visit(patient.hospital, date).because(plan.disease, plan.start);
    bloodTests(day, 'tumour-marker').act('chemo-management');
    day.act(['infusion', 'chemo-addon']);
    day.drugs('33', [['granisetron-3', 1], ['dexamethasone-66', 1], ['saline-500', 1], ...plan.drugs]);
    day.prescribe(oral('thrice', 5, ['metoclopramide-5', 3]));
    if (cycle % 6 === 5) ct(day, true);
  }
}

/** Irradiation on every weekday, planned on the first one. */
function radiotherapy(
  patient: Patient,
  from: string,
  fractions: number,
  reason: readonly [string, string],
): void {
  const [disease, start] = reason;
  let date = from;
  for (let done = 0; done < fractions; date = addDays(date, 1)) {
    if (weekday(date) === 0 || weekday(date) === 6) continue;
    const day = patient.log.visit(patient.hospital, date).because(disease, start);
    if (done === 0) ct(day, false).act('radiation-planning');
    day.act(done < 20 ? 'radiation-beam' : 'radiation-imrt');
    done += 1;
  }
}

/** Half-yearly checks after the treatment. */
function followUp(patient: Patient, from: string, disease: string, start: string): void {
  for (const month of patient.months) {
    if (month <= monthOf(from) || Number(month.slice(5)) % 3 !== 1) continue;
    const day = patient.log.visit(patient.hospital, dayIn(month, 19)).because(disease, start);
    bloodTests(day, 'tumour-marker').act('cancer-guidance');
    if (Number(month.slice(5)) === 7) ct(day, true);
  }
}

const onset = (patient: Patient, low: number, high: number): string => {
  const random = patient.random.fork('cancer-onset');
  return dayIn(patient.months[random.between(low, high)] ?? patient.months[0] ?? '', random.between(3, 20));
};

/** Bowel cancer: found by endoscopy, operated, then drips every two weeks for half a year. */
export const colonCancer: Condition = {
  id: 'colon-cancer',
  emit: (patient) => {
    const start = onset(patient, 4, 18);
    const found = patient.log.visit(patient.hospital, start).because('colon-cancer', start);
    pathology(bloodTests(found, 'tumour-marker').act('colonoscopy'), false);
    const staging = patient.log.visit(patient.hospital, addDays(start, 8)).because('colon-cancer', start);
    ct(staging, true).act('cancer-guidance');
    const surgery = addDays(start, 24);
    operate(patient, surgery, start, {
      disease: 'colon-cancer',
      act: 'colectomy',
      stayDays: 14,
      transfusion: patient.random.fork('blood').chance(0.4),
    });
    const drugs: Drugs = [
      ['oxaliplatin-100', 2],
      ['levofolinate-100', 3],
      ['fluorouracil-1000', 3],
    ];
    const plan = { disease: 'colon-cancer', start, drugs, everyDays: 14, cycles: 12 };
    chemotherapy(patient, addDays(surgery, 42), plan);
    followUp(patient, addDays(surgery, 220), 'colon-cancer', start);
  },
};

/** Breast cancer: operation, drips, irradiation for five weeks, then tablets for years. */
export const breastCancer: Condition = {
  id: 'breast-cancer',
  emit: (patient) => {
    const start = onset(patient, 3, 16);
    const found = patient.log.visit(patient.hospital, start).because('breast-cancer', start);
    pathology(bloodTests(found, 'tumour-marker').acts('mammography', 'cytology'), true);
    mri(patient.log.visit(patient.hospital, addDays(start, 7)).because('breast-cancer', start)).act('pet');
    const surgery = addDays(start, 28);
    operate(patient, surgery, start, {
      disease: 'breast-cancer',
      act: 'mastectomy',
      stayDays: 9,
      transfusion: false,
    });
    const drugs: Drugs = [
      ['paclitaxel-100', 2],
      ['trastuzumab-150', 2],
    ];
    chemotherapy(patient, addDays(surgery, 35), {
      disease: 'breast-cancer',
      start,
      drugs,
      everyDays: 21,
      cycles: 8,
    });
    radiotherapy(patient, addDays(surgery, 215), 25, ['breast-cancer', start]);
    for (const month of patient.months) {
      if (month <= monthOf(addDays(surgery, 240))) continue;
      const day = patient.log.visit(patient.hospital, dayIn(month, 9)).because('breast-cancer', start);
      day.prescribe(oral('morning', 28, ['letrozole-25', 1]));
    }
    followUp(patient, addDays(surgery, 240), 'breast-cancer', start);
  },
};

/** Stomach cancer: operation with transfusion and tablets after it; pain relief towards the end. */
export const gastricCancer: Condition = {
  id: 'gastric-cancer',
  emit: (patient) => {
    const start = onset(patient, 2, 14);
    const found = patient.log.visit(patient.hospital, start).because('gastric-cancer', start);
    ct(pathology(bloodTests(found, 'tumour-marker'), false), true);
    const surgery = addDays(start, 21);
    operate(patient, surgery, start, {
      disease: 'gastric-cancer',
      act: 'gastrectomy',
      stayDays: 16,
      transfusion: true,
    });
    for (const month of patient.months) {
      if (month <= monthOf(addDays(surgery, 40))) continue;
      const day = patient.log.visit(patient.hospital, dayIn(month, 14)).because('gastric-cancer', start);
      day.prescribe(oral('twice', 14, ['capecitabine-300', 6]));
      day.prescribe(oral('thrice', 28, ['mecobalamin-05', 3]));
      if (Number(month.slice(5)) % 4 === 0) bloodTests(day, 'tumour-marker');
      if (month > (patient.months.at(-6) ?? '')) day.prescribe(oral('twice', 28, ['oxycodone-10', 2]));
    }
    followUp(patient, addDays(surgery, 60), 'gastric-cancer', start);
  },
};
