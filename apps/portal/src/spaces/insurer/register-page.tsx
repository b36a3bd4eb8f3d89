import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { insurerApi } from '../../api/eligibility.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { CoverageForm } from './coverage-form.tsx';
import { COVERAGES_KEY } from './coverages-page.tsx';
import { type CoverageDraft, EMPTY_DRAFT, inputOf, refusalsOf } from './draft.ts';
import { FindingList } from './finding-list.tsx';

/** Registers one coverage. A refusal keeps what was typed; findings that stop nothing are told with the success. */
export function RegisterPage() {
  const { t } = useTranslation();
  const [round, setRound] = useState(0);
  const register = useMutation({
    mutationFn: (draft: CoverageDraft) => insurerApi.register(inputOf(draft, null)),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: COVERAGES_KEY }),
  });
  const coverage = register.data?.coverage ?? null;
  const findings = register.data?.findings ?? [];
  const next = () => {
    register.reset();
    setRound(round + 1);
  };
  return (
    <Page
      title={t('insurer.registerTitle')}
      lead={t('insurer.registerLead')}
      actions={
        <Link to="/insurer" className={buttonClass('quiet')}>
          {t('insurer.back')}
        </Link>
      }
    >
      {coverage === null ? (
        <CoverageForm
          key={round}
          start={EMPTY_DRAFT}
          refusals={refusalsOf(register.error)}
          busy={register.isPending}
          withPrevious
          submitLabel={t('insurer.registerSubmit')}
          onSubmit={(draft) => register.mutate(draft)}
        />
      ) : (
        <Notice
          tone={findings.length > 0 ? 'warn' : 'good'}
          title={t('insurer.registered', { name: coverage.name })}
          live
        >
          {findings.length > 0 ? <FindingList findings={findings} /> : <p>{t('insurer.registeredNote')}</p>}
          <div className="mt-2 flex flex-wrap gap-2">
            <Button look="primary" onPress={next}>
              {t('insurer.registerNext')}
            </Button>
            <Link
              to="/insurer/coverages/$id"
              params={{ id: coverage.coverageId }}
              className={buttonClass('secondary')}
            >
              {t('insurer.open')}
            </Link>
          </div>
        </Notice>
      )}
      {register.isError ? <Problem error={register.error} /> : null}
    </Page>
  );
}
