export { type BulkOptions, type BulkResult, generateBulkClaims } from './bulk/generate-bulk-claims.ts';
export { type ShowcaseBundle, showcaseBundles } from './clinical/showcase-bundles.ts';
export { writeDemoMasters } from './masters/write-demo-masters.ts';
export type { DemoInsurer, InsurerKind } from './people/insurers.ts';
export type { ClaimFile } from './region/claims/claim-files.ts';
export type { SpecialCase } from './region/claims/drafts.ts';
export type { Facility, FacilityKind } from './region/facilities.ts';
export {
  generateRegion,
  type PlacedSpecialCase,
  type Region,
  type RegionOptions,
  type RegionPerson,
} from './region/generate-region.ts';
export type { Coverage, Person } from './region/population.ts';
export type { ShowcasePerson, ShowcaseStaff } from './region/showcase.ts';
