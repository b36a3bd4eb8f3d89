export { EXTENSIONS, type ExtensionName, PROFILES, type ProfileName } from './codes/canonicals.ts';
export {
  type Converted,
  type OriginalSystem,
  restoreSystems,
  toOidForm,
  toUrlForm,
} from './codes/convert.ts';
export {
  type SystemName,
  type SystemRow,
  systemAsOid,
  systemForms,
  systemKey,
  systemOf,
  systemRows,
} from './codes/systems.ts';
export { openDefinitions, R4_NAME } from './definitions/definitions.ts';
export type * from './definitions/types.ts';
export {
  type CompiledInvariant,
  compileInvariant,
  type InvariantPlace,
  PrimitiveElement,
} from './fhirpath/index.ts';
export { decimalText, ExactDecimal, toDecimal } from './json/exact-decimal.ts';
export { type Json, type ParseJsonOptions, parseJson } from './json/parse-json.ts';
export { printJson } from './json/print-json.ts';
export { type FhirSyntaxCode, FhirSyntaxError } from './json/syntax-error.ts';
export { type CompiledSearch, compileSearch, type SearchOptions } from './search/compile-search.ts';
export { SearchProblem, type SearchProblemCode } from './search/problem.ts';
export { referencesOf } from './search/references.ts';
export type { Resolve, SearchResource } from './search/resource.ts';
export type { IncludeRule, Summary, Total } from './search/result-parameters.ts';
export { type Shape, shrink } from './search/shrink.ts';
export {
  type Coded,
  createTerminology,
  type Membership,
  type Terminology,
} from './terminology/index.ts';
export {
  type Issue,
  type IssueCode,
  type IssueSource,
  type Rule,
  type Severity,
  toOperationOutcome,
} from './validate/issue.ts';
export {
  createValidator,
  type ValidateOptions,
  type Validator,
  type ValidatorOptions,
} from './validate/validator.ts';
export { type FromXmlOptions, fromXml } from './xml/read-xml.ts';
export { toXml } from './xml/write-xml.ts';
