import { systemOf } from '@tsunagu/fhir';
import type { ActEntry, DrugEntry, Resolution } from '../../masters/index.ts';
import type { CodedAct } from '../model/record.ts';
import type { CodeableConcept, Coding } from './elements.ts';
import own from './systems.json' with { type: 'json' };

// The catalogue gives the same object for the same answer, so each concept is made once.
const drugs = new WeakMap<Resolution<DrugEntry>, CodeableConcept>();
const acts = new WeakMap<Resolution<ActEntry>, CodeableConcept>();

/**
 * A drug: the nine digits of claims, for which no public URL exists; the code of the price list, which is no YJ code; and
 * the general name. `version` is the edition of the master. @spec fhir-jp-core.md §2.1; claims.md §10.4
 */
export function drugConcept(
  resolution: Resolution<DrugEntry> | null,
  { code, codeKind, name }: Sent,
): CodeableConcept {
  if (resolution === null) return sentConcept({ code, codeKind, name });
  let concept = drugs.get(resolution);
  if (concept === undefined) {
    const { entry, edition } = resolution;
    const coding: Coding[] = [{ system: own.claimsDrug, version: edition, code, display: entry.name }];
    if (entry.priceListCode !== null)
      coding.push({ system: own.priceListDrug, version: edition, code: entry.priceListCode });
    if (entry.generalNameCode !== null)
      coding.push({
        system: systemOf('generic-name'),
        code: entry.generalNameCode,
        ...(entry.generalName === null ? {} : { display: entry.generalName }),
      });
    concept = { coding, text: entry.name };
    drugs.set(resolution, concept);
  }
  return concept;
}

/** What a sender said of a drug. */
interface Sent {
  readonly code: string;
  readonly codeKind?: string | undefined;
  readonly name?: string | undefined;
}

/** 薬品コード種別 that have a system of their own; others have words only. @spec prescriptions.md §6.5, §10 */
const SYSTEM_OF_KIND: ReadonlyMap<string | undefined, string> = new Map([
  [undefined, own.claimsDrug],
  ['4', systemOf('yj')],
  ['7', systemOf('generic-name')],
]);

function sentConcept({ code, codeKind, name }: Sent): CodeableConcept {
  const system = SYSTEM_OF_KIND.get(codeKind);
  if (system === undefined) return { text: name ?? code };
  if (name === undefined) return { coding: [{ system, code }] };
  return { coding: [{ system, code, display: name }], text: name };
}

/** 医科診療行為, the slice `medical` of JP_Procedure. @spec fhir-jp-core.md §3 */
const MEDICAL_ACT = 'http://jpfhir.jp/fhir/core/CodeSystem/JP_ProcedureCodesMedical_CS';

export function actConcept(resolution: Resolution<ActEntry> | null, code: string): CodeableConcept {
  if (resolution === null) return { coding: [{ system: MEDICAL_ACT, code }] };
  let concept = acts.get(resolution);
  if (concept === undefined) {
    const { entry, edition } = resolution;
    concept = {
      coding: [{ system: MEDICAL_ACT, version: edition, code, display: entry.name }],
      text: entry.name,
    };
    acts.set(resolution, concept);
  }
  return concept;
}

const categories = new Map<string, CodeableConcept>();

/** The category of the record in which an act is shown. */
export function actCategoryConcept({ category, categoryName }: CodedAct): CodeableConcept {
  let concept = categories.get(category);
  if (concept === undefined) {
    concept = {
      coding: [{ system: own.actCategory, code: category, display: categoryName }],
      text: categoryName,
    };
    categories.set(category, concept);
  }
  return concept;
}
