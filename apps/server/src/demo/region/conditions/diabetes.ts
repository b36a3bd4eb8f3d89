import type { Prescription } from '../care/care.ts';
import { oral, selfInjection } from '../care/prescriptions.ts';
import { facility } from '../facilities.ts';
import type { ChronicVisit, Condition, Patient } from '../patient.ts';
import { bloodTests } from './labs.ts';

/** What is taken after so many visits: the treatment grows over the years. */
function oralDrugs(visit: ChronicVisit, steps: readonly number[]): Prescription[] {
  const { index, days } = visit;
  const [second = 0, third = 0] = steps;
  const prescriptions = [oral('twice', days, [index >= third ? 'metformin-500' : 'metformin-250', 2])];
  if (index >= second) prescriptions.push(oral('morning', days, ['sitagliptin-50', 1]));
  if (index >= third) prescriptions.push(oral('morning', days, ['dapagliflozin-5', 1]));
  return prescriptions;
}

function injectInsulin({ day }: ChronicVisit, basalBolus: boolean): void {
  day.act(['home-injection', 'home-glucose-meter']);
  day.prescribe(selfInjection('１日１回就寝前　皮下注射', ['insulin-glargine', 2]));
  if (basalBolus) day.prescribe(selfInjection('１日３回毎食直前　皮下注射', ['insulin-aspart', 3]));
}

function eyeChecks(patient: Patient, start: string): void {
  const eye = facility('hitomi-clinic');
  patient.chronicVisits().forEach(({ day, index }) => {
    if (index % 8 !== 6) return;
    patient.log.visit(eye, day.date).because('diabetes-2', start).act('eye-examination');
  });
}

function emitDiabetes(patient: Patient, insulinFrom: number): void {
  const random = patient.random.fork('diabetes');
  const start = patient.since(random.between(3, 18));
  const steps = [random.between(0, 8), random.between(9, 22)];
  const basalBolus = random.chance(0.4);
  const glp1 = insulinFrom === Number.POSITIVE_INFINITY && random.chance(0.12);
  for (const visit of patient.chronicVisits()) {
    const { day, index } = visit;
    day.because('diabetes-2', start).act('hba1c');
    if (index % 2 === 0) bloodTests(day, 'urinalysis');
    if (index % 6 === 3) day.act('nutrition-guidance');
    if (index % 6 === 5) day.act('diabetic-foot');
    for (const prescription of oralDrugs(visit, steps)) day.prescribe(prescription);
    if (index >= insulinFrom) injectInsulin(visit, basalBolus);
    if (glp1 && index >= 6) {
      day.act('home-injection').prescribe(selfInjection('週１回　皮下注射', ['semaglutide', 4]));
    }
  }
  eyeChecks(patient, start);
}

/** Diabetes treated with tablets, which become more over the years; a few inject a weekly drug. */
export const diabetes: Condition = {
  id: 'diabetes',
  emit: (patient) => emitDiabetes(patient, Number.POSITIVE_INFINITY),
};

/** Diabetes treated with insulin, from the beginning or after some visits. */
export const diabetesInsulin: Condition = {
  id: 'diabetes-insulin',
  emit: (patient) => emitDiabetes(patient, patient.random.fork('insulin').pick([0, 0, 8])),
};
