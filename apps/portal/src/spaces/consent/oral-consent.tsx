import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exceptional } from '../../api/access.ts';
import type { Category, ConsentState } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextArea } from '../../components/text-area.tsx';
import { useOpenMode } from '../person/use-open-mode.ts';

/** Spoken consent with a note in the chart, while a disaster mode is open here. @spec eligibility.md §4.3, §11 */
export function OralConsent({
  personRef,
  categories,
  onRecorded,
}: {
  personRef: string;
  categories: readonly Category[];
  onRecorded: (answer: { readonly consents: readonly ConsentState[] }) => void;
}) {
  const { t } = useTranslation();
  const mode = useOpenMode();
  const [note, setNote] = useState('');
  const give = useMutation({
    mutationFn: () => exceptional.oralConsent(personRef, categories, note.trim()),
    onSuccess: (answer) => {
      onRecorded(answer);
      setNote('');
    },
  });
  if (mode === null) return null;
  return (
    <Section title={t('disaster.oral')} extra="border-2 border-warn">
      <p className="mb-2 text-sm">{t('disaster.oralNote')}</p>
      <TextArea label={t('disaster.chartNote')} value={note} rows={2} onChange={setNote} />
      <Button
        extra="mt-2 w-full"
        isDisabled={give.isPending || categories.length === 0 || note.trim() === ''}
        onPress={() => give.mutate()}
      >
        {t('disaster.oralGive', { n: categories.length })}
      </Button>
      {give.isError ? <Problem error={give.error} /> : null}
    </Section>
  );
}
