import { comment } from '../care/care.ts';
import { external, oral } from '../care/prescriptions.ts';
import { addDays, dayIn, workday } from '../dates.ts';
import type { Condition } from '../patient.ts';
import { bloodTests, ct, xray } from './labs.ts';

/** Oxygen at home, fetched monthly, after years of a narrowing lung disease. */
export const homeOxygen: Condition = {
  id: 'home-oxygen',
  emit: (patient) => {
    const start = patient.since(5);
    patient.months.forEach((month, index) => {
      const day = patient.log.visit(patient.hospital, workday(dayIn(month, 13)));
      day.because('respiratory-failure', start).because('copd', start);
      day.act(['home-oxygen', 'home-oxygen-device'], { comment: comment('oxygen-reason', '慢性呼吸不全') });
      if (index % 3 === 0) xray(day.act('spirometry'));
      if (index % 12 === 4) ct(day, false);
      day.prescribe(external('１日２回　吸入', ['budesonide-formoterol', 1]));
      day.prescribe(oral('thrice', 28, ['carbocisteine-500', 3]));
    });
  },
};

/** A narrowed heart vessel is widened; two drugs against clots for a year, then one. */
export const coronaryDisease: Condition = {
  id: 'coronary',
  emit: (patient) => {
    const random = patient.random.fork('coronary');
    const from = dayIn(patient.months[random.between(3, 20)] ?? '', random.between(2, 25));
    patient.log.stay(patient.hospital, from, 5).forEach((day, index) => {
      day.because('angina', from);
      if (index === 0) xray(bloodTests(day).act('ecg'));
      if (index !== 1) return;
      day.act('coronary-stent').drugs('50', [
        ['heparin-dialysis', 1],
        ['iopamidol', 1],
      ]);
      day.material('50', 'stent');
    });
    const until = addDays(from, 370);
    for (const { day, days, index } of patient.chronicVisits()) {
      if (day.date <= addDays(from, 5)) continue;
      day.because('angina', from).prescribe(oral('morning', days, ['aspirin-100', 1], ['carvedilol-10', 1]));
      if (day.date < until) day.prescribe(oral('morning', days, ['clopidogrel-75', 1]));
      if (index % 6 === 0) day.act('ecg');
    }
  },
};

/** Irregular heartbeat under an anticoagulant; a few receive a pacemaker. */
export const atrialFibrillation: Condition = {
  id: 'atrial-fibrillation',
  emit: (patient) => {
    const random = patient.random.fork('atrial-fibrillation');
    const start = patient.since(random.between(1, 6));
    const warfarin = random.chance(0.3);
    for (const { day, days, index } of patient.chronicVisits()) {
      day.because('atrial-fibrillation', start).because('heart-failure', start);
      day.prescribe(oral('morning', days, warfarin ? ['warfarin-1', 2] : ['edoxaban-30', 1]));
      day.prescribe(oral('morning', days, ['furosemide-20', 1], ['spironolactone-25', 1]));
      if (index % 4 === 0) day.act('ecg');
      if (warfarin && index % 2 === 0) day.act('drug-level-management');
    }
    if (!random.chance(0.25)) return;
    const from = dayIn(patient.months[random.between(8, 28)] ?? '', 7);
    patient.log.stay(patient.hospital, from, 8).forEach((day, index) => {
      day.because('sick-sinus', from);
      if (index === 0) xray(bloodTests(day).act('ecg'));
      if (index === 1)
        day
          .act('pacemaker')
          .material('50', 'pacemaker-body')
          .drugs('50', [['lidocaine-1', 2]]);
    });
  },
};
