import { useMutation, useQueries, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pharmacyApi } from '../../api/pharmacy.ts';
import type { DispensingView, Finding, PrescriptionView } from '../../api/prescription-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { useSession } from '../../app/session.tsx';
import { Button } from '../../components/button.tsx';
import { CheckBox } from '../../components/check-box.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatDate, formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { FindingLines } from '../patient/notebook-findings.tsx';
import { PharmacyTabs } from './desk-tabs.tsx';
import { DispenseForm } from './dispense-form.tsx';
import { EndingActions } from './ending-actions.tsx';
import { Marks, paperKey, prescriptionKey } from './found-list.tsx';
import { InquirySection } from './inquiry-section.tsx';
import { standingOf } from './model/receivable.ts';
import { PatientBanner } from './patient-banner.tsx';
import { PrescribedGroups, PrescriberNotes } from './prescription-content.tsx';
import { RefusalProblem } from './refusal-problem.tsx';
import { ResultPanel } from './result-panel.tsx';
import { useToday } from './use-today.ts';
import { VerificationLine } from './verification-line.tsx';

const READ_AGAIN_MS = 30_000;

/** One prescription at the pharmacy, from reception to the result. @spec prescriptions.md §2, §3.1 */
export function PharmacyPrescriptionPage() {
  const { id } = useParams({ from: '/shell/pharmacy/prescriptions/$id' });
  return <OnePrescription key={id} id={id} />;
}

function OnePrescription({ id }: { id: string }) {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: prescriptionKey(id),
    queryFn: () => pharmacyApi.get(id),
    staleTime: 60_000,
    // An answer of the prescriber comes by itself; nothing else does.
    refetchInterval: ({ state }) =>
      state.data?.inquiries.some(({ answer }) => answer === null) ? READ_AGAIN_MS : false,
  });
  return (
    <>
      {found.data ? (
        // The sheet for the patient is printed without the banner; it names the patient itself.
        <div className="contents print:hidden">
          <PatientBanner view={found.data} />
        </div>
      ) : null}
      <Page title={t(found.data ? `pharmacy.page.${found.data.state}` : 'pharmacy.pageTitle')}>
        <PharmacyTabs />
        {found.isPending ? <Waiting label={t('pharmacy.pageTitle')} lines={8} /> : null}
        {found.isError ? <Problem error={found.error} onRetry={() => found.refetch()} /> : null}
        {found.data ? <Content view={found.data} /> : null}
      </Page>
    </>
  );
}

function Content({ view }: { view: PrescriptionView }) {
  const own = useSession().organisation?.facilityCode ?? null;
  const standing = standingOf(view, own, useToday());
  const [changing, setChanging] = useState<DispensingView | null>(null);
  const standingResults = view.dispensings.filter(({ state }) => state === 'registered');
  return (
    <div className="space-y-4">
      <Head view={view} />
      <PaperFindings id={view.prescriptionId} />
      {standing === 'ready' ? <Receive view={view} /> : null}
      {standing === 'refused' ? <Refused view={view} /> : null}
      {standingResults.map((result) => (
        <ResultPanel
          key={result.dispensingId}
          view={view}
          result={result}
          onChange={changing === null ? () => setChanging(result) : null}
        />
      ))}
      <div className="grid gap-4 xl:grid-cols-2 print:hidden">
        <div className="min-w-0 space-y-4">
          <Prescribed view={view} />
          <InquirySection view={view} editable={standing === 'ours'} />
        </div>
        <div className="min-w-0 space-y-4">
          {standing === 'ours' ? <AtWork view={view} /> : null}
          {changing === null ? null : (
            <DispenseForm
              key={changing.version}
              views={[view]}
              result={changing}
              onDone={() => setChanging(null)}
            />
          )}
          <Steps view={view} />
        </div>
      </div>
    </div>
  );
}

function Head({ view }: { view: PrescriptionView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { document } = view;
  return (
    <section className="panel space-y-1 p-4 print:hidden" aria-label={t('pharmacy.origin')}>
      <p>
        <span className="font-bold">{view.institution.name}</span> {document.department?.name}{' '}
        {t('pharmacy.doctor', { name: document.doctor.name })}{' '}
        <span className="whitespace-nowrap">
          {t('pharmacy.issued', { date: formatDate(view.issuedOn, language) })}
        </span>
      </p>
      <Marks found={view} />
      <VerificationLine signature={view.signature} />
    </section>
  );
}

function PaperFindings({ id }: { id: string }) {
  const { t } = useTranslation();
  const findings = queryClient.getQueryData<readonly Finding[]>(paperKey(id)) ?? [];
  if (findings.length === 0) return null;
  return (
    <Notice tone="warn" title={t('pharmacy.paperFindings', { n: findings.length })}>
      <p>{t('pharmacy.paperFindingsNote')}</p>
      <FindingLines findings={findings} />
    </Notice>
  );
}

function Receive({ view }: { view: PrescriptionView }) {
  const { t } = useTranslation();
  const id = view.prescriptionId;
  const receive = useMutation({
    mutationFn: () => pharmacyApi.receive(id),
    onSuccess: (received) => queryClient.setQueryData(prescriptionKey(id), received),
  });
  return (
    <div className="space-y-2">
      <Button look="primary" isDisabled={receive.isPending} onPress={() => receive.mutate()}>
        {t('pharmacy.receive')}
      </Button>
      {receive.isError ? <RefusalProblem error={receive.error} /> : null}
    </div>
  );
}

function Refused({ view }: { view: PrescriptionView }) {
  const { t } = useTranslation();
  const undo = useMutation({
    mutationFn: () => pharmacyApi.undoRefuse(view.prescriptionId),
    onSuccess: () =>
      queryClient.invalidateQueries({ queryKey: prescriptionKey(view.prescriptionId), exact: true }),
  });
  return (
    <Notice tone="warn" title={t('pharmacy.refused')}>
      <p>{t('pharmacy.refusedNote')}</p>
      <div className="mt-2">
        <Button isDisabled={undo.isPending} onPress={() => undo.mutate()}>
          {t('pharmacy.undoRefuse')}
        </Button>
      </div>
      {undo.isError ? <Problem error={undo.error} /> : null}
    </Notice>
  );
}

function Prescribed({ view }: { view: PrescriptionView }) {
  const { t } = useTranslation();
  return (
    <Section title={t('pharmacy.prescribed')}>
      <PrescribedGroups groups={view.document.groups} />
      <PrescriberNotes view={view} />
    </Section>
  );
}

/** While it is dispensed here: the result, and the ways out. */
function AtWork({ view }: { view: PrescriptionView }) {
  const { t } = useTranslation();
  const work = useQuery({ queryKey: ['pharmacy', 'work'], queryFn: pharmacyApi.work, staleTime: 30_000 });
  const [joined, setJoined] = useState<readonly string[]>([]);
  // One result may answer several prescriptions of one patient, institution and day. @spec prescriptions.md §11 3
  const others = (work.data?.inDispensing ?? []).filter(
    (one) =>
      one.prescriptionId !== view.prescriptionId &&
      one.personId === view.personId &&
      one.institution.code === view.institution.code &&
      one.issuedOn === view.issuedOn,
  );
  const more = useQueries({
    queries: joined.map((id) => ({ queryKey: prescriptionKey(id), queryFn: () => pharmacyApi.get(id) })),
  });
  const views = [view, ...more.flatMap(({ data }) => (data === undefined ? [] : [data]))];
  return (
    <>
      {others.length > 0 ? (
        <Section title={t('pharmacy.joinTitle')}>
          <p className="text-sm text-soft">{t('pharmacy.joinNote')}</p>
          {others.map(({ prescriptionId: other, drugs }) => (
            <CheckBox
              key={other}
              checked={joined.includes(other)}
              onChange={(on) => setJoined(on ? [...joined, other] : joined.filter((one) => one !== other))}
            >
              {drugs.map(({ name }) => name).join(t('visits.comma'))}
            </CheckBox>
          ))}
        </Section>
      ) : null}
      {more.some(({ isPending }) => isPending) ? (
        <Waiting label={t('pharmacy.pageTitle')} lines={3} />
      ) : (
        <DispenseForm
          key={views.map(({ prescriptionId }) => prescriptionId).join(' ')}
          views={views}
          result={null}
          onDone={() => {}}
        />
      )}
      <EndingActions view={view} />
    </>
  );
}

function Steps({ view }: { view: PrescriptionView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <details className="panel p-4">
      <summary className="min-h-8 font-bold">{t('pharmacy.steps')}</summary>
      <ol className="mt-2 space-y-1 text-sm">
        {view.steps.map(({ event, at, facility }) => (
          <li key={`${at} ${event}`}>
            {formatInstant(at, language)} {facility.name} {t(`pharmacy.step.${event}`)}
          </li>
        ))}
      </ol>
    </details>
  );
}
