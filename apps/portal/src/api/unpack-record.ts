import type {
  DrugForm,
  DrugLine,
  Institution,
  LocalDate,
  PatientRecord,
  Provenance,
  Setting,
  TreatmentCategory,
  TreatmentLine,
} from './types.ts';

/** What a master says of a code; many lines point at one. */
interface Coded {
  readonly code: string;
  readonly name: string;
  readonly known: boolean;
  readonly unit: string | null;
  readonly masterEdition: string | null;
  readonly masterStatus: Provenance['masterStatus'];
}

interface CodedDrug extends Coded {
  readonly generalName: string | null;
  readonly therapeuticClass: string | null;
  readonly hideable: boolean;
}

interface CodedAct extends Coded {
  readonly category: TreatmentCategory;
  readonly categoryName: string;
  readonly subKind: string | null;
}

interface PackedLine {
  readonly date: LocalDate;
  readonly setting: Setting;
  readonly institution: number | null;
  readonly file: number;
  readonly claim: number;
  readonly line: number;
}

interface PackedDrug extends PackedLine {
  readonly drug: number;
  readonly prescribedOn: LocalDate | null;
  readonly amount: string | null;
  readonly times: number;
  readonly form: DrugForm;
  readonly usage: string | null;
  readonly prescriber: number | null;
}

interface PackedTreatment extends PackedLine {
  readonly act: number;
  readonly count: number;
  readonly quantity: string | null;
  readonly details: readonly number[];
}

/** Lines as rows below a heading of columns. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

interface PackedVisit {
  readonly date: LocalDate;
  readonly setting: Setting;
  readonly institution: number | null;
}

/** The record as it travels: lines are rows, and point by position into tables of what they share. */
export interface PackedRecord extends Omit<PatientRecord, 'drugs' | 'treatments' | 'visits'> {
  readonly tables: {
    readonly drugs: readonly CodedDrug[];
    readonly acts: readonly CodedAct[];
    readonly institutions: readonly Institution[];
    readonly files: readonly Pick<Provenance, 'source' | 'file' | 'fileName' | 'receivedAt'>[];
  };
  readonly drugs: Rows;
  readonly treatments: Rows;
  readonly visits: Rows;
}

/** Rows as objects; the caller knows which columns the heading holds. */
function linesOf<T>({ columns, rows }: Rows): T[] {
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])) as T);
}

function at<T>(table: readonly T[], index: number): T {
  const item = table[index];
  if (item === undefined) throw new RangeError('a line points outside its table');
  return item;
}

/** Full lines out of a packed record. Throws RangeError when a line points outside its table. */
export function unpackRecord(packed: PackedRecord): PatientRecord {
  const { tables, drugs, treatments, visits, ...rest } = packed;
  const institutionOf = (index: number | null): Institution | null =>
    index === null ? null : at(tables.institutions, index);
  const common = (line: PackedLine, { masterEdition, masterStatus, ...coded }: Coded, index: number) => ({
    ...coded,
    id: `${line.file}-${line.claim}-${line.line}-${line.date}-${index}`,
    date: line.date,
    month: line.date.slice(0, 7),
    setting: line.setting,
    institution: institutionOf(line.institution),
    provenance: {
      ...at(tables.files, line.file),
      claim: line.claim,
      line: line.line,
      masterEdition,
      masterStatus,
    },
  });

  return {
    ...rest,
    drugs: linesOf<PackedDrug>(drugs).map((line, index): DrugLine => {
      const drug = at(tables.drugs, line.drug);
      return {
        ...common(line, drug, index),
        generalName: drug.generalName,
        therapeuticClass: drug.therapeuticClass,
        hideable: drug.hideable,
        prescribedOn: line.prescribedOn,
        amount: line.amount,
        days: line.form === 'oral' ? line.times : null,
        times: line.times,
        form: line.form,
        usage: line.usage,
        prescriber: institutionOf(line.prescriber),
      };
    }),
    treatments: linesOf<PackedTreatment>(treatments).map((line, index): TreatmentLine => {
      const act = at(tables.acts, line.act);
      return {
        ...common(line, act, index),
        category: act.category,
        categoryName: act.categoryName,
        subKind: act.subKind,
        count: line.count,
        quantity: line.quantity,
      };
    }),
    visits: linesOf<PackedVisit>(visits).map((visit) => ({
      ...visit,
      month: visit.date.slice(0, 7),
      institution: institutionOf(visit.institution),
    })),
  };
}
