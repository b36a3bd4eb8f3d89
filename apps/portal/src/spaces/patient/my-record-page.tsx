import { useTranslation } from 'react-i18next';
import { RecordView } from '../record/record-view.tsx';
import { OwnRecordPage } from './own-record.tsx';

/** The own record in full: the same time axis and tables that institutions see, with the names of institutions. */
export function MyRecordPage() {
  const { t } = useTranslation();
  return (
    <OwnRecordPage title={t('me.recordTitle')} lead={t('me.recordLead')}>
      {(record) => <RecordView record={record} consentRef={null} withSummary={false} />}
    </OwnRecordPage>
  );
}
