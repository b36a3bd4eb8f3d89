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
export {
  type PrescriptionDialect,
  type ReadPrescription,
  readPrescription,
  type WriteOptions,
  writePrescription,
} from './prescription/prescription.ts';
export type { Written } from './print.ts';
export type { UnknownRecord } from './records.ts';
