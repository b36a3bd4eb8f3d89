import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client.ts';
import { eligibilityApi } from '../../api/eligibility.ts';
import { queryClient } from '../../app/query-client.ts';
import { buttonClass } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { dayOfInstant, fromDay } from '../../lib/dates.ts';
import { TakeProvisionally } from '../eligibility/take-provisionally.tsx';
import { personKey } from '../person/person-frame.tsx';
import { AnswerCard } from './answer-card.tsx';
import { CheckInList } from './check-in-list.tsx';
import { DeskTabs } from './desk-tabs.tsx';
import { EMPTY_FORM, type Faults, type LookUpForm, readLookUp, serverFaults } from './look-up-input.ts';
import { LookUpPanel } from './look-up-panel.tsx';
import { useCheckIns } from './use-check-ins.ts';

/** Nothing of the person before stays on the screen or behind it. */
function forgetPerson(): void {
  queryClient.removeQueries({ queryKey: ['person'] });
}

function isOutage(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 503 || error.status === 504);
}

/** The desk: check-ins that arrive by themselves, and the look-up by numbers. @spec eligibility.md §3.1 */
export function ReceptionPage() {
  const { t } = useTranslation();
  const [form, setForm] = useState<LookUpForm>(EMPTY_FORM);
  const [faults, setFaults] = useState<Faults>({});
  const branchField = useRef<HTMLDivElement>(null);
  const resultArea = useRef<HTMLDivElement>(null);
  const today = fromDay(dayOfInstant(new Date().toISOString()));
  const checkIns = useCheckIns(today);
  const find = useMutation({
    mutationFn: eligibilityApi.lookUp,
    onSuccess: ({ state, person }) => {
      if (person !== null) queryClient.setQueryData(personKey(person.ref), { person });
      if (state === 'ambiguous') branchField.current?.querySelector('input')?.focus();
    },
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'INPUT_INVALID') setFaults(serverFaults(error.fields));
    },
  });
  // Where the result stands below the form, as on a phone, it must not appear out of sight.
  useEffect(() => {
    if (find.isSuccess || find.isError) resultArea.current?.scrollIntoView({ block: 'nearest' });
  }, [find.isSuccess, find.isError]);
  const ambiguous = find.data?.state === 'ambiguous';
  const change = (part: Partial<LookUpForm>) => {
    setForm({ ...form, ...part });
    if (Object.keys(faults).length > 0) setFaults({});
    // The branch is what an ambiguous answer asks for: its words stay while it is typed.
    if (find.data && !(ambiguous && 'branch' in part)) find.reset();
  };
  const submit = () => {
    const checked = readLookUp(form, today);
    setFaults('faults' in checked ? checked.faults : {});
    if (!('input' in checked)) return;
    forgetPerson();
    find.mutate(checked.input);
  };
  const clear = () => {
    setForm(EMPTY_FORM);
    setFaults({});
    find.reset();
    forgetPerson();
  };
  const count = checkIns.list.data?.checkIns.length ?? 0;
  return (
    <Page
      title={t('desk.title')}
      lead={t('desk.lead')}
      actions={
        <Link to="/reader" className={buttonClass('secondary')}>
          {t('desk.openReader')}
        </Link>
      }
    >
      <DeskTabs />
      {count > 0 ? (
        <p className="xl:hidden print:hidden">
          <a
            href="#today"
            className="inline-flex min-h-11 items-center text-accent underline underline-offset-4"
          >
            {t('desk.toToday', { n: count })}
          </a>
        </p>
      ) : null}
      <div className="grid gap-4 xl:grid-cols-[25rem_minmax(0,1fr)]">
        <LookUpPanel
          form={form}
          faults={faults}
          today={today}
          busy={find.isPending}
          branchNeeded={ambiguous}
          branchField={branchField}
          onChange={change}
          onSubmit={submit}
          onClear={clear}
        />
        <div className="min-w-0 space-y-4">
          <div ref={resultArea} className="result-area space-y-4">
            {find.isError ? <Problem error={find.error} /> : null}
            {find.isError && isOutage(find.error) && find.variables ? (
              <div className="panel p-4">
                <TakeProvisionally
                  input={{ name: null, birthDate: find.variables.birthDate, reason: 'outage' }}
                />
              </div>
            ) : null}
            {find.data ? (
              <AnswerCard key={find.data.checkedAt} answer={find.data} asked={find.variables} />
            ) : null}
            {find.isIdle && count === 0 ? (
              <Notice tone="info" title={t('reception.hint')}>
                {t('reception.hintNote')}
              </Notice>
            ) : null}
          </div>
          <CheckInList date={today} checkIns={checkIns} />
        </div>
      </div>
    </Page>
  );
}
