import { useMutation } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Category, ConsentMethod, ConsentState } from '../../api/types.ts';
import { queryClient } from '../../app/query-client.ts';
import { isClinical, useSession } from '../../app/session.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useNow } from '../../lib/use-now.ts';
import { type Standing, standingOfConsents } from '../person/grounds.ts';
import { consentsKey, recordKey, useConsents } from '../person/person-frame.tsx';
import { CategoryRow } from './category-row.tsx';
import { OralConsent } from './oral-consent.tsx';

const METHODS: readonly ConsentMethod[] = ['card-reader', 'written', 'spoken'];

/** Asked for together; 手術 is a row of its own among them. @spec eligibility.md §4.1 */
const CLINICAL: readonly Category[] = ['medication', 'treatment', 'surgery', 'checkup'];
const CERTIFICATES: readonly Category[] = ['limit-certificate', 'specific-disease', 'medical-subsidy'];
const GROUPS = [
  ['clinical', CLINICAL],
  ['certificates', CERTIFICATES],
] as const;

type Answer = { readonly consents: readonly ConsentState[] };

/** Consent: what the patient allows this institution to see for 24 hours. @spec eligibility.md §4.1 */
export function ConsentPage() {
  const { t } = useTranslation();
  const { ref } = useParams({ from: '/shell/persons/$ref/consent' });
  const consents = useConsents(ref);
  return (
    <Page title={t('consent.title')} lead={t('consent.lead')}>
      {consents.isPending ? <Waiting label={t('nav.consent')} /> : null}
      {consents.isError ? <Problem error={consents.error} onRetry={() => consents.refetch()} /> : null}
      {consents.data ? <ConsentForm personRef={ref} consents={consents.data.consents} /> : null}
    </Page>
  );
}

function useKeeping(personRef: string) {
  return (answer: Answer) => {
    queryClient.setQueryData<Answer>(consentsKey(personRef), answer);
    queryClient.removeQueries({ queryKey: recordKey(personRef) });
  };
}

function ConsentForm({ personRef, consents }: { personRef: string; consents: readonly ConsentState[] }) {
  const { t } = useTranslation();
  const now = useNow();
  const [chosen, setChosen] = useState<readonly Category[]>([]);
  const [method, setMethod] = useState<ConsentMethod>('card-reader');
  const keep = useKeeping(personRef);
  const give = useMutation({
    mutationFn: (categories: readonly Category[]) => api.giveConsent(personRef, categories, method),
    onSuccess: (answer) => {
      keep(answer);
      setChosen([]);
    },
  });
  const standings = standingOfConsents(consents, now);
  const clinical = isClinical(useSession().roles);
  const complete = isComplete(standings);
  const toggle = (category: Category, on: boolean) =>
    setChosen(on ? [...chosen, category] : chosen.filter((one) => one !== category));
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="space-y-4">
        {GROUPS.map(([group, categories]) => (
          <Section key={group} title={t(`consent.group.${group}`)}>
            <ul className="divide-y divide-line">
              {standings
                .filter(({ category }) => categories.includes(category))
                .map((standing) => (
                  <CategoryRow
                    key={standing.category}
                    personRef={personRef}
                    standing={standing}
                    consent={consents.find((one) => one.category === standing.category) ?? null}
                    chosen={chosen.includes(standing.category)}
                    onChoose={(on) => toggle(standing.category, on)}
                    onChanged={keep}
                  />
                ))}
            </ul>
          </Section>
        ))}
      </div>
      <div className="space-y-4">
        <Section title={t('consent.how')}>
          <Choice
            label={t('consent.how')}
            labelHidden
            value={method}
            onChange={setMethod}
            options={METHODS.map((value) => ({ value, label: t(`consent.method.${value}`) }))}
          />
          <div className="mt-4 space-y-2">
            <Button
              look={complete && clinical ? 'secondary' : 'primary'}
              extra="w-full"
              isDisabled={give.isPending}
              onPress={() => give.mutate(CLINICAL)}
            >
              {t('consent.all')}
            </Button>
            <Button
              extra="w-full"
              isDisabled={give.isPending || chosen.length === 0}
              onPress={() => give.mutate(chosen)}
            >
              {t('consent.chosen', { n: chosen.length })}
            </Button>
          </div>
          <p className="mt-2 text-sm text-soft">{t('consent.allNote')}</p>
        </Section>
        {give.isError ? <Problem error={give.error} /> : null}
        {give.isSuccess ? (
          <Notice tone="good" title={t('consent.recorded')} live>
            {t('consent.recordedNote')}
          </Notice>
        ) : null}
        <OralConsent personRef={personRef} categories={chosen} onRecorded={keep} />
        <NextStep personRef={personRef} standings={standings} />
      </div>
    </div>
  );
}

/** Everything that a record can show is open. */
const isComplete = (standings: readonly Standing[]): boolean =>
  standings.every(({ category, state }) => state === 'given' || !CLINICAL.includes(category));

function NextStep({ personRef, standings }: { personRef: string; standings: readonly Standing[] }) {
  const { t } = useTranslation();
  const clinical = isClinical(useSession().roles);
  const given = standings.some(({ category, state }) => state === 'given' && CLINICAL.includes(category));
  const complete = isComplete(standings);
  return (
    <Section title={t('consent.next')}>
      {clinical ? (
        <>
          <p className="mb-3">{given ? t('consent.nextRecord') : t('consent.nextNone')}</p>
          {given ? (
            <Link
              to="/persons/$ref/record"
              params={{ ref: personRef }}
              className={buttonClass(complete ? 'primary' : 'secondary')}
            >
              {t('reception.toRecord')}
            </Link>
          ) : null}
        </>
      ) : (
        <p>{given ? t('consent.nextHandOver') : t('consent.nextNone')}</p>
      )}
      <p className="mt-3">
        <Link to="/reception" className="text-accent underline underline-offset-4">
          {t('consent.nextPerson')}
        </Link>
      </p>
    </Section>
  );
}
