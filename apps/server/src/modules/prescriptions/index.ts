export { markHistoryStale } from './active-list/mark-stale.ts';
export { openPrescriptions, type Prescriptions } from './open-prescriptions.ts';
