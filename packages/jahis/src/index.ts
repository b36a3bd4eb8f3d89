export {
  type DispensingOptions,
  type ReadDispensing,
  readDispensing,
  writeDispensing,
} from './dispensing/dispensing.ts';
export type { Mode, RuleId } from './findings.ts';
export type { WrittenForm } from './form.ts';
export type {
  DispensedDrug,
  DispensedGroup,
  Dispensing,
  Drug,
  DrugSupplement,
  Finding,
  Institution,
  Insurance,
  Level,
  Patient,
  Prescription,
  PublicExpense,
  RpGroup,
  Usage,
  UsageSupplement,
} from './model.ts';
export { type JoinedParts, joinNotebookParts, type WaitingParts } from './notebook/join-parts.ts';
export { type ReadNotebook, readNotebook, writeNotebook } from './notebook/notebook.ts';
export type {
  AuthoredText,
  Notebook,
  NotebookBlock,
  NotebookDrug,
  NotebookFacility,
  NotebookGroup,
  NotebookOrigin,
  NotebookPatient,
  NotebookPharmacist,
  NotebookUsage,
  OtcDrug,
} from './notebook/notebook-model.ts';
export {
  type PrescriptionDialect,
  type ReadPrescription,
  readPrescription,
  type WriteOptions,
  writePrescription,
} from './prescription/prescription.ts';
export type { Written } from './print.ts';
export { type ReadAny, readAny } from './read-any.ts';
export type { UnknownRecord } from './records.ts';
