import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Disclosure, Role } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { PrintButton } from '../../components/print-button.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';

const ROLES: readonly Role[] = [
  'physician',
  'pharmacist',
  'nurse',
  'receptionist',
  'intake-operator',
  'administrator',
  'patient',
];

/** Who looked at the own record, on which ground, and who was refused. */
export function DisclosuresPage() {
  const { t } = useTranslation();
  const list = useInfiniteQuery({
    queryKey: ['me', 'disclosures'],
    queryFn: ({ pageParam }) => api.ownDisclosures(pageParam),
    initialPageParam: firstCursor(),
    getNextPageParam: (page) => page.next,
  });
  const entries = list.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Page
      title={t('disclosure.title')}
      lead={t('disclosure.lead')}
      actions={entries.length > 0 ? <PrintButton /> : null}
    >
      {list.isPending ? <Waiting label={t('nav.disclosures')} /> : null}
      {list.isError ? <Problem error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.isSuccess && entries.length === 0 ? (
        <Empty title={t('disclosure.none')}>{t('disclosure.noneNote')}</Empty>
      ) : null}
      {entries.length > 0 ? (
        <ol className="space-y-2">
          {entries.map((entry) => (
            <Item key={entry.id} entry={entry} />
          ))}
        </ol>
      ) : null}
      {list.hasNextPage ? (
        <Button isDisabled={list.isFetchingNextPage} onPress={() => list.fetchNextPage()}>
          {t('common.more')}
        </Button>
      ) : null}
      <Notice tone="info" title={t('disclosure.unknown')}>
        {t('disclosure.unknownNote')}
      </Notice>
    </Page>
  );
}

function firstCursor(): string | null {
  return null;
}

function Item({ entry }: { entry: Disclosure }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const refused = entry.outcome === 'refused';
  const role = ROLES.find((one) => one === entry.role);
  const who =
    entry.purpose === 'self' ? t('disclosure.you') : (entry.facilityName ?? t('disclosure.noFacility'));
  return (
    <li
      className={`panel grid gap-x-6 gap-y-1 p-3 md:grid-cols-[11rem_minmax(0,1fr)_13rem] ${refused ? 'border-danger' : ''}`}
    >
      <p className="whitespace-nowrap">{formatInstant(entry.at, language)}</p>
      <div>
        <p>
          <span className="font-bold">{who}</span>
          {entry.purpose === 'self'
            ? ''
            : t('common.paren', { text: role === undefined ? entry.role : t(`role.${role}`) })}
        </p>
        <p className="text-sm">
          {t(`disclosure.purpose.${entry.purpose}`)}
          {entry.categories.length > 0
            ? ` / ${entry.categories.map((category) => t(`category.${category}`)).join(t('visits.comma'))}`
            : ''}
        </p>
        <p className="text-sm text-soft">
          {t('disclosure.ground')}{' '}
          {entry.ground === null ? t('disclosure.noGround') : t(`disclosure.grounds.${entry.ground}`)}
        </p>
      </div>
      <p className={`flex items-start gap-1.5 text-sm font-bold ${refused ? 'text-danger' : 'text-good'}`}>
        <Icon name={refused ? 'lock' : 'eye'} />
        <span>
          {refused ? t('disclosure.refused') : null}
          {!refused && entry.itemCount > 0 ? t('disclosure.shown', { n: entry.itemCount }) : null}
          {!refused && entry.itemCount === 0 ? t('disclosure.noItems') : null}
          {entry.refusalCode ? <code className="block font-normal">{entry.refusalCode}</code> : null}
        </span>
      </p>
    </li>
  );
}
