import { useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DemoAccount, Session, SessionStage } from '../../api/types.ts';
import { keepSession } from '../../app/query-client.ts';
import { Redirect } from '../../app/redirect.tsx';
import { homeOf, useSessionAnswer } from '../../app/session.tsx';
import { arriveAnew } from '../../app/sign-out.ts';
import { Notice } from '../../components/notice.tsx';
import { Problem } from '../../components/problem.tsx';
import { CardSignIn } from './card-sign-in.tsx';
import { DemoAccounts } from './demo-accounts.tsx';
import { EnrolmentStage } from './enrolment-stage.tsx';
import { PasskeySignIn } from './passkey-sign-in.tsx';
import { PasswordStage } from './password-stage.tsx';
import { safeNext } from './safe-next.ts';
import { SecondFactorStage } from './second-factor-stage.tsx';
import { SignInFrame } from './sign-in-frame.tsx';
import { StaffForm } from './staff-form.tsx';
import { WayIn } from './way-in.tsx';

const STAGES: Partial<Record<SessionStage, (props: { session: Session }) => ReactNode>> = {
  'second-factor': SecondFactorStage,
  'password-change': PasswordStage,
  enrolment: EnrolmentStage,
};

/** Every step until a session is complete; a session that is leads on to where the person wanted to go. */
export function SignInPage() {
  const answer = useSessionAnswer();
  const { next } = useSearch({ from: '/sign-in' });
  const session = answer.data?.session ?? null;
  if (session === null) return <FirstStep />;
  const Stage = STAGES[session.stage];
  if (Stage !== undefined) return <Stage session={session} />;
  return <Redirect href={safeNext(next) ?? homeOf(session.roles)} />;
}

/** Who are you? Staff by account or passkey, patients by card or passkey. */
function FirstStep() {
  const { t } = useTranslation();
  const answer = useSessionAnswer();
  const { next, way } = useSearch({ from: '/sign-in' });
  const [filled, setFilled] = useState<DemoAccount | null>(null);
  const demo = answer.data?.demo ?? null;
  useEffect(arriveAnew, []);
  const byCard = way === 'card';
  const forApp = next?.startsWith('/apps/authorize') === true;
  const aside =
    demo === null || byCard ? null : (
      <DemoAccounts
        accounts={demo.accounts.filter(({ role }) => role !== 'patient')}
        chosen={filled}
        onChoose={setFilled}
      />
    );
  return (
    <SignInFrame title={t('signIn.title')} lead={t('signIn.lead')} aside={aside}>
      {next ? (
        <Notice tone={forApp ? 'info' : 'warn'} title={t(forApp ? 'smart.signInFirst' : 'signIn.ended')}>
          {t(forApp ? 'smart.signInFirstNote' : 'signIn.endedNote')}
        </Notice>
      ) : null}
      {answer.isError ? <Problem error={answer.error} onRetry={() => answer.refetch()} /> : null}
      <WayIn
        card={byCard}
        staff={<StaffForm key={filled?.account ?? ''} filled={filled} />}
        patient={<CardSignIn onSignedIn={keepSession} />}
      />
      <PasskeySignIn />
    </SignInFrame>
  );
}
