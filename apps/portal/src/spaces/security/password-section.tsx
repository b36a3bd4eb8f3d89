import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Section } from '../../components/page.tsx';
import { PasswordForm } from './password-form.tsx';

export function PasswordSection({
  changedAt,
  onChanged,
}: {
  changedAt: string | null;
  onChanged: (session: Session) => void;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [changed, setChanged] = useState(false);
  const done = (session: Session) => {
    setOpen(false);
    setChanged(true);
    onChanged(session);
  };
  return (
    <Section title={t('password.section')}>
      {changedAt === null ? null : <p>{t('password.changedAt', { at: changedAt })}</p>}
      {changed ? (
        <Notice tone="good" title={t('password.changed')} live>
          {t('password.changedNote')}
        </Notice>
      ) : null}
      {open ? (
        <div className="mt-3 space-y-2">
          <PasswordForm onChanged={done} />
          <Button look="quiet" onPress={() => setOpen(false)}>
            {t('common.cancel')}
          </Button>
        </div>
      ) : (
        <Button extra="mt-3" onPress={() => setOpen(true)}>
          {t('password.change')}
        </Button>
      )}
    </Section>
  );
}
