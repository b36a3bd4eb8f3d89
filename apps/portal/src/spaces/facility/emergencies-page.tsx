import { useMutation, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { office } from '../../api/access.ts';
import { type EmergencyAccess, REVIEW_OUTCOMES, type ReviewOutcome } from '../../api/access-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { useSession } from '../../app/session.tsx';
import { Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { StateLinks } from '../../components/state-links.tsx';
import { TextArea } from '../../components/text-area.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';

const STATES = ['open', 'reviewed'] as const;

/** Emergency and disaster views that wait for the manager's judgement. @spec eligibility.md §11.2 */
export function EmergenciesPage() {
  const { t } = useTranslation();
  const search: { readonly state?: string } = useSearch({ from: '/shell/facility/emergencies' });
  const state = STATES.find((one) => one === search.state) ?? 'open';
  const list = useQuery({
    queryKey: ['facility', 'emergencies', state],
    queryFn: () => office.emergencies(state),
  });
  const [done, setDone] = useState(false);
  const reviewed = () => {
    setDone(true);
    void queryClient.invalidateQueries({ queryKey: ['facility', 'emergencies'] });
  };
  return (
    <Page title={t('review.title')} lead={t('review.lead')}>
      <StateLinks
        label={t('review.states')}
        value={state}
        states={STATES.map((value) => ({ value, label: t(`review.state.${value}`) }))}
      />
      {done ? <Notice tone="good" title={t('review.done')} live /> : null}
      {list.isPending ? <Waiting label={t('nav.emergencies')} /> : null}
      {list.isError ? <Problem error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.data?.accesses.length === 0 ? (
        <Empty title={t(`review.none.${state}`)}>{t('review.noneNote')}</Empty>
      ) : null}
      {list.data && list.data.accesses.length > 0 ? (
        <>
          <p className="font-bold">{t('review.count', { n: list.data.accesses.length })}</p>
          <ul className="space-y-3">
            {list.data.accesses.map((access) => (
              <Access key={access.id} access={access} onReviewed={reviewed} />
            ))}
          </ul>
        </>
      ) : null}
    </Page>
  );
}

function Access({ access, onReviewed }: { access: EmergencyAccess; onReviewed: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const session = useSession();
  const emergency = access.mode === 'emergency';
  const facts: readonly (readonly [string, string])[] = [
    [t('review.who'), `${access.displayName} (${access.account})`],
    [t('review.patient'), access.personName],
    [t('review.at'), formatInstant(access.at, language)],
    [t('review.until'), formatInstant(access.validUntil, language)],
    [t('review.views'), t('review.nViews', { n: access.views })],
    ...(access.lifeThreatening === null
      ? []
      : [[t('emergency.danger'), t(access.lifeThreatening ? 'emergency.yes' : 'emergency.no')] as const]),
    [t('emergency.askable'), t(access.ableToConsent ? 'emergency.canAsk' : 'emergency.cannotAsk')],
    [t('review.reason'), access.reason],
  ];
  return (
    <li className={`panel p-4 ${emergency ? 'border-l-8 border-l-danger' : 'border-l-8 border-l-warn'}`}>
      <p className={`flex items-center gap-2 font-bold ${emergency ? 'text-danger' : 'text-warn'}`}>
        <Icon name="warning" />
        {t(`review.mode.${access.mode}`)}
      </p>
      <dl className="mt-2 grid gap-x-4 gap-y-1 sm:grid-cols-[12rem_minmax(0,1fr)]">
        {facts.map(([term, value]) => (
          <div key={term} className="contents">
            <dt className="text-sm text-soft">{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {access.review === null ? (
        access.account === session.account ? (
          <p className="mt-3 font-bold">{t('review.own')}</p>
        ) : (
          <ReviewForm access={access} onReviewed={onReviewed} />
        )
      ) : (
        <p className="mt-3">
          <span className="font-bold">{t(`review.outcome.${access.review.outcome}`)}</span>{' '}
          {t('review.by', { by: access.review.by, at: formatInstant(access.review.at, language) })}
          <span className="block">{access.review.note}</span>
        </p>
      )}
    </li>
  );
}

function ReviewForm({ access, onReviewed }: { access: EmergencyAccess; onReviewed: () => void }) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<ReviewOutcome | null>(null);
  const [note, setNote] = useState('');
  const review = useMutation({
    mutationFn: (value: ReviewOutcome) => office.review(access.id, value, note.trim()),
    onSuccess: onReviewed,
  });
  const noteNeeded = outcome !== null && outcome !== 'appropriate' && note.trim() === '';
  return (
    <div className="mt-3 max-w-2xl space-y-3 border-t border-line pt-3 print:hidden">
      <Choice
        label={t('review.judge')}
        value={outcome}
        onChange={setOutcome}
        options={REVIEW_OUTCOMES.map((value) => ({ value, label: t(`review.outcome.${value}`) }))}
      />
      <TextArea
        label={t('review.note')}
        help={t('review.noteHelp')}
        value={note}
        rows={2}
        onChange={setNote}
      />
      <Button
        isDisabled={outcome === null || noteNeeded || review.isPending}
        onPress={() => (outcome === null ? undefined : review.mutate(outcome))}
      >
        {t('review.submit')}
      </Button>
      {review.isError ? <Problem error={review.error} /> : null}
    </div>
  );
}
