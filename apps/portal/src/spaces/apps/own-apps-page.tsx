import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apps, type OwnApp } from '../../api/apps.ts';
import { Button } from '../../components/button.tsx';
import { Modal } from '../../components/modal.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatInstant, formatUntil } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { SharingTabs } from '../patient/sharing-tabs.tsx';
import { opensData, scopeWords } from './scope-words.ts';

/** The apps that a patient lets read their record, and how to end that. */
export function OwnAppsPage() {
  const { t } = useTranslation();
  const list = useQuery({ queryKey: ['own-apps'], queryFn: apps.own });
  return (
    <Page title={t('smart.ownTitle')} lead={t('smart.ownLead')}>
      <SharingTabs />
      {list.isPending ? <Waiting label={t('smart.ownTitle')} /> : null}
      {list.isError ? <Problem error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.isSuccess && list.data.apps.length === 0 ? (
        <Empty title={t('smart.none')}>{t('smart.noneNote')}</Empty>
      ) : null}
      <ul className="grid gap-3 lg:grid-cols-2">
        {(list.data?.apps ?? []).map((app) => (
          <AppCard key={app.grantId} app={app} onRevoked={() => void list.refetch()} />
        ))}
      </ul>
    </Page>
  );
}

function AppCard({ app, onRevoked }: { app: OwnApp; onRevoked: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [asking, setAsking] = useState(false);
  const revoke = useMutation({
    mutationFn: () => apps.revoke(app.grantId),
    onSuccess: () => {
      setAsking(false);
      onRevoked();
    },
  });
  return (
    <li className="panel p-4">
      <h2 className="text-lg leading-snug">{app.name}</h2>
      <p className="text-sm">{t('smart.by', { publisher: app.publisher })}</p>
      <ul className="my-1 list-disc pl-5">
        {app.scopes.filter(opensData).map((scope) => (
          <li key={scope}>{scopeWords(t, scope)}</li>
        ))}
      </ul>
      <p className="text-sm">
        {t('smart.since', {
          at: formatInstant(app.createdAt, language),
          until: formatUntil(app.expiresAt, language),
        })}
      </p>
      <p className="text-sm">
        {app.lastUsedAt === null
          ? t('smart.neverUsed')
          : t('smart.lastUsed', { at: formatInstant(app.lastUsedAt, language) })}
      </p>
      <Button look="danger" extra="mt-2" onPress={() => setAsking(true)}>
        {t('smart.revoke')}
        <span className="sr-only">{t('common.paren', { text: app.name })}</span>
      </Button>
      {asking ? (
        <Modal title={t('smart.revokeAsk', { name: app.name })} onClose={() => setAsking(false)}>
          <p>{t('smart.revokeNote')}</p>
          {revoke.isError ? <Problem error={revoke.error} /> : null}
          <div className="flex flex-wrap gap-2">
            <Button look="danger" isDisabled={revoke.isPending} onPress={() => revoke.mutate()}>
              {t('smart.revokeYes')}
            </Button>
            <Button look="quiet" onPress={() => setAsking(false)}>
              {t('common.cancel')}
            </Button>
          </div>
        </Modal>
      ) : null}
    </li>
  );
}
