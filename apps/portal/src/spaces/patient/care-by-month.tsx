import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PatientRecord } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/page.tsx';
import { formatMonth } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type CareMonth, careMonths } from './care-months.ts';

const FIRST = 6;

/** What was done, month by month, everyday words before official ones. */
export function CareByMonth({ record }: { record: PatientRecord }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const months = useMemo(
    () => careMonths(record.treatments, record.visits),
    [record.treatments, record.visits],
  );
  if (months.length === 0) return <Empty title={t('me.noCare')}>{t('visits.noneNote')}</Empty>;
  return (
    <>
      <ol className="divide-y divide-line">
        {(all ? months : months.slice(0, FIRST)).map((month) => (
          <MonthItem key={month.month} month={month} />
        ))}
      </ol>
      {months.length > FIRST ? (
        <Button look="quiet" onPress={() => setAll(!all)}>
          {all ? t('summary.fewer') : t('me.moreMonths', { n: months.length - FIRST })}
        </Button>
      ) : null}
    </>
  );
}

function MonthItem({ month }: { month: CareMonth }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <li className="grid gap-x-4 py-2 sm:grid-cols-[9rem_minmax(0,1fr)]">
      <h3 className="text-base">{formatMonth(month.month, language)}</h3>
      <div>
        <p>
          {month.places
            .map((place) => t('visits.at', { name: place.name, n: place.days }))
            .join(t('visits.comma'))}
          {month.unnamed > 0 ? ` ${t('me.visits', { n: month.unnamed })}` : ''}
        </p>
        <ul>
          {month.kinds.map((kind) => (
            <li key={kind.lane}>
              <span className="font-bold">{t(`plain.${kind.lane}`)}</span>
              <span className="text-sm text-soft">（{t(`treatment.${kind.lane}`)}）</span>{' '}
              {t('visits.nDays', { n: kind.days })}
              <span className="block text-sm text-soft">{kind.names.join(t('visits.comma'))}</span>
            </li>
          ))}
        </ul>
      </div>
    </li>
  );
}
