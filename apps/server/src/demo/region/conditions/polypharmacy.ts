import { asNeeded, external, oral } from '../care/prescriptions.ts';
import { addDays, workday } from '../dates.ts';
import { facility } from '../facilities.ts';
import type { Condition, Patient } from '../patient.ts';
import { xray } from './labs.ts';

/** The second institution: knees and bones, and the same painkiller, stomach and sleeping drugs again. */
function secondInstitution(patient: Patient, painFrom: string, duplicates: boolean): void {
  const random = patient.random.fork('second-institution');
  const clinic = facility(random.pick(['seikei-clinic', 'ashi-clinic']));
  patient.chronicVisits().forEach(({ day, index, days }) => {
    if (index < 3 && !duplicates) return;
    const visit = patient.log
      .visit(clinic, workday(addDays(day.date, 6)))
      .because('knee-arthrosis', painFrom);
    visit.because('osteoporosis', painFrom);
    visit.prescribe(oral('rising', Math.floor(days / 7), ['alendronate-35', 1]));
    visit.prescribe(external('１日１回　膝に貼付', ['loxoprofen-tape', 35]));
    if (index % 3 === 0) visit.act('rehabilitation', { quantity: 2, points: 370 });
    if (index % 10 === 4) xray(visit);
    if (!duplicates) return;
    visit.prescribe(oral('thrice', days, ['loxoprofen-60-brand', 3], ['rebamipide-100-brand', 3]));
    visit.prescribe(oral('bedtime', days, ['zolpidem-5-brand', 1]));
  });
}

function emitPolypharmacy(patient: Patient, duplicates: boolean): void {
  const random = patient.random.fork('polypharmacy');
  const start = patient.since(random.between(3, 10));
  const withDementia = random.chance(0.25);
  const withProstate = patient.person.sex === '1' && random.chance(0.6);
  for (const { day, index, days } of patient.chronicVisits()) {
    day.because('constipation', start).because('insomnia', start).because('gastritis', start);
    day.prescribe(oral('thrice', days, ['magnesium-330', 3], ['rebamipide-100', 3]));
    day.prescribe(oral('bedtime', days, ['zolpidem-5', 1]));
    day.prescribe(oral('evening', days, ['lansoprazole-15', 1]));
    if (duplicates || random.chance(0.1)) {
      day.because('low-back-pain', start).prescribe(oral('thrice', days, ['loxoprofen-60', 3]));
    }
    if (withDementia) day.because('dementia', start).prescribe(oral('morning', days, ['donepezil-5', 1]));
    if (withProstate) day.because('bph', start).prescribe(oral('morning', days, ['tamsulosin-02', 1]));
    if (index % 5 === 2) day.prescribe(asNeeded('便秘時', 10, ['sennoside-12', 2]));
    day.because('dry-skin', start);
    if (index % 2 === 0) day.prescribe(external('１日２回　手足', ['heparinoid-cream', 50]));
  }
  secondInstitution(patient, patient.since(2), duplicates);
}

/** Many drugs in old age, from one institution and a second one for the bones. */
export const polypharmacy: Condition = {
  id: 'polypharmacy',
  emit: (patient) => emitPolypharmacy(patient, false),
};

/** The same, and both institutions prescribe a painkiller, a stomach drug and a sleeping drug. */
export const duplicatePolypharmacy: Condition = {
  id: 'polypharmacy-duplicate',
  emit: (patient) => emitPolypharmacy(patient, true),
};
