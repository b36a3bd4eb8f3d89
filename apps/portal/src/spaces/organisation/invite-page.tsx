import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client.ts';
import { identity } from '../../api/identity.ts';
import { useSession } from '../../app/session.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';
import { InvitationSlip } from './invitation-slip.tsx';
import { RoleChoice } from './role-choice.tsx';
import { refreshOrganisation } from './use-organisation.ts';

const EMPTY: { readonly account: string; readonly displayName: string; readonly roles: readonly string[] } = {
  account: '',
  displayName: '',
  roles: [],
};

/** Invites a colleague: account, name, roles; the one-time code is handed over in person. */
export function InvitePage() {
  const { t } = useTranslation();
  const kind = useSession().organisation?.kind ?? 'operator';
  const [form, setForm] = useState(EMPTY);
  const [checked, setChecked] = useState(false);
  const invite = useMutation({
    mutationFn: () =>
      identity.invite({ ...form, account: form.account.trim(), displayName: form.displayName.trim() }),
    onSuccess: refreshOrganisation,
  });
  const refused = invite.error instanceof ApiError && invite.error.code === 'INPUT_INVALID';
  const accountFault = form.account.trim() === '' ? t('invite.needAccount') : null;
  const complete = form.account.trim() !== '' && form.displayName.trim() !== '' && form.roles.length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (complete && !invite.isPending) invite.mutate();
  };
  const again = () => {
    setForm(EMPTY);
    setChecked(false);
    invite.reset();
  };
  return (
    <Page title={t('invite.title')} lead={t('invite.lead')}>
      {invite.data === undefined ? (
        <form onSubmit={submit} noValidate className="panel max-w-2xl space-y-4 p-4">
          <TextField
            label={t('member.name')}
            value={form.displayName}
            onChange={(displayName) => setForm({ ...form, displayName })}
            required
            error={checked && form.displayName.trim() === '' ? t('invite.needName') : null}
          />
          <TextField
            label={t('member.account')}
            help={t('invite.accountHelp')}
            value={form.account}
            onChange={(account) => {
              setForm({ ...form, account });
              if (invite.isError) invite.reset();
            }}
            required
            error={refused ? t('invite.badAccount') : checked ? accountFault : null}
          />
          <RoleChoice
            kind={kind}
            roles={form.roles}
            onChange={(roles) => setForm({ ...form, roles })}
            error={checked && form.roles.length === 0 ? t('member.needRole') : null}
          />
          {invite.isError ? <Problem error={invite.error} /> : null}
          <div className="flex flex-wrap gap-2">
            <Button look="primary" type="submit" isDisabled={invite.isPending}>
              {invite.isPending ? t('invite.working') : t('invite.submit')}
            </Button>
            <Link to="/organisation" className={buttonClass('quiet')}>
              {t('member.back')}
            </Link>
          </div>
        </form>
      ) : (
        <div className="max-w-3xl space-y-4">
          <InvitationSlip invitation={invite.data} name={form.displayName.trim()} />
          <div className="flex flex-wrap gap-2 print:hidden">
            <Button look="primary" onPress={again}>
              {t('invite.next')}
            </Button>
            <Link to="/organisation" className={buttonClass('quiet')}>
              {t('member.back')}
            </Link>
          </div>
        </div>
      )}
    </Page>
  );
}
