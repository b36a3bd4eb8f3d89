import { useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { whenFactorIsNeeded } from '../api/client.ts';
import type { Session } from '../api/types.ts';
import { Button } from '../components/button.tsx';
import { Modal } from '../components/modal.tsx';
import { ConfirmForm } from '../spaces/sign-in/confirm-form.tsx';

interface Question {
  readonly answer: Promise<boolean>;
  readonly settle: (given: boolean) => void;
}

const listeners = new Set<() => void>();
let open: Question | null = null;
/** Whether a page is there that shows the window. */
let shown = false;

function change(next: Question | null): void {
  open = next;
  for (const listener of listeners) listener();
}

/** Several calls that are refused at once wait for the same window; where none can open, they stay refused. */
whenFactorIsNeeded(() => {
  if (!shown) return Promise.resolve(false);
  if (open === null) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    change({ answer: promise, settle: resolve });
    return promise;
  }
  return open.answer;
});

function settle(given: boolean): void {
  const question = open;
  change(null);
  question?.settle(given);
}

/** The window that asks for a factor before something weighty; closing it lets the call fail as refused. */
export function StepUp({ session }: { session: Session }) {
  const { t } = useTranslation();
  const question = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
  // A screen that is locked or left meanwhile takes the question with it.
  useEffect(() => {
    shown = true;
    return () => {
      shown = false;
      settle(false);
    };
  }, []);
  if (question === null) return null;
  return (
    <Modal title={t('factor.stepUp')} onClose={() => settle(false)}>
      <p>{t('factor.stepUpNote')}</p>
      <ConfirmForm session={session} onConfirmed={settle} />
      <Button look="quiet" onPress={() => settle(false)}>
        {t('factor.stepUpCancel')}
      </Button>
    </Modal>
  );
}
