import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pharmacyApi } from '../../api/pharmacy.ts';
import type { CheckAnswer, DispensedGroup, ShownAlert } from '../../api/prescription-types.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';
import { Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useAlertWords } from '../prescribing/alert-notice.tsx';
import { foldedAlerts } from '../prescribing/model/alerts.ts';

/** A pause in changing the form, after which what it says is checked. */
const PAUSE_MS = 600;

/**
 * The check of what is to be handed out, as the form stands; again whenever the pharmacist wants it.
 * @spec prescriptions.md §2, §5
 */
export function CheckSection({ id, groups }: { id: string; groups: readonly DispensedGroup[] }) {
  const { t } = useTranslation();
  const settled = useSettled(groups);
  const check = useQuery({
    queryKey: ['prescription', id, 'check', settled],
    queryFn: () => pharmacyApi.check(id, groups),
    enabled: groups.every(({ quantity }) => Number.isFinite(quantity)),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return (
    <Section title={t('pharmacy.check.title')}>
      {check.isError ? <Problem error={check.error} onRetry={() => check.refetch()} /> : null}
      {/* The last answer stays until the next has come: nothing below it moves while somebody presses a button. */}
      <div role="status" aria-busy={check.isFetching}>
        {check.data ? <Outcome answer={check.data} /> : null}
        <p className="min-h-7 text-sm">{check.isFetching ? t('pharmacy.check.running') : null}</p>
      </div>
      <div>
        <Button isDisabled={check.isFetching} onPress={() => void check.refetch()}>
          {t('pharmacy.check.again')}
        </Button>
      </div>
    </Section>
  );
}

/** What the check looks at, once it has stood for a while. */
function useSettled(groups: readonly DispensedGroup[]): string {
  const key = JSON.stringify(
    groups.map(({ form, quantity, drugs }) => [
      form,
      quantity,
      drugs.map(({ codeKind, code, amount }) => [codeKind, code, amount]),
    ]),
  );
  const [settled, setSettled] = useState(key);
  useEffect(() => {
    if (settled === key) return;
    const timer = setTimeout(() => setSettled(key), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [key, settled]);
  return settled;
}

function Outcome({ answer }: { answer: CheckAnswer }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const urgent = answer.alerts.filter(({ tier, suppressed }) => tier === 1 || (tier === 2 && !suppressed));
  const folded = foldedAlerts(answer);
  return (
    <div className="space-y-2">
      {urgent.length === 0 ? (
        <p className="flex items-center gap-1.5 font-bold text-good">
          <Icon name="done" />
          {t('pharmacy.check.clear')}
        </p>
      ) : null}
      {urgent.map((alert) => (
        <OneAlert key={alert.alertId} alert={alert} />
      ))}
      {answer.consent === 'fact-only' && urgent.length > 0 ? (
        <p className="text-sm">{t('pharmacy.check.factOnly')}</p>
      ) : null}
      {folded.length > 0 ? (
        <details>
          <summary className="min-h-8">{t('pharmacy.check.folded', { n: folded.length })}</summary>
          <div className="space-y-2">
            {folded.map((alert) => (
              <OneAlert key={alert.alertId} alert={alert} />
            ))}
          </div>
        </details>
      ) : null}
      {answer.notChecked.length > 0 ? (
        <Notice tone="warn" title={t('pharmacy.check.notChecked', { n: answer.notChecked.length })}>
          {answer.notChecked.map(({ name }) => name).join(t('visits.comma'))}
        </Notice>
      ) : null}
      {answer.othersNotChecked > 0 ? (
        <p className="text-sm font-bold">
          {t('pharmacy.check.othersNotChecked', { n: answer.othersNotChecked })}
        </p>
      ) : null}
      <p className="text-sm text-soft">
        {answer.listAsOf === null
          ? t('pharmacy.check.nothingKnown')
          : t('pharmacy.check.asOf', { at: formatInstant(answer.listAsOf, language) })}{' '}
        {answer.knowledge.contraindications ? null : (
          <span className="block font-bold text-warn">{t('pharmacy.check.noContraindications')}</span>
        )}
        {answer.knowledge.demo ? (
          <span className="font-bold text-warn">{t('pharmacy.check.demo')}</span>
        ) : (
          t('pharmacy.check.knowledge', { version: answer.knowledge.version })
        )}
      </p>
    </div>
  );
}

function OneAlert({ alert }: { alert: ShownAlert }) {
  const { t } = useTranslation();
  const words = useAlertWords();
  const other = words.other(alert);
  return (
    <Notice
      tone={alert.tier === 1 ? 'danger' : alert.tier === 2 ? 'warn' : 'info'}
      title={`${words.title(alert)}${t('common.paren', { text: alert.target.name })}`}
    >
      <p className="text-base text-ink">{words.reason(alert)}</p>
      <p>{other ?? (alert.with === null ? t('pharmacy.check.onlyFact') : null)}</p>
      {alert.tier === 1 ? <p className="font-bold">{t('pharmacy.check.stopTodo')}</p> : null}
    </Notice>
  );
}
