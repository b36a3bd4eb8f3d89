import { actUnit, type Donor } from '../care/care.ts';
import { oral } from '../care/prescriptions.ts';
import { addDays, dayIn, monthOf } from '../dates.ts';
import type { Condition, Patient } from '../patient.ts';
import { bloodTests, pathology } from './labs.ts';

/** Drugs against rejection and monthly checks of their level, from the month after the operation. */
function aftercare(patient: Patient, from: string, disease: string): void {
  for (const month of patient.months) {
    if (month <= monthOf(from)) continue;
    const day = patient.log.visit(patient.hospital, dayIn(month, 16)).because(disease, from);
    bloodTests(day).acts('transplant-guidance', 'drug-level-management');
    day.prescribe(oral('twice', 28, ['tacrolimus-1', 4], ['mycophenolate-250', 4]));
    day.prescribe(oral('morning', 28, ['prednisolone-5', 1]));
  }
}

/** The kidney comes from a parent or partner who is operated in the same house. */
function kidneyDonor(patient: Patient, date: string): Donor {
  const year = Number(patient.person.birthDate.slice(0, 4));
  return {
    sex: patient.person.sex === '1' ? '2' : '1',
    birthDate: `${year + 2}-05-12`,
    units: [actUnit(date, 'chemistry-panel'), actUnit(date, 'kidney-harvest')],
    diagnosis: { key: 'kidney-donor', startDate: date },
  };
}

/** A kidney from a living donor; the donor's treatment stands in the same claim. */
export const kidneyTransplant: Condition = {
  id: 'kidney-transplant',
  emit: (patient) => {
    const random = patient.random.fork('kidney-transplant');
    const start = patient.since(4);
    const from = dayIn(patient.months[random.between(6, 20)] ?? '', 2);
    const days = patient.log.stay(patient.hospital, from, 24);
    const surgery = addDays(from, 3);
    const donor = kidneyDonor(patient, surgery);
    const donorPoints = donor.units.reduce((sum, unit) => sum + unit.points * unit.times, 0);
    days.forEach((day, index) => {
      day.because('esrd', start);
      if (index % 4 === 0) bloodTests(day);
      if (index === 1) day.act('hemodialysis-other').drugs('40', [['heparin-dialysis', 1]]);
      if (index === 3) {
        day.act('kidney-transplant').act('general-anaesthesia', { quantity: 320 }).donor(donor);
        day.act('kidney-donor-addon', { points: donorPoints });
        day.drugs('54', [['propofol-200', 3]]);
        day.act('transfusion', { quantity: 280 }).drugs('50', [['red-cells', 2]]);
        pathology(day, false);
      }
      if (index > 3 && index < 9) day.drugs('33', [['maintenance-fluid', 3]]);
      if (index > 4 && index % 7 === 5) day.drugs('21', [['tacrolimus-1', 6]], 7);
    });
    aftercare(patient, addDays(from, 24), 'transplanted-kidney');
  },
};

/** Leukaemia, blood transfusions and stem cells, then the same aftercare. */
export const stemCellTransplant: Condition = {
  id: 'stem-cell-transplant',
  emit: (patient) => {
    const random = patient.random.fork('stem-cells');
    const start = dayIn(patient.months[random.between(2, 8)] ?? '', 6);
    const found = patient.log.visit(patient.hospital, start).because('leukaemia', start);
    pathology(bloodTests(found, 'tumour-marker'), true);
    const from = addDays(start, 30);
    patient.log.stay(patient.hospital, from, 45).forEach((day, index) => {
      day.because('leukaemia', start);
      if (index % 3 === 0) bloodTests(day);
      if (index % 6 === 2) {
        day.act('transfusion', { quantity: 280 }).drugs('50', [['red-cells', 1]]);
        day.drugs('33', [['albumin-25', 1]]);
      }
      if (index === 14) day.act('stem-cell-transplant');
      if (index === 4 || index === 7) day.act('radiation-beam');
      if (index < 10)
        day.drugs('33', [
          ['maintenance-fluid', 2],
          ['granisetron-3', 1],
        ]);
    });
    aftercare(patient, addDays(from, 45), 'stem-cell-recipient');
  },
};

/** Too little blood is made: transfusions every three weeks. */
export const transfusionDependent: Condition = {
  id: 'transfusion',
  emit: (patient) => {
    const start = patient.since(2);
    for (const month of patient.months) {
      for (const dayOfMonth of [5, 25]) {
        const day = patient.log.visit(patient.hospital, dayIn(month, dayOfMonth));
        bloodTests(day.because('aplastic-anaemia', start));
        day.act('transfusion', { quantity: 280 }).drugs('50', [['red-cells', 1]]);
        if (dayOfMonth === 5) day.act('transfusion-management');
      }
    }
  },
};
