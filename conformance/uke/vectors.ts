import { encodeRecords } from '../../packages/uke/src/index.ts';
import { medicalRows } from './base-files.ts';
import type { Case, ExpectedFinding } from './cases/case.ts';
import { framing } from './cases/framing.ts';
import { lines } from './cases/lines.ts';
import { medical } from './cases/medical.ts';
import { donors, pharmacy, totals } from './cases/others.ts';

export interface Vector {
  /** Section of the claims specification. */
  readonly section: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly findings: readonly ExpectedFinding[];
  /** Ordinals of the claims that are quarantined. */
  readonly broken: readonly number[];
  readonly claims: number;
  readonly refused: boolean;
  readonly maxRecordBytes?: number;
  readonly maxClaimRecords?: number;
}

/** All vectors. Edits name records by their number in the unedited base file. */
export function vectors(): Vector[] {
  return [...framing(), ...medical(), ...lines(), ...donors(), ...totals(), ...pharmacy()].map(make);
}

function make(vector: Case): Vector {
  const rows = vector.rows ?? medicalRows();
  vector.edit?.(rows);
  const printed = encodeRecords(rows, vector.print);
  return {
    section: vector.section,
    name: vector.name,
    bytes: vector.bytes?.(printed) ?? printed,
    findings: vector.findings ?? [],
    broken: vector.broken ?? [],
    claims: vector.claims ?? rows.filter((cells) => cells[0] === 'RE').length,
    refused: vector.refused ?? false,
    ...(vector.maxRecordBytes === undefined ? {} : { maxRecordBytes: vector.maxRecordBytes }),
    ...(vector.maxClaimRecords === undefined ? {} : { maxClaimRecords: vector.maxClaimRecords }),
  };
}
