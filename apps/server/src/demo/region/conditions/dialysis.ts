import { comment, eraDate } from '../care/care.ts';
import { asNeeded, oral } from '../care/prescriptions.ts';
import { addDays, dayIn, daysInMonth, weekday } from '../dates.ts';
import { facility } from '../facilities.ts';
import type { Condition, Patient } from '../patient.ts';
import { bloodTests, xray } from './labs.ts';

const SHIFTS: readonly (readonly number[])[] = [
  [1, 3, 5],
  [2, 4, 6],
];

/** Weeks from the first session in which the introduction add-on may be billed. */
const INTRODUCTION_DAYS = 28;

const datesIn = (month: string): string[] =>
  Array.from({ length: daysInMonth(month) }, (_, index) => dayIn(month, index + 1));

/** The shunt for the access to the blood is made in hospital before the first session. */
function vascularAccess(patient: Patient, date: string): void {
  const days = patient.log.stay(patient.hospital, date, 5);
  days.forEach((day, index) => {
    day.because('esrd', date);
    if (index === 0) bloodTests(day);
    if (index !== 1) return;
    day
      .act('vascular-access')
      .drugs('50', [['lidocaine-1', 2]])
      .act('drug-guidance');
    day.drugs('33', [['cefazolin-1g', 2]]);
  });
}

function session(patient: Patient, date: string, start: string, ordinal: number): void {
  const clinic = facility('dialysis-clinic');
  const day = patient.log.visit(clinic, date).because('esrd', start).because('renal-anaemia', start);
  const introduction = ordinal * 2 < INTRODUCTION_DAYS && start > (patient.months[0] ?? '');
  day.act(introduction ? ['hemodialysis', 'hemodialysis-intro-addon'] : 'hemodialysis', {
    comment: comment('dialysis-start', eraDate(start)),
  });
  day.drugs('40', [
    ['dialysate', 1],
    ['heparin-dialysis', 1],
  ]);
  day.material('40', 'dialyser');
  if (ordinal % 3 === 0) day.drugs('32', [['darbepoetin-20', 1]]);
}

/** What the dialysis clinic does once a month besides the sessions. */
function monthly(patient: Patient, date: string, month: number): void {
  const day = patient.log.visit(facility('dialysis-clinic'), date);
  day.act('dialysis-management');
  if (month % 2 === 0) xray(day);
  day.prescribe(oral('withMeals', 28, ['calcium-carbonate-500', 6], ['lanthanum-250', 3]));
  day.prescribe(oral('evening', 28, ['alfacalcidol-05', 1]));
  day.prescribe(asNeeded('便秘時', 10, ['sennoside-12', 2]));
}

function emitHemodialysis(patient: Patient, firstMonthIndex: number): void {
  const random = patient.random.fork('dialysis');
  const shift = random.pick(SHIFTS);
  const months = patient.months.slice(firstMonthIndex);
  const [firstMonth] = months;
  if (firstMonth === undefined) return;
  const start = firstMonthIndex === 0 ? patient.since(3) : dayIn(firstMonth, 1);
  if (firstMonthIndex > 0) vascularAccess(patient, addDays(start, -20));
  let ordinal = 0;
  months.forEach((month, index) => {
    const dates = datesIn(month).filter((date) => shift.includes(weekday(date)));
    for (const date of dates) {
      session(patient, date, start, ordinal);
      ordinal += 1;
    }
    const [first] = dates;
    if (first !== undefined) monthly(patient, first, index);
  });
}

/** Dialysis three times a week through all the years. */
export const dialysis: Condition = { id: 'dialysis', emit: (patient) => emitHemodialysis(patient, 0) };

/** Dialysis that begins within the histories, after the shunt was made. */
export const dialysisNew: Condition = {
  id: 'dialysis-new',
  emit: (patient) => emitHemodialysis(patient, patient.random.fork('onset').between(10, 24)),
};

/** Peritoneal dialysis at home, changed over in hospital once a year. */
export const peritonealDialysis: Condition = {
  id: 'peritoneal-dialysis',
  emit: (patient) => {
    const start = patient.since(2);
    patient.months.forEach((month, index) => {
      const day = patient.log.visit(patient.hospital, dayIn(month, 11)).because('esrd', start);
      day.act('home-peritoneal');
      bloodTests(day);
      day.prescribe(oral('withMeals', 28, ['calcium-carbonate-500', 3]));
      if (index % 12 === 7) {
        day
          .act('peritoneal-dialysis')
          .drugs('40', [['peritoneal-fluid', 4]])
          .acts('hemodialysis-other');
      }
    });
  },
};
