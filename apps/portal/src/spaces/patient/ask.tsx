import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Modal } from '../../components/modal.tsx';

/** Says what follows and asks once more. */
export function Ask({
  title,
  yes,
  busy,
  onYes,
  onClose,
  children,
}: {
  title: string;
  yes: string;
  busy: boolean;
  onYes: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Modal title={title} onClose={onClose}>
      <div className="space-y-2">{children}</div>
      <div className="flex flex-wrap gap-2">
        <Button look="primary" isDisabled={busy} onPress={onYes}>
          {yes}
        </Button>
        <Button look="quiet" isDisabled={busy} onPress={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </Modal>
  );
}
