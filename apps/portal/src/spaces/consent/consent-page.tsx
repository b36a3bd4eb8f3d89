import { useMutation } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Category, ConsentMethod, ConsentState } from '../../api/types.ts';
import { CATEGORIES } from '../../api/types.ts';
import { queryClient } from '../../app/query-client.ts';
import { isClinical, useSession } from '../../app/session.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useNow } from '../../lib/use-now.ts';
import { type Standing, standingOfConsents } from '../person/grounds.ts';
import { consentsKey, recordKey, useConsents } from '../person/person-frame.tsx';
import { CategoryRow } from './category-row.tsx';

const METHODS: readonly ConsentMethod[] = ['card-reader', 'written', 'spoken'];

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
  const complete = standings.every((standing) => standing.state === 'given');
  const toggle = (category: Category, on: boolean) =>
    setChosen(on ? [...chosen, category] : chosen.filter((one) => one !== category));
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <Section title={t('consent.choose')}>
        <ul className="divide-y divide-line">
          {standings.map((standing) => (
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
      <div className="space-y-4">
        <Section title={t('consent.how')}>
          <MethodChoice method={method} onChange={setMethod} />
          <div className="mt-4 space-y-2">
            <Button
              look={complete && clinical ? 'secondary' : 'primary'}
              extra="w-full"
              isDisabled={give.isPending}
              onPress={() => give.mutate(CATEGORIES)}
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
        <NextStep personRef={personRef} standings={standings} />
      </div>
    </div>
  );
}

function MethodChoice({
  method,
  onChange,
}: {
  method: ConsentMethod;
  onChange: (method: ConsentMethod) => void;
}) {
  const { t } = useTranslation();
  return (
    <RadioGroup
      value={method}
      onChange={(value) => onChange(METHODS.find((one) => one === value) ?? 'card-reader')}
    >
      <Label className="sr-only">{t('consent.how')}</Label>
      <div className="flex flex-wrap gap-2">
        {METHODS.map((one) => (
          <Radio
            key={one}
            value={one}
            className="choice flex min-h-11 items-center gap-2 rounded-8 border border-edge px-3 py-2"
          >
            {t(`consent.method.${one}`)}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}

function NextStep({ personRef, standings }: { personRef: string; standings: readonly Standing[] }) {
  const { t } = useTranslation();
  const clinical = isClinical(useSession().roles);
  const given = standings.some((standing) => standing.state === 'given');
  const complete = standings.every((standing) => standing.state === 'given');
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
