import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apps, type NewApp } from '../../api/apps.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { CheckBox } from '../../components/check-box.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextArea } from '../../components/text-area.tsx';
import { TextField } from '../../components/text-field.tsx';

const EMPTY = { name: '', publisher: '', redirectUris: '', launchUri: '', scopes: '', secret: false };
type Form = typeof EMPTY;
const SCOPE_EXAMPLE = 'openid fhirUser launch launch/patient offline_access patient/*.rs user/*.rs';
const REQUIRED = ['name', 'publisher', 'redirectUris', 'scopes'] as const;

const words = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);

function toApp(form: Form): NewApp {
  const launchUri = form.launchUri.trim();
  return {
    name: form.name.trim(),
    publisher: form.publisher.trim(),
    redirectUris: words(form.redirectUris),
    scopes: words(form.scopes),
    authentication: form.secret ? 'client_secret_basic' : 'none',
    ...(launchUri === '' ? {} : { launchUri }),
  };
}

/** Registers an app; a secret, where it can keep one, is shown once. */
export function NewAppPage() {
  const { t } = useTranslation();
  const [form, setForm] = useState<Form>(EMPTY);
  const [tried, setTried] = useState(false);
  const register = useMutation({
    mutationFn: apps.register,
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: ['apps'] }),
  });
  const missing = (key: (typeof REQUIRED)[number]) =>
    tried && form[key].trim() === '' ? t('smart.needed') : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (REQUIRED.every((key) => form[key].trim() !== '') && !register.isPending) register.mutate(toApp(form));
  };
  const field = (key: 'name' | 'publisher' | 'redirectUris' | 'launchUri' | 'scopes') => ({
    value: form[key],
    onChange: (value: string) => setForm({ ...form, [key]: value }),
  });
  const back = (
    <Link to="/operator/apps" className={buttonClass('quiet')}>
      {t('smart.back')}
    </Link>
  );
  if (register.data !== undefined)
    return (
      <Page title={t('smart.newTitle')}>
        <Notice tone="good" title={t('smart.registered', { name: form.name.trim() })} live>
          <p>
            {t('smart.clientId')}: <code className="text-lg wrap-anywhere">{register.data.clientId}</code>
          </p>
          {register.data.clientSecret === null ? null : (
            <p>
              {t('smart.secretOnce')}:{' '}
              <code className="text-lg wrap-anywhere">{register.data.clientSecret}</code>
            </p>
          )}
        </Notice>
        {back}
      </Page>
    );
  return (
    <Page title={t('smart.newTitle')} lead={t('smart.newLead')}>
      <form onSubmit={submit} noValidate className="panel max-w-3xl space-y-4 p-4">
        <TextField label={t('smart.name')} {...field('name')} required error={missing('name')} />
        <TextField
          label={t('smart.publisher')}
          {...field('publisher')}
          required
          error={missing('publisher')}
        />
        <TextArea
          label={t('smart.redirectUris')}
          help={t('smart.redirectUrisHelp')}
          {...field('redirectUris')}
          error={missing('redirectUris')}
        />
        <TextField label={t('smart.launchUri')} help={t('smart.launchUriHelp')} {...field('launchUri')} />
        <TextArea
          label={t('smart.scopes')}
          help={t('smart.scopesHelp')}
          {...field('scopes')}
          error={missing('scopes')}
        />
        <code className="block text-sm wrap-anywhere">{SCOPE_EXAMPLE}</code>
        <CheckBox checked={form.secret} onChange={(secret) => setForm({ ...form, secret })}>
          {t('smart.secret')}
        </CheckBox>
        {register.isError ? <Problem error={register.error} /> : null}
        <div className="flex flex-wrap gap-2">
          <Button look="primary" type="submit" isDisabled={register.isPending}>
            {t('smart.submit')}
          </Button>
          {back}
        </div>
      </form>
    </Page>
  );
}
