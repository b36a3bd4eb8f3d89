import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { insurerApi } from '../../api/eligibility.ts';
import type { Coverage } from '../../api/eligibility-types.ts';
import { useSession } from '../../app/session.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatBirthDate, formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { certificateNumbers, useCoveragePeriod } from '../eligibility/coverage-facts.tsx';
import { formatRatio } from '../eligibility/ratio.ts';
import { Overlaps } from './overlaps.tsx';

export const COVERAGES_KEY = ['insurer', 'coverages'] as const;
const STATES = ['current', 'ended', 'all'] as const;

/** An insurer's own coverages: find, open, register. */
export function CoveragesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: '/shell/insurer' });
  const state = STATES.find((one) => one === search.state) ?? 'current';
  const asked = search.q ?? '';
  const [typed, setTyped] = useState(asked);
  const list = useInfiniteQuery({
    queryKey: [...COVERAGES_KEY, state, asked],
    queryFn: ({ pageParam }) =>
      insurerApi.coverages({ query: asked === '' ? null : asked, state, cursor: pageParam }),
    initialPageParam: firstCursor(),
    getNextPageParam: (page) => page.next,
  });
  const rows = list.data?.pages.flatMap((page) => page.coverages) ?? [];
  const change = (part: Partial<Record<'q' | 'state' | 'sort', string | undefined>>) => {
    const next = { ...search, ...part };
    void navigate({
      to: '/insurer',
      search: {
        ...(next.q ? { q: next.q } : {}),
        ...(next.state && next.state !== 'current' ? { state: next.state } : {}),
        ...(next.sort ? { sort: next.sort } : {}),
      },
      replace: true,
    });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change({ q: typed.trim() });
  };
  const insurer = useSession().organisation;
  return (
    <Page
      title={t('insurer.title')}
      lead={t('insurer.lead', {
        name: insurer?.name ?? '',
        number: insurer?.insurerNumber ?? '—',
      })}
      actions={
        <Link to="/insurer/new" className={buttonClass('primary')}>
          {t('insurer.register')}
        </Link>
      }
    >
      <form onSubmit={submit} className="flex max-w-3xl flex-wrap items-end gap-2 print:hidden">
        <TextField
          label={t('insurer.search')}
          help={t('insurer.searchHelp')}
          type="search"
          value={typed}
          onChange={setTyped}
          extra="min-w-64 flex-1"
        />
        <Button type="submit">{t('reception.find')}</Button>
      </form>
      <div className="flex flex-wrap gap-2 print:hidden">
        {STATES.map((one) => (
          <ToggleButton
            key={one}
            className="pill"
            isSelected={state === one}
            onChange={() => change({ state: one })}
          >
            {t(`insurer.state.${one}`)}
          </ToggleButton>
        ))}
      </div>
      <Overlaps />
      {list.isPending ? <Waiting label={t('nav.coverages')} /> : null}
      {list.isError ? <Problem error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.isSuccess && rows.length === 0 ? (
        <Empty title={t(asked === '' ? 'insurer.none' : 'insurer.noMatch')}>
          {t(asked === '' ? 'insurer.noneNote' : 'insurer.noMatchNote')}
        </Empty>
      ) : null}
      {rows.length > 0 ? (
        <CoverageTable
          coverages={rows}
          sort={search.sort ?? '-registeredAt'}
          onSort={(sort) => change({ sort })}
        />
      ) : null}
      {list.hasNextPage ? (
        <Button isDisabled={list.isFetchingNextPage} onPress={() => list.fetchNextPage()}>
          {t('common.more')}
        </Button>
      ) : null}
    </Page>
  );
}

function firstCursor(): string | null {
  return null;
}

type Row = Coverage & { readonly id: string };

function CoverageTable({
  coverages,
  sort,
  onSort,
}: {
  coverages: readonly Coverage[];
  sort: string;
  onSort: (sort: string) => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const period = useCoveragePeriod();
  const columns: readonly Column<Row>[] = [
    {
      id: 'name',
      label: t('insurer.field.name'),
      value: ({ kana, name }) => (kana === '' ? name : kana),
      cell: ({ coverageId, name, kana }) => (
        <>
          <span className="block text-xs text-soft">{kana}</span>
          <Link
            to="/insurer/coverages/$id"
            params={{ id: coverageId }}
            className="inline-flex min-h-6 items-center text-base font-bold text-accent underline underline-offset-4"
          >
            {name}
          </Link>
        </>
      ),
    },
    {
      id: 'birthDate',
      label: t('birth.label'),
      value: ({ birthDate }) => birthDate,
      cell: ({ birthDate }) => formatBirthDate(birthDate, language),
    },
    {
      id: 'numbers',
      label: t('coverage.numbers'),
      value: (row) => certificateNumbers(row),
      cell: (row) => certificateNumbers(row),
    },
    {
      id: 'relation',
      label: t('coverage.relation'),
      value: ({ relation }) => t(`coverage.relations.${relation}`),
      cell: ({ relation }) => t(`coverage.relations.${relation}`),
    },
    {
      id: 'validFrom',
      label: t('coverage.period'),
      value: ({ validFrom, validTo }) => `${validFrom}/${validTo ?? ''}`,
      cell: (row) => period(row),
    },
    {
      id: 'ratioPercent',
      label: t('coverage.ratio'),
      value: ({ ratioPercent }) => ratioPercent,
      cell: ({ ratioPercent }) => (ratioPercent === null ? '—' : formatRatio(ratioPercent, language)),
    },
    {
      id: 'registeredAt',
      label: t('insurer.registeredAt'),
      value: ({ registeredAt }) => registeredAt,
      cell: ({ registeredAt }) => formatInstant(registeredAt, language),
    },
  ];
  return (
    <DataTable
      caption={t('nav.coverages')}
      rows={coverages.map((one) => ({ ...one, id: one.coverageId }))}
      columns={columns}
      sort={sort}
      onSort={onSort}
      fileName="coverages.csv"
      empty={t('insurer.none')}
    />
  );
}
