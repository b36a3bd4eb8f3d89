import { type Finding, type Notebook, type NotebookPatient, writeNotebook } from '@tsunagu/jahis';
import { type DiscloseDeps, disclose, type Patient } from '../../access/index.ts';
import { type Person, readPerson } from '../../registry/index.ts';
import type { ContentByKind, EntryKind } from './content.ts';
import { type NotebookEntry, readEntries } from './entries.ts';

export interface ExportedNotebook {
  readonly fileName: string;
  /** JAHISTC08, category 2: Shift_JIS, CRLF, 1A. */
  readonly bytesBase64: string;
  readonly text: string;
  /** What could not be written as it stands: character, comma, line end. Records and items, no content. */
  readonly leftOut: readonly Finding[];
}

/** The notebook as the screen lists it. */
export function listNotebook(
  deps: DiscloseDeps,
  home: Patient,
): Promise<{ entries: readonly NotebookEntry[] }> {
  const entry = { ...own(home), detail: { part: 'notebook' } };
  return disclose(deps, entry, async () => {
    const entries = await readEntries(deps.db, home.personId);
    return { answer: () => ({ entries }), itemCount: entries.length };
  });
}

/** The notebook as a file that the patient hands out. @spec phr.md §4 */
export function exportNotebook(deps: DiscloseDeps, home: Patient): Promise<ExportedNotebook> {
  const entry = { ...own(home), event: 'export-made', detail: { format: 'jahistc' } } as const;
  return disclose(deps, entry, async () => {
    const [entries, person] = await Promise.all([
      readEntries(deps.db, home.personId),
      readPerson(deps.db, home.personId),
    ]);
    const { text, bytes, losses } = writeNotebook(notebookOf(entries, person));
    const answer = () => ({
      fileName: 'okusuri-techo.txt',
      bytesBase64: Buffer.from(bytes).toString('base64'),
      text,
      leftOut: losses,
    });
    return { answer, itemCount: entries.length };
  });
}

const own = ({ actor, personId, requestId }: Patient) =>
  ({ actor, personId, requestId, purpose: 'self', categories: [] }) as const;

/** Entries of several imports as one notebook: blocks newest first, drugs without prescription numbered anew. */
function notebookOf(entries: readonly NotebookEntry[], person: Person | null): Notebook {
  const of = <K extends EntryKind>(kind: K): ContentByKind[K][] =>
    entries.flatMap((one) => (one.kind === kind ? [one.content as ContentByKind[K]] : []));
  return {
    category: '2',
    patient: patientOf(person, of('profile')[0] ?? null),
    notes: of('note'),
    otc: of('otc').map((one, at) => ({ ...one, sequence: at + 1 })),
    memos: of('memo'),
    blocks: of('block'),
    pharmacists: of('pharmacist'),
    part: null,
  };
}

/** Who it is says the registry; the rest, what the newest import said. */
function patientOf(person: Person | null, profile: NotebookPatient | null): NotebookPatient | null {
  if (person === null) return profile;
  const sex = person.sex === 3 ? (profile?.sex ?? '') : String(person.sex);
  return {
    postalCode: null,
    address: null,
    phone: null,
    emergencyContact: null,
    bloodGroup: null,
    weight: null,
    ...profile,
    name: person.name,
    kana: person.kana === '' ? null : person.kana,
    sex,
    birthDate: person.birthDate,
  };
}
