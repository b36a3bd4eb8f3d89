export { openDefinitions, R4_NAME } from './definitions/definitions.ts';
export type * from './definitions/types.ts';
export { decimalText, ExactDecimal, toDecimal } from './json/exact-decimal.ts';
export {
  type FhirSyntaxCode,
  FhirSyntaxError,
  type Json,
  type ParseJsonOptions,
  parseJson,
} from './json/parse-json.ts';
export { printJson } from './json/print-json.ts';
