import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { identity } from '../../api/identity.ts';
import { keepSession } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Problem } from '../../components/problem.tsx';
import { askPasskey, knowsPasskeys } from '../../lib/passkey.ts';

/** A passkey is a whole sign-in: the device itself asks for finger, face or its own code. */
export function PasskeySignIn() {
  const { t } = useTranslation();
  const signIn = useMutation({
    mutationFn: async () => identity.passkey(await askPasskey((await identity.passkeyOptions(null)).options)),
    onSuccess: ({ session }) => keepSession(session),
  });
  return (
    <section className="panel space-y-3 p-4">
      <h2 className="flex items-center gap-2 text-base">
        <Icon name="key" />
        {t('factor.passkeyTitle')}
      </h2>
      <p className="text-sm text-soft">
        {knowsPasskeys() ? t('factor.passkeyNote') : t('factor.passkeyInsecure')}
      </p>
      {knowsPasskeys() ? (
        <Button extra="w-full" isDisabled={signIn.isPending} onPress={() => signIn.mutate()}>
          {signIn.isPending ? t('factor.passkeyWaiting') : t('factor.passkeySignIn')}
        </Button>
      ) : null}
      {signIn.isError ? <Problem error={signIn.error} /> : null}
    </section>
  );
}
