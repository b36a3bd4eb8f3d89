import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { IssueType, Registered } from '../../api/prescription-types.ts';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { dayOfInstant, fromDay } from '../../lib/dates.ts';
import { useCheckIns } from '../reception/use-check-ins.ts';
import { copyOf, EMPTY_DRAFT } from './model/draft.ts';
import { PrescribeForm } from './prescribe-form.tsx';
import { usePersonPrescriptions } from './use-prescriptions.ts';

/** To the page of what was issued; of a split, of all its parts. */
export function useShowIssued() {
  const navigate = useNavigate();
  return (issued: readonly Registered[]) => {
    const ids = issued.map(({ prescriptionId }) => prescriptionId);
    const [first] = ids;
    if (first !== undefined)
      void navigate({ to: '/prescriptions/$id', params: { id: first }, search: { issued: ids.join(' ') } });
  };
}

/** What the patient chose at the card reader today. @spec prescriptions.md §2 */
function useChosenAtReader(ref: string, today: string): { known: boolean; type: IssueType | null } {
  const { list } = useCheckIns(today);
  const own = list.data?.checkIns.find((one) => one.ref === ref && one.prescription !== null);
  return { known: !list.isPending, type: own?.prescription ?? null };
}

/** Writing a new prescription for the person in context, empty or from an earlier one. */
export function NewPrescriptionPage() {
  const { t } = useTranslation();
  const { ref } = useParams({ from: '/shell/persons/$ref/prescriptions/new' });
  const { copy }: { readonly copy?: string } = useSearch({ from: '/shell/persons/$ref/prescriptions/new' });
  const today = fromDay(dayOfInstant(new Date().toISOString()));
  const earlier = usePersonPrescriptions(ref);
  const chosen = useChosenAtReader(ref, today);
  const show = useShowIssued();
  const source = earlier.data?.prescriptions.find(({ prescriptionId }) => prescriptionId === copy);
  const ready = chosen.known && (copy === undefined || !earlier.isPending);
  return (
    <Page title={t('rx.new.title')} lead={copy === undefined ? t('rx.new.lead') : t('rx.new.leadCopy')}>
      {ready ? null : <Waiting label={t('rx.new.title')} />}
      {copy !== undefined && earlier.isError ? <Problem error={earlier.error} /> : null}
      {ready ? (
        <PrescribeForm
          personRef={ref}
          start={source === undefined ? EMPTY_DRAFT : copyOf(source.document)}
          startType={chosen.type ?? 'electronic'}
          chosenAtReader={chosen.type}
          today={today}
          onIssued={show}
        />
      ) : null}
    </Page>
  );
}
