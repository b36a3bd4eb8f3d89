import { useTranslation } from 'react-i18next';
import type { PersonBanner as Person } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { formatBirthDate } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import type { Standing } from './grounds.ts';

/** From here on hours tell nobody anything. */
const LONG_MINUTES = 3 * 1440;

/** Minutes as words: `残り 3時間12分`. */
export function useTimeLeft(): (minutes: number) => string {
  const { t } = useTranslation();
  return (minutes) => {
    if (minutes >= LONG_MINUTES) return t('banner.leftDays', { days: Math.floor(minutes / 1440) });
    return minutes >= 60
      ? t('banner.leftHours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
      : t('banner.leftMinutes', { minutes });
  };
}

type AtLeastOne = readonly [Standing, ...Standing[]];

/** All stand alike, as after one consent for all or before any: one line says it. */
function areAlike(standings: readonly Standing[]): standings is AtLeastOne {
  const [first] = standings;
  if (first === undefined || first.state === 'self') return false;
  return standings.every(
    (one) => one.state === first.state && one.basis === first.basis && one.minutesLeft === first.minutesLeft,
  );
}

const OPEN: readonly Standing['state'][] = ['given', 'self', 'emergency', 'disaster'];
const LOOKS: Partial<Record<Standing['state'], string>> = {
  emergency: 'border-danger bg-panel text-danger',
  disaster: 'border-warn bg-panel text-warn',
};

function Ground({ standing, name }: { standing: Standing; name?: string }) {
  const { t } = useTranslation();
  const timeLeft = useTimeLeft();
  const { state, basis, category } = standing;
  const open = OPEN.includes(state);
  const ending = standing.minutesLeft !== null && standing.minutesLeft < 60;
  const usual = open ? (ending ? 'border-warn text-warn' : 'border-good text-good') : 'border-edge text-soft';
  const words = state === 'given' && basis !== null ? t(`access.basis.${basis}`) : t(`banner.state.${state}`);
  return (
    <li className={`flex items-center gap-1.5 rounded-8 border px-2 py-0.5 text-sm ${LOOKS[state] ?? usual}`}>
      <Icon name={open ? 'done' : 'lock'} size={16} />
      <span>
        <span className="font-bold">{name ?? t(`category.${category}`)}</span>
        <span className="ml-1.5">
          {words}
          {standing.minutesLeft === null ? '' : ` ${timeLeft(standing.minutesLeft)}`}
        </span>
      </span>
    </li>
  );
}

/** What is looked at outside the ordinary, and for how much longer. */
export interface Exception {
  readonly mode: 'emergency' | 'disaster';
  readonly minutesLeft: number;
}

const FRAMES: Record<Exception['mode'], string> = {
  emergency: 'border-danger bg-danger-tint',
  disaster: 'border-warn bg-warn-tint',
};

function ExceptionLine({ exception }: { exception: Exception }) {
  const { t } = useTranslation();
  const timeLeft = useTimeLeft();
  return (
    <p
      className={`mb-1 flex flex-wrap items-center gap-x-2 font-bold ${
        exception.mode === 'emergency' ? 'text-danger' : 'text-warn'
      }`}
    >
      <Icon name="warning" size={24} />
      <span className="text-lg">{t(`banner.exception.${exception.mode}`)}</span>
      <span className="text-lg">{timeLeft(exception.minutesLeft)}</span>
      <span className="font-normal text-ink">{t(`banner.exceptionNote.${exception.mode}`)}</span>
    </p>
  );
}

/** Who is in front of us and on which ground we look; stays on top while a person is in context. */
export function PersonBanner({
  person,
  standings,
  exception = null,
  top = false,
}: {
  person: Person;
  standings: readonly Standing[] | null;
  exception?: Exception | null;
  /** At the top of the page, where it stays while scrolling; otherwise inside a panel. */
  top?: boolean;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <section
      aria-label={t('banner.label')}
      className={`mb-4 py-2 print:mx-0 print:px-0 ${
        exception === null ? 'border-b-2 border-edge bg-panel' : `border-y-4 ${FRAMES[exception.mode]}`
      } ${top ? '-mx-4 -mt-4 px-4 md:sticky md:top-0 md:z-20 lg:-mx-6 lg:px-6 print:static print:mt-0' : ''}`}
    >
      {exception === null ? null : <ExceptionLine exception={exception} />}
      <div className="flex flex-wrap items-center gap-x-5 gap-y-1">
        <p className="leading-tight">
          <span className="block text-xs text-soft">{person.kana}</span>
          <span className="text-xl font-bold">{person.name}</span>
        </p>
        <p className="leading-snug">
          {t(`banner.sex.${person.sex}`)}
          <span className="mx-2" aria-hidden="true">
            |
          </span>
          {t('banner.born', { date: formatBirthDate(person.birthDate, language) })}
          <span className="ml-2 font-bold">{t('banner.age', { age: person.age })}</span>
        </p>
        {standings === null ? null : (
          <div className="flex flex-wrap items-center gap-2 xl:ml-auto">
            <p className="text-sm text-soft max-md:sr-only">{t('banner.ground')}</p>
            <ul aria-label={t('banner.ground')} className="flex flex-wrap gap-2">
              {areAlike(standings) ? (
                <Ground standing={standings[0]} name={t('banner.allGiven')} />
              ) : standings.every((standing) => standing.state === 'self') ? (
                <li className="flex items-center gap-1.5 rounded-8 border border-good px-2 py-0.5 text-sm font-bold text-good">
                  <Icon name="done" size={16} />
                  {t('banner.state.self')}
                </li>
              ) : (
                standings.map((standing) => <Ground key={standing.category} standing={standing} />)
              )}
            </ul>
          </div>
        )}
      </div>
    </section>
  );
}
