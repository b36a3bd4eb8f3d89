import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PrescriptionView } from '../../api/prescription-types.ts';
import { isPrescriber, useSession } from '../../app/session.tsx';
import { buttonClass } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatDate } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { RpList, RxMarks, RxState } from './prescription-facts.tsx';
import { usePersonPrescriptions } from './use-prescriptions.ts';

/** What this institution prescribed to the person in context, to be copied, and the way to a new one. */
export function PersonPrescriptionsPage() {
  const { t } = useTranslation();
  const { ref } = useParams({ from: '/shell/persons/$ref/prescriptions' });
  const list = usePersonPrescriptions(ref);
  const prescribes = isPrescriber(useSession());
  const prescriptions = list.data?.prescriptions ?? [];
  return (
    <Page
      title={t('rx.ofPerson.title')}
      lead={t('rx.ofPerson.lead')}
      actions={
        prescribes ? (
          <Link to="/persons/$ref/prescriptions/new" params={{ ref }} className={buttonClass('primary')}>
            {t('rx.ofPerson.new')}
          </Link>
        ) : null
      }
    >
      {list.isPending ? <Waiting label={t('nav.prescribing')} /> : null}
      {list.isError ? <Problem error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.data && prescriptions.length === 0 ? (
        <Empty title={t('rx.ofPerson.none')}>{t('rx.ofPerson.noneNote')}</Empty>
      ) : null}
      <ul className="space-y-3">
        {prescriptions.map((one) => (
          <Earlier key={one.prescriptionId} personRef={ref} one={one} mayCopy={prescribes} />
        ))}
      </ul>
    </Page>
  );
}

function Earlier({
  personRef,
  one,
  mayCopy,
}: {
  personRef: string;
  one: PrescriptionView;
  mayCopy: boolean;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const date = formatDate(one.issuedOn, language);
  return (
    <li className="panel p-4">
      <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-1">
        <h2 className="text-lg">{date}</h2>
        <RxState one={one} />
        <RxMarks one={one} />
      </div>
      <RpList groups={one.document.groups} />
      {one.pharmacy === null ? null : (
        <p className="mt-2 text-sm">{t('rx.ofPerson.pharmacy', { name: one.pharmacy.name })}</p>
      )}
      {one.openInquiries > 0 ? (
        <div className="mt-2">
          <Notice tone="warn" title={t('rx.waitingInquiries', { n: one.openInquiries })} />
        </div>
      ) : null}
      {one.message === null ? null : (
        <div className="mt-2">
          <Notice tone="info" title={t('rx.message')}>
            <p className="whitespace-pre-wrap">{one.message}</p>
          </Notice>
        </div>
      )}
      <div className="mt-3 flex flex-wrap gap-2 print:hidden">
        {mayCopy ? (
          <Link
            to="/persons/$ref/prescriptions/new"
            params={{ ref: personRef }}
            search={{ copy: one.prescriptionId }}
            className={buttonClass()}
            aria-label={t('rx.ofPerson.copyOf', { date })}
          >
            {t('rx.ofPerson.copy')}
          </Link>
        ) : null}
        <Link
          to="/prescriptions/$id"
          params={{ id: one.prescriptionId }}
          className={buttonClass('quiet')}
          aria-label={t('rx.openOf', { date })}
        >
          {t('rx.open')}
        </Link>
      </div>
    </li>
  );
}
