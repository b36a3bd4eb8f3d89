import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bulkApi } from '../../api/eligibility.ts';
import type { BulkJob } from '../../api/eligibility-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { FileDrop } from '../../components/file-drop.tsx';
import { Icon } from '../../components/icon.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { download, toCsv } from '../../lib/csv.ts';
import { formatInstant, formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { isFinal, JOBS_KEY } from './use-job-events.ts';

/** Looks up a whole list of appointments: hand it over, see how the lists before went. @spec eligibility.md §3.1 */
export function BulkPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const jobs = useQuery({
    queryKey: JOBS_KEY,
    queryFn: bulkApi.jobs,
    refetchInterval: (query) => (query.state.data?.jobs.some((job) => !isFinal(job)) ? 2_000 : 60_000),
  });
  const open = ({ job }: { readonly job: BulkJob }) => {
    void queryClient.invalidateQueries({ queryKey: JOBS_KEY });
    void navigate({ to: '/bulk/$receptionNumber', params: { receptionNumber: job.receptionNumber } });
  };
  return (
    <Page
      title={t('bulk.title')}
      lead={t('bulk.lead')}
      actions={
        <Button onPress={() => download('appointments.csv', toCsv(TEMPLATE, []))}>
          <Icon name="download" />
          {t('bulk.template')}
        </Button>
      }
    >
      <FileDrop
        label={t('bulk.upload')}
        title={t('bulk.drop')}
        note={t('bulk.dropNote')}
        path="/eligibility/bulk"
        onTaken={open}
      />
      <section aria-label={t('bulk.jobs')}>
        <h2 className="mb-2 text-lg">{t('bulk.jobs')}</h2>
        {jobs.isPending ? <Waiting label={t('bulk.jobs')} /> : null}
        {jobs.isError ? <Problem error={jobs.error} onRetry={() => jobs.refetch()} /> : null}
        {jobs.data ? <JobTable jobs={jobs.data.jobs} /> : null}
      </section>
    </Page>
  );
}

/** Heads of the list as the server reads them. */
const TEMPLATE = ['任意識別子', '保険者番号', '記号', '番号', '枝番', '生年月日', '限度額同意'];

/** State of a list in words, with a colour that is never alone. */
export function JobState({ job }: { job: BulkJob }) {
  const { t } = useTranslation();
  const tone = job.state === 'refused' ? 'text-danger' : job.state === 'done' ? 'text-good' : 'text-warn';
  return <span className={`font-bold ${tone}`}>{t(`bulk.state.${job.state}`)}</span>;
}

type Row = BulkJob & { readonly id: string };

function JobTable({ jobs }: { jobs: readonly BulkJob[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [sort, setSort] = useState('-receivedAt');
  if (jobs.length === 0) return <Empty title={t('bulk.none')}>{t('bulk.noneNote')}</Empty>;
  const people = (n: number) => t('bulk.people', { n: formatNumber(n, language) });
  const columns: readonly Column<Row>[] = [
    {
      id: 'name',
      label: t('bulk.column.name'),
      value: ({ name }) => name,
      cell: ({ name, receptionNumber }) => (
        <Link
          to="/bulk/$receptionNumber"
          params={{ receptionNumber }}
          className="inline-flex min-h-6 items-center text-accent underline underline-offset-4"
        >
          {name}
        </Link>
      ),
    },
    {
      id: 'state',
      label: t('bulk.column.state'),
      value: ({ state }) => t(`bulk.state.${state}`),
      cell: (job) => <JobState job={job} />,
    },
    {
      id: 'total',
      label: t('bulk.column.total'),
      numeric: true,
      value: ({ total }) => total,
      cell: ({ done, total, state }) =>
        state === 'working' || state === 'waiting'
          ? t('bulk.count', { done: formatNumber(done, language), total: formatNumber(total, language) })
          : people(total),
    },
    {
      id: 'errors',
      label: t('bulk.column.errors'),
      numeric: true,
      value: ({ errors }) => errors,
      cell: ({ errors }) => people(errors),
    },
    {
      id: 'receivedAt',
      label: t('bulk.column.receivedAt'),
      value: ({ receivedAt }) => receivedAt,
      cell: ({ receivedAt }) => formatInstant(receivedAt, language),
    },
    {
      id: 'receptionNumber',
      label: t('bulk.column.receptionNumber'),
      value: ({ receptionNumber }) => receptionNumber,
      cell: ({ receptionNumber }) => receptionNumber,
    },
  ];
  return (
    <DataTable
      caption={t('bulk.jobs')}
      rows={jobs.map((job) => ({ ...job, id: job.receptionNumber }))}
      columns={columns}
      sort={sort}
      onSort={setSort}
      fileName="bulk-look-ups.csv"
      empty={t('bulk.none')}
    />
  );
}
