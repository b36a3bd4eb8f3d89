import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { insurerApi } from '../../api/eligibility.ts';
import type { Overlap } from '../../api/insurer-types.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { Problem } from '../../components/problem.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useCoveragePeriod } from '../eligibility/coverage-facts.tsx';

type Row = Overlap & { readonly id: string };

/** Members whom another insurer covers on the same days; both insurers see it, and one of the two has to end. */
export function Overlaps() {
  const { t } = useTranslation();
  const language = useLanguage();
  const period = useCoveragePeriod();
  const [sort, setSort] = useState('-noticedAt');
  const answer = useQuery({ queryKey: ['insurer', 'coverages', 'overlaps'], queryFn: insurerApi.overlaps });
  if (answer.isError) return <Problem error={answer.error} onRetry={() => answer.refetch()} />;
  const rows = answer.data?.overlaps ?? [];
  if (rows.length === 0) return null;
  const columns: readonly Column<Row>[] = [
    {
      id: 'name',
      label: t('insurer.field.name'),
      value: ({ name }) => name,
      cell: ({ coverageId, name }) => (
        <Link
          to="/insurer/coverages/$id"
          params={{ id: coverageId }}
          className="inline-flex min-h-6 items-center font-bold text-accent underline underline-offset-4"
        >
          {name}
        </Link>
      ),
    },
    {
      id: 'ours',
      label: t('insurer.overlapOurs'),
      value: ({ validFrom }) => validFrom,
      cell: (row) => period(row),
    },
    {
      id: 'other',
      label: t('insurer.overlapOther'),
      value: ({ other }) => other.insurerName,
      cell: ({ other }) => (
        <>
          <span className="block">{other.insurerName}</span>
          <span className="block text-soft">{period(other)}</span>
        </>
      ),
    },
    {
      id: 'noticedAt',
      label: t('insurer.overlapNoticed'),
      value: ({ noticedAt }) => noticedAt,
      cell: ({ noticedAt }) => formatInstant(noticedAt, language),
    },
  ];
  return (
    <details className="rounded-8 border border-warn bg-warn-tint px-4 py-2">
      <summary className="min-h-11 py-2 font-bold">
        <span className="inline-flex items-center gap-2 align-middle">
          <Icon name="warning" />
          {t('insurer.overlaps', { n: rows.length })}
        </span>
      </summary>
      <p className="mb-2">{t('insurer.overlapsNote')}</p>
      <DataTable
        caption={t('insurer.overlaps', { n: rows.length })}
        rows={rows.map((row) => ({
          ...row,
          id: `${row.coverageId}${row.other.insurerNumber}${row.other.validFrom}`,
        }))}
        columns={columns}
        sort={sort}
        onSort={setSort}
        fileName="overlaps.csv"
        empty={t('insurer.none')}
      />
    </details>
  );
}
