export * from './claim-dates.ts';
export * from './codes.ts';
export * from './dates.ts';
export * from './fold.ts';
export * from './insured.ts';
