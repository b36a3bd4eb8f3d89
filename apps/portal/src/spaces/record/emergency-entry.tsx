import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isClinical, useSession } from '../../app/session.tsx';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { EmergencyDialog } from './emergency-dialog.tsx';

/** The way into the emergency view, for those who may use it; the others learn whom to ask. @spec eligibility.md §11.1 */
export function EmergencyEntry({ personRef }: { personRef: string }) {
  const { t } = useTranslation();
  const session = useSession();
  const [open, setOpen] = useState(false);
  if (!isClinical(session.roles)) return null;
  const designated = session.emergencyDesignated && (session.organisation?.emergencyDesignated ?? false);
  return (
    <section
      aria-label={t('emergency.title')}
      className={`max-w-3xl rounded-8 border bg-panel p-4 print:hidden ${designated ? 'border-danger' : 'border-line'}`}
    >
      <h2 className={`flex items-center gap-2 text-lg leading-snug ${designated ? 'text-danger' : ''}`}>
        <Icon name="warning" />
        {t('emergency.when')}
      </h2>
      {designated ? (
        <>
          <p className="mt-1 mb-3">{t('emergency.lead')}</p>
          <Button look="danger" onPress={() => setOpen(true)}>
            {t('emergency.start')}
          </Button>
        </>
      ) : (
        <p className="mt-1">{t('emergency.notDesignated')}</p>
      )}
      {open ? <EmergencyDialog personRef={personRef} onClose={() => setOpen(false)} /> : null}
    </section>
  );
}
