import type { LifeDeps } from '../deps.ts';

/** What the work at pharmacies needs. */
export type PharmacyDeps = Pick<
  LifeDeps,
  'db' | 'audit' | 'clock' | 'knowledge' | 'signing' | 'checkedInToday'
>;
