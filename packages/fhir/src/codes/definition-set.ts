/** Packages that are opened together. @spec fhir-jp-core.md §1 */
export type DefinitionSet = 'core' | 'clins' | 'checkup' | 'ref-legacy' | 'dis-legacy';
