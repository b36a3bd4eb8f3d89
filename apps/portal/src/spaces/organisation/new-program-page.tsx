import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { identity } from '../../api/identity.ts';
import type { NewClient } from '../../api/identity-types.ts';
import { useSession } from '../../app/session.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { CheckBox } from '../../components/check-box.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';
import { readKeySet } from './key-set.ts';
import { KeySetField } from './key-set-field.tsx';
import { scopeKey } from './scope-key.ts';
import SCOPES_BY_KIND from './scopes-by-kind.json';
import { refreshOrganisation } from './use-organisation.ts';

/** SHA-256 in base64url. */
const THUMBPRINT = /^[\w-]{43}$/;
const EMPTY = { name: '', scopes: [] as readonly string[], keys: '', thumbprint: '' };
type Form = typeof EMPTY;
type Faults = Partial<Record<'name' | 'scopes' | 'keys' | 'thumbprint', string>>;

function check(form: Form): { readonly client: NewClient } | { readonly faults: Faults } {
  const faults: Faults = {};
  const [name, thumbprint] = [form.name.trim(), form.thumbprint.trim()];
  const set = form.keys.trim() === '' ? null : readKeySet(form.keys);
  if (name === '') faults.name = 'program.needName';
  if (form.scopes.length === 0) faults.scopes = 'program.needScope';
  if (set !== null && 'fault' in set) faults.keys = `program.keyFault.${set.fault}`;
  if (set === null && thumbprint === '') faults.keys = 'program.needKeys';
  if (thumbprint !== '' && !THUMBPRINT.test(thumbprint)) faults.thumbprint = 'program.badThumbprint';
  if (Object.keys(faults).length > 0) return { faults };
  const keys = set !== null && 'keys' in set ? { jwks: { keys: set.keys } } : {};
  const certificate = thumbprint === '' ? {} : { certificateThumbprint: thumbprint };
  return { client: { name, scopes: form.scopes, ...keys, ...certificate } };
}

/** Registers a program by its public keys; no secret is made, none is sent. */
export function NewProgramPage() {
  const { t } = useTranslation();
  const scopes = SCOPES_BY_KIND[useSession().organisation?.kind ?? 'operator'];
  const [form, setForm] = useState<Form>(EMPTY);
  const [faults, setFaults] = useState<Faults>({});
  const register = useMutation({ mutationFn: identity.registerClient, onSuccess: refreshOrganisation });
  const change = (part: Partial<Form>) => {
    setForm({ ...form, ...part });
    setFaults({});
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const checked = check(form);
    setFaults('faults' in checked ? checked.faults : {});
    if ('client' in checked && !register.isPending) register.mutate(checked.client);
  };
  const fault = (key: keyof Faults) => (faults[key] ? t(faults[key]) : null);
  const back = (
    <Link to="/organisation/programs" className={buttonClass('quiet')}>
      {t('program.back')}
    </Link>
  );
  if (register.data !== undefined)
    return (
      <Page title={t('program.newTitle')}>
        <Notice tone="good" title={t('program.registered', { name: form.name.trim() })} live>
          {t('program.registeredNote')}
        </Notice>
        <p>
          {t('program.clientId')}: <code className="text-lg">{register.data.clientId}</code>
        </p>
        <CopyButton text={register.data.clientId} label={t('program.copyId')} />
        <p>{back}</p>
      </Page>
    );
  if (scopes.length === 0)
    return (
      <Page title={t('program.newTitle')}>
        <Empty title={t('program.noScopes')}>{back}</Empty>
      </Page>
    );
  return (
    <Page title={t('program.newTitle')} lead={t('program.newLead')}>
      <form onSubmit={submit} noValidate className="panel max-w-3xl space-y-4 p-4">
        <TextField
          label={t('program.name')}
          help={t('program.nameHelp')}
          value={form.name}
          onChange={(name) => change({ name })}
          required
          error={fault('name')}
        />
        <fieldset>
          <legend className="mb-1 font-bold">{t('program.scopes')}</legend>
          {scopes.map((scope) => (
            <CheckBox
              key={scope}
              checked={form.scopes.includes(scope)}
              onChange={(on) =>
                change({ scopes: on ? [...form.scopes, scope] : form.scopes.filter((one) => one !== scope) })
              }
            >
              {t(`program.scope.${scopeKey(scope)}`)}
            </CheckBox>
          ))}
          {faults.scopes ? <p className="text-sm font-bold text-danger">{t(faults.scopes)}</p> : null}
        </fieldset>
        <KeySetField value={form.keys} onChange={(keys) => change({ keys })} error={fault('keys')} />
        <TextField
          label={t('program.thumbprint')}
          help={t('program.thumbprintHelp')}
          value={form.thumbprint}
          onChange={(thumbprint) => change({ thumbprint })}
          error={fault('thumbprint')}
        />
        {register.isError ? <Problem error={register.error} /> : null}
        <div className="flex flex-wrap gap-2">
          <Button look="primary" type="submit" isDisabled={register.isPending}>
            {register.isPending ? t('program.working') : t('program.submit')}
          </Button>
          {back}
        </div>
      </form>
    </Page>
  );
}
