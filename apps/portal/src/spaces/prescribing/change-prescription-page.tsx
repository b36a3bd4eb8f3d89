import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { dayOfInstant, fromDay } from '../../lib/dates.ts';
import { draftOf } from './model/draft.ts';
import { useShowIssued } from './new-prescription-page.tsx';
import { PersonTop } from './person-top.tsx';
import { PrescribeForm } from './prescribe-form.tsx';
import { usePrescription } from './use-prescriptions.ts';

/** Changing a prescription that no pharmacy has: the old one is cancelled, a new one with new ids takes its place. */
export function ChangePrescriptionPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/prescriptions/$id/change' });
  const one = usePrescription(id);
  const show = useShowIssued();
  const view = one.data;
  return (
    <>
      {view === undefined ? null : <PersonTop personRef={view.personId} />}
      <Page title={t('rx.change.title')} lead={t('rx.change.lead')}>
        {one.isPending ? <Waiting label={t('rx.change.title')} /> : null}
        {one.isError ? <Problem error={one.error} onRetry={() => one.refetch()} /> : null}
        {view !== undefined && view.state !== 'open' ? (
          <Notice tone="warn" title={t('rx.change.late', { state: t(`rx.state.${view.state}`) })} live />
        ) : null}
        {view?.state === 'open' ? (
          <PrescribeForm
            personRef={view.personId}
            start={draftOf(view.document)}
            startType={view.issueType}
            chosenAtReader={null}
            today={fromDay(dayOfInstant(new Date().toISOString()))}
            replaces={id}
            onIssued={show}
          />
        ) : null}
      </Page>
    </>
  );
}
