import { hasAct } from '../care/care.ts';
import type { Day } from '../care/care-log.ts';

/** Blood drawn and the usual panel; more tests are units of their own. */
export function bloodTests(day: Day, ...more: readonly string[]): Day {
  return day.acts('venous-sampling', 'blood-count', 'chemistry-panel', ...more, 'judgement-chemistry');
}

/** A plain X-ray. Until 2024-05 the film had a fee of its own, which the second edition dropped. */
export function xray(day: Day): Day {
  day.act(['xray-shoot', 'digital-image-addon']).act('xray-read', { quantity: 1 });
  return hasAct(day.date, 'xray-film') ? day.act('xray-film') : day;
}

export function ct(day: Day, contrast: boolean): Day {
  if (!contrast) return day.acts('ct', 'tomography-read');
  return day
    .act(['ct', 'ct-contrast-addon'])
    .drugs('70', [['iopamidol', 1]])
    .act('tomography-read');
}

export const mri = (day: Day): Day => day.acts('mri', 'tomography-read');

/** Tissue under the microscope, with an immune stain where asked for. */
export function pathology(day: Day, immune: boolean): Day {
  day.act('histology');
  if (immune) day.act('immunostain');
  return day.act('pathology-diagnosis');
}
