import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { identity } from '../../api/identity.ts';
import { keepSession, queryClient } from '../../app/query-client.ts';
import { useSession } from '../../app/session.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { FactorList } from './factor-list.tsx';
import { PasswordSection } from './password-section.tsx';
import { RecoverySection } from './recovery-section.tsx';
import { SessionList } from './session-list.tsx';

const SECURITY_KEY = ['security'] as const;

const refresh = () => queryClient.invalidateQueries({ queryKey: SECURITY_KEY });

/** What one's own account proves itself with, and where it is signed in. @spec security.md §9.2, §9.3 */
export function SecurityPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const session = useSession();
  const security = useQuery({ queryKey: SECURITY_KEY, queryFn: identity.security });
  const staff = session.kind === 'staff';
  const { data } = security;
  return (
    <Page title={t('security.title')} lead={staff ? t('security.lead') : t('security.leadPatient')}>
      {security.isPending ? <Waiting label={t('security.title')} /> : null}
      {security.isError ? <Problem error={security.error} onRetry={() => security.refetch()} /> : null}
      {data === undefined ? null : (
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <div className="space-y-4">
            <FactorList security={data} staff={staff} onChanged={refresh} />
            {staff || data.recoveryCodesLeft > 0 ? (
              <RecoverySection left={data.recoveryCodesLeft} account={session.account} onChanged={refresh} />
            ) : null}
            {staff ? (
              <PasswordSection
                changedAt={
                  data.passwordChangedAt === null ? null : formatInstant(data.passwordChangedAt, language)
                }
                onChanged={(changed) => {
                  keepSession(changed);
                  void refresh();
                }}
              />
            ) : (
              <Section title={t('security.card')}>
                <Notice tone="info" title={t('security.cardNote')}>
                  {t('security.cardTodo')}
                </Notice>
              </Section>
            )}
          </div>
          <SessionList sessions={data.sessions} staff={staff} onChanged={refresh} />
        </div>
      )}
    </Page>
  );
}
