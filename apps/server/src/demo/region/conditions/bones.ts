import { external, oral } from '../care/prescriptions.ts';
import { addDays, dayIn, workday } from '../dates.ts';
import { facility } from '../facilities.ts';
import type { Condition, Patient } from '../patient.ts';
import { bloodTests, mri, xray } from './labs.ts';

/** Exercise twice a week for some weeks after a stay. */
function rehabilitation(patient: Patient, from: string, disease: readonly [string, string]): void {
  const clinic = facility('seikei-clinic');
  for (let session = 0; session < 12; session += 1) {
    const day = patient.log.visit(clinic, workday(addDays(from, session * 4)));
    day.because(disease[0], disease[1]).act('rehabilitation', { quantity: 2, points: 370 });
    if (session % 6 === 0) xray(day).prescribe(oral('twice', 14, ['celecoxib-100', 2]));
  }
}

/** A broken thigh bone: operation with transfusion, weeks in the long-term ward, exercise. */
export const fracture: Condition = {
  id: 'fracture',
  emit: (patient) => {
    const random = patient.random.fork('fracture');
    const from = dayIn(patient.months[random.between(2, 28)] ?? '', random.between(1, 20));
    patient.log.stay(patient.hospital, from, 18).forEach((day, index) => {
      day.because('femur-fracture', from);
      if (index === 0) xray(bloodTests(day));
      if (index === 2) {
        day.act('fracture-fixation').material('50', 'plate', 1);
        day.act('spinal-anaesthesia').drugs('54', [['lidocaine-1', 2]]);
        day.act('transfusion', { quantity: 280 }).drugs('50', [['red-cells', 1]]);
      }
      if (index > 2 && index < 6) day.drugs('33', [['cefazolin-1g', 2]]);
      if (index > 4) day.act('rehabilitation', { quantity: 3, points: 555 });
    });
    const ward = facility('hikari-hospital');
    patient.log.stay(ward, addDays(from, 18), 30, 'ward-chronic').forEach((day, index) => {
      day.because('femur-fracture', from);
      if (index % 7 === 0) day.drugs('21', [['alfacalcidol-05', 1]], 7);
      if (index % 2 === 0) day.act('rehabilitation', { quantity: 2, points: 370 });
    });
    rehabilitation(patient, addDays(from, 55), ['femur-fracture', from]);
  },
};

/** A new knee; the person's own blood is given back. */
export const kneeReplacement: Condition = {
  id: 'knee-replacement',
  emit: (patient) => {
    const random = patient.random.fork('knee');
    const start = patient.since(4);
    const from = dayIn(patient.months[random.between(5, 28)] ?? '', 5);
    mri(patient.log.visit(patient.hospital, addDays(from, -21)).because('knee-arthrosis', start));
    patient.log.stay(patient.hospital, from, 20).forEach((day, index) => {
      day.because('knee-arthrosis', start);
      if (index === 0) xray(bloodTests(day).act('ecg'));
      if (index === 1) {
        day.act('joint-replacement').material('50', 'joint-prosthesis').act('autologous-blood-recovery');
        day.act('general-anaesthesia', { quantity: 120 }).drugs('54', [['propofol-200', 2]]);
      }
      if (index > 2) day.act('rehabilitation', { quantity: 3, points: 555 });
    });
    rehabilitation(patient, addDays(from, 25), ['knee-arthrosis', start]);
  },
};

/** Aching backs and knees: plasters and exercise for some weeks each year. */
export const backPain: Condition = {
  id: 'back-pain',
  emit: (patient) => {
    const random = patient.random.fork('back-pain');
    const clinic = facility(random.pick(['seikei-clinic', 'ashi-clinic']));
    patient.months.forEach((month) => {
      if (!random.chance(0.16)) return;
      const start = workday(dayIn(month, random.between(2, 18)));
      const day = patient.log.visit(clinic, start).because('low-back-pain', start);
      xray(day).prescribe(external('１日１回　腰に貼付', ['loxoprofen-tape', 35]));
      day.prescribe(oral('thrice', 14, ['loxoprofen-60', 3], ['rebamipide-100', 3]));
      const again = patient.log.visit(clinic, workday(addDays(start, 8))).because('low-back-pain', start);
      again.act('rehabilitation', { quantity: 2, points: 370 });
      if (random.chance(0.3))
        again.because('neuropathic-pain', start).prescribe(oral('twice', 14, ['pregabalin-75', 2]));
    });
  },
};
