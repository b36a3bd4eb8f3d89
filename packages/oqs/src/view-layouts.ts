import {
  code,
  date,
  floatingCode,
  floatingText,
  group,
  type Infer,
  instant,
  list,
  month,
  text,
} from './schema.ts';
import table from './view-names.json' with { type: 'json' };

/** Where a month list comes from. @spec eligibility.md §9.2 */
export type ViewSource = 'claims' | 'dispensing' | 'prescription';

const COLUMNS = { claims: 0, dispensing: 1, prescription: 2 } as const;
/** Stands for a name that a source does not have; no XML element can have it. */
const NO_ELEMENT = '';

type Names = (item: keyof typeof table.items) => string;

function namesOf(source: ViewSource): Names {
  return (item) => table.items[item][COLUMNS[source]] ?? NO_ELEMENT;
}

const drugShape = (names: Names) => ({
  /** 9-digit claim code. */
  drugCode: text('optional', names('drugCode')),
  drugName: text('optional', names('drugName')),
  ingredientName: text('optional', names('ingredientName')),
  /** Decimal number as written. */
  quantity: text('optional', names('quantity')),
  unit: text('optional', names('unit')),
  usageName: text('optional', names('usageName')),
  specialInstruction: text('optional', names('specialInstruction')),
  times: text('optional', names('times')),
  classification: text('optional', names('classification')),
});

const treatmentShape = (names: Names) => ({
  treatmentCode: text('optional', names('treatmentCode')),
  treatmentName: text('optional', names('treatmentName')),
  classification: text('optional', names('treatmentClassification')),
  quantity: text('optional', names('treatmentQuantity')),
  times: text('optional', names('treatmentTimes')),
  unit: text('optional', names('treatmentUnit')),
});

const dateShape = (names: Names) => ({
  /** Absent in prescriptions. */
  dispensedOn: date('optional', names('dispensedOn')),
  prescribedOn: date('optional', names('prescribedOn')),
  drugs: list('required', names('drugs'), names('drug'), drugShape(names)),
  /** Claims only. */
  treatments: list('optional', names('treatments'), names('treatment'), treatmentShape(names)),
});

const monthShape = (names: Names) => ({
  dispensingInstitutionCode: text('optional', names('dispensingInstitutionCode')),
  dispensingInstitutionName: text('optional', names('dispensingInstitutionName')),
  prescribingInstitutionCode: text('optional', names('prescribingInstitutionCode')),
  prescribingInstitutionName: text('optional', names('prescribingInstitutionName')),
  dispensingOrigin: code('optional', 'origin', names('dispensingOrigin')),
  prescribingOrigin: code('optional', 'origin', names('prescribingOrigin')),
  month: month('optional', names('month')),
  inOut: text('optional', names('inOut')),
  dates: list('required', names('dateGroups'), names('dateGroup'), dateShape(names)),
});

function monthList(source: ViewSource) {
  const { wrapper, item } = table.lists[source];
  return list('required', wrapper, item, monthShape(namesOf(source)));
}

const PATIENT = {
  name: text('optional'),
  kanaName: text('optional'),
  birth: date('optional'),
  admGendCode: code('optional', 'sex'),
};

const VIEW_RESPONSE_HEADER = {
  processExecutionTime: instant('optional'),
  medicalInstitutionCode: text('optional'),
  arbitraryFileIdentifier: text('optional'),
  characterCodeIdentifier: code('optional', 'character-code'),
  resultCode: floatingCode('expected', 'result-code'),
  messageContents: floatingText('optional'),
};

export const DRUG_VIEW_RESPONSE = {
  header: group(
    'required',
    { ...VIEW_RESPONSE_HEADER, patient: group('optional', PATIENT, 'QuaInf') },
    'MessageHeader',
  ),
  body: group(
    'optional',
    {
      claims: monthList('claims'),
      dispensing: monthList('dispensing'),
      prescription: monthList('prescription'),
    },
    'MessageBody',
  ),
};

const CHECKUP_ITEM = {
  /** JLAC10. */
  itemCode: text('optional'),
  itemName: text('optional'),
  dataType: text('optional'),
  dataValue: text('optional'),
  unit: text('optional'),
  oid: text('optional'),
  dataValueName: text('optional'),
};

const CHECKUP = {
  effectiveTime: date('optional'),
  items: list(
    'required',
    'HealthCheckupResultAndQuestionInfos',
    'HealthCheckupResultAndQuestionInfo',
    CHECKUP_ITEM,
  ),
};

export const CHECKUP_VIEW_RESPONSE = {
  header: group(
    'required',
    { ...VIEW_RESPONSE_HEADER, patient: group('optional', PATIENT, 'QualificationsInfo') },
    'MessageHeader',
  ),
  body: group(
    'optional',
    { checkups: list('required', null, 'SpecificHealthCheckupInfo', CHECKUP) },
    'MessageBody',
  ),
};

export interface ViewedDrug extends Infer<ReturnType<typeof drugShape>> {}
export interface ViewedTreatment extends Infer<ReturnType<typeof treatmentShape>> {}
export interface ViewedDate extends Infer<ReturnType<typeof dateShape>> {}
/** A month at one institution, in the same form for all three sources. */
export interface ViewedMonth extends Infer<ReturnType<typeof monthShape>> {}
export interface ViewPatient extends Infer<typeof PATIENT> {}
export interface CheckupItem extends Infer<typeof CHECKUP_ITEM> {}
export interface ViewedCheckup extends Infer<typeof CHECKUP> {}
/** `YZKsiquc01res`. */
export interface DrugViewResponse extends Infer<typeof DRUG_VIEW_RESPONSE> {}
/** `TKKsiquc01res`. */
export interface CheckupViewResponse extends Infer<typeof CHECKUP_VIEW_RESPONSE> {}
