import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../api/types.ts';
import { keepSession } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { knowsPasskeys } from '../../lib/passkey.ts';
import { PasskeyEnrolment } from '../security/passkey-enrolment.tsx';
import { RecoveryCodes } from '../security/recovery-codes.tsx';
import { TotpEnrolment } from '../security/totp-enrolment.tsx';
import { SignInFrame } from './sign-in-frame.tsx';
import { StartOver } from './start-over.tsx';

interface Enrolled {
  readonly session: Session;
  readonly recoveryCodes: readonly string[] | null;
}

/** The first second factor, before anything about anybody is shown. The recovery codes stay until they are kept. */
export function EnrolmentStage({ session }: { session: Session }) {
  const { t } = useTranslation();
  const [way, setWay] = useState<'totp' | 'passkey' | null>(null);
  const [enrolled, setEnrolled] = useState<Enrolled | null>(null);
  const done = (answer: Enrolled) => {
    if (answer.recoveryCodes === null) keepSession(answer.session);
    else setEnrolled(answer);
  };
  if (enrolled !== null && enrolled.recoveryCodes !== null)
    return (
      <SignInFrame title={t('recovery.title')} lead={t('recovery.lead')}>
        <RecoveryCodes
          codes={enrolled.recoveryCodes}
          account={session.account}
          onKept={() => keepSession(enrolled.session)}
        />
      </SignInFrame>
    );
  return (
    <SignInFrame title={t('enrol.title')} lead={t('enrol.lead', { name: session.displayName })}>
      {way === null ? (
        <div className="space-y-4">
          <Way
            title={t('enrol.totp')}
            note={t('enrol.totpNote')}
            press={t('enrol.totpChoose')}
            onChoose={() => setWay('totp')}
          />
          {knowsPasskeys() ? (
            <Way
              title={t('enrol.passkey')}
              note={t('enrol.passkeyNote')}
              press={t('enrol.passkeyChoose')}
              onChoose={() => setWay('passkey')}
            />
          ) : (
            <p className="text-sm text-soft">{t('factor.passkeyInsecure')}</p>
          )}
        </div>
      ) : (
        <div className="panel space-y-4 p-4">
          {way === 'totp' ? <TotpEnrolment onEnrolled={done} /> : <PasskeyEnrolment onEnrolled={done} />}
          <Button look="quiet" onPress={() => setWay(null)}>
            {t('enrol.otherWay')}
          </Button>
        </div>
      )}
      <StartOver />
    </SignInFrame>
  );
}

function Way({
  title,
  note,
  press,
  onChoose,
}: {
  title: string;
  note: string;
  press: string;
  onChoose: () => void;
}) {
  return (
    <section className="panel space-y-2 p-4">
      <h2 className="flex items-center gap-2 text-lg">
        <Icon name="key" />
        {title}
      </h2>
      <p className="text-sm">{note}</p>
      <Button onPress={onChoose}>{press}</Button>
    </section>
  );
}
