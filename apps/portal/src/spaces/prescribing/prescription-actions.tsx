import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { onceKey } from '../../api/client.ts';
import type { PrescriptionView } from '../../api/prescription-types.ts';
import { prescriptionsApi } from '../../api/prescriptions.ts';
import { isPrescriber, useSession } from '../../app/session.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Modal } from '../../components/modal.tsx';
import { RxProblem } from './rx-problem.tsx';
import { rereadPrescriptions } from './use-prescriptions.ts';

const STEPS = {
  cancel: prescriptionsApi.cancel,
  undoCancel: prescriptionsApi.undoCancel,
  undoChange: prescriptionsApi.undoChange,
};
type Step = keyof typeof STEPS;

/** How it came to be cancelled decides what takes it back; what neither did is final. @spec prescriptions.md §3.1 */
function wayBack({ state, steps }: PrescriptionView): Step | null {
  if (state !== 'cancelled') return null;
  const last = steps.at(-1)?.event;
  if (last === 'cancel') return 'undoCancel';
  return last === 'replace' ? 'undoChange' : null;
}

/** Print, copy, change, cancel, and back. */
export function PrescriptionActions({ view }: { view: PrescriptionView }) {
  const { t } = useTranslation();
  const prescribes = isPrescriber(useSession());
  const [asking, setAsking] = useState(false);
  const step = useMutation({
    mutationFn: (which: Step) => STEPS[which](view.prescriptionId, view.version, onceKey()),
    onSuccess: () => setAsking(false),
    // Refused because it moved on meanwhile: what it says now is read, too.
    onSettled: () => rereadPrescriptions(view.personId),
  });
  const back = wayBack(view);
  const changeable = view.state === 'open' && !view.expired && view.currentUse === 1;
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap gap-2">
        <Link
          to="/prescriptions/$id/print"
          params={{ id: view.prescriptionId }}
          className={buttonClass('secondary')}
        >
          <Icon name="print" />
          {t(`rx.print.to.${view.issueType}`)}
        </Link>
        {prescribes ? (
          <Link
            to="/persons/$ref/prescriptions/new"
            params={{ ref: view.personId }}
            search={{ copy: view.prescriptionId }}
            className={buttonClass('secondary')}
          >
            {t('rx.ofPerson.copy')}
          </Link>
        ) : null}
        {prescribes && changeable ? (
          <>
            <Link
              to="/prescriptions/$id/change"
              params={{ id: view.prescriptionId }}
              className={buttonClass('secondary')}
            >
              {t('rx.one.change')}
            </Link>
            <Button look="danger" onPress={() => setAsking(true)}>
              {t('rx.one.cancel')}
            </Button>
          </>
        ) : null}
        {prescribes && back !== null ? (
          <Button isDisabled={step.isPending} onPress={() => step.mutate(back)}>
            {t(`rx.one.${back}`)}
          </Button>
        ) : null}
        <Link
          to="/persons/$ref/prescriptions"
          params={{ ref: view.personId }}
          className={buttonClass('quiet')}
        >
          {t('rx.one.toPerson')}
        </Link>
      </div>
      {view.state === 'in-dispensing' ? <p className="text-sm">{t('rx.one.taken')}</p> : null}
      {step.isError && !asking ? <RxProblem error={step.error} /> : null}
      {asking ? (
        <Modal title={t('rx.one.cancelTitle')} onClose={() => setAsking(false)}>
          <p>{t('rx.one.cancelNote')}</p>
          <div className="flex flex-wrap gap-2">
            <Button look="danger" isDisabled={step.isPending} onPress={() => step.mutate('cancel')}>
              {t('rx.one.cancelYes')}
            </Button>
            <Button look="quiet" onPress={() => setAsking(false)}>
              {t('common.cancel')}
            </Button>
          </div>
          {step.isError ? <RxProblem error={step.error} /> : null}
        </Modal>
      ) : null}
    </div>
  );
}
