import { useQueries } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Finding, PrescriptionView } from '../../api/prescription-types.ts';
import { prescriptionsApi } from '../../api/prescriptions.ts';
import { queryClient } from '../../app/query-client.ts';
import { buttonClass } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatDate, formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { DispensingList } from './dispensing-list.tsx';
import { InquiryList } from './inquiry-list.tsx';
import { PersonTop } from './person-top.tsx';
import { PrescriptionActions } from './prescription-actions.tsx';
import { RpList, RxMarks, RxState } from './prescription-facts.tsx';
import { SignatureLine } from './signature-line.tsx';
import { StepList } from './step-list.tsx';
import { rxKey, usePrescription, warningsKey } from './use-prescriptions.ts';

/** One prescription of this institution: what it says, where it stands, and what can be done with it. */
export function PrescriptionPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/prescriptions/$id' });
  const { issued }: { readonly issued?: string } = useSearch({ from: '/shell/prescriptions/$id' });
  const one = usePrescription(id);
  const view = one.data;
  return (
    <>
      {view === undefined ? null : <PersonTop personRef={view.personId} />}
      <Page title={issued === undefined ? t('rx.one.title') : t('rx.one.titleIssued')}>
        {one.isPending ? <Waiting label={t('rx.one.title')} /> : null}
        {one.isError ? <Problem error={one.error} onRetry={() => one.refetch()} /> : null}
        {view === undefined ? null : (
          <OnePrescription view={view} issued={(issued ?? '').split(' ').filter(Boolean)} />
        )}
      </Page>
    </>
  );
}

function OnePrescription({ view, issued }: { view: PrescriptionView; issued: readonly string[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const waiting = view.inquiries.filter(({ answeredAt }) => answeredAt === null);
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem]">
      <div className="min-w-0 space-y-4">
        {issued.length > 0 ? (
          <Issued view={view} others={issued.filter((id) => id !== view.prescriptionId)} />
        ) : null}
        {issued.length > 0 ? <Warnings id={view.prescriptionId} /> : null}
        {waiting.length > 0 ? (
          <Section title={t('rx.waitingInquiries', { n: waiting.length })} extra="border-2 border-warn">
            <InquiryList view={view} inquiries={waiting} />
          </Section>
        ) : null}
        <Refusal view={view} />
        {view.message === null ? null : (
          <Notice tone="info" title={t('rx.message')}>
            <p className="text-base whitespace-pre-wrap">{view.message}</p>
          </Notice>
        )}
        <Section title={t('rx.one.content')}>
          <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-1">
            <RxState one={view} />
            <RxMarks one={view} />
          </div>
          <RpList groups={view.document.groups} />
          <Remarks view={view} />
          <p className="mt-3 text-sm">
            {t('rx.one.dates', {
              issued: formatDate(view.issuedOn, language),
              until: formatDate(view.usableUntil, language),
            })}
          </p>
          <p className="text-sm">{t('rx.one.doctor', { name: view.document.doctor.name })}</p>
          <SignatureLine signature={view.signature} issueType={view.issueType} />
        </Section>
        <DispensingList dispensings={view.dispensings} />
        {view.inquiries.length > waiting.length ? (
          <Section title={t('rx.one.inquiries')}>
            <InquiryList
              view={view}
              inquiries={view.inquiries.filter(({ answeredAt }) => answeredAt !== null)}
            />
          </Section>
        ) : null}
      </div>
      <div className="min-w-0 space-y-4">
        {issued.length > 0 && view.issueType === 'electronic' ? null : (
          <Section title={t('rx.one.code')}>
            <AccessCode view={view} />
          </Section>
        )}
        <Section title={t('rx.one.actions')}>
          <PrescriptionActions view={view} />
        </Section>
        <StepList steps={view.steps} />
      </div>
    </div>
  );
}

/** 回収: the pharmacy says why, since the prescriber has to decide what comes next. @spec prescriptions.md §2 */
function Refusal({ view: { state, steps } }: { view: PrescriptionView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const step = steps.findLast(({ event }) => event === 'refuse');
  if (state !== 'refused' || step === undefined) return null;
  return (
    <Notice tone="warn" title={t('rx.one.refused', { pharmacy: step.facility.name })}>
      <p className="text-base">{t('rx.one.refusedWhy', { reason: step.reason ?? '—' })}</p>
      <p className="text-sm">{formatInstant(step.at, language)}</p>
    </Notice>
  );
}

/** What the server let pass but remarked. */
function Warnings({ id }: { id: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const findings = queryClient.getQueryData<readonly Finding[]>(warningsKey(id)) ?? [];
  if (findings.length === 0) return null;
  return (
    <Notice tone="warn" title={t('rx.warnings')}>
      <ul>
        {findings.map(({ rule, line, message }) => (
          <li key={`${rule} ${line}`}>{message[language]}</li>
        ))}
      </ul>
    </Notice>
  );
}

function Issued({ view, others }: { view: PrescriptionView; others: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <Notice tone="good" title={t('rx.one.issued')} live>
      {view.issueType === 'electronic' ? (
        <div className="my-2 text-ink">
          <p className="text-base font-bold">{t('rx.one.code')}</p>
          <AccessCode view={view} />
        </div>
      ) : null}
      <p className="text-base">{t(`rx.one.issuedNext.${view.issueType}`)}</p>
      <div className="mt-2 flex flex-wrap gap-2">
        <Link
          to="/prescriptions/$id/print"
          params={{ id: view.prescriptionId }}
          className={buttonClass('primary')}
        >
          <Icon name="print" />
          {t(`rx.print.to.${view.issueType}`)}
        </Link>
        <Link
          to="/persons/$ref/prescriptions/new"
          params={{ ref: view.personId }}
          className={buttonClass('secondary')}
        >
          {t('rx.one.another')}
        </Link>
      </div>
      <OtherParts ids={others} />
    </Notice>
  );
}

/** The other parts of a split: each has a number of its own, and all are handed over. */
function OtherParts({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation();
  const others = useQueries({
    queries: ids.map((id) => ({ queryKey: rxKey(id), queryFn: () => prescriptionsApi.get(id) })),
  });
  if (ids.length === 0) return null;
  return (
    <ul className="mt-3 space-y-2 text-base">
      {others.map(({ data }) =>
        data === undefined ? null : (
          <li key={data.prescriptionId}>
            <Link
              to="/prescriptions/$id"
              params={{ id: data.prescriptionId }}
              className="text-accent underline underline-offset-4"
            >
              {t('rx.one.part', {
                part: data.split?.part ?? '',
                count: data.split?.count ?? '',
                code: data.accessCode ?? '—',
              })}
            </Link>
          </li>
        ),
      )}
    </ul>
  );
}

/** 引換番号, large enough to be read over a desk. */
function AccessCode({ view }: { view: PrescriptionView }) {
  const { t } = useTranslation();
  if (view.accessCode === null || view.state === 'cancelled' || view.expired)
    return <p>{t('rx.one.codeNone')}</p>;
  return (
    <>
      <p className="access-code" translate="no">
        {view.accessCode}
      </p>
      <p className="text-sm text-soft">{t('rx.one.codeNote')}</p>
    </>
  );
}

function Remarks({ view }: { view: PrescriptionView }) {
  const { t } = useTranslation();
  const { document } = view;
  const parts = [
    ['remarks', document.remarks.map(({ text }) => text)],
    [
      'information',
      document.providedInformation.map(({ drug, comment }) => [drug, comment].filter(Boolean).join(': ')),
    ],
    ['testValues', document.testValues],
  ] as const;
  return parts.map(([key, texts]) =>
    texts.length === 0 ? null : (
      <div key={key} className="mt-3">
        <h3 className="text-base">{t(`rx.options.${key}`)}</h3>
        <ul className="list-disc pl-5">
          {texts.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </div>
    ),
  );
}
