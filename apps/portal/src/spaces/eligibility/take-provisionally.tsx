import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { eligibilityApi } from '../../api/eligibility.ts';
import type { Provisional, ProvisionalInput } from '../../api/eligibility-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { formatRatio } from './ratio.ts';

export const PROVISIONALS_KEY = ['provisional'] as const;

/** Shares that a patient may declare, in percent. */
const RATIOS = [10, 20, 30] as const;

/** Takes a visit in provisionally; every list that shows such visits is read anew. */
export function useTakeProvisionally() {
  return useMutation({
    mutationFn: eligibilityApi.takeProvisionally,
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: PROVISIONALS_KEY });
      void queryClient.invalidateQueries({ queryKey: ['check-ins'] });
    },
  });
}

/** What to charge today and where the share comes from. */
export function ProvisionalCharge({ provisional }: { provisional: Provisional }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { ratioPercent, ratioSource, nextCheckAt } = provisional;
  return (
    <Notice tone="good" title={t('provisional.charge', { ratio: formatRatio(ratioPercent, language) })} live>
      <p>{t(`provisional.source.${ratioSource}`)}</p>
      <p>
        {nextCheckAt === null
          ? t('provisional.noNextCheck')
          : t('provisional.nextCheck', { at: formatInstant(nextCheckAt, language) })}
      </p>
      <p className="mt-1">
        <Link to="/reception/provisional" className="text-accent underline underline-offset-4">
          {t('provisional.toList')}
        </Link>
      </p>
    </Notice>
  );
}

function DeclaredRatio({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <RadioGroup value={value} onChange={onChange}>
      <Label className="mb-1 block font-bold">{t('provisional.declared')}</Label>
      <div className="flex flex-wrap gap-2">
        {['', ...RATIOS.map(String)].map((one) => (
          <Radio
            key={one}
            value={one}
            className="choice flex min-h-11 items-center gap-2 rounded-8 border border-edge px-3 py-2"
          >
            {one === '' ? t('provisional.undeclared') : formatRatio(Number(one), language)}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}

/** One press from a bad answer to a visit that can go on; the name is asked only where nobody was found. */
export function TakeProvisionally({
  input,
  onTaken,
}: {
  input: Omit<ProvisionalInput, 'name' | 'declaredRatioPercent' | 'declaredInsurer' | 'totalYen'> & {
    readonly name: string | null;
  };
  onTaken?: (provisional: Provisional) => void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [ratio, setRatio] = useState('');
  const [insurer, setInsurer] = useState('');
  const [total, setTotal] = useState('');
  const [checked, setChecked] = useState(false);
  const take = useTakeProvisionally();
  const known = input.name ?? name.trim();
  const yen = total.normalize('NFKC').replace(/[\s,円]/g, '');
  const yenFault = yen !== '' && !/^\d{1,8}$/.test(yen);
  const press = () => {
    setChecked(true);
    if (known === '' || yenFault) return;
    const declared = {
      ...(ratio === '' ? {} : { declaredRatioPercent: Number(ratio) }),
      ...(insurer.trim() === '' ? {} : { declaredInsurer: insurer.trim() }),
      ...(yen === '' ? {} : { totalYen: Number(yen) }),
    };
    take.mutate(
      { ...input, name: known, ...declared },
      { onSuccess: ({ provisional }) => onTaken?.(provisional) },
    );
  };
  if (take.isSuccess) return <ProvisionalCharge provisional={take.data.provisional} />;
  return (
    <div className="space-y-3 border-line not-first:border-t not-first:pt-3">
      {input.name === null ? (
        <TextField
          label={t('provisional.name')}
          value={name}
          onChange={setName}
          required
          error={checked && known === '' ? t('provisional.needName') : null}
        />
      ) : null}
      <DeclaredRatio value={ratio} onChange={setRatio} />
      <details>
        <summary className="min-h-11 py-2 text-accent">{t('provisional.more')}</summary>
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <TextField label={t('provisional.declaredInsurer')} value={insurer} onChange={setInsurer} />
          <TextField
            label={t('provisional.total')}
            inputMode="numeric"
            value={total}
            onChange={setTotal}
            error={checked && yenFault ? t('insurer.fault.amount') : null}
          />
        </div>
      </details>
      <Button look="primary" isDisabled={take.isPending} onPress={press}>
        {t('provisional.take')}
      </Button>
      <p className="text-sm text-soft">{t('provisional.takeNote')}</p>
      {take.isError ? <Problem error={take.error} onRetry={press} /> : null}
    </div>
  );
}
