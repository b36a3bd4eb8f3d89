import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pharmacyApi } from '../../api/pharmacy.ts';
import type { InquiryView, PrescriptionView } from '../../api/prescription-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextArea } from '../../components/text-area.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { prescriptionKey } from './found-list.tsx';

/** Question and answer share one line of record 511, which holds 600. @spec prescriptions.md §6.6 */
const MOST_LETTERS = 280;

const readAgain = (id: string) =>
  queryClient.invalidateQueries({ queryKey: prescriptionKey(id), exact: true });

/** 疑義照会: what was asked and answered, and the next question. `editable`: only while it is dispensed here. */
export function InquirySection({ view, editable }: { view: PrescriptionView; editable: boolean }) {
  const { t } = useTranslation();
  const [question, setQuestion] = useState('');
  const [empty, setEmpty] = useState(false);
  const id = view.prescriptionId;
  const ask = useMutation({
    mutationFn: () => pharmacyApi.ask(id, question.trim()),
    onSuccess: async () => {
      setQuestion('');
      await readAgain(id);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setEmpty(question.trim() === '');
    if (question.trim() !== '') ask.mutate();
  };
  return (
    <Section title={t('pharmacy.inquiry.title')}>
      {view.inquiries.length === 0 ? <p className="text-soft">{t('pharmacy.inquiry.none')}</p> : null}
      <ol className="space-y-3">
        {view.inquiries.map((inquiry) => (
          <OneInquiry key={inquiry.inquiryId} id={id} inquiry={inquiry} editable={editable} />
        ))}
      </ol>
      {editable ? (
        <form onSubmit={submit} noValidate className="mt-3 space-y-2">
          <TextArea
            label={t('pharmacy.inquiry.ask')}
            help={t('pharmacy.inquiry.askHelp')}
            maxLength={MOST_LETTERS}
            value={question}
            onChange={setQuestion}
            error={empty && question.trim() === '' ? t('pharmacy.inquiry.needQuestion') : null}
          />
          <Button type="submit" isDisabled={ask.isPending}>
            {t('pharmacy.inquiry.send')}
          </Button>
          {ask.isError ? <Problem error={ask.error} /> : null}
        </form>
      ) : null}
    </Section>
  );
}

function OneInquiry({ id, inquiry, editable }: { id: string; inquiry: InquiryView; editable: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <li className="border-l-4 border-edge pl-3">
      <p>
        <span className="font-bold">{t('pharmacy.inquiry.question')}</span> {inquiry.question}
        <span className="block text-sm text-soft">{formatInstant(inquiry.askedAt, language)}</span>
      </p>
      {inquiry.answer === null ? (
        <>
          <p className="font-bold text-warn">{t('pharmacy.inquiry.waiting')}</p>
          {editable ? <NoteAnswer id={id} inquiry={inquiry} /> : null}
        </>
      ) : (
        <p>
          <span className="font-bold">{t('pharmacy.inquiry.answer')}</span> {inquiry.answer}
          <span className="block text-sm text-soft">
            {inquiry.answeredAt === null ? '' : formatInstant(inquiry.answeredAt, language)}{' '}
            {inquiry.through === null ? '' : t(`pharmacy.inquiry.through.${inquiry.through}`)}
          </span>
        </p>
      )}
    </li>
  );
}

/** What the prescriber said on the telephone. */
function NoteAnswer({ id, inquiry }: { id: string; inquiry: InquiryView }) {
  const { t } = useTranslation();
  const [answer, setAnswer] = useState('');
  const [empty, setEmpty] = useState(false);
  const note = useMutation({
    mutationFn: () => pharmacyApi.note(id, inquiry.inquiryId, answer.trim()),
    onSuccess: () => readAgain(id),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setEmpty(answer.trim() === '');
    if (answer.trim() !== '') note.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="mt-1 space-y-2">
      <TextArea
        label={t('pharmacy.inquiry.note')}
        rows={2}
        maxLength={MOST_LETTERS}
        value={answer}
        onChange={setAnswer}
        error={empty && answer.trim() === '' ? t('pharmacy.inquiry.needAnswer') : null}
      />
      <Button type="submit" isDisabled={note.isPending}>
        {t('pharmacy.inquiry.keep')}
      </Button>
      {note.isError ? <Problem error={note.error} /> : null}
    </form>
  );
}
