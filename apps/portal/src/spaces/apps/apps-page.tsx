import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { apps, type RegisteredApp } from '../../api/apps.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';

/** All apps of the installation, registered and disabled by its operator. */
export function AppsPage() {
  const { t } = useTranslation();
  const list = useQuery({ queryKey: ['apps'], queryFn: apps.all });
  return (
    <Page
      title={t('smart.allTitle')}
      lead={t('smart.allLead')}
      actions={
        <Link to="/operator/apps/new" className={buttonClass('primary')}>
          <Icon name="plus" />
          {t('smart.add')}
        </Link>
      }
    >
      {list.isPending ? <Waiting label={t('smart.allTitle')} /> : null}
      {list.isError ? <Problem error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.data?.apps.length === 0 ? <Empty title={t('smart.noneRegistered')} /> : null}
      <ul className="grid gap-3 lg:grid-cols-2">
        {(list.data?.apps ?? []).map((app) => (
          <AppCard key={app.clientId} app={app} onChanged={() => void list.refetch()} />
        ))}
      </ul>
    </Page>
  );
}

function AppCard({ app, onChanged }: { app: RegisteredApp; onChanged: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const disabled = app.disabledAt !== null;
  const change = useMutation({
    mutationFn: () => apps.disable(app.clientId, !disabled),
    onSuccess: onChanged,
  });
  return (
    <li className="panel p-4">
      <h2 className="text-lg leading-snug">{app.name}</h2>
      <p className="text-sm">{t('smart.by', { publisher: app.publisher })}</p>
      <dl className="my-2 space-y-1 text-sm wrap-anywhere">
        <dt className="font-bold">{t('smart.clientId')}</dt>
        <dd>
          <code>{app.clientId}</code>
        </dd>
        <dt className="font-bold">{t('smart.redirectUris')}</dt>
        {app.redirectUris.map((uri) => (
          <dd key={uri}>
            <code>{uri}</code>
          </dd>
        ))}
        <dt className="font-bold">{t('smart.scopes')}</dt>
        <dd>
          <code>{app.scopes.join(' ')}</code>
        </dd>
      </dl>
      {app.disabledAt === null ? null : (
        <p className="font-bold text-danger">
          {t('smart.disabledAt', { at: formatInstant(app.disabledAt, language) })}
        </p>
      )}
      {change.isError ? <Problem error={change.error} /> : null}
      <Button
        look={disabled ? 'secondary' : 'danger'}
        isDisabled={change.isPending}
        onPress={() => change.mutate()}
      >
        {t(disabled ? 'smart.useAgain' : 'smart.disable')}
        <span className="sr-only">{t('common.paren', { text: app.name })}</span>
      </Button>
    </li>
  );
}
