import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { eligibilityApi } from '../../api/eligibility.ts';
import type { Provisional } from '../../api/eligibility-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';
import { PROVISIONALS_KEY } from './take-provisionally.tsx';

/** Asking once more outside the plan of checks, and ending by hand with a note. Nothing ends silently. */
export function ProvisionalActions({
  item,
  onChecked,
}: {
  item: Provisional;
  onChecked: (item: Provisional) => void;
}) {
  const { t } = useTranslation();
  const [note, setNote] = useState<string | null>(null);
  const [checked, setChecked] = useState(false);
  const renew = () => queryClient.invalidateQueries({ queryKey: PROVISIONALS_KEY });
  const recheck = useMutation({
    mutationFn: () => eligibilityApi.recheck(item.id),
    onSuccess: ({ provisional }) => {
      onChecked(provisional);
      return renew();
    },
  });
  const close = useMutation({
    mutationFn: (text: string) => eligibilityApi.closeProvisional(item.id, text),
    onSuccess: renew,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (note !== null && note.trim() !== '') close.mutate(note.trim());
  };
  const error = recheck.error ?? close.error;
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap gap-2">
        <Button
          isDisabled={recheck.isPending}
          aria-label={`${t('provisional.recheck')} ${item.name}`}
          onPress={() => recheck.mutate()}
        >
          {t('provisional.recheck')}
        </Button>
        {note === null ? (
          <Button
            look="quiet"
            aria-label={`${t('provisional.close')} ${item.name}`}
            onPress={() => setNote('')}
          >
            {t('provisional.close')}
          </Button>
        ) : null}
      </div>
      {note === null ? null : (
        <form onSubmit={submit} noValidate className="space-y-2">
          <TextField
            label={t('provisional.note')}
            value={note}
            onChange={setNote}
            required
            error={checked && note.trim() === '' ? t('provisional.needNote') : null}
          />
          <div className="flex flex-wrap gap-2">
            <Button type="submit" isDisabled={close.isPending}>
              {t('desk.save')}
            </Button>
            <Button look="quiet" onPress={() => setNote(null)}>
              {t('desk.cancel')}
            </Button>
          </div>
        </form>
      )}
      {error ? <Problem error={error} /> : null}
    </div>
  );
}
