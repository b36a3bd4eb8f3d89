import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client.ts';
import { identity } from '../../api/identity.ts';
import type { NewOrganisation } from '../../api/identity-types.ts';
import type { OrganisationKind } from '../../api/types.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';
import { InvitationSlip } from './invitation-slip.tsx';
import { refreshOrganisations } from './use-organisations.ts';

const KINDS: readonly OrganisationKind[] = [
  'hospital',
  'clinic',
  'pharmacy',
  'insurer',
  'ministry',
  'operator',
];
const TREATS: readonly OrganisationKind[] = ['hospital', 'clinic', 'pharmacy'];

interface Form {
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly code: string;
  readonly account: string;
  readonly displayName: string;
}
const EMPTY: Form = { name: '', kind: 'hospital', code: '', account: '', displayName: '' };
type Faults = Partial<Record<'name' | 'code' | 'account' | 'displayName', string>>;

function check(form: Form): { readonly organisation: NewOrganisation } | { readonly faults: Faults } {
  const faults: Faults = {};
  const code = form.code.normalize('NFKC').replace(/\D/g, '');
  const [name, account, displayName] = [form.name.trim(), form.account.trim(), form.displayName.trim()];
  const treats = TREATS.includes(form.kind);
  if (name === '') faults.name = 'organisation.needName';
  if (treats && code.length !== 10) faults.code = 'organisation.needFacility';
  if (form.kind === 'insurer' && code.length !== 8) faults.code = 'organisation.needInsurer';
  if (account === '') faults.account = 'invite.needAccount';
  if (displayName === '') faults.displayName = 'invite.needName';
  if (Object.keys(faults).length > 0) return { faults };
  const numbers = treats ? { facilityCode: code } : form.kind === 'insurer' ? { insurerNumber: code } : {};
  return { organisation: { name, kind: form.kind, ...numbers, manager: { account, displayName } } };
}

/** The server names paths; each leads to the words of its field. */
function serverFaults(fields: Readonly<Record<string, string>>): Faults {
  const faults: Faults = {};
  for (const path of Object.keys(fields)) {
    if (/facilityCode|insurerNumber/.test(path)) faults.code = 'organisation.badCode';
    else if (path.includes('account')) faults.account = 'invite.badAccount';
    else if (path.includes('displayName')) faults.displayName = 'invite.needName';
    else if (path.includes('name')) faults.name = 'organisation.needName';
  }
  return faults;
}

/** A new organisation with its first manager, who invites everybody else. */
export function NewOrganisationPage() {
  const { t } = useTranslation();
  const kindId = useId();
  const [form, setForm] = useState<Form>(EMPTY);
  const [faults, setFaults] = useState<Faults>({});
  const create = useMutation({
    mutationFn: identity.createOrganisation,
    onSuccess: refreshOrganisations,
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'INPUT_INVALID') setFaults(serverFaults(error.fields));
    },
  });
  const change = (part: Partial<Form>) => {
    setForm({ ...form, ...part });
    setFaults({});
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const checked = check(form);
    setFaults('faults' in checked ? checked.faults : {});
    if ('organisation' in checked && !create.isPending) create.mutate(checked.organisation);
  };
  const fault = (key: keyof Faults) => (faults[key] ? t(faults[key]) : null);
  const back = (
    <Link to="/organisations" className={buttonClass('quiet')}>
      {t('organisation.back')}
    </Link>
  );
  if (create.data !== undefined)
    return (
      <Page title={t('organisation.newTitle')}>
        <div className="max-w-3xl space-y-4">
          <InvitationSlip invitation={create.data.invitation} name={form.displayName.trim()} />
          {back}
        </div>
      </Page>
    );
  const needsCode = TREATS.includes(form.kind) || form.kind === 'insurer';
  return (
    <Page title={t('organisation.newTitle')} lead={t('organisation.newLead')}>
      <form onSubmit={submit} noValidate className="panel max-w-2xl space-y-4 p-4">
        <TextField
          label={t('organisation.name')}
          value={form.name}
          onChange={(name) => change({ name })}
          required
          error={fault('name')}
        />
        <div>
          <label htmlFor={kindId} className="mb-1 block font-bold">
            {t('organisation.kind')}
          </label>
          <select
            id={kindId}
            className="field max-w-60"
            value={form.kind}
            onChange={(event) =>
              change({ kind: KINDS.find((kind) => kind === event.target.value) ?? 'hospital', code: '' })
            }
          >
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`organisation.kinds.${kind}`)}
              </option>
            ))}
          </select>
        </div>
        {needsCode ? (
          <TextField
            label={form.kind === 'insurer' ? t('organisation.insurerNumber') : t('organisation.facilityCode')}
            help={form.kind === 'insurer' ? t('organisation.insurerHelp') : t('organisation.facilityHelp')}
            inputMode="numeric"
            value={form.code}
            onChange={(code) => change({ code })}
            required
            error={fault('code')}
          />
        ) : null}
        <h2 className="text-lg">{t('organisation.manager')}</h2>
        <TextField
          label={t('member.name')}
          value={form.displayName}
          onChange={(displayName) => change({ displayName })}
          required
          error={fault('displayName')}
        />
        <TextField
          label={t('member.account')}
          help={t('invite.accountHelp')}
          value={form.account}
          onChange={(account) => change({ account })}
          required
          error={fault('account')}
        />
        {create.isError ? <Problem error={create.error} /> : null}
        <div className="flex flex-wrap gap-2">
          <Button look="primary" type="submit" isDisabled={create.isPending}>
            {create.isPending ? t('invite.working') : t('organisation.submit')}
          </Button>
          {back}
        </div>
      </form>
    </Page>
  );
}
