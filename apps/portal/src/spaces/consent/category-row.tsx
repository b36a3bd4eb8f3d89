import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Checkbox } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { ConsentState } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Problem } from '../../components/problem.tsx';
import { formatInstant, formatUntil } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import type { Standing } from '../person/grounds.ts';
import { useTimeLeft } from '../person/person-banner.tsx';

/** One category: what it means for the patient, how it stands, choosing it, withdrawing it. */
export function CategoryRow({
  personRef,
  standing,
  consent,
  chosen,
  onChoose,
  onChanged,
}: {
  personRef: string;
  standing: Standing;
  consent: ConsentState | null;
  chosen: boolean;
  onChoose: (on: boolean) => void;
  onChanged: (answer: { readonly consents: readonly ConsentState[] }) => void;
}) {
  const { t } = useTranslation();
  const { category } = standing;
  return (
    <li className="py-4 first:pt-0 last:pb-0">
      <div className="grid gap-x-6 gap-y-2 md:grid-cols-[minmax(0,1fr)_19rem] lg:grid-cols-1 xl:grid-cols-[minmax(0,1fr)_19rem]">
        <div>
          <Checkbox
            isSelected={chosen}
            onChange={onChoose}
            className="check flex min-h-11 items-center gap-3 text-lg font-bold"
          >
            <span aria-hidden="true" className="box">
              <Icon name="done" size={20} />
            </span>
            {t(`category.${category}`)}
          </Checkbox>
          <p className="pl-9">{t(`consent.means.${category}`)}</p>
          <p className="pl-9 text-sm text-soft">{t(`consent.words.${category}`)}</p>
        </div>
        <StateOf personRef={personRef} standing={standing} consent={consent} onChanged={onChanged} />
      </div>
    </li>
  );
}

function StateOf({
  personRef,
  standing,
  consent,
  onChanged,
}: {
  personRef: string;
  standing: Standing;
  consent: ConsentState | null;
  onChanged: (answer: { readonly consents: readonly ConsentState[] }) => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const timeLeft = useTimeLeft();
  const [asking, setAsking] = useState(false);
  const withdraw = useMutation({
    mutationFn: () => api.withdrawConsent(personRef, standing.category),
    onSuccess: (answer) => {
      setAsking(false);
      onChanged(answer);
    },
  });
  const name = t(`category.${standing.category}`);
  const given = standing.state === 'given';
  return (
    <div className="pl-9 text-sm md:max-lg:pt-2.5 md:max-lg:pl-0 xl:pt-2.5 xl:pl-0">
      <p className={`flex items-center gap-1.5 font-bold ${given ? 'text-good' : 'text-soft'}`}>
        <Icon name={given ? 'done' : 'lock'} size={18} />
        {t(`consent.state.${standing.state}`)}
        {given && standing.basis !== null && standing.basis !== 'visit-24h'
          ? t('common.paren', { text: t(`access.basis.${standing.basis}`) })
          : null}
        {standing.minutesLeft === null ? null : ` ${timeLeft(standing.minutesLeft)}`}
      </p>
      {consent?.givenAt ? (
        <p className="text-soft">
          {t('consent.givenAt', { at: formatInstant(consent.givenAt, language) })}
          {consent.recordedBy ? ` / ${consent.recordedBy}` : ''}
        </p>
      ) : null}
      {consent?.validUntil && given ? (
        <p className="text-soft">{t('consent.until', { at: formatUntil(consent.validUntil, language) })}</p>
      ) : null}
      {given && consent?.givenAt && consent.validUntil === null ? (
        <p className="text-soft">{t('consent.untilWithdrawn')}</p>
      ) : null}
      {given && !asking ? (
        <Button look="quiet" extra="-ml-4" onPress={() => setAsking(true)}>
          {t('consent.withdraw')}
          <span className="sr-only">（{name}）</span>
        </Button>
      ) : null}
      {asking ? (
        <div className="mt-2 space-y-2 rounded-8 border border-danger p-2">
          <p>{t('consent.withdrawAsk', { name })}</p>
          <div className="flex flex-wrap gap-2">
            <Button look="danger" isDisabled={withdraw.isPending} onPress={() => withdraw.mutate()}>
              {t('consent.withdrawYes')}
            </Button>
            <Button look="quiet" onPress={() => setAsking(false)}>
              {t('consent.withdrawNo')}
            </Button>
          </div>
        </div>
      ) : null}
      {withdraw.isError ? <Problem error={withdraw.error} /> : null}
    </div>
  );
}
