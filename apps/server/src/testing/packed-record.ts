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
  readonly file: { readonly file: string; readonly fileName: string; readonly receivedAt: string };
  readonly claim: number;
  readonly line: number;
  readonly [more: string]: unknown;
}

export interface FlatRecord {
  readonly drugs: readonly FlatLine[];
  readonly treatments: readonly FlatLine[];
  readonly visits: readonly { readonly date: string; readonly institution: FlatLine['institution'] }[];
}

type Packed = Readonly<Record<string, never[]>> & { readonly tables: Readonly<Record<string, never[]>> };
type PackedLine = Readonly<Record<string, never>>;

/** Reads an answer of the record as a page does. */
export function flatRecord(answer: LightMyRequestResponse): FlatRecord {
  const { tables, drugs = [], treatments = [], visits = [] } = answer.json<Packed>();
  const at = (table: string, index: number | null): object =>
    (index === null ? null : tables[table]?.[index]) ?? {};
  const institution = (index: number | null) => (index === null ? null : at('institutions', index));
  const line = ({ drug, act, details, file, ...more }: PackedLine) => ({
    ...more,
    ...(drug === undefined ? at('acts', act ?? null) : at('drugs', drug)),
    institution: institution(more.institution ?? null),
    prescriber: institution(more.prescriber ?? null),
    details: ((details ?? []) as number[]).map((index) => at('acts', index)),
    file: at('files', file ?? null),
  });
  return {
    drugs: drugs.map(line),
    treatments: treatments.map(line),
    visits: visits.map((visit: PackedLine) => ({
      ...visit,
      institution: institution(visit.institution ?? null),
    })),
  } as unknown as FlatRecord;
}
