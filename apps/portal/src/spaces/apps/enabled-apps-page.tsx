import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { apps } from '../../api/apps.ts';
import { CheckBox } from '../../components/check-box.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { opensData, scopeWords } from './scope-words.ts';

/** Which apps the staff of the manager's institution may start from a record. */
export function EnabledAppsPage() {
  const { t } = useTranslation();
  const list = useQuery({ queryKey: ['organisation-apps'], queryFn: apps.ofOrganisation });
  const change = useMutation({
    mutationFn: ({ clientId, on }: { readonly clientId: string; readonly on: boolean }) =>
      apps.enable(clientId, on),
    onSettled: () => list.refetch(),
  });
  return (
    <Page title={t('smart.enableTitle')} lead={t('smart.enableLead')}>
      {list.isPending ? <Waiting label={t('smart.enableTitle')} /> : null}
      {list.isError ? <Problem error={list.error} onRetry={() => list.refetch()} /> : null}
      {change.isError ? <Problem error={change.error} /> : null}
      {list.data?.apps.length === 0 ? <Empty title={t('smart.noneRegistered')} /> : null}
      <ul className="grid gap-3 lg:grid-cols-2">
        {(list.data?.apps ?? []).map((app) => (
          <li key={app.clientId} className="panel p-4">
            <h2 className="text-lg leading-snug">{app.name}</h2>
            <p className="text-sm">{t('smart.by', { publisher: app.publisher })}</p>
            <ul className="my-1 list-disc pl-5">
              {app.scopes.filter(opensData).map((scope) => (
                <li key={scope}>{scopeWords(t, scope)}</li>
              ))}
            </ul>
            <CheckBox
              checked={app.enabled}
              disabled={change.isPending}
              onChange={(on) => change.mutate({ clientId: app.clientId, on })}
            >
              {t('smart.enable', { name: app.name })}
            </CheckBox>
          </li>
        ))}
      </ul>
    </Page>
  );
}
