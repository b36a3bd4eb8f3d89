import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { ToggleButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { bulkApi } from '../../api/eligibility.ts';
import type { BulkJob, BulkResult } from '../../api/eligibility-types.ts';
import { buttonClass } from '../../components/button.tsx';
import { CountProgress } from '../../components/count-progress.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatInstant, formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { JobState } from './bulk-page.tsx';
import { needsAttention } from './needs-attention.ts';
import { formatRatio } from './ratio.ts';
import { StateMark } from './state-mark.tsx';
import { isFinal, jobKey, useJobEvents } from './use-job-events.ts';

/** One list: how it goes, and what came of each person; what needs somebody stands first. */
export function BulkJobPage() {
  const { t } = useTranslation();
  const { receptionNumber } = useParams({ from: '/shell/bulk/$receptionNumber' });
  const answer = useInfiniteQuery({
    queryKey: jobKey(receptionNumber),
    queryFn: ({ pageParam }) => bulkApi.job(receptionNumber, pageParam),
    initialPageParam: firstCursor(),
    getNextPageParam: (page) => page.next,
  });
  const first = answer.data?.pages[0]?.job ?? null;
  const events = useJobEvents(receptionNumber, first !== null && !isFinal(first));
  const job = first !== null && !isFinal(first) && events.job !== null ? events.job : first;
  const results = answer.data?.pages.flatMap((page) => page.results) ?? [];
  // Who needs attention is known only when all pages are there.
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = answer;
  const final = job !== null && isFinal(job);
  useEffect(() => {
    if (final && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [final, hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  return (
    <Page
      title={t('bulk.jobTitle')}
      actions={
        <Link to="/bulk" className={buttonClass('quiet')}>
          {t('bulk.back')}
        </Link>
      }
    >
      {answer.isPending ? <Waiting label={t('bulk.jobTitle')} /> : null}
      {answer.isError ? <Problem error={answer.error} onRetry={() => answer.refetch()} /> : null}
      {job ? <JobSummary job={job} cut={events.cut} /> : null}
      {job && final && results.length > 0 && !hasNextPage ? <Results job={job} results={results} /> : null}
      {final && hasNextPage ? <Waiting label={t('bulk.jobTitle')} /> : null}
    </Page>
  );
}

function firstCursor(): string | null {
  return null;
}

function JobSummary({ job, cut }: { job: BulkJob; cut: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const n = (value: number) => t('bulk.people', { n: formatNumber(value, language) });
  return (
    <Section title={job.name}>
      <p className="flex flex-wrap gap-x-6 gap-y-1">
        <JobState job={job} />
        <span>{t('bulk.reception', { number: job.receptionNumber })}</span>
        <span>{t('bulk.receivedAt', { at: formatInstant(job.receivedAt, language) })}</span>
      </p>
      {isFinal(job) ? null : (
        <div className="mt-3">
          <CountProgress label={t('bulk.working')} done={job.done} total={job.total} />
        </div>
      )}
      {cut && !isFinal(job) ? <Notice tone="warn" title={t('bulk.cut')} live /> : null}
      {job.refusal === null ? null : (
        <div className="mt-3">
          <Notice tone="danger" title={t('bulk.refused')}>
            <p className="font-bold">
              {t(`bulk.refusal.${job.refusal}`, { defaultValue: t('bulk.refusal.other') })}
            </p>
            <p>{t('bulk.refusedNote')}</p>
            <p className="mt-1 text-soft">
              {t('error.code')} <code>{job.refusal}</code>
            </p>
          </Notice>
        </div>
      )}
      {job.state === 'done' ? (
        <>
          <dl className="mt-3 flex flex-wrap gap-x-8 gap-y-2">
            {(
              [
                ['bulk.column.total', job.total],
                ['bulk.column.normal', job.normal],
                ['bulk.column.errors', job.errors],
              ] as const
            ).map(([word, value]) => (
              <div key={word}>
                <dt className="text-sm text-soft">{t(word)}</dt>
                <dd className="text-2xl font-bold">{n(value)}</dd>
              </div>
            ))}
          </dl>
          <p className="mt-3 flex flex-wrap gap-2 print:hidden">
            {(['xml', 'zip'] as const).map((format) => (
              <a
                key={format}
                href={`/api/eligibility/bulk/${encodeURIComponent(job.receptionNumber)}/result?format=${format}`}
                download
                className={buttonClass('secondary')}
              >
                <Icon name="download" />
                {t(`bulk.download.${format}`)}
              </a>
            ))}
          </p>
        </>
      ) : null}
    </Section>
  );
}

type Row = BulkResult & { readonly id: string };

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  return [
    {
      id: 'ordinal',
      label: t('bulk.column.ordinal'),
      numeric: true,
      value: ({ ordinal }) => ordinal,
      cell: ({ ordinal }) => ordinal,
    },
    {
      id: 'identifier',
      label: t('bulk.column.identifier'),
      value: ({ identifier }) => identifier,
      cell: ({ identifier }) => identifier ?? '—',
    },
    {
      id: 'name',
      label: t('provisional.column.person'),
      value: ({ name }) => name,
      cell: ({ name }) => <span className="text-base font-bold">{name ?? '—'}</span>,
    },
    {
      id: 'state',
      label: t('bulk.column.coverage'),
      value: ({ state }) => (state === null ? t('bulk.entryWrong') : t(`coverage.state.${state}`)),
      cell: ({ state }) =>
        state === null ? (
          <span className="font-bold text-danger">{t('bulk.entryWrong')}</span>
        ) : (
          <StateMark state={state} />
        ),
    },
    {
      id: 'ratio',
      label: t('coverage.ratio'),
      value: ({ ratioPercent }) => ratioPercent,
      cell: ({ ratioPercent }) => (ratioPercent === null ? '—' : formatRatio(ratioPercent, language)),
    },
    {
      id: 'message',
      label: t('bulk.column.message'),
      value: ({ code, message }) => `${code} ${message ?? ''}`.trim(),
      cell: ({ code, message }) => (
        <>
          {message === null ? null : <span lang="ja">{message} </span>}
          <code className="text-soft">{code}</code>
        </>
      ),
    },
  ];
}

function Results({ job, results }: { job: BulkJob; results: readonly BulkResult[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const columns = useColumns();
  const search = useSearch({ from: '/shell/bulk/$receptionNumber' });
  const attention = results.filter(needsAttention);
  const all = search.show === 'all';
  const change = (part: { readonly show?: string | undefined; readonly sort?: string | undefined }) => {
    const next = { show: search.show, sort: search.sort, ...part };
    void navigate({
      to: '.',
      search: { ...(next.show ? { show: next.show } : {}), ...(next.sort ? { sort: next.sort } : {}) },
      replace: true,
      resetScroll: false,
    });
  };
  return (
    <>
      <div className="flex flex-wrap gap-2 print:hidden">
        <ToggleButton className="pill" isSelected={!all} onChange={() => change({ show: undefined })}>
          {t('bulk.attention', { n: attention.length })}
        </ToggleButton>
        <ToggleButton className="pill" isSelected={all} onChange={() => change({ show: 'all' })}>
          {t('bulk.everyone', { n: results.length })}
        </ToggleButton>
      </div>
      {!all && attention.length === 0 ? (
        <Notice tone="good" title={t('bulk.noAttention')} live />
      ) : (
        <DataTable
          caption={job.name}
          rows={(all ? results : attention).map((row) => ({ ...row, id: String(row.ordinal) }))}
          columns={columns}
          sort={search.sort ?? 'ordinal'}
          onSort={(sort) => change({ sort })}
          fileName={`${job.receptionNumber}.csv`}
          empty={t('bulk.noAttention')}
        />
      )}
    </>
  );
}
