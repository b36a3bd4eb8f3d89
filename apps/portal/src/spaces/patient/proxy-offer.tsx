import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { own } from '../../api/access.ts';
import type { Proxies, ProxyScope, ProxySide } from '../../api/access-types.ts';
import { Button } from '../../components/button.tsx';
import { CheckBox } from '../../components/check-box.tsx';
import { Choice } from '../../components/choice.tsx';
import { DateField } from '../../components/date-field.tsx';
import { Notice } from '../../components/notice.tsx';
import { Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';
import { dayOfInstant, fromDay } from '../../lib/dates.ts';

/** Nothing shares to outside yet, so that scope is not offered. */
const OFFERED: readonly ProxyScope[] = ['view', 'consent'];
const CODE_LENGTH = 10;

/** Names the person behind a code, and what may be done for whom. */
export function ProxyOfferForm({ onOffered }: { onOffered: (answer: Proxies) => void }) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [as, setAs] = useState<ProxySide | null>(null);
  const [scopes, setScopes] = useState<readonly ProxyScope[]>(['view']);
  const [to, setTo] = useState('');
  const [tried, setTried] = useState(false);
  const offer = useMutation({
    mutationFn: (side: ProxySide) =>
      own.offerProxy({ otherCode: code.trim(), as: side, scopes, to: to === '' ? null : to }),
    onSuccess: (answer) => {
      setCode('');
      setTried(false);
      onOffered(answer);
    },
  });
  const letters = code.normalize('NFKC').replace(/[^0-9a-zA-Z]/g, '').length;
  const faults = {
    code: letters === CODE_LENGTH ? null : t('proxy.needCode'),
    as: as === null ? t('proxy.needSide') : null,
    scopes: scopes.length > 0 ? null : t('proxy.needScope'),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (as !== null && Object.values(faults).every((fault) => fault === null)) offer.mutate(as);
  };
  return (
    <Section title={t('proxy.offer')}>
      <form onSubmit={submit} noValidate className="space-y-4">
        <TextField
          label={t('proxy.otherCode')}
          help={t('proxy.otherCodeHelp')}
          value={code}
          error={tried ? faults.code : null}
          onChange={(text) => {
            setCode(text);
            if (!offer.isIdle) offer.reset();
          }}
        />
        <Choice
          label={t('proxy.as')}
          stacked
          value={as}
          onChange={setAs}
          error={tried ? faults.as : null}
          options={[
            { value: 'principal', label: t('proxy.asPrincipal') },
            { value: 'proxy', label: t('proxy.asProxy') },
          ]}
        />
        <fieldset>
          <legend className="font-bold">{t('proxy.scopes')}</legend>
          {OFFERED.map((scope) => (
            <CheckBox
              key={scope}
              checked={scopes.includes(scope)}
              onChange={(on) => setScopes(on ? [...scopes, scope] : scopes.filter((one) => one !== scope))}
            >
              {t(`proxy.scope.${scope}`)}
            </CheckBox>
          ))}
          <p className="text-sm font-bold text-danger">{tried ? faults.scopes : null}</p>
        </fieldset>
        <DateField
          label={t('proxy.to')}
          help={t('proxy.toHelp')}
          value={to}
          min={fromDay(dayOfInstant(new Date().toISOString()))}
          onChange={setTo}
        />
        <Button type="submit" look="primary" isDisabled={offer.isPending}>
          {t('proxy.submit')}
        </Button>
        {offer.isError ? <Problem error={offer.error} /> : null}
        {offer.isSuccess ? (
          <Notice tone="good" title={t('proxy.offered')} live>
            {t('proxy.offeredNote')}
          </Notice>
        ) : null}
      </form>
    </Section>
  );
}
