import type {
  MedicationForm,
  Origin,
  RecordPeriod,
  Setting,
  SourceFile,
} from '../../../kernel/records/record-source.ts';
import type { Category } from '../../access/index.ts';
import type { ActCategory } from '../../masters/index.ts';
import type { Person } from '../../registry/index.ts';
import type { DisplayPeriodRule } from './display-period.ts';

/** What a reader sees of a person: newest first, one line per drug or act and day. */
export interface PersonRecord {
  readonly view: Audience;
  readonly person: Person;
  readonly generatedAt: Date;
  readonly period: RecordPeriod & { readonly rule: DisplayPeriodRule | null };
  readonly categories: readonly CategoryShown[];
  readonly freshness: { readonly newestMonth: string | null; readonly newestReceivedAt: Date | null };
  readonly drugs: readonly DrugLine[];
  /** Electronic prescriptions that wait for their drugs; `date` is the day of the prescription. */
  readonly prescribed: readonly DrugLine[];
  readonly treatments: readonly TreatmentLine[];
  readonly visits: readonly Visit[];
}

export type Audience = 'institution' | 'patient';

export interface CategoryShown {
  readonly category: Category;
  readonly shown: boolean;
  readonly ground: string | null;
  readonly validUntil: Date | null;
  readonly refusalCode: string | null;
}

export interface Institution {
  readonly code: string;
  /** The code again where no source has named the institution. */
  readonly name: string;
}

/** What a master says of a code; shared by all lines with the same code and edition. */
interface Coded {
  readonly code: string;
  /** The code itself where no master knows it. */
  readonly name: string;
  readonly known: boolean;
  readonly unit: string | null;
  /** Release date of the master that gave the name; null when no master knows the code. */
  readonly masterEdition: string | null;
  readonly masterStatus: 'in-force' | 'not-in-force' | 'unknown';
}

export interface CodedDrug extends Coded {
  readonly generalName: string | null;
  readonly therapeuticClass: string | null;
  /** Whether a patient may hide it from other institutions. */
  readonly hideable: boolean;
}

export interface CodedAct extends Coded {
  readonly category: TreatmentCategory;
  /** Japanese. */
  readonly categoryName: string;
  readonly subKind: string | null;
}

export type TreatmentCategory = ActCategory | 'unknown';

/** The file behind a line; its name is a sender's and often holds the institution's code, so it goes with the names. */
export interface ShownFile extends Omit<SourceFile, 'fileName'> {
  /** Null: not shown to this audience. */
  readonly fileName: string | null;
}

interface LineBase extends Omit<Origin, 'file'> {
  readonly file: ShownFile;
  readonly date: string;
  /** Month of care `YYYY-MM`, as of which the code was read. */
  readonly month: string;
  readonly setting: Setting;
  /** Null: not shown to this audience. */
  readonly institution: Institution | null;
}

export interface DrugLine extends LineBase {
  readonly drug: CodedDrug;
  readonly prescribedOn: string | null;
  readonly amount: string | null;
  /** Days (oral), doses (as-needed), times (others). */
  readonly times: number;
  readonly form: MedicationForm;
  readonly usage: string | null;
  readonly prescriber: Institution | null;
}

export interface TreatmentLine extends LineBase {
  readonly act: CodedAct;
  readonly count: number;
  readonly quantity: string | null;
  /** Further lines of the same examination, for imaging. */
  readonly details: readonly CodedAct[];
}

export interface Visit {
  readonly date: string;
  readonly setting: Setting;
  readonly institution: Institution | null;
}

/** Names a line for ever: its file, claim and record, and which of the record's events it is. */
export const lineId = ({
  file,
  claim,
  line,
  part,
}: Omit<Origin, 'file'> & { readonly file: ShownFile }): string =>
  `${file.source}-${file.file.slice(0, 16)}-${claim}-${line}-${part}`;
