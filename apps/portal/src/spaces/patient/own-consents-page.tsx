import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { own } from '../../api/access.ts';
import type { OwnConsent, OwnConsents } from '../../api/access-types.ts';
import type { Category } from '../../api/types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatInstant, formatUntil } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Ask } from './ask.tsx';
import { GiveConsent } from './give-consent.tsx';
import { byInstitution, type InstitutionConsents } from './own-consents.ts';
import { SharingTabs } from './sharing-tabs.tsx';
import { useHome } from './use-home.ts';

/** Consents at all institutions: which stand, on what basis, until when; giving and withdrawing them at home. */
export function OwnConsentsPage() {
  const { t } = useTranslation();
  const home = useHome();
  const key = [...home.key, 'consents'];
  const consents = useQuery({ queryKey: key, queryFn: () => own.consents(home.path) });
  const keep = (answer: OwnConsents) => queryClient.setQueryData<OwnConsents>(key, answer);
  const institutions = byInstitution(consents.data?.consents ?? []);
  const standing = institutions.filter((one) => one.standing.length > 0);
  return (
    <Page title={t('sharing.title')} lead={t('sharing.lead')}>
      {home.isOwn ? <SharingTabs /> : null}
      {consents.isPending ? <Waiting label={t('sharing.consents')} /> : null}
      {consents.isError ? <Problem error={consents.error} onRetry={() => consents.refetch()} /> : null}
      {consents.isSuccess ? (
        <>
          <section aria-label={t('sharing.standing')} className="space-y-3">
            <h2 className="text-lg">{t('sharing.standing')}</h2>
            {standing.length === 0 ? (
              <Empty title={t('sharing.none')}>{t('sharing.noneNote')}</Empty>
            ) : (
              <ul className="grid gap-3 lg:grid-cols-2">
                {standing.map((one) => (
                  <InstitutionCard key={one.facilityCode} institution={one} onChanged={keep} />
                ))}
              </ul>
            )}
          </section>
          <GiveConsent onGiven={keep} />
          <Past consents={institutions.flatMap((one) => one.past)} />
        </>
      ) : null}
    </Page>
  );
}

function InstitutionCard({
  institution,
  onChanged,
}: {
  institution: InstitutionConsents;
  onChanged: (answer: OwnConsents) => void;
}) {
  const { t } = useTranslation();
  const home = useHome();
  const [asking, setAsking] = useState<Category | 'all' | null>(null);
  const { facilityCode, facilityName, standing } = institution;
  const withdraw = useMutation({
    mutationFn: (which: Category | 'all') =>
      own.withdraw(home.path, facilityCode, which === 'all' ? null : [which]),
    onSuccess: (answer) => {
      setAsking(null);
      onChanged(answer);
    },
  });
  return (
    <li className="panel p-4">
      <h3 className="text-lg leading-snug">{facilityName}</h3>
      <ul className="mt-2 divide-y divide-line">
        {standing.map((consent) => (
          <li key={consent.category} className="py-2">
            <ConsentLine consent={consent} />
            <Button look="quiet" extra="-ml-4" onPress={() => setAsking(consent.category)}>
              {t('consent.withdraw')}
              <span className="sr-only">
                {t('common.paren', { text: `${facilityName} ${t(`category.${consent.category}`)}` })}
              </span>
            </Button>
          </li>
        ))}
      </ul>
      {standing.length > 1 ? (
        <Button look="danger" extra="mt-2" onPress={() => setAsking('all')}>
          {t('sharing.withdrawAll')}
        </Button>
      ) : null}
      {withdraw.isError ? <Problem error={withdraw.error} /> : null}
      {asking === null ? null : (
        <Ask
          title={t('sharing.withdrawTitle', { name: facilityName })}
          yes={t('sharing.withdrawYes')}
          busy={withdraw.isPending}
          onYes={() => withdraw.mutate(asking)}
          onClose={() => setAsking(null)}
        >
          <p className="font-bold">{asking === 'all' ? t('sharing.everything') : t(`category.${asking}`)}</p>
          <p>{t('sharing.withdrawNote')}</p>
        </Ask>
      )}
    </li>
  );
}

function ConsentLine({ consent }: { consent: OwnConsent }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <div>
      <p className="flex items-center gap-1.5 font-bold">
        <Icon name="done" size={18} />
        {t(`category.${consent.category}`)}
      </p>
      <p className="text-sm">{t(`access.basisPlain.${consent.basis}`)}</p>
      <p className="text-sm">
        {consent.validUntil === null
          ? t('sharing.untilWithdrawn')
          : t('sharing.until', { at: formatUntil(consent.validUntil, language) })}
      </p>
      <p className="text-sm text-soft">
        {t('sharing.given', {
          at: formatInstant(consent.givenAt, language),
          by: t(`sharing.by.${consent.givenBy}`),
        })}
      </p>
    </div>
  );
}

function Past({ consents }: { consents: readonly OwnConsent[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (consents.length === 0) return null;
  return (
    <details className="panel p-4">
      <summary className="min-h-11 content-center font-bold">
        {t('sharing.past', { n: consents.length })}
      </summary>
      <ul className="mt-2 divide-y divide-line">
        {consents.map((consent) => (
          <li key={`${consent.facilityCode}${consent.category}${consent.givenAt}`} className="py-2 text-sm">
            <span className="font-bold">{consent.facilityName}</span> {t(`category.${consent.category}`)}{' '}
            {t(`consent.state.${consent.state}`)}
            <span className="block text-soft">
              {t('consent.givenAt', { at: formatInstant(consent.givenAt, language) })}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
