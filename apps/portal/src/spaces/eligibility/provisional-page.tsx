import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { eligibilityApi } from '../../api/eligibility.ts';
import type { Provisional, ProvisionalState } from '../../api/eligibility-types.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Notice } from '../../components/notice.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatBirthDate, formatDate, formatInstant, formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { DeskTabs } from '../reception/desk-tabs.tsx';
import { useCoveragePeriod } from './coverage-facts.tsx';
import { NewProvisional } from './new-provisional.tsx';
import { ProvisionalActions } from './provisional-actions.tsx';
import { formatRatio } from './ratio.ts';
import { PROVISIONALS_KEY } from './take-provisionally.tsx';

const STATES = ['open', 'staff', 'resolved', 'closed'] as const;

/** Work list of the visits that were taken in before their eligibility was clear. @spec eligibility.md §8.3 */
export function ProvisionalPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: '/shell/reception/provisional' });
  const state: ProvisionalState = STATES.find((one) => one === search.state) ?? 'open';
  const list = useQuery({
    queryKey: [...PROVISIONALS_KEY, state],
    queryFn: () => eligibilityApi.provisionals(state),
    refetchInterval: 60_000,
  });
  const choose = (next: ProvisionalState) =>
    void navigate({
      to: '/reception/provisional',
      search: next === 'open' ? {} : { state: next },
      replace: true,
    });
  return (
    <Page title={t('provisional.title')} lead={t('provisional.lead')}>
      <DeskTabs />
      <div className="flex flex-wrap gap-2 print:hidden">
        {STATES.map((one) => (
          <ToggleButton key={one} className="pill" isSelected={state === one} onChange={() => choose(one)}>
            {t(`provisional.state.${one}`)}
          </ToggleButton>
        ))}
      </div>
      {list.isPending ? <Waiting label={t('desk.tabProvisional')} /> : null}
      {list.isError ? <Problem error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.data ? <ProvisionalTable key={state} state={state} items={list.data.items} /> : null}
      <NewProvisional />
    </Page>
  );
}

/** What is right less what was taken, in words: who owes whom. */
function useDifference(): (item: Provisional) => string | null {
  const { t } = useTranslation();
  const language = useLanguage();
  return ({ differencePercent, differenceYen }) => {
    if (differencePercent === null) return null;
    if (differencePercent === 0) return t('provisional.same');
    const tenths = formatRatio(Math.abs(differencePercent), language);
    const ratio =
      differenceYen === null
        ? tenths
        : t('provisional.withYen', { ratio: tenths, yen: formatNumber(Math.abs(differenceYen), language) });
    return differencePercent < 0 ? t('provisional.refund', { ratio }) : t('provisional.collect', { ratio });
  };
}

function useColumns(
  state: ProvisionalState,
  onChecked: (item: Provisional) => void,
): readonly Column<Provisional>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  const period = useCoveragePeriod();
  const difference = useDifference();
  const columns: Column<Provisional>[] = [
    {
      id: 'name',
      label: t('provisional.column.person'),
      value: ({ name }) => name,
      cell: ({ name, birthDate }) => (
        <>
          <span className="block text-base font-bold">{name}</span>
          <span className="block">{formatBirthDate(birthDate, language)}</span>
        </>
      ),
    },
    {
      id: 'dateOfService',
      label: t('provisional.column.service'),
      whole: true,
      value: ({ dateOfService }) => dateOfService,
      cell: ({ dateOfService }) => formatDate(dateOfService, language),
    },
    {
      id: 'reason',
      label: t('provisional.reason'),
      value: ({ reason }) => t(`provisional.reasons.${reason}`),
      cell: ({ reason, declaredInsurer }) => (
        <>
          <span className="block">{t(`provisional.reasons.${reason}`)}</span>
          {declaredInsurer === null ? null : (
            <span className="block text-soft">{t('provisional.says', { insurer: declaredInsurer })}</span>
          )}
        </>
      ),
    },
    {
      id: 'ratio',
      label: t('provisional.column.ratio'),
      value: ({ ratioPercent }) => ratioPercent,
      cell: ({ ratioPercent, ratioSource }) => (
        <>
          <span className="block text-base font-bold">{formatRatio(ratioPercent, language)}</span>
          <span className="block text-soft">{t(`provisional.source.${ratioSource}`)}</span>
        </>
      ),
    },
  ];
  if (state === 'open') {
    columns.push({
      id: 'next',
      label: t('provisional.column.next'),
      value: ({ nextCheckAt }) => nextCheckAt,
      cell: ({ nextCheckAt, checks }) => (
        <>
          <span className="block">
            {nextCheckAt === null ? t('provisional.noNextCheck') : formatInstant(nextCheckAt, language)}
          </span>
          <span className="block text-soft">
            {t('provisional.column.checks')} {t('provisional.times', { n: checks })}
          </span>
        </>
      ),
    });
  }
  if (state === 'resolved') {
    columns.push(
      {
        id: 'found',
        label: t('provisional.column.result'),
        value: ({ resolvedTo }) => resolvedTo?.insurerName ?? null,
        cell: ({ resolvedTo }) =>
          resolvedTo === null ? (
            t('coverage.state.not-found')
          ) : (
            <>
              <span className="block font-bold">
                {resolvedTo.insurerName}
                {resolvedTo.ratioPercent === null ? '' : ` ${formatRatio(resolvedTo.ratioPercent, language)}`}
              </span>
              <span className="block text-soft">{period(resolvedTo)}</span>
            </>
          ),
      },
      {
        id: 'difference',
        label: t('provisional.column.difference'),
        value: (item) => difference(item),
        cell: (item) => <span className="font-bold">{difference(item) ?? '—'}</span>,
      },
    );
  } else if (state === 'closed') {
    columns.push({
      id: 'note',
      label: t('provisional.column.note'),
      value: ({ closedNote }) => closedNote,
      cell: ({ closedNote }) => closedNote ?? '—',
    });
  } else {
    columns.push({
      id: 'action',
      label: t('provisional.column.action'),
      value: () => null,
      cell: (item) => <ProvisionalActions item={item} onChecked={onChecked} />,
    });
  }
  return columns;
}

function ProvisionalTable({ state, items }: { state: ProvisionalState; items: readonly Provisional[] }) {
  const { t } = useTranslation();
  const [sort, setSort] = useState(state === 'open' ? 'next' : '-dateOfService');
  const [checked, setChecked] = useState<Provisional | null>(null);
  const columns = useColumns(state, setChecked);
  return (
    <>
      {checked ? (
        <Notice
          live
          tone={checked.state === 'resolved' ? 'good' : 'info'}
          title={`${checked.name}: ${t(checked.state === 'resolved' ? 'provisional.recheckedFound' : 'provisional.rechecked')}`}
        />
      ) : null}
      {items.length === 0 ? (
        <Empty title={t(`provisional.none.${state}`)}>{t('provisional.noneNote')}</Empty>
      ) : (
        <DataTable
          caption={t(`provisional.state.${state}`)}
          rows={items}
          columns={columns}
          sort={sort}
          onSort={setSort}
          fileName={`provisional-${state}.csv`}
          empty={t(`provisional.none.${state}`)}
        />
      )}
    </>
  );
}
