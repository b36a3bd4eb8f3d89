import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exceptional } from '../../api/access.ts';
import type { EmergencyInput } from '../../api/access-types.ts';
import { api } from '../../api/client.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { Modal } from '../../components/modal.tsx';
import { Notice } from '../../components/notice.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextArea } from '../../components/text-area.tsx';
import { personKey, recordKey } from '../person/person-frame.tsx';

const REASONS = ['unconscious', 'arrest', 'trauma', 'stroke', 'heart', 'other'] as const;
type Reason = (typeof REASONS)[number];
type YesNo = 'yes' | 'no';

interface Answers {
  readonly danger: YesNo | null;
  readonly askable: YesNo | null;
  readonly reason: Reason | null;
  readonly text: string;
}

/** Two questions, a reason, and a second confirmation; the factor is asked for by the server. @spec eligibility.md §11.2 */
export function EmergencyDialog({ personRef, onClose }: { personRef: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [answers, setAnswers] = useState<Answers>({ danger: null, askable: null, reason: null, text: '' });
  const [confirming, setConfirming] = useState(false);
  const open = useMutation({
    mutationFn: (input: EmergencyInput) => exceptional.openEmergency(personRef, input),
    onSuccess: () => {
      void queryClient.resetQueries({ queryKey: recordKey(personRef) });
      onClose();
    },
  });
  const words = [answers.reason === null ? '' : t(`emergency.reason.${answers.reason}`), answers.text.trim()];
  const reason = words.filter((word) => word !== '').join('。');
  const send = () =>
    open.mutate({
      lifeThreatening: answers.danger === 'yes',
      ableToConsent: answers.askable === 'yes',
      reason,
    });
  return (
    <Modal title={confirming ? t('emergency.confirmTitle') : t('emergency.start')} onClose={onClose}>
      {confirming ? (
        <Confirmation
          personRef={personRef}
          reason={reason}
          busy={open.isPending}
          onBack={() => setConfirming(false)}
          onConfirm={send}
        />
      ) : (
        <Questions
          personRef={personRef}
          answers={answers}
          onChange={(part) => setAnswers({ ...answers, ...part })}
          onNext={() => setConfirming(true)}
          onClose={onClose}
        />
      )}
      {open.isError ? <Problem error={open.error} /> : null}
    </Modal>
  );
}

function Questions({
  personRef,
  answers,
  onChange,
  onNext,
  onClose,
}: {
  personRef: string;
  answers: Answers;
  onChange: (part: Partial<Answers>) => void;
  onNext: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { danger, askable, reason, text } = answers;
  const unjustified = danger === 'no' || askable === 'yes';
  const reasoned = reason !== null && (reason !== 'other' || text.trim() !== '');
  const ready = danger === 'yes' && askable === 'no' && reasoned;
  return (
    <>
      <p className="text-sm">{t('emergency.traced')}</p>
      <Choice
        label={t('emergency.danger')}
        value={danger}
        onChange={(value) => onChange({ danger: value })}
        options={[
          { value: 'yes', label: t('emergency.yes') },
          { value: 'no', label: t('emergency.no') },
        ]}
      />
      <Choice
        label={t('emergency.askable')}
        value={askable}
        onChange={(value) => onChange({ askable: value })}
        options={[
          { value: 'no', label: t('emergency.cannotAsk') },
          { value: 'yes', label: t('emergency.canAsk') },
        ]}
      />
      {unjustified ? (
        <Notice tone="warn" title={t('emergency.unjustified')} live>
          <p className="mb-2">{t('emergency.unjustifiedNote')}</p>
          <Link to="/persons/$ref/consent" params={{ ref: personRef }} className={buttonClass('secondary')}>
            {t('reception.toConsent')}
          </Link>
        </Notice>
      ) : (
        <>
          <Choice
            label={t('emergency.reasonLabel')}
            value={reason}
            onChange={(value) => onChange({ reason: value })}
            options={REASONS.map((value) => ({ value, label: t(`emergency.reason.${value}`) }))}
          />
          <TextArea
            label={reason === 'other' ? t('emergency.textNeeded') : t('emergency.text')}
            value={text}
            rows={2}
            maxLength={1000}
            onChange={(value) => onChange({ text: value })}
          />
        </>
      )}
      <div className="flex flex-wrap gap-2">
        <Button look="primary" isDisabled={!ready} onPress={onNext}>
          {t('emergency.next')}
        </Button>
        <Button look="quiet" onPress={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </>
  );
}

function Confirmation({
  personRef,
  reason,
  busy,
  onBack,
  onConfirm,
}: {
  personRef: string;
  reason: string;
  busy: boolean;
  onBack: () => void;
  onConfirm: () => void;
}) {
  const { t } = useTranslation();
  const person = useQuery({ queryKey: personKey(personRef), queryFn: () => api.person(personRef) });
  return (
    <>
      <p className="text-lg font-bold">
        {t('emergency.confirm', { name: person.data?.person.name ?? t('banner.label') })}
      </p>
      <ul className="list-disc space-y-1 pl-5">
        <li>{t('emergency.confirmReason', { reason })}</li>
        <li>{t('emergency.confirmTold')}</li>
        <li>{t('emergency.confirmReviewed')}</li>
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button look="danger" isDisabled={busy} onPress={onConfirm}>
          {t('emergency.confirmYes')}
        </Button>
        <Button look="quiet" isDisabled={busy} onPress={onBack}>
          {t('emergency.back')}
        </Button>
      </div>
    </>
  );
}
