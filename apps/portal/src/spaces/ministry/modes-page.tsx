import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exceptional } from '../../api/access.ts';
import type { DisasterMode } from '../../api/access-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Modal } from '../../components/modal.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatInstant, formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useNow } from '../../lib/use-now.ts';
import { MODES_KEY } from '../person/use-open-mode.ts';
import { useAreaNames } from './areas.ts';
import { modeState } from './mode-state.ts';

/** Disaster modes: which are in force, for which areas, until when; opening and closing them. @spec eligibility.md §11.1 */
export function ModesPage() {
  const { t } = useTranslation();
  const modes = useQuery({ queryKey: MODES_KEY, queryFn: exceptional.modes });
  return (
    <Page
      title={t('modes.title')}
      lead={t('modes.lead')}
      actions={
        <Link to="/disaster-modes/new" className={buttonClass('primary')}>
          {t('modes.open')}
        </Link>
      }
    >
      {modes.isPending ? <Waiting label={t('nav.disasterModes')} /> : null}
      {modes.isError ? <Problem error={modes.error} onRetry={() => modes.refetch()} /> : null}
      {modes.data?.modes.length === 0 ? <Empty title={t('modes.none')}>{t('modes.noneNote')}</Empty> : null}
      <ul className="space-y-3">
        {modes.data?.modes.map((mode) => (
          <Mode key={mode.id} mode={mode} />
        ))}
      </ul>
    </Page>
  );
}

const LOOKS = {
  open: 'border-2 border-warn',
  planned: 'border border-accent',
  ended: 'border border-line',
  closed: 'border border-line',
} as const;

function Mode({ mode }: { mode: DisasterMode }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const areaNames = useAreaNames();
  const state = modeState(mode, useNow());
  const [asking, setAsking] = useState(false);
  const close = useMutation({
    mutationFn: () => exceptional.closeMode(mode.id),
    onSuccess: () => {
      setAsking(false);
      void queryClient.invalidateQueries({ queryKey: MODES_KEY });
    },
  });
  return (
    <li className={`rounded-8 bg-panel p-4 ${LOOKS[state]}`}>
      <p className={`flex items-center gap-1.5 font-bold ${state === 'open' ? 'text-warn' : 'text-soft'}`}>
        <Icon name={state === 'open' ? 'warning' : 'info'} />
        {t(`modes.state.${state}`)}
      </p>
      <h2 className="text-lg leading-snug">{mode.name}</h2>
      <dl className="mt-1 grid gap-x-4 gap-y-1 sm:grid-cols-[8rem_minmax(0,1fr)]">
        <Row term={t('modes.areas')}>{areaNames(mode.areas)}</Row>
        <Row term={t('modes.period')}>
          {t('record.fromTo', {
            from: formatInstant(mode.from, language),
            to: formatInstant(mode.to, language),
          })}
        </Row>
        {mode.closedAt === null ? null : (
          <Row term={t('modes.closedAt')}>{formatInstant(mode.closedAt, language)}</Row>
        )}
        <Row term={t('modes.reference')}>{mode.reference}</Row>
        <Row term={t('modes.uses')}>{t('modes.nUses', { n: formatNumber(mode.uses, language) })}</Row>
        {mode.openedBy === null ? null : <Row term={t('modes.openedBy')}>{mode.openedBy}</Row>}
      </dl>
      {state === 'open' || state === 'planned' ? (
        <Button look="danger" extra="mt-3" onPress={() => setAsking(true)}>
          {t('modes.close')}
        </Button>
      ) : null}
      {asking ? (
        <Modal title={t('modes.closeAsk', { name: mode.name })} onClose={() => setAsking(false)}>
          <p>{t('modes.closeNote')}</p>
          <div className="flex flex-wrap gap-2">
            <Button look="danger" isDisabled={close.isPending} onPress={() => close.mutate()}>
              {t('modes.closeYes')}
            </Button>
            <Button look="quiet" onPress={() => setAsking(false)}>
              {t('common.cancel')}
            </Button>
          </div>
          {close.isError ? <Problem error={close.error} /> : null}
        </Modal>
      ) : null}
    </li>
  );
}

function Row({ term, children }: { term: string; children: string }) {
  return (
    <>
      <dt className="text-sm text-soft">{term}</dt>
      <dd>{children}</dd>
    </>
  );
}
