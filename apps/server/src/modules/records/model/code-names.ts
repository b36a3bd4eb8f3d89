import { drugMayBeHidden } from '../../../kernel/records/hiding.ts';
import type { ActEntry, DrugEntry, Resolution } from '../../masters/index.ts';
import { actCategories } from '../../masters/index.ts';
import type { CodedAct, CodedDrug, TreatmentCategory } from './record.ts';

const CATEGORY_NAMES = new Map<string, string>(actCategories.map(({ id, ja }) => [id, ja]));
const UNKNOWN_CATEGORY_NAME = 'コード不明';

// The catalogue gives the same object for the same answer, so each name is worked out once.
const drugs = new WeakMap<Resolution<DrugEntry>, CodedDrug>();
const acts = new WeakMap<Resolution<ActEntry>, CodedAct>();

const UNKNOWN = { known: false, unit: null, masterEdition: null, masterStatus: 'unknown' } as const;

/** What the masters say of a drug code; null resolution = in no master, so that the sender's words are all there is. */
export function codedDrug(
  resolution: Resolution<DrugEntry> | null,
  { code, name = code, unit }: { readonly code: string; readonly name?: string; readonly unit?: string },
): CodedDrug {
  if (resolution === null)
    return {
      ...UNKNOWN,
      code,
      name,
      unit: unit ?? null,
      generalName: null,
      therapeuticClass: null,
      hideable: true,
    };
  let coded = drugs.get(resolution);
  if (coded === undefined) {
    const { entry } = resolution;
    coded = {
      code,
      name: entry.name,
      known: true,
      unit: entry.unit,
      generalName: entry.generalName,
      therapeuticClass: entry.therapeuticClass,
      hideable: drugMayBeHidden(entry.controlledKind),
      masterEdition: resolution.edition,
      masterStatus: resolution.status,
    };
    drugs.set(resolution, coded);
  }
  return coded;
}

/** The same for an act in a category of the record; null resolution = in no master. */
export function codedAct(
  resolution: Resolution<ActEntry> | null,
  code: string,
  category: TreatmentCategory,
): CodedAct {
  if (resolution === null) {
    return { ...UNKNOWN, code, name: code, category, categoryName: UNKNOWN_CATEGORY_NAME, subKind: null };
  }
  let coded = acts.get(resolution);
  if (coded === undefined) {
    const { entry } = resolution;
    coded = {
      code,
      name: entry.name,
      known: true,
      unit: entry.unit,
      category,
      categoryName: CATEGORY_NAMES.get(category) ?? category,
      subKind: entry.classification.subKind,
      masterEdition: resolution.edition,
      masterStatus: resolution.status,
    };
    acts.set(resolution, coded);
  }
  return coded;
}
