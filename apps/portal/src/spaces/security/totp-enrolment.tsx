import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { identity } from '../../api/identity.ts';
import type { EnrolledTotp, TotpSecret } from '../../api/identity-types.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Problem } from '../../components/problem.tsx';
import { QrCode } from '../../components/qr-code.tsx';
import { TextField } from '../../components/text-field.tsx';
import { Waiting } from '../../components/waiting.tsx';

/** In fours, as one reads it to oneself while typing. */
const inGroups = (secret: string) => secret.replace(/(.{4})(?=.)/g, '$1 ');

/** A new authenticator: picture or secret, then one code as a proof that it works. */
export function TotpEnrolment({ onEnrolled }: { onEnrolled: (answer: EnrolledTotp) => void }) {
  const { t } = useTranslation();
  const { mutate: begin, ...begun } = useMutation({ mutationFn: identity.newTotp });
  useEffect(() => begin(), [begin]);
  if (begun.isError) return <Problem error={begun.error} onRetry={begin} />;
  if (begun.data === undefined) return <Waiting label={t('enrol.totp')} />;
  return <Confirm secret={begun.data} onEnrolled={onEnrolled} />;
}

function Confirm({ secret, onEnrolled }: { secret: TotpSecret; onEnrolled: (answer: EnrolledTotp) => void }) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [checked, setChecked] = useState(false);
  const confirm = useMutation({ mutationFn: () => identity.confirmTotp(code), onSuccess: onEnrolled });
  const complete = code.length === 6;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (complete && !confirm.isPending) confirm.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <ol className="list-decimal space-y-4 pl-5">
        <li>{t('enrol.step1')}</li>
        <li className="space-y-2">
          <p>{t('enrol.step2')}</p>
          <QrCode text={secret.uri} label={t('enrol.qr')} />
          <p className="text-sm">{t('enrol.typed')}</p>
          <p>
            <code className="text-lg">{inGroups(secret.secret)}</code>
          </p>
          <CopyButton text={secret.secret} label={t('enrol.copySecret')} />
        </li>
        <li className="space-y-2">
          <TextField
            label={t('enrol.step3')}
            value={code}
            onChange={(text) => {
              setChecked(false);
              setCode(text.normalize('NFKC').replace(/\D/g, '').slice(0, 6));
            }}
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            error={checked && !complete ? t('factor.needCode') : null}
            extra="max-w-60"
          />
        </li>
      </ol>
      {confirm.isError ? <Problem error={confirm.error} /> : null}
      <Button look="primary" type="submit" isDisabled={confirm.isPending}>
        {confirm.isPending ? t('signIn.working') : t('enrol.confirm')}
      </Button>
    </form>
  );
}
