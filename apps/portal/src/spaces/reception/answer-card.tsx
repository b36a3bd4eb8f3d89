import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { EligibilityAnswer, LookUpInput } from '../../api/eligibility-types.ts';
import type { PersonBanner as Person } from '../../api/types.ts';
import { isClinical, useSession } from '../../app/session.tsx';
import { buttonClass } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { formatDate, formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useNow } from '../../lib/use-now.ts';
import { CoverageFacts } from '../eligibility/coverage-facts.tsx';
import { provisionalReason, toneOf } from '../eligibility/standing.ts';
import { StateMark } from '../eligibility/state-mark.tsx';
import { TakeProvisionally } from '../eligibility/take-provisionally.tsx';
import { standingOfConsents } from '../person/grounds.ts';
import { PersonBanner } from '../person/person-banner.tsx';
import { useConsents } from '../person/person-frame.tsx';

const FRAMES = { good: 'border-l-good', warn: 'border-l-warn', danger: 'border-l-danger' } as const;

/** The answer in one big word, what it rests on, and what to do next. @spec eligibility.md §8.2 */
export function AnswerCard({ answer, asked }: { answer: EligibilityAnswer; asked: LookUpInput }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { state, person } = answer;
  const reason = provisionalReason(state);
  const { insurerNumber, symbol, number, branch } = asked;
  return (
    <section
      aria-label={t('desk.answer')}
      className={`panel space-y-3 border-l-8 p-4 ${FRAMES[toneOf(state)]}`}
    >
      <div role="status">
        <p>
          <StateMark state={state} large />
        </p>
        <p className="mt-2">{t(`desk.todo.${state}`, { defaultValue: t('desk.todo.unknown-code') })}</p>
      </div>
      <p className="flex flex-wrap gap-x-4 text-sm">
        <span className="font-bold">{t('desk.asOf', { date: formatDate(answer.date, language) })}</span>
        <span>{t('desk.askedAt', { at: formatInstant(answer.checkedAt, language) })}</span>
        <span className="text-soft">{t('desk.answerCode', { code: answer.code })}</span>
      </p>
      {answer.messages.map(({ code, text }) => (
        <p key={code} lang="ja" className="text-sm">
          {text}
        </p>
      ))}
      {answer.certificateExpiresSoon ? (
        <Notice tone="warn" title={t('desk.expiresSoon')}>
          {t('desk.expiresSoonNote')}
        </Notice>
      ) : null}
      {person !== null && state === 'not-found' ? (
        <Notice tone="info" title={t('desk.knownPerson')}>
          {t('desk.notConfirmed')}
        </Notice>
      ) : null}
      {person ? <OnePerson person={person} primary={reason === null} /> : null}
      {answer.results.map((coverage) => (
        <CoverageFacts key={coverage.coverageId} coverage={coverage} past={reason !== null} />
      ))}
      {reason === null ? null : (
        <TakeProvisionally
          input={{
            ...(person ? { ref: person.ref } : {}),
            name: person?.name ?? null,
            birthDate: asked.birthDate,
            reason,
            numbers: { insurerNumber, symbol, number, ...(branch ? { branch } : {}) },
          }}
        />
      )}
    </section>
  );
}

function OnePerson({ person, primary }: { person: Person; primary: boolean }) {
  const { t } = useTranslation();
  const clinical = isClinical(useSession().roles);
  const consents = useConsents(person.ref);
  const now = useNow();
  const standings = consents.data ? standingOfConsents(consents.data.consents, now) : null;
  const given = standings?.some((standing) => standing.state === 'given') ?? false;
  const toRecord = clinical && given;
  return (
    <div>
      <PersonBanner person={person} standings={standings} />
      <p className="mb-2">{given ? t('reception.nextGiven') : t('reception.nextConsent')}</p>
      <div className="flex flex-wrap gap-2">
        <Link
          to="/persons/$ref/consent"
          params={{ ref: person.ref }}
          className={buttonClass(primary && !toRecord ? 'primary' : 'secondary')}
        >
          {t('reception.toConsent')}
        </Link>
        {toRecord ? (
          <Link
            to="/persons/$ref/record"
            params={{ ref: person.ref }}
            className={buttonClass(primary ? 'primary' : 'secondary')}
          >
            {t('reception.toRecord')}
          </Link>
        ) : null}
      </div>
    </div>
  );
}
