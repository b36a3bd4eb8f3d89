import { createHash } from 'node:crypto';
import type { Notebook, NotebookBlock, NotebookOrigin, NotebookPatient, OtcDrug } from '@tsunagu/jahis';

/** What an entry holds, by its kind. */
export interface ContentByKind {
  readonly block: NotebookBlock;
  readonly otc: OtcDrug;
  readonly note: Notebook['notes'][number];
  readonly memo: Notebook['memos'][number];
  readonly pharmacist: Notebook['pharmacists'][number];
  readonly profile: NotebookPatient;
}

export type EntryKind = keyof ContentByKind;

/** One thing that a notebook says, with what makes two of them the same. */
export type EntryContent = {
  readonly [K in EntryKind]: {
    readonly kind: K;
    readonly content: ContentByKind[K];
    /** `YYYY-MM-DD`; null = none is told. */
    readonly occurredOn: string | null;
  };
}[EntryKind];

/** What a notebook says, thing by thing. */
export function contentsOf(notebook: Notebook): EntryContent[] {
  return [
    ...(notebook.patient === null
      ? []
      : [{ kind: 'profile', content: notebook.patient, occurredOn: null } as const]),
    ...notebook.notes.map((content) => ({ kind: 'note', content, occurredOn: null }) as const),
    ...notebook.otc.map((content) => ({ kind: 'otc', content, occurredOn: content.from }) as const),
    ...notebook.memos.map((content) => ({ kind: 'memo', content, occurredOn: content.on }) as const),
    ...notebook.blocks.map(
      (content) => ({ kind: 'block', content, occurredOn: content.on === '' ? null : content.on }) as const,
    ),
    ...notebook.pharmacists.map(
      (content) => ({ kind: 'pharmacist', content, occurredOn: content.from }) as const,
    ),
  ];
}

/**
 * The key by which nothing is taken twice: for a block its day, institution, drugs and amounts; an OTC drug without its
 * number in that text; else all of it. @spec phr.md §4
 */
export function contentKey(entry: EntryContent): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([entry.kind, sameness(entry)]))
    .digest();
}

function sameness(entry: EntryContent): unknown {
  switch (entry.kind) {
    case 'block':
      return blockSameness(entry.content);
    case 'otc': {
      const { name, from, to, jan } = entry.content;
      return [name, from, to, jan];
    }
    default:
      return entry.content;
  }
}

function blockSameness(block: NotebookBlock): unknown {
  const prescribers = block.prescriptions.flatMap(({ institution }) =>
    institution === null ? [] : [institution.code ?? institution.name],
  );
  const dispenser = block.facility === null ? [] : [block.facility.code ?? block.facility.name];
  const drugs = drugsOfBlock(block).map(({ group, drug }) =>
    JSON.stringify([drug.code ?? drug.name, drug.amount, group.usage?.quantity ?? null]),
  );
  // Remarks and the like say nothing of what was given; a block of nothing else is known by them.
  const words = drugs.length === 0 ? [block.remarks, block.entries, block.provided, block.cautions] : [];
  return [block.on, (prescribers.length > 0 ? prescribers : dispenser).sort(), drugs.sort(), words];
}

type Group = NotebookOrigin['doctors'][number]['groups'][number];

/** Every drug of a block, with the RP and the institution that it belongs to. */
export function drugsOfBlock(block: NotebookBlock): {
  readonly origin: NotebookOrigin;
  readonly group: Group;
  readonly drug: Group['drugs'][number];
}[] {
  return block.prescriptions.flatMap((origin) =>
    origin.doctors.flatMap(({ groups }) =>
      groups.flatMap((group) => group.drugs.map((drug) => ({ origin, group, drug }))),
    ),
  );
}
