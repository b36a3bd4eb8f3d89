import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CheckIn } from '../../api/eligibility-types.ts';
import { isClinical, useSession } from '../../app/session.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Empty } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatBirthDate, formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { formatRatio } from '../eligibility/ratio.ts';
import { provisionalReason } from '../eligibility/standing.ts';
import { StateMark } from '../eligibility/state-mark.tsx';
import { ProvisionalCharge, useTakeProvisionally } from '../eligibility/take-provisionally.tsx';
import { ReferenceNumber } from './reference-number.tsx';
import type { useCheckIns } from './use-check-ins.ts';

/** Categories that open a record; the others concern the bill. */
const CLINICAL = ['medication', 'treatment', 'surgery', 'checkup'] as const;

function mayOpenRecord({ consents }: CheckIn): boolean {
  return CLINICAL.some((category) => consents.includes(category));
}

function useColumns(arrived: ReadonlySet<string>): readonly Column<CheckIn>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  const clinical = isClinical(useSession().roles);
  const consentsOf = ({ consents }: CheckIn) =>
    consents.length === 0
      ? t('desk.noConsent')
      : t('desk.agreed', {
          names: consents.map((category) => t(`category.${category}`)).join(t('visits.comma')),
        });
  return [
    {
      id: 'at',
      label: t('desk.column.at'),
      whole: true,
      value: ({ at }) => formatInstant(at, language),
      cell: ({ id, at }) => (
        <>
          <span className="text-base font-bold">{formatInstant(at, language).slice(-5)}</span>
          {arrived.has(id) ? (
            <span className="block w-fit rounded-8 border border-good px-1.5 font-bold text-good">
              {t('desk.new')}
            </span>
          ) : null}
        </>
      ),
    },
    {
      id: 'person',
      label: t('desk.column.person'),
      value: ({ kana, name }) => (kana === '' ? name : kana),
      cell: (row) => (
        <>
          <span className="block text-xs text-soft">{row.kana}</span>
          <span className="block text-base font-bold">{row.name}</span>
          <span className="block md:whitespace-nowrap">{formatBirthDate(row.birthDate, language)}</span>
          <span className="block text-soft">{t(`desk.identification.${row.identification}`)}</span>
        </>
      ),
    },
    {
      id: 'state',
      label: t('desk.column.state'),
      value: ({ state }) => t(`coverage.state.${state}`),
      cell: ({ state, ratioPercent }) => (
        <>
          <StateMark state={state} />
          {ratioPercent === null ? (
            <span className="block text-soft">{t('coverage.noRatio')}</span>
          ) : (
            <span className="block text-xl font-bold">{formatRatio(ratioPercent, language)}</span>
          )}
        </>
      ),
    },
    {
      id: 'consents',
      label: t('desk.column.consents'),
      value: (row) => consentsOf(row),
      cell: (row) => (
        <>
          <span className="block">{consentsOf(row)}</span>
          {row.prescription === null ? null : (
            <span className="block text-soft">{t(`desk.prescription.${row.prescription}`)}</span>
          )}
        </>
      ),
    },
    {
      id: 'next',
      label: t('desk.column.next'),
      value: ({ referenceNumber }) => referenceNumber,
      cell: (row) => (
        <>
          <NextSteps row={row} clinical={clinical} />
          <ReferenceNumber checkIn={row} />
        </>
      ),
    },
  ];
}

function NextSteps({ row, clinical }: { row: CheckIn; clinical: boolean }) {
  const { t } = useTranslation();
  const take = useTakeProvisionally();
  const reason = provisionalReason(row.state);
  if (take.isSuccess) return <ProvisionalCharge provisional={take.data.provisional} />;
  return (
    <div className="flex min-w-48 flex-wrap gap-2">
      {reason !== null && row.provisionalId === null ? (
        <Button
          isDisabled={take.isPending}
          aria-label={t('provisional.takeOf', { name: row.name })}
          onPress={() =>
            take.mutate({
              checkInId: row.id,
              ref: row.ref,
              name: row.name,
              birthDate: row.birthDate,
              reason,
            })
          }
        >
          {t('provisional.takeShort')}
        </Button>
      ) : null}
      {row.provisionalId === null ? null : (
        <Link to="/reception/provisional" className={buttonClass('secondary')}>
          {t('provisional.takenShort')}
        </Link>
      )}
      {clinical && mayOpenRecord(row) ? (
        <Link
          to="/persons/$ref/record"
          params={{ ref: row.ref }}
          aria-label={t('desk.recordOf', { name: row.name })}
          className={buttonClass('secondary')}
        >
          {t('nav.record')}
        </Link>
      ) : null}
      <Link
        to="/persons/$ref/consent"
        params={{ ref: row.ref }}
        aria-label={t('desk.consentOf', { name: row.name })}
        className={buttonClass('secondary')}
      >
        {t('nav.consent')}
      </Link>
      {take.isError ? <Problem error={take.error} /> : null}
    </div>
  );
}

/** Today's check-ins, as they arrive from the reader. */
export function CheckInList({ date, checkIns }: { date: string; checkIns: ReturnType<typeof useCheckIns> }) {
  const { t } = useTranslation();
  const [sort, setSort] = useState('-at');
  const { list, arrived, cut } = checkIns;
  const columns = useColumns(new Set(arrived.map(({ id }) => id)));
  const rows = list.data?.checkIns ?? [];
  const [latest] = arrived;
  return (
    <section aria-label={t('desk.today')} id="today" tabIndex={-1}>
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="text-lg">{t('desk.today')}</h2>
        <p className={`text-sm ${cut ? 'font-bold text-warn' : 'text-soft'}`}>
          {cut ? t('desk.cut') : t('desk.live')}
        </p>
      </div>
      <p role="status" className={latest ? 'mb-2 font-bold text-good' : 'sr-only'}>
        {latest ? t('desk.arrived', { name: latest.name }) : ''}
      </p>
      {list.isPending ? <Waiting label={t('desk.today')} lines={4} /> : null}
      {list.isError ? <Problem error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.isSuccess && rows.length === 0 ? (
        <Empty title={t('desk.noToday')}>{t('desk.noTodayNote')}</Empty>
      ) : null}
      {rows.length > 0 ? (
        <DataTable
          caption={t('desk.today')}
          rows={rows}
          columns={columns}
          sort={sort}
          onSort={setSort}
          fileName={`check-ins-${date}.csv`}
          empty={t('desk.noToday')}
        />
      ) : null}
    </section>
  );
}
