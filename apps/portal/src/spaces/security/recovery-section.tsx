import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { identity } from '../../api/identity.ts';
import { Button } from '../../components/button.tsx';
import { Modal } from '../../components/modal.tsx';
import { Notice } from '../../components/notice.tsx';
import { Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

/** From so few codes on, new ones are recommended. */
const FEW = 3;

/** How many recovery codes are left; new ones make the old ones worthless. */
export function RecoverySection({
  left,
  account,
  onChanged,
}: {
  left: number;
  account: string;
  onChanged: () => unknown;
}) {
  const { t } = useTranslation();
  const renew = useMutation({ mutationFn: identity.newRecoveryCodes, onSuccess: onChanged });
  return (
    <Section title={t('recovery.section')}>
      {left <= FEW ? (
        <Notice tone="warn" title={t('recovery.left', { n: left })}>
          {t(left === 0 ? 'recovery.none' : 'recovery.few')}
        </Notice>
      ) : (
        <p>{t('recovery.left', { n: left })}</p>
      )}
      <p className="mt-1 text-sm text-soft">{t('recovery.sectionNote')}</p>
      <Button extra="mt-3" isDisabled={renew.isPending} onPress={() => renew.mutate()}>
        {t('recovery.renew')}
      </Button>
      {renew.isError ? (
        <div className="mt-3">
          <Problem error={renew.error} />
        </div>
      ) : null}
      {renew.data === undefined ? null : (
        <Modal title={t('recovery.title')} onClose={() => {}}>
          <RecoveryCodes codes={renew.data.recoveryCodes} account={account} onKept={() => renew.reset()} />
        </Modal>
      )}
    </Section>
  );
}
