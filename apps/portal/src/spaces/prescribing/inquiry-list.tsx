import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { onceKey } from '../../api/client.ts';
import type { InquiryView, PrescriptionView } from '../../api/prescription-types.ts';
import { prescriptionsApi } from '../../api/prescriptions.ts';
import { isPrescriber, useSession } from '../../app/session.tsx';
import { Button } from '../../components/button.tsx';
import { TextArea } from '../../components/text-area.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { RxProblem } from './rx-problem.tsx';
import { rereadPrescriptions } from './use-prescriptions.ts';

/** 疑義照会: what a pharmacy asks, with what was answered, or with the place to answer. */
export function InquiryList({
  view,
  inquiries,
}: {
  view: PrescriptionView;
  inquiries: readonly InquiryView[];
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const answers = isPrescriber(useSession());
  return (
    <ul className="space-y-4">
      {inquiries.map((one) => (
        <li key={one.inquiryId}>
          <p className="text-sm text-soft">
            {t('rx.inquiry.asked', { name: one.pharmacy.name, at: formatInstant(one.askedAt, language) })}
          </p>
          <p className="my-1 border-l-4 border-accent pl-3 text-lg whitespace-pre-wrap">{one.question}</p>
          {one.answeredAt === null ? (
            answers ? (
              <Answer view={view} inquiryId={one.inquiryId} />
            ) : (
              <p className="text-sm">{t('rx.inquiry.byDoctor')}</p>
            )
          ) : (
            <p className="whitespace-pre-wrap">
              <span className="block text-sm text-soft">
                {t(`rx.inquiry.answered.${one.through ?? 'portal'}`, {
                  at: formatInstant(one.answeredAt, language),
                })}
              </span>
              {one.answer}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

function Answer({ view, inquiryId }: { view: PrescriptionView; inquiryId: string }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [key] = useState(onceKey);
  const answer = useMutation({
    mutationFn: () =>
      prescriptionsApi.answer(view.prescriptionId, inquiryId, text.trim(), `${key}-${text.length}`),
    onSuccess: () => rereadPrescriptions(view.personId),
  });
  return (
    <div className="space-y-2 print:hidden">
      <TextArea
        label={t('rx.inquiry.answer')}
        help={t('rx.inquiry.answerHelp')}
        rows={2}
        maxLength={600}
        value={text}
        onChange={setText}
      />
      <Button isDisabled={text.trim() === '' || answer.isPending} onPress={() => answer.mutate()}>
        {t('rx.inquiry.send')}
      </Button>
      {answer.isError ? <RxProblem error={answer.error} /> : null}
    </div>
  );
}
