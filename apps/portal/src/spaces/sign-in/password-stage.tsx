import { useTranslation } from 'react-i18next';
import type { Session } from '../../api/types.ts';
import { keepSession } from '../../app/query-client.ts';
import { PasswordForm } from '../security/password-form.tsx';
import { SignInFrame } from './sign-in-frame.tsx';
import { StartOver } from './start-over.tsx';

/** The first password was given by somebody else: it is replaced before anything else happens. */
export function PasswordStage({ session }: { session: Session }) {
  const { t } = useTranslation();
  return (
    <SignInFrame title={t('password.stage')} lead={t('password.stageLead', { name: session.displayName })}>
      <div className="panel p-4">
        <PasswordForm onChanged={keepSession} />
      </div>
      <StartOver />
    </SignInFrame>
  );
}
