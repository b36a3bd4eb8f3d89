import type { PrintOptions } from '../../../packages/uke/src/index.ts';
import { type Rows, set } from '../base-files.ts';

/** `[code, record, record id, column, claim]`, written by hand from the specification. */
export type ExpectedFinding = readonly [string, number, string, number | null, number | null];

/** One vector: a base file, what is changed in it and what a reader must report. */
export interface Case {
  readonly name: string;
  readonly section: string;
  readonly rows?: Rows;
  readonly edit?: (rows: Rows) => void;
  readonly print?: PrintOptions;
  readonly bytes?: (printed: Uint8Array) => Uint8Array;
  readonly findings?: readonly ExpectedFinding[];
  readonly broken?: readonly number[];
  readonly claims?: number;
  readonly refused?: boolean;
  readonly maxRecordBytes?: number;
  readonly maxClaimRecords?: number;
}

/** A 医科 case: one cell or record changed. */
export function medicalCase(
  name: string,
  section: string,
  edit: (rows: Rows) => void,
  findings: readonly ExpectedFinding[],
  broken: readonly number[] = [],
): Case {
  return { name, section, edit, findings, broken };
}

/** Sets one cell. */
export function cell(record: number, column: number, value: string): (rows: Rows) => void {
  return (rows) => set(rows, record, column, value);
}

/** Exchanges two records. */
export function swap(first: number, second: number): (rows: Rows) => void {
  return (rows) => {
    const a = rows[first - 1] ?? [];
    rows[first - 1] = rows[second - 1] ?? [];
    rows[second - 1] = a;
  };
}

/** Joins pieces of a file. */
export function join(...pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}
