export { openPrescriptions, type Prescriptions } from './open-prescriptions.ts';
