/** Names of identifiers and extensions. @spec fhir-jp-core.md §2.3, §4 */
const RESOURCE_IDENTIFIER = 'http://jpfhir.jp/fhir/core/IdSystem/resourceInstance-identifier';
export const BUNDLE_IDENTIFIER = 'http://jpfhir.jp/fhir/clins/bundle-identifier';
const DOCUMENT_IDENTIFIER = 'http://jpfhir.jp/fhir/core/IdSystem/documentInstance-identifier';
export const MEMBER_ID = 'http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID';
export const INSTITUTION_EXTENSION =
  'http://jpfhir.jp/fhir/clins/Extension/StructureDefinition/JP_eCS_InstitutionNumber';

/** Identifiers that name one resource of an institution and no other. RP numbers and prescription ids do not. */
export const KEY_SYSTEMS: ReadonlySet<string> = new Set([
  RESOURCE_IDENTIFIER,
  BUNDLE_IDENTIFIER,
  DOCUMENT_IDENTIFIER,
]);
