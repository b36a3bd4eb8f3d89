import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pharmacyApi } from '../../api/pharmacy.ts';
import type { DispensingView, PrescriptionView } from '../../api/prescription-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { useSession } from '../../app/session.tsx';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Modal } from '../../components/modal.tsx';
import { Problem } from '../../components/problem.tsx';
import { formatDate } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { DrugSheet } from './drug-sheet.tsx';
import { prescriptionKey } from './found-list.tsx';
import { VerificationLine } from './verification-line.tsx';

const readAgain = (id: string) =>
  queryClient.invalidateQueries({ queryKey: prescriptionKey(id), exact: true });

/** 調剤結果: its id, who signed, and the sheet for the patient. */
export function ResultPanel({
  view,
  result,
  onChange,
}: {
  view: PrescriptionView;
  result: DispensingView;
  /** Null: it is being changed, or must not be. */
  onChange: (() => void) | null;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const own = useSession().organisation?.facilityCode === result.pharmacy.code;
  return (
    <section aria-label={t('pharmacy.result')} className="space-y-4">
      <div className="panel space-y-2 border-l-8 border-l-good p-4 print:hidden">
        <h2 className="flex items-center gap-2 text-lg">
          <span className="text-good">
            <Icon name="done" size={24} />
          </span>
          {t('pharmacy.resultOf', { date: formatDate(result.dispensedOn, language) })}
        </h2>
        <p>
          {t('pharmacy.resultId')} <code className="font-bold">{result.dispensingId}</code>{' '}
          {t('pharmacy.resultVersion', { n: result.version })}
        </p>
        {view.totalUses > 1 ? (
          <p>
            {t('pharmacy.refillUse', { use: result.use, total: view.totalUses })}{' '}
            {result.document.refill?.nextOn
              ? t('pharmacy.nextUse', { date: formatDate(result.document.refill.nextOn, language) })
              : ''}
          </p>
        ) : null}
        <VerificationLine signature={result.signature} />
        {result.storedUntil === null ? null : (
          <p>{t('pharmacy.storedUntil', { date: formatDate(result.storedUntil, language) })}</p>
        )}
        {own ? <ResultActions view={view} result={result} onChange={onChange} /> : null}
      </div>
      <DrugSheet view={view} result={result} />
    </section>
  );
}

function ResultActions({
  view,
  result,
  onChange,
}: {
  view: PrescriptionView;
  result: DispensingView;
  onChange: (() => void) | null;
}) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const store = useMutation({
    mutationFn: () => pharmacyApi.storeResult(result.dispensingId),
    onSuccess: () => readAgain(view.prescriptionId),
  });
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Button look="primary" onPress={() => window.print()}>
          <Icon name="print" />
          {t('pharmacy.printSheet')}
        </Button>
        {onChange === null ? null : <Button onPress={onChange}>{t('pharmacy.changeResult')}</Button>}
        {result.storedUntil === null ? (
          <Button isDisabled={store.isPending} onPress={() => store.mutate()}>
            {t('pharmacy.store')}
          </Button>
        ) : null}
        <Button look="danger" onPress={() => setAsking(true)}>
          {t('pharmacy.cancelResult')}
        </Button>
      </div>
      {store.isError ? <Problem error={store.error} /> : null}
      {asking ? <CancelResult view={view} result={result} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function CancelResult({
  view,
  result,
  onClose,
}: {
  view: PrescriptionView;
  result: DispensingView;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const cancel = useMutation({
    mutationFn: () => pharmacyApi.cancelResult(result.dispensingId),
    onSuccess: async () => {
      onClose();
      await readAgain(view.prescriptionId);
    },
  });
  return (
    <Modal title={t('pharmacy.cancelTitle')} onClose={onClose}>
      <p>{t('pharmacy.cancelNote')}</p>
      {cancel.isError ? <Problem error={cancel.error} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button look="danger" isDisabled={cancel.isPending} onPress={() => cancel.mutate()}>
          {t('pharmacy.cancelYes')}
        </Button>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
      </div>
    </Modal>
  );
}
