import type { Notebook, NotebookBlock, NotebookGroup, NotebookOrigin } from './notebook-model.ts';

/** What several symbols or texts give together. */
export interface JoinedParts {
  /** Whole notebooks: those that are in one piece, and those of which every part is here. */
  readonly whole: readonly Notebook[];
  /** Data of which parts are missing; nothing of them is in `whole`. */
  readonly waiting: readonly WaitingParts[];
}

export interface WaitingParts {
  /** データID, 14 digits. */
  readonly dataId: string;
  readonly count: number;
  /** Numbers that are still missing, ascending. */
  readonly missing: readonly number[];
}

/**
 * Puts divided notebooks together by their データID; parts may come in any order and more than once. A part repeats
 * whom and what it continues, so that equal records count once. @spec prescriptions.md §6.7
 */
export function joinNotebookParts(parts: readonly Notebook[]): JoinedParts {
  const whole: Notebook[] = [];
  const waiting: WaitingParts[] = [];
  const divided = Map.groupBy(parts, (one) => one.part?.dataId ?? null);
  whole.push(...(divided.get(null) ?? []));
  for (const [dataId, own] of divided) {
    if (dataId === null) continue;
    const byNumber = new Map(own.map((one) => [one.part?.number ?? 0, one]));
    const count = Math.max(...own.map((one) => one.part?.count ?? 1));
    const missing: number[] = [];
    for (let number = 1; number <= count; number++) if (!byNumber.has(number)) missing.push(number);
    if (missing.length > 0) waiting.push({ dataId, count, missing });
    else {
      const ordered = [...byNumber.entries()].sort(([a], [b]) => a - b).map(([, one]) => one);
      whole.push({ ...ordered.reduce(join), part: null });
    }
  }
  return { whole, waiting };
}

function join(first: Notebook, next: Notebook): Notebook {
  return {
    category: first.category,
    patient: first.patient ?? next.patient,
    notes: union(first.notes, next.notes),
    otc: union(first.otc, next.otc),
    memos: union(first.memos, next.memos),
    blocks: next.blocks.reduce(addBlock, first.blocks),
    pharmacists: union(first.pharmacists, next.pharmacists),
    part: first.part,
  };
}

/** Both lists, equal ones once. */
function union<T>(first: readonly T[], next: readonly T[]): readonly T[] {
  const known = new Set(first.map((one) => JSON.stringify(one)));
  return [...first, ...next.filter((one) => !known.has(JSON.stringify(one)))];
}

/** A block that names no day continues the one before it. */
function addBlock(blocks: readonly NotebookBlock[], next: NotebookBlock): readonly NotebookBlock[] {
  const at = next.on === '' ? blocks.length - 1 : blocks.findIndex((one) => blockKey(one) === blockKey(next));
  const before = blocks[at];
  if (before === undefined) return [...blocks, next];
  const merged: NotebookBlock = {
    ...before,
    facility: before.facility ?? next.facility,
    staff: before.staff ?? next.staff,
    prescriptions: next.prescriptions.reduce(addOrigin, before.prescriptions),
    cautions: union(before.cautions, next.cautions),
    provided: union(before.provided, next.provided),
    leftovers: union(before.leftovers, next.leftovers),
    remarks: union(before.remarks, next.remarks),
    entries: union(before.entries, next.entries),
  };
  return blocks.with(at, merged);
}

function blockKey(block: NotebookBlock): string {
  const { facility } = block;
  return JSON.stringify([
    block.on,
    facility?.prefecture,
    facility?.codeKind,
    facility?.code ?? facility?.name,
  ]);
}

function addOrigin(origins: readonly NotebookOrigin[], next: NotebookOrigin): readonly NotebookOrigin[] {
  const at =
    next.institution === null
      ? origins.length - 1
      : origins.findIndex((one) => JSON.stringify(one.institution) === JSON.stringify(next.institution));
  const before = origins[at];
  if (before === undefined) return [...origins, next];
  const taken = new Set(
    origins.flatMap((one) => one.doctors.flatMap(({ groups }) => groups.map(({ rp }) => rp))),
  );
  let free = Math.max(0, ...taken);
  const doctors = [...before.doctors];
  for (const { doctor, groups } of next.doctors) {
    const same =
      doctor === null
        ? doctors.length - 1
        : doctors.findIndex((one) => JSON.stringify(one.doctor) === JSON.stringify(doctor));
    const own = doctors[same];
    const known = new Set((own?.groups ?? []).map((one) => JSON.stringify(one)));
    const fresh = groups.filter((one) => !known.has(JSON.stringify(one)));
    const numbered = fresh.map((one): NotebookGroup => (taken.has(one.rp) ? { ...one, rp: ++free } : one));
    if (own === undefined) doctors.push({ doctor, groups: numbered });
    else doctors[same] = { doctor: own.doctor, groups: [...own.groups, ...numbered] };
  }
  return origins.with(at, { ...before, doctors });
}
