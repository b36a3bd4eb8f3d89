/** What `verify` finds, and what it means. */
export const FAULT_KINDS = {
  'content-changed': 'A column of this entry does not hold what was written.',
  'entry-missing': 'Entries from `seq` to `toSeq` are not there.',
  'tail-missing':
    'The newest entries, from `seq` to `toSeq`, are not there, though a checkpoint covers them.',
  'order-changed': 'Another entry stood in this place.',
  'entries-rewritten': 'The entries from `seq` to `toSeq` fit each other, but not the checkpoint over them.',
  'entry-after-end': 'The writer had ended before this entry.',
  'writer-changed': 'The row of this writer does not hold what was written.',
  'unknown-writer': 'There are entries or checkpoints of a writer that is not registered.',
  'writer-missing': 'The file names a checkpoint of a writer of whom nothing is left.',
  'checkpoint-missing': 'A checkpoint is not there.',
  'checkpoint-changed': 'A checkpoint was replaced by another one.',
  'checkpoint-signature': 'The signature of a checkpoint does not fit.',
  'checkpoint-key': 'A checkpoint was signed with an unknown, exchanged or revoked key.',
  'file-line-missing': 'The file lacks a checkpoint that the database holds.',
  'file-damaged': 'A line of the file is no checkpoint, or stands in the wrong place.',
} as const;

export type FaultKind = keyof typeof FAULT_KINDS;

export interface Fault {
  readonly kind: FaultKind;
  readonly writer?: string;
  readonly seq?: number;
  /** Inclusive. */
  readonly toSeq?: number;
  readonly entryId?: string;
  /** Number of the checkpoint. */
  readonly checkpoint?: number;
  /** Inclusive. */
  readonly toCheckpoint?: number;
  /** Of the file, from 1. */
  readonly line?: number;
}

/** As many are listed; all are counted. */
const MOST_LISTED = 1_000;

export class FaultList {
  readonly listed: Fault[] = [];
  count = 0;

  add(fault: Fault): void {
    this.count++;
    if (this.listed.length < MOST_LISTED) this.listed.push(fault);
  }
}
