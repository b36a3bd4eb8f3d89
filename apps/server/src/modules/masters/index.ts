export type { Snapshot } from './catalogue/code-index.ts';
export { catalogueVersion, loadCatalogue } from './catalogue/load-catalogue.ts';
export { type StoredMasterFile, storedMasterFiles } from './catalogue/stored-files.ts';
export { type ImportMastersInput, importMasters } from './import-masters/import-masters.ts';
export { diskFiles, type FoundFile, type MasterFiles } from './import-masters/read-files.ts';
export type {
  MasterFileCode,
  MasterFilePlace,
  MasterFileReport,
  MasterImportReport,
} from './import-masters/report.ts';
export type { MasterCatalogue, Resolution, Resolve } from './model/catalogue.ts';
export {
  actCategories,
  type ClassifiedColumns,
  type NamedId,
} from './model/classification/classify-act.ts';
export { isWardCode } from './model/classification/non-acts.ts';
export type {
  ActCategory,
  ActClassification,
  ActEntry,
  CommentEntry,
  DigitPosition,
  DiseaseEntry,
  DrugEntry,
  EntryOf,
  MasterEntry,
  MasterKind,
  MaterialEntry,
  ModifierEntry,
  SurgerySubKind,
} from './model/entries.ts';
