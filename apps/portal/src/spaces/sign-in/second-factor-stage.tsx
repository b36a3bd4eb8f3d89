import { useTranslation } from 'react-i18next';
import { identity } from '../../api/identity.ts';
import type { Session } from '../../api/types.ts';
import { keepSession } from '../../app/query-client.ts';
import { FactorForm } from './factor-form.tsx';
import { SignInFrame } from './sign-in-frame.tsx';
import { StartOver } from './start-over.tsx';

/** After the password: the second proof. */
export function SecondFactorStage({ session }: { session: Session }) {
  const { t } = useTranslation();
  return (
    <SignInFrame title={t('factor.second')} lead={t('factor.secondLead', { name: session.displayName })}>
      <div className="panel p-4">
        <FactorForm
          account={session.account}
          calls={{
            byCode: identity.totp,
            byRecovery: identity.recovery,
            passkeyOptions: () => identity.passkeyOptions(session.account),
            byPasskey: identity.passkey,
          }}
          submit={t('factor.submit')}
          onDone={keepSession}
        />
      </div>
      <p className="text-sm text-soft">{t('factor.lost')}</p>
      <StartOver />
    </SignInFrame>
  );
}
