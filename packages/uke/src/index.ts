export { cp932Length, decodeCp932, encodeCp932, UnencodableError } from './cp932.ts';
export { FINDING_RULES, type FindingCode, type FindingRule } from './findings.ts';
export * from './model.ts';
export {
  encodeRecords,
  type PrintOptions,
  padRecord,
  recordFromNames,
  UnprintableCellError,
} from './printer.ts';
export { ClaimReader, type ReadOptions, readAll, readClaims } from './reader.ts';
