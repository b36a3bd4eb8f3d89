import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { identity } from '../../api/identity.ts';
import type { EnrolledPasskey } from '../../api/identity-types.ts';
import { Button } from '../../components/button.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';
import { makePasskey } from '../../lib/passkey.ts';

/** A new passkey with a name of one's own, so that a lost device can be found in the list. */
export function PasskeyEnrolment({ onEnrolled }: { onEnrolled: (answer: EnrolledPasskey) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [checked, setChecked] = useState(false);
  const make = useMutation({
    mutationFn: async () => {
      const { options } = await identity.newPasskeyOptions();
      return identity.addPasskey(name.trim(), await makePasskey(options));
    },
    onSuccess: (answer) => {
      setName('');
      setChecked(false);
      onEnrolled(answer);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (name.trim() !== '' && !make.isPending) make.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <p>{t('enrol.passkeyHow')}</p>
      <TextField
        label={t('enrol.passkeyName')}
        help={t('enrol.passkeyNameHelp')}
        value={name}
        onChange={setName}
        required
        error={checked && name.trim() === '' ? t('enrol.needName') : null}
      />
      {make.isError ? <Problem error={make.error} /> : null}
      <Button look="primary" type="submit" isDisabled={make.isPending}>
        {make.isPending ? t('factor.passkeyWaiting') : t('enrol.passkeyMake')}
      </Button>
    </form>
  );
}
