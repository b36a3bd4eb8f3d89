import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../../api/client.ts';
import { buttonClass } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';
import { PrintButton } from '../../components/print-button.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { recordKey } from '../person/person-frame.tsx';
import { RecordView } from './record-view.tsx';

/** The record of the person in context, for clinical staff with consent. */
export function RecordPage() {
  const { t } = useTranslation();
  const { ref } = useParams({ from: '/shell/persons/$ref/record' });
  const record = useQuery({ queryKey: recordKey(ref), queryFn: () => api.record(ref), staleTime: 300_000 });
  const code = record.error instanceof ApiError ? record.error.code : null;
  return (
    <Page title={t('record.title')} actions={record.data ? <PrintButton /> : null}>
      {record.isPending ? <Waiting label={t('nav.record')} lines={10} /> : null}
      {record.isError ? <Problem error={record.error} onRetry={() => record.refetch()} /> : null}
      {code === 'CONSENT_REQUIRED' || code === 'CONSENT_EXPIRED' ? (
        <Link to="/persons/$ref/consent" params={{ ref }} className={buttonClass('primary')}>
          {t('reception.toConsent')}
        </Link>
      ) : null}
      {record.data ? <RecordView record={record.data} consentRef={ref} /> : null}
    </Page>
  );
}
