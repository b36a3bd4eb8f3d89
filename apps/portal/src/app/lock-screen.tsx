import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../api/types.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { ConfirmForm } from '../spaces/sign-in/confirm-form.tsx';
import { DisplaySettings } from './display-settings.tsx';
import { returnToSeat } from './idle-lock.ts';
import { useSignOut } from './sign-out.ts';

/** Stands in the place of every page while the person is away: nothing of what was shown is left behind it. */
export function LockScreen({ session }: { session: Session }) {
  const { t } = useTranslation();
  const signOut = useSignOut();
  const router = useRouter();
  const goOn = (samePerson: boolean) => {
    if (!samePerson) router.history.replace('/');
    returnToSeat();
  };
  useEffect(() => {
    document.title = `${t('lock.title')} | ${t('app.name')}`;
  }, [t]);
  return (
    <div className="min-h-dvh">
      <header className="flex flex-wrap items-center justify-between gap-2 border-b border-line bg-panel px-4 py-1">
        <span className="font-bold">{t('app.name')}</span>
        <DisplaySettings />
      </header>
      <main className="mx-auto max-w-md space-y-4 p-4 pt-8">
        <h1 className="flex items-center gap-2 text-2xl leading-snug">
          <Icon name="lock" size={28} />
          {t('lock.title')}
        </h1>
        <p>{t('lock.lead')}</p>
        <p className="font-bold">
          {session.displayName}
          {session.organisation === null || session.kind === 'patient' ? null : (
            <span className="ml-2 font-normal">{session.organisation.name}</span>
          )}
        </p>
        <div className="panel p-4">
          <ConfirmForm session={session} onConfirmed={goOn} />
        </div>
        <p className="text-sm text-soft">{t('lock.other')}</p>
        <Button look="quiet" isDisabled={signOut.isPending} onPress={() => signOut.mutate()}>
          {t('shell.signOut')}
        </Button>
      </main>
    </div>
  );
}
