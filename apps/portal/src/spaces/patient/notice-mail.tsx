import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { own } from '../../api/access.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';

const SETTINGS_KEY = ['me', 'notice-settings'] as const;
/** As the server has it. */
const MAIL = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/;

/** Notices by mail as well; a mail says who and when, never what. */
export function NoticeMail() {
  const { t } = useTranslation();
  const settings = useQuery({ queryKey: SETTINGS_KEY, queryFn: own.noticeSettings });
  const [typed, setTyped] = useState<string | null>(null);
  const [fault, setFault] = useState(false);
  const save = useMutation({
    mutationFn: own.setNoticeMail,
    onSuccess: (answer) => {
      queryClient.setQueryData(SETTINGS_KEY, answer);
      setTyped(null);
    },
  });
  if (settings.isError) return <Problem error={settings.error} onRetry={() => settings.refetch()} />;
  if (!settings.data) return null;
  const { mail } = settings.data;
  const text = typed ?? mail ?? '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const right = MAIL.test(text.trim());
    setFault(!right);
    if (right) save.mutate(text.trim());
  };
  return (
    <Section title={t('notice.mail')}>
      <form onSubmit={submit} noValidate className="max-w-xl space-y-3">
        <p>{t('notice.mailNote')}</p>
        <TextField
          label={t('notice.address')}
          autoComplete="email"
          value={text}
          error={fault ? t('notice.badAddress') : null}
          onChange={(value) => {
            setTyped(value);
            setFault(false);
            if (!save.isIdle) save.reset();
          }}
        />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" isDisabled={save.isPending}>
            {t('notice.save')}
          </Button>
          {mail === null ? null : (
            <Button look="quiet" isDisabled={save.isPending} onPress={() => save.mutate(null)}>
              {t('notice.stopMail')}
            </Button>
          )}
        </div>
        {save.isError ? <Problem error={save.error} /> : null}
        {save.isSuccess ? (
          <Notice
            tone="good"
            title={t(save.data.mail === null ? 'notice.mailStopped' : 'notice.mailSaved')}
            live
          />
        ) : null}
      </form>
    </Section>
  );
}
