import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { identity } from '../../api/identity.ts';
import type { Session } from '../../api/types.ts';
import { keepSession } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Problem } from '../../components/problem.tsx';
import { askPasskey, knowsPasskeys } from '../../lib/passkey.ts';
import { CardSignIn } from './card-sign-in.tsx';
import { type FactorCalls, FactorForm } from './factor-form.tsx';

const CALLS: FactorCalls = {
  byCode: identity.confirm,
  passkeyOptions: identity.confirmPasskeyOptions,
  byPasskey: identity.confirmPasskey,
};

/**
 * Asks whoever is signed in to show once more that it is them: staff by their factor, patients by card or passkey.
 * A card may turn out to be another person's: then that person is signed in, and `onConfirmed` gets false.
 */
export function ConfirmForm({
  session,
  onConfirmed,
}: {
  session: Session;
  onConfirmed: (samePerson: boolean) => void;
}) {
  const { t } = useTranslation();
  const done = (confirmed: Session) => {
    keepSession(confirmed);
    onConfirmed(confirmed.account === session.account);
  };
  if (session.kind !== 'patient')
    return <FactorForm account={session.account} calls={CALLS} submit={t('factor.confirm')} onDone={done} />;
  return <PatientConfirm onDone={done} />;
}

function PatientConfirm({ onDone }: { onDone: (session: Session) => void }) {
  const { t } = useTranslation();
  const byPasskey = useMutation({
    mutationFn: async () =>
      identity.confirmPasskey(await askPasskey((await identity.confirmPasskeyOptions()).options)),
    onSuccess: ({ session }) => onDone(session),
  });
  return (
    <div className="space-y-4">
      <CardSignIn onSignedIn={onDone} />
      {knowsPasskeys() ? (
        <Button isDisabled={byPasskey.isPending} onPress={() => byPasskey.mutate()}>
          {byPasskey.isPending ? t('factor.passkeyWaiting') : t('factor.usePasskey')}
        </Button>
      ) : null}
      {byPasskey.isError ? <Problem error={byPasskey.error} /> : null}
    </div>
  );
}
