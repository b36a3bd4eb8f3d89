import type { DrugKnowledge } from '../model/knowledge.ts';
import { demoKnowledge, shippedUsages } from './demo/demo-knowledge.ts';
import { createKnowledge } from './knowledge/create-knowledge.ts';
import type { FileKind, KnowledgePart, ReadFault } from './read/parts.ts';
import { readKnowledgeFile } from './read/read-file.ts';
import { recogniseKnowledge } from './read/recognise.ts';
import { atOnce } from './steps.ts';

export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface FilesOfKnowledge {
  readonly knowledge: DrugKnowledge;
  /** What was taken, by its kind. */
  readonly taken: readonly { readonly name: string; readonly kind: FileKind; readonly rows: number }[];
  /** Files of which nothing was taken. */
  readonly refused: readonly ({ readonly name: string; readonly kind: FileKind } & ReadFault)[];
}

/**
 * Knowledge of nothing but the given files, for checking without a database. Files of other kinds are passed over.
 * Without any of ours: the demo knowledge. @spec prescriptions.md §5.4, §7
 */
export function knowledgeOfFiles(files: readonly NamedBytes[]): FilesOfKnowledge {
  const ours = files.flatMap(({ name, bytes }) => {
    const kind = recogniseKnowledge(name, bytes);
    return kind === null ? [] : [{ kind, name, bytes }];
  });
  // The other files are held against the drug master.
  ours.sort((a, b) => Number(b.kind === 'drug-master') - Number(a.kind === 'drug-master'));
  const parts: KnowledgePart[] = [];
  const refused: FilesOfKnowledge['refused'][number][] = [];
  const codes = new Set<string>();
  for (const file of ours) {
    const read = atOnce(readKnowledgeFile(file, (code) => codes.has(code)));
    if ('fault' in read) {
      refused.push({ name: file.name, kind: file.kind, ...read });
      continue;
    }
    parts.push(read);
    if (read.kind === 'drug-master') for (const { code } of read.rows) codes.add(code);
  }
  const taken = parts.map(({ name, kind, rows }) => ({ name, kind, rows: rows.length }));
  if (parts.length === 0) return { knowledge: atOnce(demoKnowledge('0', [])), taken, refused };
  const usages = parts.some(({ kind }) => kind === 'usages') ? [] : [shippedUsages()];
  const knowledge = atOnce(createKnowledge({ version: 'files', demo: false, parts: [...parts, ...usages] }));
  return { knowledge, taken, refused };
}
