import { parseDay } from '../dates.ts';
import { itemOf, wholeNumber } from '../prescription/build.ts';
import type { RawRecord } from '../records.ts';
import type {
  AuthoredText,
  Notebook,
  NotebookBlock,
  NotebookDrug,
  NotebookGroup,
  NotebookOrigin,
  NotebookUsage,
  OtcDrug,
} from './notebook-model.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };
interface OpenGroup extends Omit<Writable<NotebookGroup>, 'drugs'> {
  drugs: Writable<NotebookDrug>[];
}
interface OpenDoctor {
  doctor: NotebookOrigin['doctors'][number]['doctor'];
  groups: OpenGroup[];
}
interface OpenOrigin {
  institution: NotebookOrigin['institution'];
  doctors: OpenDoctor[];
}
interface OpenBlock extends Omit<Writable<NotebookBlock>, 'prescriptions'> {
  prescriptions: OpenOrigin[];
}
type OpenOtc = Writable<OtcDrug>;
interface OpenNotebook extends Omit<Writable<Notebook>, 'blocks' | 'otc'> {
  blocks: OpenBlock[];
  otc: OpenOtc[];
}

/** The notebook that the records describe; each record belongs to the last of those before it that can hold it. */
export function buildNotebook(records: readonly RawRecord[], category: '1' | '2'): Notebook {
  const notebook: OpenNotebook = {
    category,
    patient: null,
    notes: [],
    otc: [],
    memos: [],
    blocks: [],
    pharmacists: [],
    part: null,
  };
  for (const record of records) {
    const place = PLACES[record.no];
    if (place !== undefined) place(notebook, record);
  }
  return notebook;
}

type Placing = (notebook: OpenNotebook, record: RawRecord) => void;

const PLACES: Readonly<Record<string, Placing>> = {
  '1': (notebook, record) => {
    notebook.patient ??= {
      name: text(record, 1),
      sex: text(record, 2),
      birthDate: day(record, 3) ?? '',
      postalCode: itemOf(record, 4),
      address: itemOf(record, 5),
      phone: itemOf(record, 6),
      emergencyContact: itemOf(record, 7),
      bloodGroup: itemOf(record, 8),
      weight: itemOf(record, 9),
      kana: itemOf(record, 10),
    };
  },
  '2': (notebook, record) => {
    notebook.notes.push({ kind: text(record, 1), text: text(record, 2), author: author(record, 3) });
  },
  '3': (notebook, record) => {
    const drug = {
      name: text(record, 1),
      from: day(record, 2),
      to: day(record, 3),
      author: author(record, 4),
      sequence: wholeNumber(itemOf(record, 5)),
      jan: itemOf(record, 6),
      ingredients: [],
    };
    notebook.otc.push(drug);
    if (drug.sequence !== null) byNumber(OTC, notebook.otc).set(drug.sequence, drug);
  },
  '31': (notebook, record) => {
    const drug = byNumber(OTC, notebook.otc).get(wholeNumber(itemOf(record, 1)) ?? 0);
    drug?.ingredients.push({
      name: text(record, 2),
      codeKind: text(record, 3),
      code: itemOf(record, 4),
      author: author(record, 5),
    });
  },
  '4': (notebook, record) => {
    notebook.memos.push({ text: text(record, 1), on: day(record, 2), author: author(record, 3) });
  },
  '5': (notebook, record) => {
    notebook.blocks.push(newBlock(day(record, 1) ?? '', author(record, 2)));
  },
  '11': (notebook, record) => {
    block(notebook).facility = {
      name: text(record, 1),
      prefecture: itemOf(record, 2),
      codeKind: itemOf(record, 3),
      code: itemOf(record, 4),
      postalCode: itemOf(record, 5),
      address: itemOf(record, 6),
      phone: itemOf(record, 7),
      author: author(record, 8),
    };
  },
  '15': (notebook, record) => {
    block(notebook).staff = { name: text(record, 1), contact: itemOf(record, 2), author: author(record, 3) };
  },
  '51': (notebook, record) => {
    const institution = {
      name: text(record, 1),
      prefecture: itemOf(record, 2),
      codeKind: itemOf(record, 3),
      code: itemOf(record, 4),
      author: author(record, 5),
    };
    block(notebook).prescriptions.push({ institution, doctors: [] });
  },
  '55': (notebook, record) => {
    const doctor = { name: text(record, 1), department: itemOf(record, 2), author: author(record, 3) };
    origin(notebook).doctors.push({ doctor, groups: [] });
  },
  '201': (notebook, record) => {
    group(notebook, record).drugs.push({
      name: text(record, 2),
      amount: text(record, 3),
      unit: text(record, 4),
      codeKind: text(record, 5),
      code: itemOf(record, 6),
      author: author(record, 7),
      generalName: itemOf(record, 8),
      generalCodeKind: itemOf(record, 9),
      generalCode: itemOf(record, 10),
      supplements: [],
      cautions: [],
    });
  },
  '281': (notebook, record) => group(notebook, record).drugs.at(-1)?.supplements.push(ofRp(record)),
  '291': (notebook, record) => group(notebook, record).drugs.at(-1)?.cautions.push(ofRp(record)),
  '301': (notebook, record) => {
    group(notebook, record).usage = usage(record);
  },
  '311': (notebook, record) => group(notebook, record).supplements.push(ofRp(record)),
  '391': (notebook, record) => group(notebook, record).cautions.push(ofRp(record)),
  '401': (notebook, record) => block(notebook).cautions.push(authored(record)),
  '411': (notebook, record) => {
    const own = { text: text(record, 1), kind: text(record, 2), author: author(record, 3) };
    block(notebook).provided.push(own);
  },
  '421': (notebook, record) => block(notebook).leftovers.push(authored(record)),
  '501': (notebook, record) => block(notebook).remarks.push(authored(record)),
  '601': (notebook, record) => block(notebook).entries.push({ text: text(record, 1), on: day(record, 2) }),
  '701': (notebook, record) => {
    notebook.pharmacists.push({
      name: text(record, 1),
      pharmacy: text(record, 2),
      contact: text(record, 3),
      from: day(record, 4),
      to: day(record, 5),
      author: author(record, 6),
    });
  },
  '911': (notebook, record) => {
    const count = wholeNumber(itemOf(record, 2));
    const number = wholeNumber(itemOf(record, 3));
    if (count !== null && number !== null) notebook.part = { dataId: text(record, 1), count, number };
  },
};

function newBlock(on: string, by: string): OpenBlock {
  return {
    on,
    author: by,
    facility: null,
    staff: null,
    prescriptions: [],
    cautions: [],
    provided: [],
    leftovers: [],
    remarks: [],
    entries: [],
  };
}

/** Numbers are looked up, not searched: a text may have tens of thousands of them. */
const GROUPS = new WeakMap<OpenGroup[], Map<number, OpenGroup>>();
const OTC = new WeakMap<OpenOtc[], Map<number, OpenOtc>>();

function byNumber<T>(index: WeakMap<T[], Map<number, T>>, list: T[]): Map<number, T> {
  const known = index.get(list) ?? new Map<number, T>();
  index.set(list, known);
  return known;
}

function lastOf<T>(list: T[], make: () => T): T {
  const last = list.at(-1);
  if (last !== undefined) return last;
  const made = make();
  list.push(made);
  return made;
}

function block(notebook: OpenNotebook): OpenBlock {
  return lastOf(notebook.blocks, () => newBlock('', '9'));
}

function origin(notebook: OpenNotebook): OpenOrigin {
  return lastOf(block(notebook).prescriptions, (): OpenOrigin => ({ institution: null, doctors: [] }));
}

/** The RP of a record at the doctor who was named last. */
function group(notebook: OpenNotebook, record: RawRecord): OpenGroup {
  const rp = wholeNumber(itemOf(record, 1)) ?? 0;
  const { groups } = lastOf(origin(notebook).doctors, (): OpenDoctor => ({ doctor: null, groups: [] }));
  const known = byNumber(GROUPS, groups);
  const last = known.get(rp);
  if (last !== undefined) return last;
  const made: OpenGroup = { rp, drugs: [], usage: null, supplements: [], cautions: [] };
  known.set(rp, made);
  groups.push(made);
  return made;
}

function usage(record: RawRecord): NotebookUsage {
  return {
    name: itemOf(record, 2),
    quantity: text(record, 3),
    unit: text(record, 4),
    form: text(record, 5),
    codeKind: text(record, 6),
    code: itemOf(record, 7),
    author: author(record, 8),
  };
}

function text(record: RawRecord, item: number): string {
  return itemOf(record, item) ?? '';
}

/** An omitted author is unknown. */
function author(record: RawRecord, item: number): string {
  return itemOf(record, item) ?? '9';
}

function authored(record: RawRecord): AuthoredText {
  return { text: text(record, 1), author: author(record, 2) };
}

function ofRp(record: RawRecord): AuthoredText {
  return { text: text(record, 2), author: author(record, 3) };
}

function day(record: RawRecord, item: number): string | null {
  const written = itemOf(record, item);
  return written === null ? null : parseDay(written, 'letter');
}
