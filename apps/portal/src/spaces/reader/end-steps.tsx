import { useTranslation } from 'react-i18next';
import type { CheckIn, EligibilityAnswer } from '../../api/eligibility-types.ts';
import { Icon } from '../../components/icon.tsx';
import { EXPLAINED_CODES } from '../../components/problem.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { toneOf } from '../eligibility/standing.ts';
import { KioskButton, Screen } from './kiosk.tsx';
import type { Fault } from './model.ts';

const DAY_MS = 24 * 3_600_000;

/** What was agreed, until when, and what to do now. */
export function DoneStep({
  checkIn,
  answer,
  onEnd,
}: {
  checkIn: CheckIn;
  answer: EligibilityAnswer;
  onEnd: () => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const until = new Date(Date.parse(checkIn.at) + DAY_MS).toISOString();
  const good = toneOf(checkIn.state) === 'good';
  return (
    <Screen title={t('reader.done.title')} lead={t('reader.done.lead')}>
      <div role="status" className="panel space-y-3 p-5">
        {checkIn.consents.length === 0 ? (
          <p className="text-xl">{t('reader.done.nothing')}</p>
        ) : (
          <>
            <h2 className="text-xl">{t('reader.done.agreed')}</h2>
            <ul className="space-y-1 text-xl">
              {checkIn.consents.map((category) => (
                <li key={category} className="flex items-center gap-2">
                  <Icon name="done" size={28} />
                  {t(`category.${category}`)}
                </li>
              ))}
            </ul>
            <p className="text-xl font-bold">
              {t('reader.done.until', { at: formatInstant(until, language) })}
            </p>
          </>
        )}
        {checkIn.prescription === null ? null : (
          <p className="text-xl">{t(`reader.done.prescription.${checkIn.prescription}`)}</p>
        )}
      </div>
      {good ? null : <Word>{t('reader.done.seeDesk')}</Word>}
      {answer.certificateExpiresSoon ? <Word>{t('reader.done.expires')}</Word> : null}
      <KioskButton look="primary" icon="done" onPress={onEnd}>
        {t('reader.done.end')}
      </KioskButton>
    </Screen>
  );
}

function Word({ children }: { children: string }) {
  return (
    <p className="flex items-start gap-3 rounded-8 border-2 border-warn bg-warn-tint p-4 text-xl">
      <Icon name="info" size={32} />
      {children}
    </p>
  );
}

/** What went wrong, that nothing was lost, and two ways on. */
export function ProblemStep({
  fault,
  onAgain,
  onStart,
}: {
  fault: Fault;
  onAgain: (() => void) | null;
  onStart: () => void;
}) {
  const { t } = useTranslation();
  const key = EXPLAINED_CODES.includes(fault.code) ? fault.code : 'INTERNAL';
  return (
    <Screen title={t('reader.problem.title')}>
      <div role="alert" className="space-y-2 text-xl leading-relaxed">
        <p className="font-bold">{t(`error.${key}.happened`)}</p>
        <p>{t('reader.problem.desk')}</p>
      </div>
      {onAgain ? (
        <KioskButton look="primary" onPress={onAgain}>
          {t('common.tryAgain')}
        </KioskButton>
      ) : null}
      <KioskButton look={onAgain ? 'plain' : 'primary'} onPress={onStart}>
        {t('reader.restart')}
      </KioskButton>
      <p className="text-base text-soft">
        {t('error.code')} <code>{fault.code}</code>
        {fault.requestId ? (
          <>
            {' '}
            / {t('error.request')} <code>{fault.requestId}</code>
          </>
        ) : null}
      </p>
    </Screen>
  );
}
