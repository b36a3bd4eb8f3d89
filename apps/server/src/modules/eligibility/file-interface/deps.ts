import type { Worker } from '../../../kernel/background/worker.ts';
import type { FileStore } from '../../../kernel/files/file-store.ts';
import type { Actor, DiscloseDeps } from '../../access/index.ts';

/** Who sends request files: an institution's own system or terminal. */
export interface Sender {
  readonly actor: Actor & { readonly kind: 'staff' };
  readonly requestId: string;
  /** 10 digits. */
  readonly facilityCode: string;
}

export interface RequestFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Of a file in a folder: the same however often it is read, so that what it asks for is done once. */
  readonly key?: string;
}

export interface AnswerFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Answers the viewing requests (YZK, TKK) from the record. @spec eligibility.md §9 */
export type ViewRecordXml = (
  kind: 'drug-view' | 'checkup-view',
  file: RequestFile,
  sender: Sender,
) => Promise<AnswerFile>;

/** Answers files of electronic prescriptions. @spec prescriptions.md §9 */
type AnswerPrescription = (file: RequestFile, sender: Sender) => Promise<AnswerFile>;

export interface FileInterfaceDeps extends DiscloseDeps {
  readonly files: FileStore;
  readonly bulkWorker: Pick<Worker, 'poke'>;
  readonly viewRecordXml: ViewRecordXml;
  /** Left out where prescriptions have an address of their own. */
  readonly answerPrescription?: AnswerPrescription;
}
