import { actsOn, catalogue, mustGet } from '../demo/masters/catalogue.ts';

/** Codes of the demo masters by key; throws for a key that they do not have. */
export const actCode = (key: string): string => mustGet(actsOn('2026-01-01'), key).code;
export const drugCode = (key: string): string => mustGet(catalogue().drugs, key).code;
export const diseaseCode = (key: string): string => mustGet(catalogue().diseases, key).code;
export const diseaseNames = (): string[] => [...catalogue().diseases.values()].map((disease) => disease.name);

/** Well-formed codes that no demo master knows. */
export const UNKNOWN_ACT = '199999999';
export const UNKNOWN_DRUG = '699999999';
