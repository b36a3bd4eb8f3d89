import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { insurerApi } from '../../api/eligibility.ts';
import type { Coverage } from '../../api/eligibility-types.ts';
import type { Registered } from '../../api/insurer-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatBirthDate } from '../../lib/format.ts';
import { readDate } from '../../lib/read-date.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { CoverageFacts } from '../eligibility/coverage-facts.tsx';
import CODES from './codes.json';
import { CoverageForm } from './coverage-form.tsx';
import { COVERAGES_KEY } from './coverages-page.tsx';
import { type CoverageDraft, draftOf, inputOf, refusalsOf } from './draft.ts';
import { FindingList } from './finding-list.tsx';
import { HistoryView } from './history-view.tsx';

const coverageKey = (id: string) => ['insurer', 'coverage', id] as const;

function renew(id: string): Promise<unknown> {
  void queryClient.invalidateQueries({ queryKey: COVERAGES_KEY });
  return queryClient.invalidateQueries({ queryKey: coverageKey(id) });
}

/** One coverage: what holds now, correcting and ending it, and everything that was ever told about it. */
export function CoveragePage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { id } = useParams({ from: '/shell/insurer/coverages/$id' });
  const [doing, setDoing] = useState<'correct' | 'close' | null>(null);
  const [done, setDone] = useState<Registered | null>(null);
  const answer = useQuery({ queryKey: coverageKey(id), queryFn: () => insurerApi.coverage(id) });
  const coverage = answer.data?.coverage ?? null;
  const finish = (registered: Registered) => {
    setDone(registered);
    setDoing(null);
    void renew(id);
  };
  return (
    <Page
      title={
        coverage === null ? t('insurer.coverageTitle') : t('insurer.coverageOf', { name: coverage.name })
      }
      {...(coverage === null
        ? {}
        : {
            lead: `${t(`banner.sex.${coverage.sex}`)} / ${t('banner.born', { date: formatBirthDate(coverage.birthDate, language) })}`,
          })}
      actions={
        <Link to="/insurer" className={buttonClass('quiet')}>
          {t('insurer.back')}
        </Link>
      }
    >
      {answer.isPending ? <Waiting label={t('insurer.coverageTitle')} /> : null}
      {answer.isError ? <Problem error={answer.error} onRetry={() => answer.refetch()} /> : null}
      {done ? (
        <Notice tone={done.findings.length > 0 ? 'warn' : 'good'} title={t('insurer.saved')} live>
          {done.findings.length > 0 ? <FindingList findings={done.findings} /> : t('insurer.savedNote')}
        </Notice>
      ) : null}
      {answer.data && coverage ? (
        <>
          <CoverageFacts coverage={coverage} />
          {doing === null ? (
            <div className="flex flex-wrap gap-2 print:hidden">
              <Button onPress={() => setDoing('correct')}>{t('insurer.correct')}</Button>
              {coverage.validTo === null ? (
                <Button look="danger" onPress={() => setDoing('close')}>
                  {t('insurer.close')}
                </Button>
              ) : null}
            </div>
          ) : null}
          {doing === 'correct' ? (
            <Correct coverage={coverage} onDone={finish} onCancel={() => setDoing(null)} />
          ) : null}
          {doing === 'close' ? (
            <Close coverage={coverage} onDone={finish} onCancel={() => setDoing(null)} />
          ) : null}
          <HistoryView history={answer.data.history} />
        </>
      ) : null}
    </Page>
  );
}

interface Acting {
  readonly coverage: Coverage;
  readonly onDone: (registered: Registered) => void;
  readonly onCancel: () => void;
}

function Correct({ coverage, onDone, onCancel }: Acting) {
  const { t } = useTranslation();
  const correct = useMutation({
    mutationFn: (draft: CoverageDraft) => insurerApi.correct(coverage.coverageId, inputOf(draft, coverage)),
    onSuccess: onDone,
  });
  return (
    <section aria-label={t('insurer.correct')} className="space-y-4">
      <CoverageForm
        start={draftOf(coverage)}
        refusals={refusalsOf(correct.error)}
        busy={correct.isPending}
        withPrevious={false}
        submitLabel={t('insurer.correctSubmit')}
        onSubmit={(draft) => correct.mutate(draft)}
      />
      <Button look="quiet" onPress={onCancel}>
        {t('desk.cancel')}
      </Button>
      {correct.isError ? <Problem error={correct.error} /> : null}
    </section>
  );
}

function Close({ coverage, onDone, onCancel }: Acting) {
  const { t } = useTranslation();
  const [day, setDay] = useState('');
  const [reason, setReason] = useState('');
  const [checked, setChecked] = useState(false);
  const close = useMutation({
    mutationFn: (validTo: string) => insurerApi.close(coverage.coverageId, { validTo, reasonOfLoss: reason }),
    onSuccess: onDone,
  });
  const read = readDate(day);
  const dayFault = !read
    ? 'insurer.fault.date'
    : read < coverage.validFrom
      ? 'insurer.fault.endBeforeBegin'
      : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (read && dayFault === null && reason !== '') close.mutate(read);
  };
  return (
    <Section title={t('insurer.close')}>
      <form onSubmit={submit} noValidate className="max-w-2xl space-y-4">
        <p>{t('insurer.closeNote')}</p>
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <TextField
            label={t('insurer.field.validTo')}
            value={day}
            onChange={setDay}
            required
            help={t('insurer.dateHelp')}
            error={checked && dayFault !== null ? t(dayFault) : null}
          />
          <SelectField
            label={t('insurer.field.reasonOfLoss')}
            value={reason}
            onChange={setReason}
            error={checked && reason === '' ? t('insurer.fault.needed') : null}
            options={[
              { value: '', label: t('insurer.choose') },
              ...CODES.reasonsOfLoss.map((code) => ({ value: code, label: t(`insurer.reason.${code}`) })),
            ]}
          />
        </div>
        <div className="flex flex-wrap gap-2">
          <Button look="danger" type="submit" isDisabled={close.isPending}>
            {t('insurer.closeSubmit')}
          </Button>
          <Button look="quiet" onPress={onCancel}>
            {t('desk.cancel')}
          </Button>
        </div>
        {close.isError ? <Problem error={close.error} /> : null}
      </form>
    </Section>
  );
}
