import { useTranslation } from 'react-i18next';
import { Hiding } from '../record/hiding.tsx';
import { RecordView } from '../record/record-view.tsx';
import { OwnRecordPage } from './own-record.tsx';
import { useHome } from './use-home.ts';

/** The own record in full: the same time axis and tables that institutions see, with the names of institutions. */
export function MyRecordPage() {
  const { t } = useTranslation();
  const { isOwn } = useHome();
  return (
    <OwnRecordPage title={t('me.recordTitle')} lead={t('me.recordLead')}>
      {(record) =>
        isOwn ? (
          <Hiding>
            <RecordView record={record} consentRef={null} withSummary={false} />
          </Hiding>
        ) : (
          <RecordView record={record} consentRef={null} withSummary={false} />
        )
      }
    </OwnRecordPage>
  );
}
