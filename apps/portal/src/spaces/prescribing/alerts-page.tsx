import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertOverview, PastAlert } from '../../api/prescription-types.ts';
import { prescriptionsApi } from '../../api/prescriptions.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { DateField } from '../../components/date-field.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { dayOfInstant, fromDay, isDate } from '../../lib/dates.ts';
import { formatInstant, formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';

/** A month is enough to see a habit. */
const USUAL_DAYS = 30;

/** What checks showed and what became of it, per tier and one by one. @spec prescriptions.md §5.6 */
export function AlertsPage() {
  const { t } = useTranslation();
  const search: { readonly from?: string; readonly to?: string } = useSearch({
    from: '/shell/prescriptions/alerts',
  });
  const navigate = useNavigate({ from: '/prescriptions/alerts' });
  const today = dayOfInstant(new Date().toISOString());
  const from = search.from !== undefined && isDate(search.from) ? search.from : fromDay(today - USUAL_DAYS);
  const to = search.to !== undefined && isDate(search.to) ? search.to : fromDay(today);
  const overview = useQuery({
    queryKey: ['prescriptions', 'alerts', from, to],
    queryFn: () => prescriptionsApi.alerts(from, to),
  });
  const choose = (part: { readonly from?: string; readonly to?: string }) =>
    void navigate({ search: { from, to, ...part }, replace: true });
  return (
    <Page title={t('rx.alerts.title')} lead={t('rx.alerts.lead')}>
      <div className="flex flex-wrap gap-4 print:hidden">
        <DateField
          label={t('rx.alerts.from')}
          value={from}
          max={to}
          onChange={(value) => choose({ from: value })}
        />
        <DateField
          label={t('rx.alerts.to')}
          value={to}
          min={from}
          onChange={(value) => choose({ to: value })}
        />
      </div>
      {overview.isPending ? <Waiting label={t('rx.alerts.title')} /> : null}
      {overview.isError ? <Problem error={overview.error} onRetry={() => overview.refetch()} /> : null}
      {overview.data ? (
        <>
          <Counts counts={overview.data.counts} />
          <Alerts alerts={overview.data.alerts} />
        </>
      ) : null}
    </Page>
  );
}

function Counts({ counts }: { counts: AlertOverview['counts'] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Section title={t('rx.alerts.counts')}>
      <table className="data-table stacking">
        <thead>
          <tr>
            <th scope="col">{t('rx.alerts.column.tier')}</th>
            <th scope="col" className="number">
              {t('rx.alerts.column.shown')}
            </th>
            <th scope="col" className="number">
              {t('rx.alerts.column.accepted')}
            </th>
            <th scope="col" className="number">
              {t('rx.alerts.column.overridden')}
            </th>
          </tr>
        </thead>
        <tbody>
          {counts.map(({ tier, shown, accepted, overridden }) => (
            <tr key={tier}>
              <th scope="row">{t(`rx.alerts.tier.${tier}`)}</th>
              <td className="number" data-label={t('rx.alerts.column.shown')}>
                {formatNumber(shown, language)}
              </td>
              <td className="number" data-label={t('rx.alerts.column.accepted')}>
                {formatNumber(accepted, language)}
              </td>
              <td className="number" data-label={t('rx.alerts.column.overridden')}>
                {formatNumber(overridden, language)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

type Row = PastAlert & { readonly id: string };

function Alerts({ alerts }: { alerts: readonly PastAlert[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [sort, setSort] = useState('-at');
  const decision = ({ decision: made, reason }: PastAlert): string =>
    made === null
      ? t('rx.alerts.decision.none')
      : made === 'accepted'
        ? t('rx.alerts.decision.accepted')
        : t('rx.alerts.decision.overridden', {
            reason: reason === null ? '—' : t(`rx.alert.reason.${reason}`),
          });
  const columns: readonly Column<Row>[] = [
    {
      id: 'at',
      label: t('rx.alerts.column.at'),
      whole: true,
      value: ({ shownAt }) => shownAt,
      cell: ({ shownAt }) => formatInstant(shownAt, language),
    },
    {
      id: 'person',
      label: t('rx.list.column.person'),
      value: ({ personName }) => personName,
      cell: ({ personName }) => personName,
    },
    {
      id: 'tier',
      label: t('rx.alerts.column.tier'),
      value: ({ tier }) => tier,
      cell: ({ tier, kind }) => `${t(`rx.alerts.tier.${tier}`)} / ${t(`rx.alert.title.${kind}`)}`,
    },
    {
      id: 'decision',
      label: t('rx.alerts.column.decision'),
      value: decision,
      cell: (row) => (
        <>
          {decision(row)}
          {row.comment === null ? null : <span className="block text-soft">{row.comment}</span>}
        </>
      ),
    },
    {
      id: 'open',
      label: t('rx.list.column.open'),
      value: () => null,
      cell: ({ prescriptionId, personName }) =>
        prescriptionId === null ? null : (
          <Link
            to="/prescriptions/$id"
            params={{ id: prescriptionId }}
            className="inline-flex min-h-11 items-center text-accent underline underline-offset-4"
            aria-label={t('rx.openOfPerson', { name: personName })}
          >
            {t('rx.open')}
          </Link>
        ),
    },
  ];
  return (
    <DataTable
      caption={t('rx.alerts.title')}
      rows={alerts.map((one) => ({ ...one, id: one.alertId }))}
      columns={columns}
      sort={sort}
      onSort={setSort}
      fileName={null}
      empty={t('rx.alerts.none')}
    />
  );
}
