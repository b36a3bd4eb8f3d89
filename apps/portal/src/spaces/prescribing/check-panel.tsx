import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CheckAnswer } from '../../api/prescription-types.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';
import { Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useAlertWords } from './alert-notice.tsx';
import { foldedAlerts, stops } from './model/alerts.ts';
import type { Check } from './use-check.ts';

/** What the check says as a whole; what concerns one drug stands beside it. @spec prescriptions.md §5.6 */
export function CheckPanel({
  personRef,
  check,
  chartNote,
  onChartNote,
}: {
  personRef: string;
  check: Check;
  chartNote: string | null;
  onChartNote: (note: string | null) => void;
}) {
  const { t } = useTranslation();
  const { answer } = check;
  return (
    <Section title={t('rx.check.title')}>
      {check.error ? <Problem error={check.error} onRetry={check.again} /> : null}
      <p role="status" className="min-h-6">
        {answer === undefined ? (
          check.error ? null : (
            t('rx.check.none')
          )
        ) : (
          <Result check={check} answer={answer} />
        )}
      </p>
      {answer === undefined ? null : (
        <div className="mt-2 space-y-2">
          <Folded answer={answer} />
          <NotChecked answer={answer} />
          <Ground personRef={personRef} answer={answer} chartNote={chartNote} onChartNote={onChartNote} />
          <Basis answer={answer} />
        </div>
      )}
    </Section>
  );
}

function Result({ check, answer }: { check: Check; answer: CheckAnswer }) {
  const { t } = useTranslation();
  if (!check.current) return t('rx.check.running');
  const stopped = stops(answer).length;
  const twice = answer.alerts.filter(({ tier, suppressed }) => tier === 2 && !suppressed).length;
  if (stopped + twice === 0)
    return (
      <span className="flex items-center gap-1.5 font-bold text-good">
        <Icon name="done" />
        {t('rx.check.clear')}
      </span>
    );
  return (
    <span className={`flex items-center gap-1.5 font-bold ${stopped > 0 ? 'text-danger' : 'text-warn'}`}>
      <Icon name="warning" />
      {t('rx.check.found', { stops: stopped, twice })}
    </span>
  );
}

/** Expected overlaps and cautions: one line until somebody opens it. */
function Folded({ answer }: { answer: CheckAnswer }) {
  const { t } = useTranslation();
  const words = useAlertWords();
  const folded = foldedAlerts(answer);
  if (folded.length === 0) return null;
  return (
    <details>
      <summary className="min-h-8">{t('rx.check.folded', { n: folded.length })}</summary>
      <ul className="mt-1 space-y-2 text-sm">
        {folded.map((alert) => (
          <li key={alert.alertId}>
            <span className="font-bold">{alert.target.name}</span>
            <span className="block">{words.reason(alert)}</span>
            <span className="block text-soft">{words.other(alert)}</span>
            {alert.suppressed ? <span className="block text-soft">{t('rx.check.aside')}</span> : null}
          </li>
        ))}
      </ul>
    </details>
  );
}

function NotChecked({ answer: { notChecked } }: { answer: CheckAnswer }) {
  const { t } = useTranslation();
  if (notChecked.length === 0) return null;
  return (
    <Notice tone="warn" title={t('rx.check.notChecked', { n: notChecked.length })}>
      <ul>
        {notChecked.map((one) => (
          <li key={`${one.at} ${one.name}`}>
            {t('rx.check.notCheckedLine', { name: one.name, reason: t(`rx.check.why.${one.reason}`) })}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** On what ground details are shown, and the two ways to more: consent, or spoken consent noted in the chart. */
function Ground({
  personRef,
  answer,
  chartNote,
  onChartNote,
}: {
  personRef: string;
  answer: CheckAnswer;
  chartNote: string | null;
  onChartNote: (note: string | null) => void;
}) {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  if (answer.consent === 'oral')
    return <p className="text-sm">{t('rx.check.oral', { note: chartNote ?? '' })}</p>;
  if (answer.consent === 'full') return null;
  const untold = answer.alerts.some(({ with: other }) => other === null);
  return (
    <details open={untold} className="border-t border-line pt-2">
      <summary className="min-h-8 font-bold">{t('rx.check.factOnly')}</summary>
      <div className="space-y-2">
        <p className="text-sm">{t('rx.check.factOnlyNote')}</p>
        <Link
          to="/persons/$ref/consent"
          params={{ ref: personRef }}
          className="inline-flex min-h-11 items-center text-accent underline underline-offset-4"
        >
          {t('reception.toConsent')}
        </Link>
        <TextField
          label={t('rx.check.chartNote')}
          help={t('rx.check.chartNoteHelp')}
          value={note}
          onChange={setNote}
        />
        <Button isDisabled={note.trim() === ''} onPress={() => onChartNote(note.trim())}>
          {t('rx.check.byWord')}
        </Button>
      </div>
    </details>
  );
}

/** What was compared with what, and how old it is. */
function Basis({ answer }: { answer: CheckAnswer }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <p className="text-sm text-soft">
      {answer.listAsOf === null
        ? t('rx.check.nothingKnown')
        : t('rx.check.asOf', { at: formatInstant(answer.listAsOf, language) })}{' '}
      {t('rx.check.knowledge', { version: answer.knowledge.version })}
      {answer.othersNotChecked > 0 ? (
        <span className="block font-bold text-ink">
          {t('rx.check.othersNotChecked', { n: answer.othersNotChecked })}
        </span>
      ) : null}
      {answer.knowledge.contraindications ? null : (
        <span className="block font-bold text-warn">{t('rx.check.noContraindications')}</span>
      )}
      {answer.knowledge.demo ? <span className="block font-bold text-warn">{t('rx.check.demo')}</span> : null}
    </p>
  );
}
