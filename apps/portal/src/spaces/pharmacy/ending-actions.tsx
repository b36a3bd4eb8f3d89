import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pharmacyApi } from '../../api/pharmacy.ts';
import type { PrescriptionView } from '../../api/prescription-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Modal } from '../../components/modal.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextArea } from '../../components/text-area.tsx';
import { prescriptionKey } from './found-list.tsx';

/** 受付取消 and 回収: the two ways out without dispensing. @spec prescriptions.md §3.1 */
export function EndingActions({ view }: { view: PrescriptionView }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'release' | 'refuse' | null>(null);
  // Once a result stood, cancelled later or not, reception cannot be given back.
  const dispensedOnce = view.dispensings.length > 0;
  return (
    <div className="flex flex-wrap items-center gap-2 print:hidden">
      {dispensedOnce ? (
        <p className="text-sm text-soft">{t('pharmacy.noRelease')}</p>
      ) : (
        <Button onPress={() => setOpen('release')}>{t('pharmacy.release')}</Button>
      )}
      <Button look="danger" onPress={() => setOpen('refuse')}>
        {t('pharmacy.refuse')}
      </Button>
      {open === 'release' ? <Release view={view} onClose={() => setOpen(null)} /> : null}
      {open === 'refuse' ? <Refuse view={view} onClose={() => setOpen(null)} /> : null}
    </div>
  );
}

function Release({ view, onClose }: { view: PrescriptionView; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const release = useMutation({
    mutationFn: () => pharmacyApi.release(view.prescriptionId),
    onSuccess: async () => {
      await navigate({ to: '/pharmacy' });
      queryClient.removeQueries({ queryKey: prescriptionKey(view.prescriptionId) });
    },
  });
  return (
    <Modal title={t('pharmacy.releaseTitle')} onClose={onClose}>
      <p>{t('pharmacy.releaseNote')}</p>
      {release.isError ? <Problem error={release.error} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button look="primary" isDisabled={release.isPending} onPress={() => release.mutate()}>
          {t('pharmacy.releaseYes')}
        </Button>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
      </div>
    </Modal>
  );
}

function Refuse({ view, onClose }: { view: PrescriptionView; onClose: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [empty, setEmpty] = useState(false);
  const refuse = useMutation({
    mutationFn: () => pharmacyApi.refuse(view.prescriptionId, reason.trim()),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: prescriptionKey(view.prescriptionId), exact: true });
    },
  });
  return (
    <Modal title={t('pharmacy.refuseTitle')} onClose={onClose}>
      <p>{t('pharmacy.refuseNote')}</p>
      <TextArea
        label={t('pharmacy.refuseReason')}
        maxLength={200}
        value={reason}
        onChange={setReason}
        error={empty && reason.trim() === '' ? t('pharmacy.refuseNeed') : null}
      />
      {refuse.isError ? <Problem error={refuse.error} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button
          look="danger"
          isDisabled={refuse.isPending}
          onPress={() => {
            setEmpty(reason.trim() === '');
            if (reason.trim() !== '') refuse.mutate();
          }}
        >
          {t('pharmacy.refuseYes')}
        </Button>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
      </div>
    </Modal>
  );
}
