import type { Condition } from '../patient.ts';
import { backPain, fracture, kneeReplacement } from './bones.ts';
import { breastCancer, colonCancer, gastricCancer } from './cancer.ts';
import { asthma, atopic, childInfections } from './children.ts';
import { diabetes, diabetesInsulin } from './diabetes.ts';
import { dialysis, dialysisNew, peritonealDialysis } from './dialysis.ts';
import { dyslipidaemia } from './dyslipidaemia.ts';
import { appendicitis, everydayIllness, hayFever, polyp } from './everyday.ts';
import { cataract, glaucoma } from './eyes.ts';
import { atrialFibrillation, coronaryDisease, homeOxygen } from './heart-and-lung.ts';
import { hypertension } from './hypertension.ts';
import { bladder, depression, homeVisits, hypothyroidism, reflux, sepsis } from './mind-and-others.ts';
import { duplicatePolypharmacy, polypharmacy } from './polypharmacy.ts';
import { pregnancy } from './pregnancy.ts';
import { kidneyTransplant, stemCellTransplant, transfusionDependent } from './transplant.ts';

const ALL: readonly Condition[] = [
  appendicitis,
  asthma,
  atopic,
  atrialFibrillation,
  backPain,
  bladder,
  breastCancer,
  cataract,
  childInfections,
  colonCancer,
  coronaryDisease,
  depression,
  diabetes,
  diabetesInsulin,
  dialysis,
  dialysisNew,
  duplicatePolypharmacy,
  dyslipidaemia,
  everydayIllness,
  fracture,
  gastricCancer,
  glaucoma,
  hayFever,
  homeOxygen,
  homeVisits,
  hypertension,
  hypothyroidism,
  kidneyTransplant,
  kneeReplacement,
  peritonealDialysis,
  polyp,
  polypharmacy,
  pregnancy,
  reflux,
  sepsis,
  stemCellTransplant,
  transfusionDependent,
];

const BY_ID = new Map(ALL.map((condition) => [condition.id, condition]));

export const CONDITION_IDS: readonly string[] = ALL.map((condition) => condition.id);

/** The condition module of an id; an unknown id is a mistake in `cohorts.csv`. */
export function condition(id: string): Condition {
  const found = BY_ID.get(id);
  if (found === undefined) throw new Error(`no condition ${id}`);
  return found;
}
