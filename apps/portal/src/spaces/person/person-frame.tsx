import { useQuery } from '@tanstack/react-query';
import { Outlet, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../../api/client.ts';
import { type PatientRecord, RECORD_CATEGORIES } from '../../api/types.ts';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useNow } from '../../lib/use-now.ts';
import { exceptionOf, isLimit, type Standing, standingOfConsents, standingOfRecord } from './grounds.ts';
import { PersonBanner } from './person-banner.tsx';

export const personKey = (ref: string) => ['person', ref] as const;
export const consentsKey = (ref: string) => ['person', ref, 'consents'] as const;
export const recordKey = (ref: string) => ['person', ref, 'record'] as const;

/** Consents of a person at the own institution. */
export function useConsents(ref: string) {
  return useQuery({ queryKey: consentsKey(ref), queryFn: () => api.consents(ref), refetchInterval: 60_000 });
}

/** The record where it is on this screen already, or why it is not; the banner asks for none of its own. */
function useRecordAsAsked(ref: string) {
  return useQuery({ queryKey: recordKey(ref), queryFn: () => api.record(ref), enabled: false });
}

/** The record where it is on this screen already. */
export function useLoadedRecord(ref: string): PatientRecord | undefined {
  return useRecordAsAsked(ref).data;
}

/** How consents stand once it is known that the patient rules every look out. */
const refused = (standing: Standing): Standing => ({
  ...standing,
  state: 'refused',
  basis: null,
  minutesLeft: null,
});

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
  const { data: record, error } = useRecordAsAsked(personRef);
  const ruledOut = error instanceof ApiError && isLimit(error.code);
  const consented = consents.data ? standingOfConsents(consents.data.consents, now).filter(isOfRecord) : null;
  const byConsent = ruledOut ? (consented?.map(refused) ?? null) : consented;
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
