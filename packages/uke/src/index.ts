export { cp932Length, decodeCp932, encodeCp932, UnencodableError } from './cp932.ts';
export * from './model.ts';
export {
  encodeRecords,
  type PrintOptions,
  padRecord,
  recordFromNames,
  UnprintableCellError,
} from './printer.ts';
