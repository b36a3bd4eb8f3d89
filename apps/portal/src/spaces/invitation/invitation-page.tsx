import { useMutation } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { identity } from '../../api/identity.ts';
import type { InvitationAnswer } from '../../api/identity-types.ts';
import { keepSession } from '../../app/query-client.ts';
import { useSessionAnswer } from '../../app/session.tsx';
import { Button } from '../../components/button.tsx';
import { EMPTY_PASSWORD, NewPassword, passwordFault } from '../../components/new-password.tsx';
import { Notice } from '../../components/notice.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';
import { SignInFrame } from '../sign-in/sign-in-frame.tsx';

/** An invited person's first visit: who invited, a password of one's own, and then the second factor. */
export function InvitationPage() {
  const { t } = useTranslation();
  const { code: given = '' } = useSearch({ from: '/invitation' });
  // Waits for the demo's words and for whoever may be signed in here already.
  const session = useSessionAnswer().data?.session ?? null;
  const [code, setCode] = useState(given);
  const { mutate: open, ...opened } = useMutation({ mutationFn: identity.openInvitation });
  useEffect(() => {
    if (given !== '') open(given);
  }, [given, open]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() !== '') open(code.trim());
  };
  return (
    <SignInFrame title={t('invitation.title')} lead={t('invitation.lead')}>
      {session === null ? null : (
        <Notice tone="warn" title={t('invitation.signedIn', { name: session.displayName })}>
          {t('invitation.signedInNote')}
        </Notice>
      )}
      {opened.data === undefined ? (
        <form onSubmit={submit} noValidate className="panel space-y-4 p-4">
          <TextField
            label={t('invitation.code')}
            help={t('invitation.codeHelp')}
            value={code}
            onChange={setCode}
            required
          />
          {opened.isError ? <Problem error={opened.error} /> : null}
          <Button look="primary" type="submit" isDisabled={opened.isPending || code.trim() === ''}>
            {opened.isPending ? t('invitation.opening') : t('invitation.open')}
          </Button>
        </form>
      ) : (
        <Accept code={code.trim()} invited={opened.data} />
      )}
    </SignInFrame>
  );
}

function Accept({ code, invited }: { code: string; invited: InvitationAnswer }) {
  const { t } = useTranslation();
  const router = useRouter();
  const [password, setPassword] = useState(EMPTY_PASSWORD);
  const [checked, setChecked] = useState(false);
  const accept = useMutation({
    mutationFn: () => identity.acceptInvitation(code, password.next),
    onSuccess: ({ session }) => {
      keepSession(session);
      // The code is used up; it need not stay in the history of the browser.
      router.history.replace('/sign-in');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (passwordFault(password) === null && !accept.isPending) accept.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="panel space-y-4 p-4">
      <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-1">
        <dt className="text-soft">{t('invitation.organisation')}</dt>
        <dd>{invited.organisationName}</dd>
        <dt className="text-soft">{t('member.name')}</dt>
        <dd className="font-bold">{invited.displayName}</dd>
        <dt className="text-soft">{t('member.account')}</dt>
        <dd>{invited.account}</dd>
      </dl>
      <p className="text-sm">{t('invitation.notYou')}</p>
      <NewPassword value={password} onChange={setPassword} checked={checked} refusal={accept.error} />
      {accept.isError ? <Problem error={accept.error} /> : null}
      <Button look="primary" type="submit" extra="w-full" isDisabled={accept.isPending}>
        {accept.isPending ? t('password.working') : t('invitation.accept')}
      </Button>
    </form>
  );
}
