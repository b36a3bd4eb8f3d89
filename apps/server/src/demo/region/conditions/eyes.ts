import { external } from '../care/prescriptions.ts';
import { addDays, dayIn, workday } from '../dates.ts';
import { facility } from '../facilities.ts';
import type { Condition } from '../patient.ts';

const DROPS = [
  external('１日３回　手術をした目', ['levofloxacin-drops', 5]),
  external('１日３回　手術をした目', ['betamethasone-drops', 5]),
];

/** Lens replacement in its three billing forms: short stay of five days, day surgery, ambulant. */
export const cataract: Condition = {
  id: 'cataract',
  emit: (patient) => {
    const random = patient.random.fork('cataract');
    const clinic = facility(random.pick(['hitomi-clinic', 'shiokaze-eye-clinic']));
    const month = patient.months[random.between(3, 30)] ?? '';
    const found = workday(dayIn(month, random.between(2, 20)));
    const start = patient.since(1);
    patient.log.visit(clinic, found).because('cataract', start).acts('eye-examination', 'referral-letter');
    const surgery = addDays(found, random.between(14, 30));
    const form = random.between(0, 2);
    if (form === 0) {
      const days = patient.log.stay(patient.hospital, surgery, 3, 'short');
      for (const day of days) day.because('cataract', start);
      days[0]?.act('short-stay-3-cataract');
    } else {
      const day = patient.log.visit(clinic, workday(surgery)).because('cataract', start);
      day.act('cataract-surgery').drugs('50', [['lidocaine-1', 1]]);
      day.material('50', 'iol');
      if (form === 1) day.act('short-stay-1');
    }
    for (const after of [7, 28]) {
      const day = patient.log.visit(clinic, workday(addDays(surgery, after))).because('cataract', start);
      day.act('eye-examination');
      for (const drops of DROPS) day.prescribe(drops);
    }
  },
};

/** Raised eye pressure: drops every two months. */
export const glaucoma: Condition = {
  id: 'glaucoma',
  emit: (patient) => {
    const random = patient.random.fork('glaucoma');
    const clinic = facility(random.pick(['hitomi-clinic', 'shiokaze-eye-clinic']));
    const start = patient.since(4);
    const drug = random.pick(['latanoprost-drops', 'latanoprost-drops-brand']);
    patient.months.forEach((month, index) => {
      if (index % 2 === 1) return;
      const day = patient.log.visit(clinic, workday(dayIn(month, 12))).because('glaucoma', start);
      day.act('eye-examination').prescribe(external('１日１回　両目', [drug, 2.5]));
    });
  },
};
