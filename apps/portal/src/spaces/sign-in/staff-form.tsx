import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { DemoAccount } from '../../api/types.ts';
import { keepSession } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';

/** Account and password; what follows is told by the stage of the session. */
export function StaffForm({ filled }: { filled: DemoAccount | null }) {
  const { t } = useTranslation();
  const [account, setAccount] = useState(filled?.account ?? '');
  const [password, setPassword] = useState(filled?.password ?? '');
  const [checked, setChecked] = useState(false);
  const signIn = useMutation({
    mutationFn: () => api.signIn(account.trim(), password),
    onSuccess: ({ session }) => keepSession(session),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (account.trim() !== '' && password !== '' && !signIn.isPending) signIn.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <TextField
        label={t('signIn.account')}
        value={account}
        onChange={setAccount}
        autoComplete="username"
        required
        error={checked && account.trim() === '' ? t('signIn.needAccount') : null}
      />
      <TextField
        label={t('signIn.password')}
        type="password"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        required
        error={checked && password === '' ? t('signIn.needPassword') : null}
      />
      {filled ? (
        <p role="status" className="text-sm">
          {t('signIn.demoFilled', { name: filled.displayName })}
        </p>
      ) : null}
      {signIn.isError ? <Problem error={signIn.error} /> : null}
      <Button look="primary" type="submit" extra="w-full" isDisabled={signIn.isPending}>
        {signIn.isPending ? t('signIn.working') : t('signIn.submit')}
      </Button>
      <p className="text-sm text-soft">{t('signIn.secondNote')}</p>
    </form>
  );
}
