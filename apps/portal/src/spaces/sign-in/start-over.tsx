import { useTranslation } from 'react-i18next';
import { useSignOut } from '../../app/sign-out.ts';
import { Button } from '../../components/button.tsx';

/** The way back out of an unfinished sign-in. */
export function StartOver() {
  const { t } = useTranslation();
  const signOut = useSignOut();
  return (
    <Button look="quiet" isDisabled={signOut.isPending} onPress={() => signOut.mutate()}>
      {t('signIn.startOver')}
    </Button>
  );
}
