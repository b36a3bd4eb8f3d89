import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { identity } from '../../api/identity.ts';
import type { Session } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { EMPTY_PASSWORD, NewPassword, passwordFault } from '../../components/new-password.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';

/** Changes one's own password; all other sessions of the account end with it. */
export function PasswordForm({ onChanged }: { onChanged: (session: Session) => void }) {
  const { t } = useTranslation();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState(EMPTY_PASSWORD);
  const [checked, setChecked] = useState(false);
  const change = useMutation({
    mutationFn: () => identity.changePassword(current, password.next),
    onSuccess: ({ session }) => {
      setCurrent('');
      setPassword(EMPTY_PASSWORD);
      setChecked(false);
      onChanged(session);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (current !== '' && passwordFault(password) === null && !change.isPending) change.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <TextField
        label={t('password.current')}
        type="password"
        autoComplete="current-password"
        value={current}
        onChange={setCurrent}
        required
        error={checked && current === '' ? t('password.needCurrent') : null}
      />
      <NewPassword value={password} onChange={setPassword} checked={checked} refusal={change.error} />
      {change.isError ? <Problem error={change.error} /> : null}
      <Button look="primary" type="submit" isDisabled={change.isPending}>
        {change.isPending ? t('password.working') : t('password.submit')}
      </Button>
    </form>
  );
}
