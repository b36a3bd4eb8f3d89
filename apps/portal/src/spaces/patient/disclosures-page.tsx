import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { own } from '../../api/access.ts';
import { Button } from '../../components/button.tsx';
import { CheckBox } from '../../components/check-box.tsx';
import { Notice } from '../../components/notice.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { PrintButton } from '../../components/print-button.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { DisclosureItem, isOwnAct } from './disclosure-item.tsx';
import { useHome } from './use-home.ts';

/** Pages that are asked for unasked, until this many entries of others stand on the screen. */
const MOST_PAGES = 5;
const ENOUGH = 15;

/** Who looked at the own record, why they were allowed to, and who was refused. @spec eligibility.md §11.3 */
export function DisclosuresPage() {
  const { t } = useTranslation();
  const home = useHome();
  const search: { readonly own?: string } = useSearch({ strict: false });
  const navigate = useNavigate();
  const withOwn = search.own === '1';
  const list = useInfiniteQuery({
    queryKey: [...home.key, 'disclosures'],
    queryFn: ({ pageParam }) => own.disclosures(home.path, pageParam),
    initialPageParam: firstCursor(),
    getNextPageParam: (page) => page.next,
  });
  const all = list.data?.pages.flatMap((page) => page.entries) ?? [];
  const entries = withOwn ? all : all.filter((entry) => !isOwnAct(entry));
  const few = entries.length < ENOUGH && (list.data?.pages.length ?? MOST_PAGES) < MOST_PAGES;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (few && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [few, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const urgent = entries.filter((entry) => entry.highlighted).length;
  return (
    <Page
      title={t('disclosure.title')}
      lead={t('disclosure.lead')}
      actions={entries.length > 0 ? <PrintButton /> : null}
    >
      {urgent > 0 ? (
        <Notice tone="danger" title={t('disclosure.urgent', { n: urgent })}>
          {t('disclosure.urgentNote')}
        </Notice>
      ) : null}
      <CheckBox
        checked={withOwn}
        onChange={(on) => void navigate({ to: '.', search: on ? { own: '1' } : {}, replace: true })}
      >
        {t('disclosure.withOwn')}
      </CheckBox>
      {list.isPending ? <Waiting label={t('nav.disclosures')} /> : null}
      {list.isError ? <Problem error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.isSuccess && entries.length === 0 ? (
        <Empty title={t('disclosure.none')}>{t('disclosure.noneNote')}</Empty>
      ) : null}
      {entries.length > 0 ? (
        <ol className="space-y-3">
          {entries.map((entry) => (
            <DisclosureItem key={entry.id} entry={entry} />
          ))}
        </ol>
      ) : null}
      {hasNextPage ? (
        <Button isDisabled={isFetchingNextPage} onPress={() => fetchNextPage()}>
          {t('common.more')}
        </Button>
      ) : null}
      <Notice tone="info" title={t('disclosure.unknown')}>
        {t(home.isOwn ? 'disclosure.unknownNote' : 'disclosure.unknownForOther')}
      </Notice>
    </Page>
  );
}

function firstCursor(): string | null {
  return null;
}
