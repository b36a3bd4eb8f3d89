import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { own } from '../../api/access.ts';
import type { HiddenEntry, Restrictions } from '../../api/access-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { RESTRICTIONS_KEY } from '../record/hiding.tsx';
import { Ask } from './ask.tsx';
import { DeniedInstitutions } from './denied-institutions.tsx';
import { SharingTabs } from './sharing-tabs.tsx';

/** What the patient rules out: all sharing, institutions, single entries. @spec phr.md §3 A4–A6 */
export function RestrictionsPage() {
  const { t } = useTranslation();
  const restrictions = useQuery({ queryKey: RESTRICTIONS_KEY, queryFn: own.restrictions });
  const keep = (answer: Restrictions) => queryClient.setQueryData<Restrictions>(RESTRICTIONS_KEY, answer);
  const { data } = restrictions;
  return (
    <Page title={t('limits.title')} lead={t('limits.lead')}>
      <SharingTabs />
      {restrictions.isPending ? <Waiting label={t('sharing.restrictions')} /> : null}
      {restrictions.isError ? (
        <Problem error={restrictions.error} onRetry={() => restrictions.refetch()} />
      ) : null}
      {data ? (
        <>
          <StopSharing since={data.stopSharing?.since ?? null} onChanged={keep} />
          <DeniedInstitutions denied={data.denied} onChanged={keep} />
          <Hidden entries={data.hidden} onChanged={keep} />
          <Withheld on={data.withheld} onChanged={keep} />
        </>
      ) : null}
    </Page>
  );
}

function StopSharing({
  since,
  onChanged,
}: {
  since: string | null;
  onChanged: (answer: Restrictions) => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [asking, setAsking] = useState(false);
  const change = useMutation({
    mutationFn: own.stopSharing,
    onSuccess: (answer) => {
      setAsking(false);
      onChanged(answer);
    },
  });
  const stopped = since !== null;
  return (
    <Section title={t('limits.stop')} extra={stopped ? 'border-2 border-danger' : ''}>
      <p className={`flex items-center gap-2 text-lg font-bold ${stopped ? 'text-danger' : 'text-good'}`}>
        <Icon name={stopped ? 'lock' : 'eye'} size={24} />
        {stopped ? t('limits.stopped') : t('limits.notStopped')}
      </p>
      {stopped ? <p>{t('limits.since', { at: formatInstant(since, language) })}</p> : null}
      <p className="my-2">{t('limits.stopNote')}</p>
      <Button
        look={stopped ? 'primary' : 'danger'}
        isDisabled={change.isPending}
        onPress={() => (stopped ? change.mutate(false) : setAsking(true))}
      >
        {stopped ? t('limits.resume') : t('limits.stopAll')}
      </Button>
      {change.isError ? <Problem error={change.error} /> : null}
      {asking ? (
        <Ask
          title={t('limits.stopAsk')}
          yes={t('limits.stopYes')}
          busy={change.isPending}
          onYes={() => change.mutate(true)}
          onClose={() => setAsking(false)}
        >
          <ul className="list-disc space-y-1 pl-5">
            <li>{t('limits.stopAll1')}</li>
            <li>{t('limits.stopAll2')}</li>
            <li>{t('limits.stopAll3')}</li>
            <li>{t('limits.stopAll4')}</li>
          </ul>
        </Ask>
      ) : null}
    </Section>
  );
}

function Hidden({
  entries,
  onChanged,
}: {
  entries: readonly HiddenEntry[];
  onChanged: (answer: Restrictions) => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const show = useMutation({ mutationFn: own.unhide, onSuccess: onChanged });
  return (
    <Section title={t('limits.hidden')}>
      <p className="mb-2">{t('limits.hiddenNote')}</p>
      {entries.length === 0 ? <p className="font-bold">{t('limits.hiddenNone')}</p> : null}
      <ul className="divide-y divide-line">
        {entries.map(({ key, label, since }) => (
          <li key={key} className="flex flex-wrap items-center justify-between gap-2 py-2">
            <span>
              <span className="font-bold">{label}</span>
              <span className="block text-sm text-soft">
                {t('limits.hiddenSince', { at: formatInstant(since, language) })}
              </span>
            </span>
            <Button isDisabled={show.isPending} onPress={() => show.mutate(key)}>
              {t('limits.unhide')}
              <span className="sr-only">{t('common.paren', { text: label })}</span>
            </Button>
          </li>
        ))}
      </ul>
      <Link to="/me/record" search={{ view: 'drugs' }} className={buttonClass('secondary', 'mt-2')}>
        {t('limits.chooseHidden')}
      </Link>
      {show.isError ? <Problem error={show.error} /> : null}
    </Section>
  );
}

/** For people who are in danger: names of institutions and addresses stay suppressed everywhere. @spec eligibility.md §11.4 */
function Withheld({ on, onChanged }: { on: boolean; onChanged: (answer: Restrictions) => void }) {
  const { t } = useTranslation();
  const change = useMutation({ mutationFn: own.withhold, onSuccess: onChanged });
  return (
    <Section title={t('limits.withheld')}>
      <p>{t('limits.withheldNote')}</p>
      <p className="my-2 font-bold">{on ? t('limits.withheldOn') : t('limits.withheldOff')}</p>
      <Button isDisabled={change.isPending} onPress={() => change.mutate(!on)}>
        {on ? t('limits.withheldEnd') : t('limits.withheldBegin')}
      </Button>
      {change.isError ? <Problem error={change.error} /> : null}
    </Section>
  );
}
