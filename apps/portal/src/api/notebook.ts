import type {
  Finding,
  Notebook,
  NotebookBlock,
  NotebookPatient,
  OtcDrug,
  WaitingParts,
} from '@tsunagu/jahis';
import { call, segment } from './client.ts';
import type { Instant, LocalDate } from './types.ts';

interface ContentByKind {
  readonly block: NotebookBlock;
  readonly otc: OtcDrug;
  readonly note: Notebook['notes'][number];
  readonly memo: Notebook['memos'][number];
  readonly pharmacist: Notebook['pharmacists'][number];
  readonly profile: NotebookPatient;
}

/** One thing in a notebook; what it holds stands in the types of `@tsunagu/jahis`. */
export type NotebookEntry = {
  readonly [K in keyof ContentByKind]: {
    readonly entryId: string;
    readonly kind: K;
    readonly content: ContentByKind[K];
    readonly occurredOn: LocalDate | null;
    /** `1` a facility handed it out, `2` the patient did. */
    readonly category: '1' | '2';
    readonly importedAt: Instant;
  };
}[keyof ContentByKind];

export interface NotebookImport {
  readonly taken: number;
  readonly already: number;
  /** Divided notebooks of which parts are missing; what came of them is kept. */
  readonly waiting: readonly WaitingParts[];
  readonly findings: readonly Finding[];
}

export interface NotebookExport {
  readonly fileName: string;
  readonly bytesBase64: string;
  readonly leftOut: readonly Finding[];
}

/** The medication notebook; `home` is `/me`, or `/principals/:ref` for a proxy, who only looks and takes along. */
export const notebookApi = {
  list: (home: string) => call<{ readonly entries: readonly NotebookEntry[] }>('GET', `${home}/notebook`),
  export: (home: string) => call<NotebookExport>('GET', `${home}/notebook/export?format=jahistc`),
  take: (given: { readonly bytesBase64: string } | { readonly text: string }) =>
    call<NotebookImport>('POST', '/me/notebook/import', given),
  remove: (entryId: string) => call<unknown>('DELETE', `/me/notebook/${segment(entryId)}`),
};
