export { ClaimPrinter, printClaims } from './claim-printer.ts';
export { cp932Length, decodeCp932, encodeCp932, UnencodableError } from './cp932.ts';
export { FINDING_RULES, type FindingCode, type FindingRule } from './findings.ts';
export {
  BURDEN_PAYERS,
  CODE_TABLES,
  type CodeTable,
  type FileLayout,
  layoutOf,
  type RecordLayout,
} from './layout.ts';
export * from './model.ts';
export {
  encodeRecords,
  type PrintOptions,
  padRecord,
  recordFromNames,
  UnprintableCellError,
} from './printer.ts';
export { ClaimReader, type ReadOptions, readAll, readClaims } from './reader.ts';
export {
  type FileRecord,
  namedCells,
  printRecordFile,
  type RecordFile,
  rawRecords,
  readRecordFile,
  withCell,
} from './record-file.ts';
