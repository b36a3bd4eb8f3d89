import type { MasterKind } from '../model/entries.ts';

/** Why a file was not stored. Rows of docs/errors.md. */
export type MasterFileCode =
  | 'master-file-not-a-master'
  | 'master-file-unreadable'
  | 'master-file-too-large'
  | 'master-file-empty'
  | 'master-file-undecodable'
  | 'master-file-malformed'
  | 'master-file-truncated'
  | 'master-file-columns'
  | 'master-file-wrong-master'
  | 'master-file-value'
  | 'master-file-duplicate-code'
  | 'master-edition-conflict';

/** 1-based line, and the official 項番 of the column where one is to blame. */
export interface MasterFilePlace {
  readonly line: number;
  readonly column?: number;
}

export interface MasterFileReport {
  readonly name: string;
  /** null where neither name nor path tells. */
  readonly master: MasterKind | null;
  /** Release date from the file name, `YYYY-MM-DD`. */
  readonly edition: string | null;
  /** Rows in the file, and columns of its first row; 0 where it was not read that far. */
  readonly rows: number;
  readonly columns: number;
  readonly state: 'imported' | 'already-imported' | 'skipped' | 'refused';
  readonly code?: MasterFileCode;
  readonly place?: MasterFilePlace;
  /** Of the file's bytes, hexadecimal; null where they were not read. */
  readonly sha256: string | null;
}

export interface MasterImportReport {
  readonly files: readonly MasterFileReport[];
  /** Rows stored by this run. */
  readonly rows: number;
}
