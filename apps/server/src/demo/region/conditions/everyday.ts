import { asNeeded, external, oral } from '../care/prescriptions.ts';
import { addDays, dayIn, workday } from '../dates.ts';
import { facility } from '../facilities.ts';
import type { Condition, Patient } from '../patient.ts';
import { bloodTests, ct, pathology, xray } from './labs.ts';

function cold(patient: Patient, date: string): void {
  const day = patient.log.visit(patient.clinic, date).because('common-cold', date);
  day.prescribe(oral('thrice', 5, ['carbocisteine-500', 3], ['kakkonto', 7.5]));
  day.prescribe(asNeeded('発熱・疼痛時', 6, ['acetaminophen-500', 1]));
}

function chestInfection(patient: Patient, date: string): void {
  const day = patient.log.visit(patient.clinic, date).because('acute-bronchitis', date);
  xray(bloodTests(day)).prescribe(oral('morning', 5, ['levofloxacin-500', 1]));
  day.prescribe(oral('twice', 5, ['clarithromycin-200', 2]));
}

function upsetStomach(patient: Patient, date: string): void {
  const day = patient.log.visit(patient.clinic, date).because('gastroenteritis', date);
  day.prescribe(oral('thrice', 4, ['butyric-bacteria', 3], ['metoclopramide-5', 3]));
}

function flu(patient: Patient, date: string): void {
  const day = patient.log.visit(patient.clinic, date).because('influenza', date).act('rapid-antigen');
  day.prescribe(oral('twice', 5, ['oseltamivir-75', 2]));
  day.prescribe(asNeeded('発熱時', 5, ['acetaminophen-500', 1]));
}

function cut(patient: Patient, date: string): void {
  const day = patient.log.visit(patient.hospital, date).because('wound', date);
  day.act('skin-suture').drugs('50', [['lidocaine-1', 1]]);
  for (const after of [2, 7]) {
    const later = patient.log.visit(patient.hospital, workday(addDays(date, after))).because('wound', date);
    later.act('wound-care');
  }
}

function redEye(patient: Patient, date: string): void {
  const day = patient.log.visit(facility('hitomi-clinic'), date).because('conjunctivitis', date);
  day.act('eye-examination').prescribe(external('１日４回　両目', ['levofloxacin-drops', 5]));
}

const ILLNESSES = [cold, cold, cold, chestInfection, upsetStomach, flu, cut, redEye];

/** What everybody catches now and then. */
export const everydayIllness: Condition = {
  id: 'everyday',
  emit: (patient) => {
    const random = patient.random.fork('everyday');
    for (const month of patient.months) {
      if (patient.ageIn(month) < 16 || !random.chance(0.07)) continue;
      random.pick(ILLNESSES)(patient, workday(dayIn(month, random.between(1, 26))));
    }
  },
};

/** Hay fever from February to April. */
export const hayFever: Condition = {
  id: 'hay-fever',
  emit: (patient) => {
    const random = patient.random.fork('hay-fever');
    const clinic = random.chance(0.5) ? facility('mimi-clinic') : patient.clinic;
    for (const month of patient.months) {
      if (!['02', '03', '04'].includes(month.slice(5)) || !random.chance(0.8)) continue;
      const date = workday(dayIn(month, random.between(3, 22)));
      const day = patient.log.visit(clinic, date).because('allergic-rhinitis', date);
      day.prescribe(oral('twice', 28, [random.pick(['fexofenadine-60', 'fexofenadine-60-brand']), 2]));
      day.prescribe(external('１日１回　両鼻', ['fluticasone-nasal', 1]));
    }
  },
};

/** Appendix out in an emergency. */
export const appendicitis: Condition = {
  id: 'appendicitis',
  emit: (patient) => {
    const random = patient.random.fork('appendicitis');
    const from = dayIn(patient.months[random.between(2, 32)] ?? '', random.between(1, 27));
    patient.log.stay(patient.hospital, from, 5).forEach((day, index) => {
      day.because('appendicitis', from).drugs('33', [
        ['cefazolin-1g', 2],
        ['saline-500', 2],
      ]);
      if (index > 0) return;
      ct(bloodTests(day), true).act('appendectomy').act('general-anaesthesia', { quantity: 70 });
      pathology(day.drugs('54', [['propofol-200', 1]]), false);
    });
  },
};

/** A bowel polyp is taken out, ambulant or on a one-night short stay. */
export const polyp: Condition = {
  id: 'polyp',
  emit: (patient) => {
    const random = patient.random.fork('polyp');
    const date = workday(dayIn(patient.months[random.between(2, 32)] ?? '', random.between(2, 24)));
    if (random.chance(0.5)) {
      const days = patient.log.stay(patient.hospital, date, 2, 'short');
      for (const day of days) day.because('colon-polyp', date);
      days[0]?.act('short-stay-3-polyp');
      return;
    }
    const day = patient.log.visit(patient.hospital, date).because('colon-polyp', date);
    pathology(day.acts('polypectomy'), false);
  },
};
