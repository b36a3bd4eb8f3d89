import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Category, PatientRecord } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { toDay } from '../../lib/dates.ts';
import { formatDate } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { dialysis, operations } from './model/summary.ts';

const SHOWN_OPERATIONS = 4;

/** A question of the first screenful with its answer. */
export function Box({ title, tone, children }: { title: string; tone?: 'warn'; children: ReactNode }) {
  return (
    <section className={`panel p-3 ${tone === 'warn' ? 'border-2 border-warn' : ''}`}>
      <h3 className={`flex items-center gap-1.5 text-base ${tone === 'warn' ? 'text-warn' : ''}`}>
        {tone === 'warn' ? <Icon name="warning" /> : null}
        {title}
      </h3>
      <div className="mt-1 text-sm">{children}</div>
    </section>
  );
}

export function isShown(record: PatientRecord, category: Category): boolean {
  return record.categories.some((one) => one.category === category && one.shown);
}

/** Whether a treatment reaches the last month about which there are data. */
export function isRunning(last: string, edge: number): boolean {
  return toDay(last) > edge - 31;
}

/** Operations, transplants and transfusions. */
export function Operations({ record }: { record: PatientRecord }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const list = operations(record.treatments);
  return (
    <Box title={t('summary.operations')}>
      {isShown(record, 'surgery') ? null : <p>{t('summary.noConsent')}</p>}
      {isShown(record, 'surgery') && list.length === 0 ? <p>{t('summary.noOperations')}</p> : null}
      <ul>
        {list.slice(0, SHOWN_OPERATIONS).map((line) => (
          <li key={line.id} className="mb-1">
            <span className="mr-2 whitespace-nowrap">{formatDate(line.date, language)}</span>
            <span className="font-bold">
              {line.known ? line.name : t('record.codeUnknown', { code: line.code })}
            </span>
          </li>
        ))}
      </ul>
      {list.length > SHOWN_OPERATIONS ? (
        <p>{t('summary.moreOperations', { n: list.length - SHOWN_OPERATIONS })}</p>
      ) : null}
    </Box>
  );
}

/** Every kind of dialysis on record. */
export function Dialysis({ record, edge }: { record: PatientRecord; edge: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const list = dialysis(record.treatments);
  const running = list.some((one) => isRunning(one.last, edge));
  return (
    <Box title={t('summary.dialysis')} {...(running ? { tone: 'warn' as const } : {})}>
      {isShown(record, 'treatment') ? null : <p>{t('summary.noConsent')}</p>}
      {isShown(record, 'treatment') && list.length === 0 ? <p>{t('summary.noDialysis')}</p> : null}
      {list.map((one) => (
        <p key={one.lane}>
          <span className="block font-bold">
            {t(`treatment.${one.lane}`)} {t('summary.perWeek', { n: one.perWeek })}
          </span>
          {t('summary.dialysisSpan', {
            first: formatDate(one.first, language),
            last: formatDate(one.last, language),
          })}
        </p>
      ))}
    </Box>
  );
}
