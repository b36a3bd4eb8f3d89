import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { OVERRIDE_REASONS, type OverrideReason, type ShownAlert } from '../../api/prescription-types.ts';
import { prescriptionsApi } from '../../api/prescriptions.ts';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Problem } from '../../components/problem.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { formatDate } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { isDecided, type Override, type Overrides, overrideKey } from './model/alerts.ts';

/** Longest time for which an alert may be put aside. @spec prescriptions.md §5.6 */
const SUPPRESSED_DAYS = 90;

const isReason = (value: string): value is OverrideReason => OVERRIDE_REASONS.some((one) => one === value);

/** What one alert says, in the order in which a doctor asks: what, with what, from where, how old. */
export function useAlertWords() {
  const { t } = useTranslation();
  const language = useLanguage();
  return {
    title: (alert: ShownAlert) => t(`rx.alert.title.${alert.kind}`),
    reason: (alert: ShownAlert) => alert.reason[language],
    /** Null: only the fact may be told, or there is nothing more. */
    other: ({ with: other }: ShownAlert): string | null => {
      if (other === null) return null;
      const { source, facilityName, from, to, ageDays } = other;
      // What stands beside it on the same screen needs no dates.
      if (source === 'same-prescription') return [other.name, t(`rx.alert.source.${source}`)].join(' / ');
      const period =
        from === null
          ? ''
          : t('rx.alert.period', {
              from: formatDate(from, language),
              to: to === null ? '' : formatDate(to, language),
            });
      const parts = [
        other.name,
        t(`rx.alert.source.${source}`),
        facilityName ?? '',
        period,
        ageDays === null || ageDays < 0 ? '' : t('rx.alert.age', { n: ageDays }),
      ];
      return parts.filter((part) => part !== '').join(' / ');
    },
  };
}

/** Beside its drug: a contraindication stops until it is decided upon, a duplicate elsewhere is pointed out. */
export function AlertNotice({
  personRef,
  alert,
  overrides,
  onOverride,
  onRemove,
  onSuppressed,
}: {
  personRef: string;
  alert: ShownAlert;
  overrides: Overrides;
  onOverride: (key: string, override: Override) => void;
  onRemove: () => void;
  onSuppressed: () => void;
}) {
  const { t } = useTranslation();
  const words = useAlertWords();
  const stop = alert.tier === 1;
  const decided = stop && isDecided(alert, overrides);
  const other = words.other(alert);
  const title = stop ? t('rx.alert.stop', { title: words.title(alert) }) : words.title(alert);
  return (
    <Notice
      tone={stop && !decided ? 'danger' : 'warn'}
      title={decided ? t('rx.alert.kept', { title }) : title}
    >
      <p className="text-base text-ink">{words.reason(alert)}</p>
      {other === null ? <p>{alert.with === null ? t('rx.alert.factOnly') : null}</p> : <p>{other}</p>}
      {alert.findings.length > 0 ? <p>{t('rx.alert.approximate')}</p> : null}
      {stop ? (
        <Decision alert={alert} overrides={overrides} onOverride={onOverride} onRemove={onRemove} />
      ) : (
        <PutAside personRef={personRef} alert={alert} onRemove={onRemove} onSuppressed={onSuppressed} />
      )}
    </Notice>
  );
}

const NOTHING_SAID: Override = { reason: null, comment: '' };

/** Out with it, or a reason and a comment. */
function Decision({
  alert,
  overrides,
  onOverride,
  onRemove,
}: {
  alert: ShownAlert;
  overrides: Overrides;
  onOverride: (key: string, override: Override) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation();
  const key = overrideKey(alert);
  const said = overrides.get(key) ?? NOTHING_SAID;
  return (
    <div className="mt-2 space-y-2 text-base text-ink">
      <Button look="danger" onPress={onRemove}>
        {t('rx.alert.remove', { name: alert.target.name })}
      </Button>
      <p className="font-bold">{t('rx.alert.keepAsk')}</p>
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label={t('rx.alert.reasonLabel')}
          value={said.reason ?? ''}
          onChange={(value) => onOverride(key, { ...said, reason: isReason(value) ? value : null })}
          options={[
            { value: '', label: t('rx.alert.reasonNone') },
            ...OVERRIDE_REASONS.map((value) => ({ value, label: t(`rx.alert.reason.${value}`) })),
          ]}
        />
        <TextField
          label={t('rx.alert.comment')}
          value={said.comment}
          onChange={(comment) => onOverride(key, { ...said, comment })}
        />
      </div>
    </div>
  );
}

function PutAside({
  personRef,
  alert,
  onRemove,
  onSuppressed,
}: {
  personRef: string;
  alert: ShownAlert;
  onRemove: () => void;
  onSuppressed: () => void;
}) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState<OverrideReason>('intended-combination');
  const suppress = useMutation({
    mutationFn: () => prescriptionsApi.suppress(personRef, alert.pair, reason, SUPPRESSED_DAYS),
    onSuccess: onSuppressed,
  });
  return (
    <div className="mt-2 space-y-2 text-base text-ink">
      <div className="flex flex-wrap gap-2">
        <Button onPress={onRemove}>{t('rx.alert.remove', { name: alert.target.name })}</Button>
        {asking ? null : (
          <Button look="quiet" onPress={() => setAsking(true)}>
            {t('rx.alert.aside', { n: SUPPRESSED_DAYS })}
          </Button>
        )}
      </div>
      {asking ? (
        <div className="flex flex-wrap items-end gap-2">
          <SelectField
            label={t('rx.alert.asideReason')}
            value={reason}
            onChange={(value) => (isReason(value) ? setReason(value) : undefined)}
            options={OVERRIDE_REASONS.map((value) => ({ value, label: t(`rx.alert.reason.${value}`) }))}
          />
          <Button isDisabled={suppress.isPending} onPress={() => suppress.mutate()}>
            {t('rx.alert.asideYes', { n: SUPPRESSED_DAYS })}
          </Button>
        </div>
      ) : null}
      {suppress.isError ? <Problem error={suppress.error} /> : null}
    </div>
  );
}
