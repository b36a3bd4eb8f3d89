import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PatientRecord } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { dayOfInstant } from '../../lib/dates.ts';
import { formatDay, formatMonth } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { antithrombotics } from './model/antithrombotics.ts';
import { dataEdge } from './model/current-drugs.ts';
import { drugLanes, groupLanes } from './model/drug-lanes.ts';
import { Dialysis, isShown, Operations } from './summary-boxes.tsx';
import { useWords } from './words.ts';

/**
 * What the first minutes with an unconscious patient turn on: drugs against clotting, operations and transplants,
 * dialysis. @spec mission-matrix S4-48
 */
export function EmergencyBoard({ record }: { record: PatientRecord }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const edge = dataEdge(record.freshness.newestMonth, dayOfInstant(record.generatedAt));
  const { newestMonth } = record.freshness;
  return (
    <section aria-labelledby="emergency-board" className="mb-4 rounded-8 border-2 border-danger bg-panel p-3">
      <h2 id="emergency-board" className="text-xl">
        {t('emergency.board')}
      </h2>
      <p className="mb-3 text-sm font-bold">
        {newestMonth === null
          ? t('summary.noData')
          : t('emergency.newest', { month: formatMonth(newestMonth, language) })}
      </p>
      <div className="grid gap-3 lg:grid-cols-3">
        <Antithrombotics record={record} edge={edge} />
        <Operations record={record} />
        <Dialysis record={record} edge={edge} />
      </div>
    </section>
  );
}

function Antithrombotics({ record, edge }: { record: PatientRecord; edge: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useWords();
  const today = dayOfInstant(record.generatedAt);
  const { current, earlier } = useMemo(() => {
    const lanes = groupLanes(drugLanes(record.drugs)).flatMap((group) => group.lanes);
    return antithrombotics(lanes, edge, today);
  }, [record.drugs, edge, today]);
  const shown = isShown(record, 'medication');
  const found = current.length > 0;
  return (
    <section className={`panel p-3 ${found ? 'border-2 border-danger bg-danger-tint' : ''}`}>
      <h3 className={`flex items-start gap-1.5 text-base ${found ? 'text-danger' : ''}`}>
        {found ? <Icon name="warning" /> : null}
        <span>
          {t('emergency.antithrombotics')}{' '}
          {shown ? (
            <span className="whitespace-nowrap">
              {found ? t('emergency.taken') : t('emergency.notTaken')}
            </span>
          ) : null}
        </span>
      </h3>
      {shown ? null : <p className="mt-1 text-sm">{t('summary.noConsent')}</p>}
      <ul className="mt-1">
        {current.map((drug) => (
          <li key={drug.lane.key} className="mb-1">
            <span className="block text-lg leading-snug font-bold">{words.laneName(drug.lane)}</span>
            {drug.supplies.map(({ line }) => (
              <span key={line.id} className="mr-2 inline-block text-sm">
                {words.drugName(line)} {words.amount(line)}
              </span>
            ))}
            <span className="block text-sm">
              {t(drug.state === 'covered' ? 'summary.until' : 'summary.likely', {
                date: formatDay(Math.max(...drug.supplies.map((supply) => supply.to)) - 1, language),
              })}
            </span>
          </li>
        ))}
      </ul>
      {shown && !found ? <p className="mt-1 text-sm">{t('emergency.notTakenNote')}</p> : null}
      {earlier.map(({ lane, last }) => (
        <p key={lane.key} className="text-sm">
          {t('emergency.earlier', { name: words.laneName(lane), date: formatDay(last, language) })}
        </p>
      ))}
      <p className="mt-1 text-xs text-soft">{t('emergency.byClass')}</p>
    </section>
  );
}
