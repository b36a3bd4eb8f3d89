import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { eligibilityApi } from '../../api/eligibility.ts';
import type { CheckIn } from '../../api/eligibility-types.ts';
import { Button } from '../../components/button.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';
import { keepCheckIn } from './use-check-ins.ts';

/** The institution's own number of the patient; registered once, it comes back with every later answer. @spec eligibility.md §2.1 */
export function ReferenceNumber({ checkIn }: { checkIn: CheckIn }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: (number: string) => eligibilityApi.setReferenceNumber(checkIn.id, number),
    onSuccess: (answer) => {
      keepCheckIn(answer.checkIn);
      setDraft(null);
    },
  });
  if (draft === null) {
    const { name, referenceNumber } = checkIn;
    return (
      <span className="flex flex-wrap items-center gap-x-4">
        {referenceNumber === null ? null : (
          <span>
            {t('desk.column.reference')} <span className="font-bold">{referenceNumber}</span>
          </span>
        )}
        <Button
          look="quiet"
          extra="-ml-4 text-sm font-normal"
          aria-label={`${t(referenceNumber === null ? 'desk.referenceAdd' : 'desk.referenceChange')} ${name}`}
          onPress={() => setDraft(referenceNumber ?? '')}
        >
          {t(referenceNumber === null ? 'desk.referenceAdd' : 'desk.referenceChange')}
        </Button>
      </span>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.trim() !== '') save.mutate(draft.trim());
  };
  return (
    <form onSubmit={submit} className="mt-1 space-y-2">
      <TextField label={t('desk.referenceLabel', { name: checkIn.name })} value={draft} onChange={setDraft} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" isDisabled={save.isPending || draft.trim() === ''}>
          {t('desk.save')}
        </Button>
        <Button look="quiet" onPress={() => setDraft(null)}>
          {t('desk.cancel')}
        </Button>
      </div>
      {save.isError ? <Problem error={save.error} /> : null}
    </form>
  );
}
