import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ToggleButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { RetryAnswer, WorkItem } from '../../api/types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatInstant, formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useFindingWords } from './finding-words.ts';

const KINDS = ['person-unresolved', 'code-unknown', 'claim-broken'] as const;
const STATES = ['open', 'resolved'] as const;
/** What could not be finished by itself: why, where, and trying again, one or all. */
export function WorkPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const search = useSearch({ from: '/shell/work-items' });
  const kind = KINDS.find((one) => one === search.kind) ?? null;
  const state = search.state === 'resolved' ? 'resolved' : 'open';
  const list = useInfiniteQuery({
    queryKey: ['intake', 'work', state, kind],
    queryFn: ({ pageParam }) => api.workItems({ state, kind, cursor: pageParam }),
    initialPageParam: firstCursor(),
    getNextPageParam: (page) => page.next,
  });
  const retry = useMutation({
    mutationFn: api.retryWork,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['intake', 'work'] }),
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages[0]?.total ?? 0;
  const choose = (part: { readonly kind?: string | undefined; readonly state?: string | undefined }) => {
    const next = { kind: search.kind, state: search.state, ...part };
    void navigate({
      to: '/work-items',
      search: { ...(next.kind ? { kind: next.kind } : {}), ...(next.state ? { state: next.state } : {}) },
      replace: true,
    });
  };
  const all = kind === null ? {} : { kind };
  return (
    <Page
      title={t('work.title')}
      lead={t('work.lead')}
      actions={
        state === 'open' && total > 0 ? (
          <Button look="primary" isDisabled={retry.isPending} onPress={() => retry.mutate(all)}>
            {retry.isPending ? t('work.retrying') : t('work.retryAll', { n: formatNumber(total, language) })}
          </Button>
        ) : null
      }
    >
      <div className="flex flex-wrap gap-2 print:hidden">
        {STATES.map((one) => (
          <ToggleButton
            key={one}
            className="pill"
            isSelected={state === one}
            onChange={() => choose({ state: one === 'open' ? undefined : one })}
          >
            {t(`work.state.${one}`)}
          </ToggleButton>
        ))}
        <span className="mx-2 border-l border-edge" />
        <ToggleButton
          className="pill"
          isSelected={kind === null}
          onChange={() => choose({ kind: undefined })}
        >
          {t('common.all')}
        </ToggleButton>
        {KINDS.map((one) => (
          <ToggleButton
            key={one}
            className="pill"
            isSelected={kind === one}
            onChange={() => choose({ kind: one })}
          >
            {t(`work.kind.${one}`)}
          </ToggleButton>
        ))}
      </div>
      {retry.data ? <RetryResult answer={retry.data} /> : null}
      {retry.isError ? <Problem error={retry.error} /> : null}
      {list.isPending ? <Waiting label={t('nav.work')} /> : null}
      {list.isError ? <Problem error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.isSuccess && items.length === 0 ? (
        <Empty title={t(`work.none.${state}`)}>{t(`work.noneNote.${state}`)}</Empty>
      ) : null}
      {items.length > 0 ? (
        <>
          <p role="status">{t('table.rows', { n: formatNumber(total, language) })}</p>
          <WorkTable items={items} busy={retry.isPending} onRetry={(id) => retry.mutate({ ids: [id] })} />
        </>
      ) : null}
      {list.hasNextPage ? (
        <Button isDisabled={list.isFetchingNextPage} onPress={() => list.fetchNextPage()}>
          {t('common.more')}
        </Button>
      ) : null}
    </Page>
  );
}

function firstCursor(): string | null {
  return null;
}

function RetryResult({ answer }: { answer: RetryAnswer }) {
  const { t } = useTranslation();
  return (
    <Notice tone={answer.stillOpen > 0 ? 'warn' : 'good'} title={t('work.retried', { ...answer })} live>
      {answer.stillOpen > 0 ? t('work.stillOpenNote') : null}
    </Notice>
  );
}

function WorkTable({
  items,
  busy,
  onRetry,
}: {
  items: readonly WorkItem[];
  busy: boolean;
  onRetry: (id: string) => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useFindingWords();
  return (
    <div className="panel">
      <table className="data-table stacking">
        <caption className="sr-only">{t('nav.work')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('work.what')}</th>
            <th scope="col">{t('work.why')}</th>
            <th scope="col">{t('work.where')}</th>
            <th scope="col" className="number">
              {t('work.times')}
            </th>
            <th scope="col">{t('work.since')}</th>
            <th scope="col">{t('work.action')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id}>
              <td data-label={t('work.what')} className="font-bold">
                {t(`work.kind.${item.kind}`)}
              </td>
              <td data-label={t('work.why')}>
                <span>
                  {words(item.reason)}
                  {item.detail === null ? '' : `（${item.detail}）`}
                  <span className="block text-soft">
                    <code>{item.reason}</code>
                    {' / '}
                    {t(`work.todo.${item.kind}`)}
                  </span>
                </span>
              </td>
              <td data-label={t('work.where')}>
                <span>
                  <Link
                    to="/intake/files/$sha256"
                    params={{ sha256: item.file }}
                    className="text-accent underline underline-offset-4"
                  >
                    {item.fileName}
                  </Link>
                  <span className="block">
                    {t('work.place', { claim: item.claim })}
                    {item.record === null ? '' : ` ${t('work.placeRecord', { record: item.record })}`}
                    {item.column === null ? '' : ` ${t('work.placeColumn', { column: item.column })}`}
                  </span>
                </span>
              </td>
              <td data-label={t('work.times')} className="number">
                {t('record.times', { n: item.occurrences })}
              </td>
              <td data-label={t('work.since')}>
                {formatInstant(item.createdAt, language)}
                {item.resolvedAt === null ? null : (
                  <span className="block text-good">
                    {t('work.resolvedAt', { at: formatInstant(item.resolvedAt, language) })}
                  </span>
                )}
              </td>
              <td data-label={t('work.action')}>
                {item.state === 'open' ? (
                  <Button isDisabled={busy} onPress={() => onRetry(item.id)}>
                    {t('work.retryOne')}
                    <span className="sr-only">
                      （{item.fileName} {t('work.place', { claim: item.claim })}）
                    </span>
                  </Button>
                ) : (
                  t('work.done')
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
