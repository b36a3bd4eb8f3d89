import { asNeeded, external, oral } from '../care/prescriptions.ts';
import { addDays, dayIn, monthOf, workday } from '../dates.ts';
import { facility } from '../facilities.ts';
import type { Condition, Patient } from '../patient.ts';
import { livesIn } from '../population.ts';

const monthsAlive = (patient: Patient): readonly string[] =>
  patient.months.filter((month) => livesIn(patient.person, month));

type Illness = (patient: Patient, date: string) => void;

const fever: Illness = (patient, date) => {
  const small = patient.ageIn(monthOf(date)) < 6;
  const day = patient.log.visit(patient.clinic, date).because('tonsillitis', date).act('rapid-antigen');
  day.prescribe(oral('thrice', 5, small ? ['amoxicillin-granule', 3] : ['amoxicillin-250', 3]));
  day.prescribe(
    small
      ? external('発熱時　１回１個', ['acetaminophen-supp', 4])
      : asNeeded('発熱時', 6, ['acetaminophen-200', 1]),
  );
};

const bronchitis: Illness = (patient, date) => {
  const day = patient.log.visit(patient.clinic, date).because('acute-bronchitis', date).act('nebuliser');
  day.prescribe(oral('thrice', 5, ['carbocisteine-syrup', 6], ['levocetirizine-syrup', 5]));
  day.prescribe(external('１日１回　胸に貼付', ['tulobuterol-tape', 5]));
};

const otitis: Illness = (patient, date) => {
  for (const after of [0, 5]) {
    const day = patient.log.visit(facility('mimi-clinic'), workday(addDays(date, after)));
    day.because('otitis-media', date).prescribe(oral('thrice', 5, ['cefditoren-granule', 2]));
  }
};

const stomach: Illness = (patient, date) => {
  const day = patient.log.visit(patient.clinic, date).because('gastroenteritis', date);
  day.prescribe(oral('thrice', 4, ['butyric-bacteria', 3]));
};

const influenza: Illness = (patient, date) => {
  const day = patient.log.visit(patient.clinic, date).because('influenza', date).act('rapid-antigen');
  day.prescribe(oral('twice', 5, ['oseltamivir-75', 2]));
};

const ILLNESSES: readonly Illness[] = [fever, bronchitis, bronchitis, otitis, stomach, influenza];

/** The infections of childhood: several a year when small, fewer at school. */
export const childInfections: Condition = {
  id: 'child-infections',
  emit: (patient) => {
    const random = patient.random.fork('infections');
    for (const month of monthsAlive(patient)) {
      const age = patient.ageIn(month);
      if (!random.chance(age < 6 ? 0.32 : 0.12)) continue;
      const date = workday(dayIn(month, random.between(1, 26)));
      if (monthOf(date) === month) random.pick(ILLNESSES)(patient, date);
      if (age < 6 && random.chance(0.5)) patient.log.visit(patient.clinic, date).act('pediatric-care');
    }
  },
};

/** Asthma with daily prevention. */
export const asthma: Condition = {
  id: 'asthma',
  emit: (patient) => {
    const random = patient.random.fork('asthma');
    const start = patient.since(1);
    const child = patient.ageIn(patient.months.at(-1) ?? '') < 16;
    monthsAlive(patient).forEach((month, index) => {
      const day = patient.log.visit(patient.clinic, workday(dayIn(month, 8))).because('asthma', start);
      if (index % 2 === 0) day.act('asthma-management');
      if (index % 6 === 1) day.act('spirometry');
      if (child) {
        day.prescribe(oral('bedtime', 28, ['montelukast-5', 1]));
        day.prescribe(external('１日２回　吸入', ['fluticasone-inhaler', 1]));
      } else {
        day.prescribe(external('１日２回　吸入', ['budesonide-formoterol', 1]));
      }
      if (random.chance(0.15))
        day.act('nebuliser').prescribe(external('発作時　吸入', ['procaterol-inhaler', 5]));
    });
  },
};

/** Atopic dermatitis: ointments by strength, more in winter. */
export const atopic: Condition = {
  id: 'atopic',
  emit: (patient) => {
    const random = patient.random.fork('atopic');
    const clinic = facility(random.pick(['hada-clinic', 'awayuki-clinic']));
    const start = patient.since(1);
    for (const month of monthsAlive(patient)) {
      const winter = ['11', '12', '01', '02', '03'].includes(month.slice(5));
      if (!random.chance(winter ? 0.85 : 0.45)) continue;
      const day = patient.log.visit(clinic, workday(dayIn(month, random.between(3, 25))));
      day.because('atopic-dermatitis', start).act('ointment-care');
      day.prescribe(external('１日２回　からだ', ['betamethasone-ointment', 20]));
      day.prescribe(external('１日２回　顔', ['tacrolimus-ointment', 5]));
      day.prescribe(external('１日２回　全身', ['heparinoid-cream', 100]));
      day.prescribe(oral('twice', 28, ['olopatadine-5', 2]));
      if (random.chance(0.2)) day.act('allergy-guidance');
    }
  },
};
