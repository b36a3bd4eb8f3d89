import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PRESCRIPTION_STATES, type PrescriptionSummary } from '../../api/prescription-types.ts';
import { prescriptionsApi, type WorkListFilter } from '../../api/prescriptions.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Notice } from '../../components/notice.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { StateLinks } from '../../components/state-links.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { dayOfInstant, fromDay } from '../../lib/dates.ts';
import { formatDateShort } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { InquiryList } from './inquiry-list.tsx';
import { RxMarks, RxState } from './prescription-facts.tsx';
import { listKey, usePrescription } from './use-prescriptions.ts';

const SHOWN = ['today', 'inquiries', ...PRESCRIPTION_STATES] as const;
type Shown = (typeof SHOWN)[number];

function filterOf(shown: Shown, today: string): WorkListFilter {
  const none: WorkListFilter = { state: null, from: null, to: null, inquiries: null };
  if (shown === 'today') return { ...none, from: today, to: today };
  if (shown === 'inquiries') return { ...none, inquiries: 'open' };
  return { ...none, state: shown };
}

/** The institution's own prescriptions: today's, by state, and those about which a pharmacy asks. */
export function PrescriptionsPage() {
  const { t } = useTranslation();
  const search: { readonly state?: string } = useSearch({ from: '/shell/prescriptions' });
  const shown = SHOWN.find((one) => one === search.state) ?? 'today';
  const today = fromDay(dayOfInstant(new Date().toISOString()));
  const list = useInfiniteQuery({
    queryKey: [...listKey, shown, today],
    queryFn: ({ pageParam }) => prescriptionsApi.list(filterOf(shown, today), pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: 60_000,
  });
  const rows = list.data?.pages.flatMap(({ prescriptions }) => prescriptions) ?? [];
  return (
    <Page
      title={t('rx.list.title')}
      lead={t('rx.list.lead')}
      actions={
        <Link to="/prescriptions/alerts" className={buttonClass('secondary')}>
          {t('rx.alerts.title')}
        </Link>
      }
    >
      <StateLinks
        label={t('rx.list.states')}
        value={shown}
        states={SHOWN.map((value) => ({ value, label: t(`rx.list.state.${value}`) }))}
      />
      {list.isPending ? <Waiting label={t('nav.prescriptions')} /> : null}
      {list.isError ? <Problem error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.data && rows.length === 0 ? (
        <Empty title={t(`rx.list.none.${shown === 'today' || shown === 'inquiries' ? shown : 'state'}`)}>
          {t('rx.list.noneNote')}
        </Empty>
      ) : null}
      {rows.length === 0 ? null : shown === 'inquiries' ? (
        <QuestionsToAnswer rows={rows} />
      ) : (
        <Rows rows={rows} />
      )}
      {list.hasNextPage ? (
        <div className="text-center">
          <Button isDisabled={list.isFetchingNextPage} onPress={() => list.fetchNextPage()}>
            {t('common.more')}
          </Button>
        </div>
      ) : null}
    </Page>
  );
}

type Row = PrescriptionSummary & { readonly id: string };

function Rows({ rows }: { rows: readonly PrescriptionSummary[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [sort, setSort] = useState('-issued');
  const columns: readonly Column<Row>[] = [
    {
      id: 'issued',
      label: t('rx.list.column.issued'),
      whole: true,
      value: ({ issuedOn }) => issuedOn,
      cell: ({ issuedOn }) => formatDateShort(issuedOn, language),
    },
    {
      id: 'person',
      label: t('rx.list.column.person'),
      value: ({ personName }) => personName,
      cell: ({ personName }) => <span className="text-base font-bold">{personName}</span>,
    },
    {
      id: 'drugs',
      label: t('rx.list.column.drugs'),
      value: ({ drugs }) => drugs.map(({ name }) => name).join(' / '),
      cell: (row) => (
        <>
          <ul>
            {row.drugs.map(({ name }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: drugs are named by their place
              <li key={at}>{name}</li>
            ))}
          </ul>
          <RxMarks one={row} />
        </>
      ),
    },
    {
      id: 'state',
      label: t('rx.list.column.state'),
      value: ({ state }) => t(`rx.state.${state}`),
      cell: (row) => (
        <>
          <RxState one={row} />
          {row.openInquiries > 0 ? (
            <span className="mt-1 block font-bold text-warn">
              {t('rx.waitingInquiries', { n: row.openInquiries })}
            </span>
          ) : null}
        </>
      ),
    },
    {
      id: 'pharmacy',
      label: t('rx.list.column.pharmacy'),
      value: ({ pharmacy }) => pharmacy?.name ?? null,
      cell: ({ pharmacy, message }) => (
        <>
          {pharmacy?.name ?? t('rx.list.noPharmacy')}
          {message === null ? null : (
            <span className="mt-1 block border-l-4 border-accent pl-2 whitespace-pre-wrap">{message}</span>
          )}
        </>
      ),
    },
    {
      id: 'open',
      label: t('rx.list.column.open'),
      value: () => null,
      cell: (row) => (
        <Link
          to="/prescriptions/$id"
          params={{ id: row.id }}
          className="inline-flex min-h-11 items-center text-accent underline underline-offset-4"
          aria-label={t('rx.openOfPerson', { name: row.personName })}
        >
          {t('rx.open')}
        </Link>
      ),
    },
  ];
  return (
    <DataTable
      caption={t('rx.list.title')}
      rows={rows.map((row) => ({ ...row, id: row.prescriptionId }))}
      columns={columns}
      sort={sort}
      onSort={setSort}
      // A list with names stays here: the server notes who is shown what.
      fileName={null}
      empty={t('rx.list.none.state')}
    />
  );
}

/** Questions of pharmacies, each with the place to answer. */
function QuestionsToAnswer({ rows }: { rows: readonly PrescriptionSummary[] }) {
  return (
    <ul className="space-y-3">
      {rows.map((row) => (
        <Asked key={row.prescriptionId} row={row} />
      ))}
    </ul>
  );
}

function Asked({ row }: { row: PrescriptionSummary }) {
  const { t } = useTranslation();
  const one = usePrescription(row.prescriptionId);
  const open = one.data?.inquiries.filter(({ answeredAt }) => answeredAt === null) ?? [];
  return (
    <li className="panel p-4">
      <p className="mb-2">
        <span className="mr-3 text-lg font-bold">{row.personName}</span>
        {row.drugs.map(({ name }) => name).join(' / ')}
      </p>
      {one.isPending ? <Waiting label={t('rx.one.inquiries')} lines={2} /> : null}
      {one.isError ? <Problem error={one.error} onRetry={() => one.refetch()} /> : null}
      {one.data && open.length > 0 ? <InquiryList view={one.data} inquiries={open} /> : null}
      {one.data && open.length === 0 ? <Notice tone="good" title={t('rx.inquiry.done')} live /> : null}
      <Link
        to="/prescriptions/$id"
        params={{ id: row.prescriptionId }}
        className="mt-2 inline-flex min-h-11 items-center text-accent underline underline-offset-4"
        aria-label={t('rx.openOfPerson', { name: row.personName })}
      >
        {t('rx.open')}
      </Link>
    </li>
  );
}
