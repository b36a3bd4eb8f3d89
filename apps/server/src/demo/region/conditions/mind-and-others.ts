import { oral } from '../care/prescriptions.ts';
import { addDays, dayIn, workday } from '../dates.ts';
import { facility } from '../facilities.ts';
import type { Condition } from '../patient.ts';
import { bloodTests, xray } from './labs.ts';

/** Depression with talks every month. */
export const depression: Condition = {
  id: 'depression',
  emit: (patient) => {
    const random = patient.random.fork('depression');
    const first = random.between(0, 18);
    const start = dayIn(patient.months[first] ?? '', 4);
    const last = first + random.between(8, 30);
    patient.months.slice(first, last).forEach((month, index) => {
      const day = patient.log.visit(facility('kokoro-clinic'), workday(dayIn(month, 20)));
      day.because('depression', start).act('psychotherapy');
      day.prescribe(oral('evening', 28, ['sertraline-25', index < 2 ? 1 : 2]));
      if (index < 12) day.because('insomnia', start).prescribe(oral('bedtime', 28, ['brotizolam-025', 1]));
    });
  },
};

/** A thyroid that works too little. */
export const hypothyroidism: Condition = {
  id: 'hypothyroidism',
  emit: (patient) => {
    const start = patient.since(6);
    for (const { day, days, index } of patient.chronicVisits()) {
      day.because('hypothyroidism', start).prescribe(oral('morning', days, ['levothyroxine-50', 1]));
      if (index % 3 === 0) bloodTests(day);
    }
  },
};

/** A bladder that is too active. */
export const bladder: Condition = {
  id: 'bladder',
  emit: (patient) => {
    const start = patient.since(3);
    patient.months.forEach((month, index) => {
      if (index % 2 === 0) return;
      const day = patient.log.visit(facility('izumi-clinic'), workday(dayIn(month, 17)));
      day.because('overactive-bladder', start).act('urinalysis');
      day.prescribe(oral('morning', 56, ['solifenacin-5', 1]));
    });
  },
};

/** Reflux, treated with tablets from time to time. */
export const reflux: Condition = {
  id: 'reflux',
  emit: (patient) => {
    const start = patient.since(1);
    for (const { day, days, index } of patient.chronicVisits()) {
      if (index % 6 > 2) continue;
      day.because('reflux', start).prescribe(oral('evening', days, ['lansoprazole-15', 1]));
    }
  },
};

/** Blood poisoning: two weeks in intensive care with continuous filtration, then slow recovery. */
export const sepsis: Condition = {
  id: 'sepsis',
  emit: (patient) => {
    const random = patient.random.fork('sepsis');
    const from = dayIn(patient.months[random.between(4, 30)] ?? '', random.between(1, 20));
    patient.log.stay(patient.hospital, from, 26, 'short').forEach((day, index) => {
      day.because('sepsis', from).because('acute-kidney-injury', from);
      day.act(index < 8 ? 'ward-icu' : 'ward-acute');
      if (index % 2 === 0) bloodTests(day);
      if (index % 5 === 0) xray(day);
      if (index < 6) day.act('crrt').drugs('40', [['heparin-dialysis', 2]]);
      if (index < 6 && index % 2 === 0) day.material('40', 'crrt-filter');
      if (index < 4) day.act('oxygen-inhalation');
      if (index < 14)
        day.drugs('33', [
          ['cefazolin-1g', 4],
          ['saline-500', 2],
        ]);
      if (index === 2) day.act('plasma-exchange').drugs('33', [['albumin-25', 4]]);
    });
    const after = patient.log.visit(patient.hospital, workday(addDays(from, 40))).because('sepsis', from);
    bloodTests(after);
  },
};

/** Old people who cannot leave the house are visited twice a month. */
export const homeVisits: Condition = {
  id: 'home-visits',
  emit: (patient) => {
    const start = patient.since(2);
    for (const month of patient.months) {
      for (const dayOfMonth of [6, 20]) {
        const day = patient.log.visit(patient.clinic, workday(dayIn(month, dayOfMonth)));
        day.because('stroke-sequelae', start).act('home-visit');
        if (dayOfMonth === 6) day.prescribe(oral('morning', 28, ['clopidogrel-75', 1], ['famotidine-20', 1]));
      }
    }
  },
};
