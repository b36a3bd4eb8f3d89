import { useMutation } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { DemoAccount, SessionAnswer } from '../../api/types.ts';
import { DisplaySettings } from '../../app/display-settings.tsx';
import { forgetAll, queryClient } from '../../app/query-client.ts';
import { Redirect } from '../../app/redirect.tsx';
import { homeOf, SESSION_KEY, useSessionAnswer } from '../../app/session.tsx';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';
import { DemoAccounts } from './demo-accounts.tsx';
import { safeNext } from './safe-next.ts';

/** Sign-in with account and password, a kept place for the second step, and the demo accounts where there are some. */
export function SignInPage() {
  const { t } = useTranslation();
  const answer = useSessionAnswer();
  const { next } = useSearch({ from: '/sign-in' });
  const [filled, setFilled] = useState<DemoAccount | null>(null);
  useEffect(() => {
    document.title = `${t('signIn.title')} | ${t('app.name')}`;
  }, [t]);
  const session = answer.data?.session ?? null;
  if (session !== null) return <Redirect href={safeNext(next) ?? homeOf(session.roles)} />;
  const demo = answer.data?.demo ?? null;
  return (
    <div className="min-h-dvh">
      <header className="flex flex-wrap items-center justify-between gap-2 border-b border-line bg-panel px-4 py-1">
        <span className="font-bold">{t('app.name')}</span>
        <DisplaySettings />
      </header>
      <main
        className={`mx-auto grid gap-6 p-4 pt-8 ${demo ? 'max-w-5xl lg:grid-cols-[26rem_1fr]' : 'max-w-md'}`}
      >
        <div className="space-y-4">
          <h1 className="text-2xl leading-snug">{t('signIn.title')}</h1>
          <p className="text-soft">{t('signIn.lead')}</p>
          {next ? (
            <Notice tone="warn" title={t('signIn.ended')}>
              {t('signIn.endedNote')}
            </Notice>
          ) : null}
          {answer.isError ? <Problem error={answer.error} onRetry={() => answer.refetch()} /> : null}
          <SignInForm key={filled?.account ?? ''} filled={filled} />
        </div>
        {demo ? <DemoAccounts accounts={demo.accounts} chosen={filled} onChoose={setFilled} /> : null}
      </main>
    </div>
  );
}

function SignInForm({ filled }: { filled: DemoAccount | null }) {
  const { t } = useTranslation();
  const [account, setAccount] = useState(filled?.account ?? '');
  const [password, setPassword] = useState(filled?.password ?? '');
  const [checked, setChecked] = useState(false);
  const signIn = useMutation({
    mutationFn: () => api.signIn(account.trim(), password),
    onSuccess: ({ session }) => {
      forgetAll();
      queryClient.setQueryData<SessionAnswer>(SESSION_KEY, (old) => ({ demo: old?.demo ?? null, session }));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (account.trim() !== '' && password !== '' && !signIn.isPending) signIn.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="panel space-y-4 p-4">
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
      <div className="rounded-8 border border-dashed border-edge p-3">
        <p className="flex items-center gap-2 text-sm font-bold">
          <Icon name="key" />
          {t('signIn.second')}
        </p>
        <p className="mt-1 text-sm text-soft">{t('signIn.secondNote')}</p>
      </div>
    </form>
  );
}
