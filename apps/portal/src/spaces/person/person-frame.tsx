import { useQuery } from '@tanstack/react-query';
import { Outlet, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { type PatientRecord, RECORD_CATEGORIES } from '../../api/types.ts';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useNow } from '../../lib/use-now.ts';
import { exceptionOf, type Standing, standingOfConsents, standingOfRecord } from './grounds.ts';
import { PersonBanner } from './person-banner.tsx';

export const personKey = (ref: string) => ['person', ref] as const;
export const consentsKey = (ref: string) => ['person', ref, 'consents'] as const;
export const recordKey = (ref: string) => ['person', ref, 'record'] as const;

/** Consents of a person at the own institution. */
export function useConsents(ref: string) {
  return useQuery({ queryKey: consentsKey(ref), queryFn: () => api.consents(ref), refetchInterval: 60_000 });
}

/** The record where it is on this screen already; the banner asks for none of its own. */
export function useLoadedRecord(ref: string): PatientRecord | undefined {
  return useQuery({ queryKey: recordKey(ref), queryFn: () => api.record(ref), enabled: false }).data;
}

const isOfRecord = ({ category }: Standing) => RECORD_CATEGORIES.some((one) => one === category);

/** Everything below a person: the banner stays, and a new person starts with an empty screen. */
export function PersonFrame() {
  const { ref } = useParams({ from: '/shell/persons/$ref' });
  return <OnePerson key={ref} personRef={ref} />;
}

function OnePerson({ personRef }: { personRef: string }) {
  const { t } = useTranslation();
  const now = useNow();
  const person = useQuery({
    queryKey: personKey(personRef),
    queryFn: () => api.person(personRef),
    staleTime: 300_000,
  });
  const consents = useConsents(personRef);
  const record = useLoadedRecord(personRef);
  const byConsent = consents.data ? standingOfConsents(consents.data.consents, now).filter(isOfRecord) : null;
  if (person.isPending) return <Waiting label={t('banner.label')} />;
  if (person.isError) {
    return (
      <>
        <h1 className="mb-3 text-2xl">{t('banner.label')}</h1>
        <Problem error={person.error} onRetry={() => person.refetch()} />
      </>
    );
  }
  return (
    <>
      <PersonBanner
        top
        person={person.data.person}
        standings={record ? standingOfRecord(record.categories, now) : byConsent}
        exception={record ? exceptionOf(record.categories, now) : null}
      />
      <Outlet />
    </>
  );
}
