import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { identity } from '../../api/identity.ts';
import type { Client } from '../../api/identity-types.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { Modal } from '../../components/modal.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatInstant, type Language } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { scopeKey } from './scope-key.ts';
import { refreshOrganisation, useOrganisation } from './use-organisation.ts';

type Row = Client & { readonly id: string };

function columnsOf(
  t: TFunction,
  language: Language,
  onRevoke: (client: Client) => void,
): readonly Column<Row>[] {
  const scopesOf = (row: Row) =>
    row.scopes.map((scope) => t(`program.scope.${scopeKey(scope)}`, { defaultValue: scope })).join(' / ');
  const keysOf = (row: Row) => [...row.keys, ...row.certificateThumbprints].join(' / ');
  return [
    {
      id: 'name',
      label: t('program.name'),
      cell: (row) => <strong>{row.name}</strong>,
      value: (row) => row.name,
    },
    {
      id: 'client',
      label: t('program.clientId'),
      cell: (row) => <code>{row.clientId}</code>,
      value: (row) => row.clientId,
    },
    { id: 'scopes', label: t('program.scopes'), cell: scopesOf, value: scopesOf },
    { id: 'keys', label: t('program.keys'), cell: (row) => <code>{keysOf(row)}</code>, value: keysOf },
    {
      id: 'made',
      label: t('program.made'),
      cell: (row) => formatInstant(row.createdAt, language),
      value: (row) => row.createdAt,
      whole: true,
    },
    {
      id: 'state',
      label: t('program.state'),
      cell: (row) =>
        row.revokedAt === null ? (
          <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
            {t('program.inUse')}
            <Button look="danger" onPress={() => onRevoke(row)}>
              {t('program.revoke')}
              <span className="sr-only">{t('common.paren', { text: row.name })}</span>
            </Button>
          </span>
        ) : (
          <span className="text-soft">
            {t('program.revokedAt', { at: formatInstant(row.revokedAt, language) })}
          </span>
        ),
      value: (row) => (row.revokedAt === null ? t('program.inUse') : t('program.revoked')),
    },
  ];
}

/** Programs that act for the organisation, and the keys by which they are known. */
export function ProgramsPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const { sort = '-made' } = useSearch({ from: '/shell/organisation/programs' });
  const organisation = useOrganisation();
  const [revoking, setRevoking] = useState<Client | null>(null);
  const revoke = useMutation({
    mutationFn: (client: Client) => identity.revokeClient(client.clientId),
    onSuccess: refreshOrganisation,
  });
  return (
    <Page
      title={t('program.title')}
      lead={t('program.lead')}
      actions={
        <Link to="/organisation/programs/new" className={buttonClass('primary')}>
          <Icon name="plus" />
          {t('program.add')}
        </Link>
      }
    >
      {organisation.isPending ? <Waiting label={t('program.title')} /> : null}
      {organisation.isError ? (
        <Problem error={organisation.error} onRetry={() => organisation.refetch()} />
      ) : null}
      {revoke.isError ? <Problem error={revoke.error} /> : null}
      {organisation.data === undefined ? null : (
        <DataTable
          caption={t('program.title')}
          rows={organisation.data.clients.map((client) => ({ ...client, id: client.clientId }))}
          columns={columnsOf(t, language, setRevoking)}
          sort={sort}
          onSort={(next) =>
            void navigate({ to: '/organisation/programs', search: { sort: next }, replace: true })
          }
          fileName="programs.csv"
          empty={t('program.none')}
        />
      )}
      {revoking === null ? null : (
        <Modal title={t('program.revokeAsk', { name: revoking.name })} onClose={() => setRevoking(null)}>
          <p>{t('program.revokeNote')}</p>
          <div className="flex flex-wrap gap-2">
            <Button
              look="danger"
              onPress={() => {
                setRevoking(null);
                revoke.mutate(revoking);
              }}
            >
              {t('program.revoke')}
            </Button>
            <Button look="quiet" onPress={() => setRevoking(null)}>
              {t('common.cancel')}
            </Button>
          </div>
        </Modal>
      )}
    </Page>
  );
}
