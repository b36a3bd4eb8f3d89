export { decimalText, ExactDecimal, toDecimal } from './json/exact-decimal.ts';
export {
  type FhirSyntaxCode,
  FhirSyntaxError,
  type Json,
  type ParseJsonOptions,
  parseJson,
} from './json/parse-json.ts';
export { printJson } from './json/print-json.ts';
