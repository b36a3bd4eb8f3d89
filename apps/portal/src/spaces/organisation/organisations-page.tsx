import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { identity } from '../../api/identity.ts';
import type { OrganisationRow } from '../../api/identity-types.ts';
import { buttonClass } from '../../components/button.tsx';
import { CheckBox } from '../../components/check-box.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { refreshOrganisations, useOrganisations } from './use-organisations.ts';

type Row = OrganisationRow & { readonly id: string };
const TREATS: readonly string[] = ['hospital', 'clinic', 'pharmacy'];

function columnsOf(
  t: TFunction,
  working: boolean,
  onDesignate: (row: Row, on: boolean) => void,
): readonly Column<Row>[] {
  const code = (row: Row) => row.facilityCode ?? row.insurerNumber;
  const designated = (row: Row) => (row.emergencyDesignated ? t('member.yes') : t('member.no'));
  return [
    {
      id: 'name',
      label: t('organisation.name'),
      cell: (row) => <strong>{row.name}</strong>,
      value: (row) => row.name,
    },
    {
      id: 'kind',
      label: t('organisation.kind'),
      cell: (row) => t(`organisation.kinds.${row.kind}`),
      value: (row) => t(`organisation.kinds.${row.kind}`),
    },
    { id: 'code', label: t('organisation.code'), cell: (row) => code(row) ?? '—', value: code },
    {
      id: 'emergency',
      label: t('organisation.emergency'),
      cell: (row) =>
        TREATS.includes(row.kind) ? (
          <CheckBox
            checked={row.emergencyDesignated}
            disabled={working}
            onChange={(on) => onDesignate(row, on)}
          >
            {designated(row)}
            <span className="sr-only">{t('common.paren', { text: row.name })}</span>
          </CheckBox>
        ) : (
          '—'
        ),
      value: designated,
    },
  ];
}

/** For whoever operates the installation: the organisations, and which of them may use the emergency view. */
export function OrganisationsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { sort = 'name' } = useSearch({ from: '/shell/organisations' });
  const organisations = useOrganisations();
  const designate = useMutation({
    mutationFn: ({ row, on }: { row: Row; on: boolean }) => identity.designate(row.organisationId, on),
    onSuccess: refreshOrganisations,
  });
  return (
    <Page
      title={t('organisation.title')}
      lead={t('organisation.lead')}
      actions={
        <Link to="/organisations/new" className={buttonClass('primary')}>
          <Icon name="plus" />
          {t('organisation.add')}
        </Link>
      }
    >
      {organisations.isPending ? <Waiting label={t('organisation.title')} /> : null}
      {organisations.isError ? (
        <Problem error={organisations.error} onRetry={() => organisations.refetch()} />
      ) : null}
      {designate.isError ? <Problem error={designate.error} /> : null}
      {organisations.data === undefined ? null : (
        <DataTable
          caption={t('organisation.title')}
          rows={organisations.data.organisations.map((one) => ({ ...one, id: one.organisationId }))}
          columns={columnsOf(t, designate.isPending, (row, on) => designate.mutate({ row, on }))}
          sort={sort}
          onSort={(next) => void navigate({ to: '/organisations', search: { sort: next }, replace: true })}
          fileName="organisations.csv"
          empty={t('organisation.none')}
        />
      )}
    </Page>
  );
}
