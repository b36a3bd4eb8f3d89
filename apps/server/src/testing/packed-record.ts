import type { LightMyRequestResponse } from 'fastify';

/** A line of a record with what stands in the tables put back in its place. */
export interface FlatLine {
  readonly date: string;
  readonly code: string;
  readonly name: string;
  readonly known: boolean;
  /** Treatments only. */
  readonly category?: string;
  readonly details?: readonly FlatLine[];
  readonly institution: { readonly code: string; readonly name: string } | null;
  readonly prescriber?: { readonly code: string; readonly name: string } | null;
  readonly file: { readonly file: string; readonly fileName: string | null; readonly receivedAt: string };
  readonly claim: number;
  readonly line: number;
  readonly [more: string]: unknown;
}

export interface FlatRecord {
  readonly drugs: readonly FlatLine[];
  readonly treatments: readonly FlatLine[];
  readonly visits: readonly { readonly date: string; readonly institution: FlatLine['institution'] }[];
}

interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}
type Packed = Readonly<Record<'drugs' | 'treatments' | 'visits', Rows>> & {
  readonly tables: Readonly<Record<string, readonly object[]>>;
};

const objectsOf = ({ columns, rows }: Rows): Record<string, unknown>[] =>
  rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));

/** Reads an answer of the record as a page does. */
export function flatRecord(answer: LightMyRequestResponse): FlatRecord {
  const { tables, drugs, treatments, visits } = answer.json<Packed>();
  const at = (table: string, index: unknown): object => tables[table]?.[Number(index)] ?? {};
  const institution = (index: unknown) => (index == null ? null : at('institutions', index));
  const line = ({ drug, act, details, file, ...more }: Record<string, unknown>) => ({
    ...more,
    ...(drug === undefined ? at('acts', act) : at('drugs', drug)),
    institution: institution(more.institution),
    prescriber: institution(more.prescriber),
    details: ((details ?? []) as number[]).map((index) => at('acts', index)),
    file: at('files', file),
  });
  return {
    drugs: objectsOf(drugs).map(line),
    treatments: objectsOf(treatments).map(line),
    visits: objectsOf(visits).map((visit) => ({ ...visit, institution: institution(visit.institution) })),
  } as unknown as FlatRecord;
}
