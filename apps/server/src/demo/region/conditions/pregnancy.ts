import { oral } from '../care/prescriptions.ts';
import { addDays, dayIn, workday } from '../dates.ts';
import { facility } from '../facilities.ts';
import type { Condition } from '../patient.ts';
import { bloodTests } from './labs.ts';

const DAYS_TO_BIRTH = 238;

/**
 * A pregnancy with what insurance pays: anaemia, early contractions, and a caesarean section after an
 * earlier one. Ordinary check-ups and births are no insured care and leave no claim.
 */
export const pregnancy: Condition = {
  id: 'pregnancy',
  emit: (patient) => {
    const random = patient.random.fork('pregnancy');
    const clinic = facility('tsuki-clinic');
    const start = dayIn(
      patient.months[patient.months.length - random.between(8, 20)] ?? '',
      random.between(3, 24),
    );
    const at = (days: number): string => workday(addDays(start, days));
    for (let week = 4; week * 7 < DAYS_TO_BIRTH - 14; week += 4) {
      const day = patient.log.visit(clinic, at(week * 7)).because('pregnancy-check', start);
      day.act('ultrasound-abdomen');
      if (week % 8 === 0) bloodTests(day, 'urinalysis');
      if (week >= 16) {
        day.because('gestational-anaemia', at(112));
        day.prescribe(oral('twice', 28, ['ferrous-citrate-50', 2]));
      }
      if (week >= 24) {
        day.because('threatened-labour', at(168)).act('fetal-monitoring');
        day.prescribe(oral('thrice', 14, ['ritodrine-5', 3]));
      }
      if (week === 20) day.acts('high-risk-pregnancy', 'referral-letter');
    }
    const birth = addDays(start, DAYS_TO_BIRTH);
    const days = patient.log.stay(patient.hospital, birth, 8);
    days.forEach((day, index) => {
      day.because('previous-caesarean', start);
      if (index === 0) bloodTests(day).act('fetal-monitoring');
      if (index === 1) {
        day
          .act('caesarean')
          .act('spinal-anaesthesia')
          .drugs('54', [['lidocaine-1', 2]]);
        day.drugs('33', [['cefazolin-1g', 1]]);
      }
      if (index > 0 && index < 4) day.drugs('33', [['maintenance-fluid', 2]]);
      if (index === 2) day.drugs('22', [['acetaminophen-500', 1]], 4);
    });
  },
};
