import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { identity } from '../../api/identity.ts';
import type { SignedIn } from '../../api/identity-types.ts';
import type { Session } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';
import { askPasskey, knowsPasskeys } from '../../lib/passkey.ts';
import { DemoCode } from './demo-code.tsx';

/** Six figures as they are, however they were typed. */
const digitsOf = (text: string) => text.normalize('NFKC').replace(/\D/g, '');

export interface FactorCalls {
  readonly byCode: (code: string) => Promise<SignedIn>;
  /** Where a recovery code may stand in for a lost device. */
  readonly byRecovery?: (code: string) => Promise<SignedIn>;
  readonly passkeyOptions: () => ReturnType<typeof identity.confirmPasskeyOptions>;
  readonly byPasskey: (response: Parameters<typeof identity.confirmPasskey>[0]) => Promise<SignedIn>;
}

/** Asks for a factor: the code of the authenticator, a passkey, or a recovery code where `byRecovery` is given. */
export function FactorForm({
  account,
  calls,
  submit,
  onDone,
}: {
  account: string;
  calls: FactorCalls;
  submit: string;
  onDone: (session: Session) => void;
}) {
  const { t } = useTranslation();
  const [recovery, setRecovery] = useState(false);
  const byPasskey = useMutation({
    mutationFn: async () => calls.byPasskey(await askPasskey((await calls.passkeyOptions()).options)),
    onSuccess: ({ session }) => onDone(session),
  });
  const { byRecovery } = calls;
  return (
    <div className="space-y-4">
      {recovery && byRecovery !== undefined ? (
        <RecoveryCode send={byRecovery} submit={submit} onDone={onDone} />
      ) : (
        <TotpCode account={account} send={calls.byCode} submit={submit} onDone={onDone} />
      )}
      <div className="flex flex-wrap gap-x-2 gap-y-1 border-t border-line pt-3">
        {knowsPasskeys() ? (
          <Button isDisabled={byPasskey.isPending} onPress={() => byPasskey.mutate()}>
            {byPasskey.isPending ? t('factor.passkeyWaiting') : t('factor.usePasskey')}
          </Button>
        ) : null}
        {byRecovery === undefined ? null : (
          <Button look="quiet" onPress={() => setRecovery(!recovery)}>
            {recovery ? t('factor.useTotp') : t('factor.useRecovery')}
          </Button>
        )}
      </div>
      {byPasskey.isError ? <Problem error={byPasskey.error} /> : null}
    </div>
  );
}

function TotpCode({
  account,
  send,
  submit,
  onDone,
}: {
  account: string;
  send: FactorCalls['byCode'];
  submit: string;
  onDone: (session: Session) => void;
}) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [checked, setChecked] = useState(false);
  const confirm = useMutation({
    mutationFn: () => send(code),
    onSuccess: ({ session }) => onDone(session),
    // The code is used up or was wrong: the next one is typed into an empty field.
    onError: () => setCode(''),
  });
  const complete = code.length === 6;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (complete && !confirm.isPending) confirm.mutate();
  };
  return (
    <form onSubmit={onSubmit} noValidate className="space-y-4">
      <TextField
        label={t('factor.code')}
        help={t('factor.codeHelp')}
        value={code}
        onChange={(text) => {
          setChecked(false);
          setCode(digitsOf(text).slice(0, 6));
        }}
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        required
        error={checked && !complete && !confirm.isError ? t('factor.needCode') : null}
        extra="max-w-60"
      />
      <DemoCode account={account} onFill={setCode} />
      {confirm.isError ? <Problem error={confirm.error} /> : null}
      <Button look="primary" type="submit" extra="w-full" isDisabled={confirm.isPending}>
        {confirm.isPending ? t('signIn.working') : submit}
      </Button>
    </form>
  );
}

function RecoveryCode({
  send,
  submit,
  onDone,
}: {
  send: (code: string) => Promise<SignedIn>;
  submit: string;
  onDone: (session: Session) => void;
}) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [checked, setChecked] = useState(false);
  const confirm = useMutation({
    mutationFn: () => send(code.trim()),
    onSuccess: ({ session }) => onDone(session),
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (code.trim() !== '' && !confirm.isPending) confirm.mutate();
  };
  return (
    <form onSubmit={onSubmit} noValidate className="space-y-4">
      <TextField
        label={t('factor.recoveryCode')}
        help={t('factor.recoveryHelp')}
        value={code}
        onChange={setCode}
        autoFocus
        required
        error={checked && code.trim() === '' ? t('factor.needRecovery') : null}
      />
      {confirm.isError ? <Problem error={confirm.error} /> : null}
      <Button look="primary" type="submit" extra="w-full" isDisabled={confirm.isPending}>
        {confirm.isPending ? t('signIn.working') : submit}
      </Button>
    </form>
  );
}
