import { useTranslation } from 'react-i18next';
import type { CoverageVersion } from '../../api/insurer-types.ts';
import { Section } from '../../components/page.tsx';
import { dayOfInstant } from '../../lib/dates.ts';
import { formatDate, formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useCoveragePeriod } from '../eligibility/coverage-facts.tsx';
import { formatRatio } from '../eligibility/ratio.ts';
import { type Bar, barsOf, changesBetween, type FieldChange, lateDays } from './history.ts';

/** Values of the history as the pages write them elsewhere. */
function useValue(): (change: FieldChange, value: string) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  return ({ field }, value) => {
    if (value === '') return t('insurer.empty');
    if (field === 'ratioPercent') return formatRatio(Number(value), language);
    if (field === 'validFrom' || field === 'validTo' || field === 'birthDate')
      return formatDate(value, language);
    if (field === 'reasonOfLoss') return t(`insurer.reason.${value}`, { defaultValue: value });
    if (field === 'relation') return t(`coverage.relations.${value}`, { defaultValue: value });
    if (field === 'sex') return t(`banner.sex.${value}`, { defaultValue: value });
    if (field === 'cardClass') return t(`insurer.cardClass.${value}`, { defaultValue: value });
    return value;
  };
}

/** Legal time from left to right; the mark is the day on which the insurer told it. */
function Picture({ bar }: { bar: Bar }) {
  return (
    <div aria-hidden="true" className="relative my-1 h-6 w-full min-w-32 bg-page">
      <div
        className={`absolute inset-y-1 border border-accent bg-accent ${bar.open ? 'border-r-0 opacity-80' : ''}`}
        style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
      />
      <div className="absolute inset-y-0 w-1 bg-danger" style={{ left: `calc(${bar.told}% - 2px)` }} />
    </div>
  );
}

/** What was told, and when: newest first, with both times in words. @spec eligibility.md §2.3 */
export function HistoryView({ history }: { history: readonly CoverageVersion[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const period = useCoveragePeriod();
  const value = useValue();
  const oldestFirst = [...history].sort((a, b) => a.registeredAt.localeCompare(b.registeredAt));
  const bars = barsOf(oldestFirst, dayOfInstant(new Date().toISOString()));
  const rows = oldestFirst
    .map((version, index) => ({ version, before: oldestFirst[index - 1], bar: bars[index] }))
    .reverse();
  return (
    <Section title={t('insurer.history')}>
      <p className="mb-3 max-w-4xl text-soft">{t('insurer.historyNote')}</p>
      <table className="data-table stacking">
        <caption className="sr-only">{t('insurer.history')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('insurer.toldAt')}</th>
            <th scope="col">{t('insurer.what')}</th>
            <th scope="col" className="w-1/3">
              {t('insurer.holds')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ version, before, bar }) => {
            const late = lateDays(version);
            const since = version.change === 'closed' ? version.values.validTo : version.values.validFrom;
            const changes = before === undefined ? [] : changesBetween(before.values, version.values);
            return (
              <tr key={version.registeredAt}>
                <td data-label={t('insurer.toldAt')}>
                  <div className="min-w-0">
                    <span className="block">{formatInstant(version.registeredAt, language)}</span>
                    <span className="block text-soft">{t('insurer.by', { by: version.by })}</span>
                  </div>
                </td>
                <td data-label={t('insurer.what')}>
                  <div className="min-w-0">
                    <span className="block font-bold">{t(`insurer.change.${version.change}`)}</span>
                    {changes.map((change) => (
                      <span key={change.field} className="block">
                        {t('insurer.changed', {
                          field: t(`insurer.field.${change.field}`),
                          from: value(change, change.from),
                          to: value(change, change.to),
                        })}
                      </span>
                    ))}
                    {late !== null && late > 0 && since !== null ? (
                      <span className="block text-warn">
                        {t(version.change === 'closed' ? 'insurer.lateEnd' : 'insurer.lateBegin', {
                          date: formatDate(since, language),
                          n: late,
                        })}
                      </span>
                    ) : null}
                  </div>
                </td>
                <td data-label={t('insurer.holds')}>
                  <div className="min-w-0">
                    <span className="block">{period(version.values)}</span>
                    {bar === undefined ? null : <Picture bar={bar} />}
                  </div>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="mt-2 text-sm text-soft">{t('insurer.pictureNote')}</p>
    </Section>
  );
}
