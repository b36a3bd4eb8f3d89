import type { TFunction } from 'i18next';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DrugLine, Institution, Provenance, TreatmentLine } from '../../api/types.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { fromDay, toDay } from '../../lib/dates.ts';
import { formatDateShort, formatMonth } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { HideButton, useHiding, useIsHidden } from './hiding.tsx';
import { coverageOf } from './model/coverage.ts';
import { ingredientOf } from './model/ingredient.ts';
import { purposeOf } from './model/purpose.ts';
import { sourceName } from './model/source-name.ts';
import { treatmentLaneOf } from './model/treatment-lanes.ts';
import { useRecordSearch } from './use-record-search.ts';
import { useWords } from './words.ts';

const GROUPS = ['', 'month', 'institution'] as const;

interface Listed {
  readonly id: string;
  readonly month: string;
  readonly institution: Institution | null;
  readonly provenance: Provenance;
}

function useGrouping(): {
  readonly choice: ReactNode;
  readonly groupOf: ((row: Listed) => string) | undefined;
  readonly orderBy: (sort: string) => string;
} {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useWords();
  const [search, change] = useRecordSearch();
  const by = search.group;
  const choice = (
    <label className="flex items-center gap-2 print:hidden">
      <span className="text-sm">{t('table.group')}</span>
      <select
        className="field w-auto"
        value={by ?? ''}
        onChange={(event) => change({ group: event.target.value })}
      >
        {GROUPS.map((group) => (
          <option key={group} value={group}>
            {t(`table.groupBy.${group === '' ? 'none' : group}`)}
          </option>
        ))}
      </select>
    </label>
  );
  const groupOf =
    by === 'month'
      ? (row: Listed) => formatMonth(row.month, language)
      : by === 'institution'
        ? (row: Listed) => words.institution(row.institution)
        : undefined;
  const orderBy = (sort: string) => (by === 'month' ? '-date' : by === 'institution' ? 'institution' : sort);
  return { choice, groupOf, orderBy };
}

function useProvenanceColumn<Row extends Listed>(): Column<Row> {
  const { t } = useTranslation();
  return {
    id: 'source',
    label: t('column.source'),
    value: ({ provenance: p }) => `${sourceName(p)} #${p.claim}-${p.line}`,
    cell: ({ provenance: p }) => (
      <span className="text-soft">
        {p.source === 'prescriptions'
          ? t('column.sourcePrescription', { line: p.line })
          : t('column.sourceValue', { file: sourceName(p), claim: p.claim, line: p.line })}
      </span>
    ),
  };
}

/** The patient's way to hide lines; no column where nobody can. */
function useHideColumn<Row extends DrugLine | TreatmentLine>(): readonly Column<Row>[] {
  const { t } = useTranslation();
  const hiding = useHiding();
  const isHidden = useIsHidden();
  if (!hiding) return [];
  return [
    {
      id: 'hide',
      label: t('column.hide'),
      value: (line) => (isHidden(line) ? t('hiding.hidden') : ''),
      cell: (line) => <HideButton line={line} />,
    },
  ];
}

/** Makes columns that show their value as plain text, headed by their id's words. */
const textColumns =
  <Row,>(t: TFunction) =>
  (id: string, value: (line: Row) => string): Column<Row> => ({
    id,
    label: t(`column.${id}`),
    value,
    cell: value,
  });

/** Every supply of drugs as a table. */
export function DrugTable({ lines }: { lines: readonly DrugLine[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useWords();
  const [search, change] = useRecordSearch();
  const { choice, groupOf, orderBy } = useGrouping();
  const source = useProvenanceColumn<DrugLine>();
  const hide = useHideColumn<DrugLine>();
  const columns = useMemo((): readonly Column<DrugLine>[] => {
    const text = textColumns<DrugLine>(t);
    return [
      {
        ...text('date', (line) => line.date),
        whole: true,
        cell: (line) => formatDateShort(line.date, language),
      },
      {
        ...text('until', (line) => fromDay(coverageOf(line).to - 1)),
        whole: true,
        cell: (line) =>
          line.form === 'oral' && line.days !== null
            ? formatDateShort(fromDay(toDay(line.date) + line.days - 1), language)
            : '—',
      },
      text('ingredient', (line) => (line.known ? ingredientOf(line).label : '—')),
      {
        ...text('drug', words.drugName),
        cell: (line) => <span className="font-bold">{words.drugName(line)}</span>,
      },
      { ...text('amount', words.amount), whole: true },
      { id: 'days', label: t('column.days'), numeric: true, value: (line) => line.days, cell: words.days },
      text('purpose', (line) => purposeOf(line.therapeuticClass)[language]),
      text('form', (line) => t(`form.${line.form}`)),
      text('setting', (line) => t(`setting.${line.setting}`)),
      text('institution', words.source),
      source,
    ];
  }, [t, language, words, source]);
  return (
    <div className="space-y-2">
      {choice}
      <DataTable
        caption={t('view.drugs')}
        rows={lines}
        columns={[...columns, ...hide]}
        sort={orderBy(search.sort ?? '-date')}
        onSort={(sort) => change({ sort, group: undefined })}
        groupOf={groupOf}
        fileName="drugs.csv"
        empty={t('table.noDrugs')}
      />
    </div>
  );
}

/** Every treatment as a table. */
export function TreatmentTable({ lines }: { lines: readonly TreatmentLine[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useWords();
  const [search, change] = useRecordSearch();
  const { choice, groupOf, orderBy } = useGrouping();
  const source = useProvenanceColumn<TreatmentLine>();
  const hide = useHideColumn<TreatmentLine>();
  const columns = useMemo((): readonly Column<TreatmentLine>[] => {
    const text = textColumns<TreatmentLine>(t);
    const name = (line: TreatmentLine) =>
      line.known ? line.name : t('record.codeUnknown', { code: line.code });
    return [
      {
        ...text('date', (line) => line.date),
        whole: true,
        cell: (line) => formatDateShort(line.date, language),
      },
      text('category', (line) => t(`treatment.${treatmentLaneOf(line)}`)),
      { ...text('treatment', name), cell: (line) => <span className="font-bold">{name(line)}</span> },
      {
        id: 'count',
        label: t('column.count'),
        numeric: true,
        value: (line) => line.count,
        cell: (line) => t('record.times', { n: line.count }),
      },
      text('quantity', (line) =>
        line.quantity === null ? '' : `${line.quantity} ${line.unit ?? ''}`.trim(),
      ),
      text('setting', (line) => t(`setting.${line.setting}`)),
      text('institution', (line) => words.institution(line.institution)),
      source,
    ];
  }, [t, language, words, source]);
  return (
    <div className="space-y-2">
      {choice}
      <DataTable
        caption={t('view.treatments')}
        rows={lines}
        columns={[...columns, ...hide]}
        sort={orderBy(search.sort ?? '-date')}
        onSort={(sort) => change({ sort, group: undefined })}
        groupOf={groupOf}
        fileName="treatments.csv"
        empty={t('table.noTreatments')}
      />
    </div>
  );
}
