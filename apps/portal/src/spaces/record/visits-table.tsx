import { useTranslation } from 'react-i18next';
import type { Visit } from '../../api/types.ts';
import { Empty } from '../../components/page.tsx';
import { formatMonth } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { visitMonths } from './model/visit-months.ts';

/** Visits by month; institutions are named only where the answer has their names. */
export function VisitsTable({ visits }: { visits: readonly Visit[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const months = visitMonths(visits);
  if (months.length === 0) return <Empty title={t('visits.none')}>{t('visits.noneNote')}</Empty>;
  return (
    <div className="panel">
      <table className="data-table stacking">
        <caption className="sr-only">{t('view.visits')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('visits.month')}</th>
            <th scope="col" className="number">
              {t('visits.days')}
            </th>
            <th scope="col" className="number">
              {t('visits.inpatient')}
            </th>
            <th scope="col" className="number">
              {t('visits.pharmacy')}
            </th>
            <th scope="col">{t('column.institution')}</th>
          </tr>
        </thead>
        <tbody>
          {months.map((month) => (
            <tr key={month.month}>
              <th scope="row">{formatMonth(month.month, language)}</th>
              <td className="number" data-label={t('visits.days')}>
                {t('visits.nDays', { n: month.days })}
              </td>
              <td className="number" data-label={t('visits.inpatient')}>
                {month.inpatientDays === 0 ? '—' : t('visits.nDays', { n: month.inpatientDays })}
              </td>
              <td className="number" data-label={t('visits.pharmacy')}>
                {month.pharmacyDays === 0 ? '—' : t('visits.nDays', { n: month.pharmacyDays })}
              </td>
              <td data-label={t('column.institution')}>
                {month.institutions
                  .map((one) => t('visits.at', { name: one.name, n: one.days }))
                  .join(t('visits.comma'))}
                {month.unnamed > 0 ? (
                  <span className="text-soft"> {t('visits.unnamed', { n: month.unnamed })}</span>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
