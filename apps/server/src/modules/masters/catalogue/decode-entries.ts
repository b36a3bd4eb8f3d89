import { classifyAct } from '../model/classification/classify-act.ts';
import { isPseudoDrug } from '../model/classification/non-acts.ts';
import type {
  ActEntry,
  CommentEntry,
  DigitPosition,
  DiseaseEntry,
  DrugEntry,
  MaterialEntry,
  ModifierEntry,
} from '../model/entries.ts';

/** Returns the one copy of a text that is kept for all editions. */
export interface Share {
  (text: string): string;
  (text: string | null): string | null;
}

interface Row {
  readonly code: string;
  readonly changed_on: string | null;
  readonly usable_until: string | null;
}

export interface ActRow extends Row {
  readonly short_name: string | null;
  readonly name: string | null;
  readonly unit_code: string | null;
  readonly unit: string | null;
  readonly point_kind: number;
  readonly in_out: number;
  readonly aggregation_out: number;
  readonly hospital: number;
  readonly donor: number;
  readonly specimen: number;
  readonly aggregation_in: number;
  readonly recording_kind: number;
  readonly tariff_kind: number;
  readonly short_stay: number;
  readonly letter: string;
  readonly section: number;
  readonly branch: number;
  readonly item: number;
}

export function decodeAct(row: ActRow, share: Share): ActEntry {
  const columns = {
    code: share(row.code),
    validFrom: share(row.changed_on),
    validUntil: share(row.usable_until),
    name: share(row.name ?? row.short_name ?? row.code),
    shortName: share(row.short_name ?? row.name ?? row.code),
    unitCode: share(row.unit_code),
    unit: share(row.unit),
    pointKind: row.point_kind,
    inOut: row.in_out,
    aggregationOut: row.aggregation_out,
    aggregationIn: row.aggregation_in,
    hospital: row.hospital,
    donor: row.donor,
    recordingKind: row.recording_kind,
    tariffKind: row.tariff_kind,
    shortStay: row.short_stay,
    isSpecimen: row.specimen === 1,
    letter: share(row.letter),
    section: row.section,
    branch: row.branch,
    item: row.item,
  };
  return { ...columns, classification: classifyAct(columns) };
}

export interface DrugRow extends Row {
  readonly name: string;
  readonly unit_code: string | null;
  readonly unit: string | null;
  readonly price_kind: number;
  readonly controlled_kind: number;
  readonly generic: number;
  readonly contrast_kind: number;
  readonly brand_of: string | null;
  readonly dosage_form: number;
  readonly price_list_code: string | null;
  readonly general_name_code: string | null;
  readonly general_name: string | null;
}

export function decodeDrug(row: DrugRow, share: Share): DrugEntry {
  return {
    code: share(row.code),
    validFrom: share(row.changed_on),
    validUntil: share(row.usable_until),
    name: share(row.name),
    unitCode: share(row.unit_code),
    unit: share(row.unit),
    priceKind: row.price_kind,
    controlledKind: row.controlled_kind,
    isGeneric: row.generic === 1,
    contrastKind: row.contrast_kind,
    brandOf: share(row.brand_of),
    dosageForm: row.dosage_form,
    priceListCode: share(row.price_list_code),
    therapeuticClass: row.price_list_code === null ? null : share(row.price_list_code.slice(0, 4)),
    generalNameCode: share(row.general_name_code),
    generalName: share(row.general_name),
    isPseudoDrug: isPseudoDrug({ code: row.code, priceKind: row.price_kind }),
  };
}

export interface MaterialRow extends Row {
  readonly short_name: string | null;
  readonly name: string | null;
  readonly unit_code: string | null;
  readonly unit: string | null;
  readonly price_kind: number;
}

export function decodeMaterial(row: MaterialRow, share: Share): MaterialEntry {
  return {
    code: share(row.code),
    validFrom: share(row.changed_on),
    validUntil: share(row.usable_until),
    name: share(row.name ?? row.short_name ?? row.code),
    unitCode: share(row.unit_code),
    unit: share(row.unit),
    priceKind: row.price_kind,
  };
}

export interface DiseaseRow extends Row {
  readonly name: string;
  readonly icd10: string | null;
  readonly icd10_second: string | null;
  readonly exchange_code: string | null;
  readonly management_number: string | null;
  readonly successor: string | null;
}

export function decodeDisease(row: DiseaseRow, share: Share): DiseaseEntry {
  return {
    code: share(row.code),
    validFrom: share(row.changed_on),
    validUntil: share(row.usable_until),
    name: share(row.name),
    icd10: share(row.icd10),
    icd10Second: share(row.icd10_second),
    exchangeCode: share(row.exchange_code),
    managementNumber: share(row.management_number),
    successor: row.successor === row.code ? null : share(row.successor),
  };
}

export interface CommentRow extends Row {
  readonly pattern: string;
  readonly body: string;
  readonly position_1: number;
  readonly digits_1: number;
  readonly position_2: number;
  readonly digits_2: number;
  readonly position_3: number;
  readonly digits_3: number;
  readonly position_4: number;
  readonly digits_4: number;
}

const noDigits: readonly DigitPosition[] = Object.freeze([]);

export function decodeComment(row: CommentRow, share: Share): CommentEntry {
  const positions = [
    { position: row.position_1, digits: row.digits_1 },
    { position: row.position_2, digits: row.digits_2 },
    { position: row.position_3, digits: row.digits_3 },
    { position: row.position_4, digits: row.digits_4 },
  ].filter(({ digits }) => digits > 0);
  return {
    code: share(row.code),
    validFrom: share(row.changed_on),
    validUntil: share(row.usable_until),
    pattern: share(row.pattern),
    text: share(row.body),
    digitPositions: positions.length === 0 ? noDigits : positions,
  };
}

export interface ModifierRow extends Row {
  readonly name: string;
  readonly category: string | null;
  readonly exchange_code: string | null;
  readonly management_number: string | null;
}

export function decodeModifier(row: ModifierRow, share: Share): ModifierEntry {
  return {
    code: share(row.code),
    validFrom: share(row.changed_on),
    validUntil: share(row.usable_until),
    name: share(row.name),
    place: row.code.startsWith('8') ? 'suffix' : 'prefix',
    category: share(row.category),
    exchangeCode: share(row.exchange_code),
    managementNumber: share(row.management_number),
  };
}
