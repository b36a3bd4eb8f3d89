import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../../api/client.ts';
import { buttonClass } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';
import { PrintButton } from '../../components/print-button.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useNow } from '../../lib/use-now.ts';
import { LaunchApps } from '../apps/launch-apps.tsx';
import { exceptionOf } from '../person/grounds.ts';
import { recordKey } from '../person/person-frame.tsx';
import { EmergencyBoard } from './emergency-board.tsx';
import { EmergencyEntry } from './emergency-entry.tsx';
import { RecordView } from './record-view.tsx';
import { useEndOfGround } from './use-end-of-ground.ts';

const BY_CONSENT: readonly (string | null)[] = ['CONSENT_REQUIRED', 'CONSENT_EXPIRED'];
/** Refusals that an emergency overrides. */
const BY_PATIENT: readonly (string | null)[] = [...BY_CONSENT, 'SHARING_STOPPED', 'DENIED_BY_PATIENT'];

/** The record of the person in context, for clinical staff with consent or in an emergency. */
export function RecordPage() {
  const { t } = useTranslation();
  const { ref } = useParams({ from: '/shell/persons/$ref/record' });
  const now = useNow();
  const record = useQuery({ queryKey: recordKey(ref), queryFn: () => api.record(ref), staleTime: 300_000 });
  useEndOfGround(ref, record.data);
  const code = record.error instanceof ApiError ? record.error.code : null;
  const partly = record.data?.categories.some((one) => !one.shown) ?? false;
  return (
    <Page title={t('record.title')} actions={record.data ? <PrintButton /> : null}>
      {record.isPending ? <Waiting label={t('nav.record')} lines={10} /> : null}
      {record.isError ? <Problem error={record.error} onRetry={() => record.refetch()} /> : null}
      {BY_CONSENT.includes(code) ? (
        <Link to="/persons/$ref/consent" params={{ ref }} className={buttonClass('primary')}>
          {t('reception.toConsent')}
        </Link>
      ) : null}
      {BY_PATIENT.includes(code) || partly ? <EmergencyEntry personRef={ref} /> : null}
      {record.data && exceptionOf(record.data.categories, now) !== null ? (
        <EmergencyBoard record={record.data} />
      ) : null}
      {record.data ? <LaunchApps personRef={ref} /> : null}
      {record.data ? <RecordView record={record.data} consentRef={ref} /> : null}
    </Page>
  );
}
