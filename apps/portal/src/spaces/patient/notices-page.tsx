import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { own } from '../../api/access.ts';
import type { PatientNotice } from '../../api/access-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useAccessWords } from '../person/access-words.ts';
import { NoticeMail } from './notice-mail.tsx';
import { NOTICES_KEY, UNREAD_KEY } from './use-unread.ts';

const KINDS: readonly string[] = ['first-view', 'emergency-view', 'disaster-view'];

function refresh(): void {
  void queryClient.invalidateQueries({ queryKey: NOTICES_KEY });
  void queryClient.invalidateQueries({ queryKey: UNREAD_KEY });
}

/** What the patient was told: first looks, and every look in an emergency or a disaster. @spec phr.md §3 A8, A13 */
export function NoticesPage() {
  const { t } = useTranslation();
  const list = useQuery({ queryKey: NOTICES_KEY, queryFn: own.notices });
  const unread = list.data?.notices.filter((notice) => notice.readAt === null) ?? [];
  const readAll = useMutation({
    mutationFn: () => Promise.all(unread.map((notice) => own.markRead(notice.id))),
    onSettled: refresh,
  });
  return (
    <Page
      title={t('notice.title')}
      lead={t('notice.lead')}
      actions={
        unread.length > 1 ? (
          <Button isDisabled={readAll.isPending} onPress={() => readAll.mutate()}>
            {t('notice.readAll', { n: unread.length })}
          </Button>
        ) : null
      }
    >
      {list.isPending ? <Waiting label={t('nav.notices')} /> : null}
      {list.isError ? <Problem error={list.error} onRetry={() => list.refetch()} /> : null}
      {readAll.isError ? <Problem error={readAll.error} /> : null}
      {list.isSuccess && list.data.notices.length === 0 ? (
        <Empty title={t('notice.none')}>{t('notice.noneNote')}</Empty>
      ) : null}
      <ul className="space-y-3">
        {list.data?.notices.map((notice) => (
          <Item key={notice.id} notice={notice} />
        ))}
      </ul>
      <NoticeMail />
    </Page>
  );
}

function Item({ notice }: { notice: PatientNotice }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useAccessWords();
  const read = useMutation({ mutationFn: () => own.markRead(notice.id), onSettled: refresh });
  const kind = KINDS.includes(notice.kind) ? notice.kind : 'other';
  const urgent = kind === 'emergency-view' || kind === 'disaster-view';
  const fresh = notice.readAt === null;
  return (
    <li
      className={`rounded-8 border p-4 ${urgent ? 'border-2 border-danger bg-danger-tint' : 'border-line bg-panel'}`}
    >
      <p className={`flex items-start gap-2 text-lg leading-snug font-bold ${urgent ? 'text-danger' : ''}`}>
        <Icon name={urgent ? 'warning' : 'eye'} size={24} />
        <span>
          {fresh ? (
            <span className="mr-2 rounded-8 bg-accent px-2 text-sm text-on-accent">{t('notice.new')}</span>
          ) : null}
          {t(`notice.kind.${kind}`, { name: notice.facilityName })}
        </span>
      </p>
      <p>
        {formatInstant(notice.at, language)} / {words.categories(notice.categories)}
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        {fresh ? (
          <Button isDisabled={read.isPending} onPress={() => read.mutate()}>
            {t('notice.read')}
          </Button>
        ) : null}
        <Link to="/me/disclosures" hash={`entry-${notice.entryId}`} className={buttonClass('quiet')}>
          {t('notice.toEntry')}
        </Link>
      </div>
      {read.isError ? <Problem error={read.error} /> : null}
    </li>
  );
}
