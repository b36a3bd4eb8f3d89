import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { office } from '../../api/access.ts';
import type { ViewLogEntry, ViewLogFilter } from '../../api/access-types.ts';
import { Button } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useAccessWords } from '../person/access-words.ts';
import { ExportButtons } from './export-buttons.tsx';
import { LogFilter } from './log-filter.tsx';

const URGENT: readonly (string | null)[] = ['emergency', 'disaster'];

export interface LogSearch extends ViewLogFilter {
  readonly sort?: string | undefined;
}

/** What was done about patients at the own institution: who, when, whom, what, on which ground. @spec eligibility.md §11.3 */
export function ViewLogPage() {
  const { t } = useTranslation();
  const search: LogSearch = useSearch({ from: '/shell/facility/view-log' });
  const navigate = useNavigate({ from: '/facility/view-log' });
  const { sort = '-at', ...filter } = search;
  const change = (part: Partial<LogSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const log = useInfiniteQuery({
    queryKey: ['facility', 'view-log', filter],
    queryFn: ({ pageParam }) => office.viewLog(filter, pageParam),
    initialPageParam: firstCursor(),
    getNextPageParam: (page) => page.next,
  });
  const entries = log.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Page title={t('viewLog.title')} lead={t('viewLog.lead')}>
      <LogFilter filter={filter} onChange={change} />
      <ExportButtons filter={filter} />
      {log.isPending ? <Waiting label={t('nav.viewLog')} lines={10} /> : null}
      {log.isError ? <Problem error={log.error} onRetry={() => log.refetch()} /> : null}
      {log.isSuccess ? (
        <LogTable entries={entries} sort={sort} onSort={(next) => change({ sort: next })} />
      ) : null}
      {log.hasNextPage ? (
        <Button isDisabled={log.isFetchingNextPage} onPress={() => log.fetchNextPage()}>
          {t('common.more')}
        </Button>
      ) : null}
    </Page>
  );
}

function firstCursor(): string | null {
  return null;
}

function LogTable({
  entries,
  sort,
  onSort,
}: {
  entries: readonly ViewLogEntry[];
  sort: string;
  onSort: (sort: string) => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useAccessWords();
  const columns = useMemo((): readonly Column<ViewLogEntry>[] => {
    const ground = (entry: ViewLogEntry) => (entry.ground === null ? '—' : words.ground(entry.ground));
    const outcome = (entry: ViewLogEntry) => t(`viewLog.outcome.${entry.outcome}`);
    return [
      {
        id: 'at',
        label: t('viewLog.at'),
        value: ({ at }) => at,
        cell: ({ at }) => formatInstant(at, language),
        whole: true,
      },
      {
        id: 'who',
        label: t('viewLog.who'),
        value: ({ displayName, account }) => `${displayName} ${account ?? ''}`,
        cell: ({ displayName, account, role }) => (
          <>
            <span className="font-bold">{displayName}</span>
            <span className="block text-soft">
              {account} {role === null ? '' : words.roles(role)}
            </span>
          </>
        ),
      },
      {
        id: 'patient',
        label: t('viewLog.patient'),
        value: ({ personName }) => personName,
        cell: ({ personName }) => personName || '—',
      },
      { id: 'act', label: t('viewLog.act'), value: words.act, cell: words.act },
      {
        id: 'categories',
        label: t('viewLog.categories'),
        value: ({ categories }) => words.categories(categories),
        cell: ({ categories }) => words.categories(categories) || '—',
      },
      {
        id: 'ground',
        label: t('viewLog.ground'),
        value: ground,
        cell: (entry) =>
          URGENT.includes(entry.ground) || entry.purpose === 'emergency' ? (
            <span className="inline-flex items-center gap-1 font-bold text-danger">
              <Icon name="warning" size={16} />
              {ground(entry)}
            </span>
          ) : (
            ground(entry)
          ),
      },
      {
        id: 'outcome',
        label: t('viewLog.result'),
        value: outcome,
        cell: (entry) => (
          <>
            <span className={entry.outcome === 'refused' ? 'font-bold text-danger' : ''}>
              {outcome(entry)}
            </span>
            {entry.refusalCode === null ? null : <code className="block text-xs">{entry.refusalCode}</code>}
          </>
        ),
      },
      {
        id: 'items',
        label: t('viewLog.items'),
        value: ({ itemCount }) => itemCount,
        cell: ({ itemCount }) => itemCount ?? '—',
        numeric: true,
      },
    ];
  }, [t, language, words]);
  return (
    <DataTable
      caption={t('nav.viewLog')}
      rows={entries}
      columns={columns}
      sort={sort}
      onSort={onSort}
      fileName={null}
      empty={t('viewLog.none')}
    />
  );
}
