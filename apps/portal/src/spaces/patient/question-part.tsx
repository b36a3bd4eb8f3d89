import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { own } from '../../api/access.ts';
import type { Disclosure } from '../../api/access-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Modal } from '../../components/modal.tsx';
import { Notice } from '../../components/notice.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextArea } from '../../components/text-area.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';

/** The patient asks the institution about a look, once, and reads the answer here. @spec phr.md §3 A3 */
export function QuestionPart({ entry }: { entry: Disclosure }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { question } = entry;
  if (question?.answer)
    return (
      <div className="w-full">
        <Notice tone="good" title={t('disclosure.answered')}>
          <p className="whitespace-pre-wrap text-base">{question.answer}</p>
        </Notice>
      </div>
    );
  if (question) return <p className="min-h-11 content-center font-bold">{t('disclosure.asked')}</p>;
  return (
    <>
      <Button onPress={() => setOpen(true)}>{t('disclosure.ask')}</Button>
      {open ? <AskDialog entry={entry} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function AskDialog({ entry, onClose }: { entry: Disclosure; onClose: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [text, setText] = useState(t('disclosure.askDefault'));
  const ask = useMutation({ mutationFn: () => own.ask(entry.id, text.trim()) });
  const close = () => {
    if (ask.isSuccess) void queryClient.invalidateQueries({ queryKey: ['me', 'disclosures'] });
    onClose();
  };
  return (
    <Modal title={t('disclosure.askTitle', { name: entry.facilityName })} onClose={close}>
      {ask.isSuccess ? (
        <>
          <Notice tone="good" title={t('disclosure.sent')} live>
            {t('disclosure.sentNote', { at: formatInstant(ask.data.dueAt, language) })}
          </Notice>
          <Button look="primary" onPress={close}>
            {t('common.close')}
          </Button>
        </>
      ) : (
        <>
          <p>{t('disclosure.askNote', { at: formatInstant(entry.at, language) })}</p>
          <TextArea label={t('disclosure.askText')} value={text} rows={4} onChange={setText} />
          <div className="flex flex-wrap gap-2">
            <Button
              look="primary"
              isDisabled={ask.isPending || text.trim() === ''}
              onPress={() => ask.mutate()}
            >
              {t('disclosure.askSend')}
            </Button>
            <Button look="quiet" onPress={close}>
              {t('common.cancel')}
            </Button>
          </div>
          {ask.isError ? <Problem error={ask.error} /> : null}
        </>
      )}
    </Modal>
  );
}
