import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pharmacyApi } from '../../api/pharmacy.ts';
import type { PrescriptionSummary } from '../../api/prescription-types.ts';
import { buttonClass } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatDateShort } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { PharmacyTabs } from './desk-tabs.tsx';
import { Marks } from './found-list.tsx';
import { daysLate } from './model/receivable.ts';
import { useToday } from './use-today.ts';

const READ_AGAIN_MS = 60_000;

type Row = PrescriptionSummary & { readonly id: string };
const rowsOf = (summaries: readonly PrescriptionSummary[]): readonly Row[] =>
  summaries.map((one) => ({ ...one, id: one.prescriptionId }));

/** The pharmacy's work: what lies on the table, what is overdue, what was done today. */
export function PharmacyListPage() {
  const { t } = useTranslation();
  const work = useQuery({
    queryKey: ['pharmacy', 'work'],
    queryFn: pharmacyApi.work,
    refetchInterval: READ_AGAIN_MS,
  });
  const columns = useColumns();
  const refills = useRefillColumns(columns);
  return (
    <Page title={t('pharmacy.listTitle')} lead={t('pharmacy.listLead')}>
      <PharmacyTabs />
      {work.isPending ? <Waiting label={t('pharmacy.tabList')} /> : null}
      {work.isError ? <Problem error={work.error} onRetry={() => work.refetch()} /> : null}
      {work.data ? (
        <>
          <Part title={t('pharmacy.inDispensing')} rows={rowsOf(work.data.inDispensing)} columns={columns}>
            {t('pharmacy.noneInDispensing')}
          </Part>
          <Part title={t('pharmacy.overdue')} rows={rowsOf(work.data.overdueRefills)} columns={refills}>
            {t('pharmacy.noneOverdue')}
          </Part>
          <Part title={t('pharmacy.today')} rows={rowsOf(work.data.today)} columns={columns}>
            {t('pharmacy.noneToday')}
          </Part>
        </>
      ) : null}
    </Page>
  );
}

function Part({
  title,
  rows,
  columns,
  children,
}: {
  title: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  /** What stands there while there is nothing. */
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const [sort, setSort] = useState('person');
  return (
    <section aria-label={title}>
      <h2 className="mb-2 text-lg">{t('pharmacy.partCount', { title, n: rows.length })}</h2>
      {rows.length === 0 ? (
        <Empty title={String(children)} />
      ) : (
        <DataTable
          caption={title}
          rows={rows}
          columns={columns}
          sort={sort}
          onSort={setSort}
          fileName={null}
          empty={String(children)}
        />
      )}
    </section>
  );
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  return [
    {
      id: 'person',
      label: t('pharmacy.column.person'),
      value: ({ personName }) => personName,
      cell: (row) => (
        <>
          <span className="block text-base font-bold">{row.personName}</span>
          <Marks found={row} />
        </>
      ),
    },
    {
      id: 'institution',
      label: t('pharmacy.column.institution'),
      value: ({ institution }) => institution.name,
      cell: (row) => (
        <>
          <span className="block">{row.institution.name}</span>
          <span className="block text-soft">
            {t('pharmacy.issued', { date: formatDateShort(row.issuedOn, language) })}
          </span>
        </>
      ),
    },
    {
      id: 'drugs',
      label: t('pharmacy.column.drugs'),
      value: ({ drugs }) => drugs.map(({ name }) => name).join('、'),
      cell: ({ drugs }) => (
        <ul>
          {drugs.map(({ name, usage }) => (
            <li key={`${name} ${usage}`}>{name}</li>
          ))}
        </ul>
      ),
    },
    {
      id: 'state',
      label: t('pharmacy.column.state'),
      value: ({ state }) => t(`pharmacy.state.${state}`),
      cell: (row) => (
        <div className="flex flex-wrap items-center gap-2">
          <span className="font-bold">{t(`pharmacy.state.${row.state}`)}</span>
          {row.state === 'open' ? null : (
            <Link
              to="/pharmacy/prescriptions/$id"
              params={{ id: row.prescriptionId }}
              aria-label={t('pharmacy.openOf', { name: row.personName })}
              className={buttonClass('secondary')}
            >
              {t('pharmacy.open')}
            </Link>
          )}
        </div>
      ),
    },
  ];
}

/** Of refills the day counts: when they were due, and for how long they have been. */
function useRefillColumns(columns: readonly Column<Row>[]): readonly Column<Row>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  const late = ({ dueOn }: Row): number | null => (dueOn === null ? null : daysLate(dueOn, today));
  return [
    {
      id: 'due',
      label: t('pharmacy.column.due'),
      whole: true,
      value: ({ dueOn }) => dueOn,
      cell: (row) => (row.dueOn === null ? t('pharmacy.none') : formatDateShort(row.dueOn, language)),
    },
    {
      id: 'late',
      label: t('pharmacy.column.late'),
      numeric: true,
      value: late,
      cell: (row) => {
        const days = late(row);
        return days === null ? t('pharmacy.none') : <b>{t('pharmacy.daysLate', { n: days })}</b>;
      },
    },
    {
      id: 'window',
      label: t('pharmacy.column.window'),
      whole: true,
      value: ({ window }) => window?.to ?? null,
      cell: ({ window }) => (window === null ? t('pharmacy.none') : formatDateShort(window.to, language)),
    },
    ...columns.filter(({ id }) => id !== 'state'),
  ];
}
