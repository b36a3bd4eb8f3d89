import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Member } from '../../api/identity-types.ts';
import { buttonClass } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatInstant, type Language } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useNow } from '../../lib/use-now.ts';
import { type MemberState, stateOf } from './member-state.ts';
import { useOrganisation } from './use-organisation.ts';

type Row = Member & { readonly id: string; readonly state: MemberState };

const LOOK: Record<MemberState, { readonly icon: IconName; readonly colour: string }> = {
  active: { icon: 'done', colour: 'text-good' },
  invited: { icon: 'info', colour: 'text-soft' },
  'no-factor': { icon: 'warning', colour: 'text-warn' },
  locked: { icon: 'lock', colour: 'text-warn' },
  disabled: { icon: 'close', colour: 'text-danger' },
};

function columnsOf(t: TFunction, language: Language): readonly Column<Row>[] {
  const rolesOf = (row: Row) => row.roles.map((role) => t(`role.${role}`)).join(' / ');
  return [
    {
      id: 'name',
      label: t('member.name'),
      cell: (row) => (
        <Link
          to="/organisation/members/$account"
          params={{ account: row.account }}
          className="inline-flex min-h-11 items-center font-bold text-accent underline underline-offset-4 md:min-h-0"
        >
          {row.displayName}
        </Link>
      ),
      value: (row) => row.displayName,
    },
    { id: 'account', label: t('member.account'), cell: (row) => row.account, value: (row) => row.account },
    { id: 'roles', label: t('member.roles'), cell: rolesOf, value: rolesOf },
    {
      id: 'state',
      label: t('member.state'),
      cell: (row) => (
        <span className={`inline-flex items-center gap-1.5 ${LOOK[row.state].colour}`}>
          <Icon name={LOOK[row.state].icon} size={18} />
          {t(`member.states.${row.state}`)}
        </span>
      ),
      value: (row) => t(`member.states.${row.state}`),
    },
    {
      id: 'emergency',
      label: t('member.emergency'),
      cell: (row) => (row.emergencyDesignated ? t('member.yes') : t('member.no')),
      value: (row) => (row.emergencyDesignated ? t('member.yes') : t('member.no')),
    },
    {
      id: 'seen',
      label: t('member.lastSignIn'),
      cell: (row) =>
        row.lastSignInAt === null ? t('member.neverSeen') : formatInstant(row.lastSignInAt, language),
      value: (row) => row.lastSignInAt,
      whole: true,
    },
  ];
}

/** Who works here with an account, and how it stands. */
export function MembersPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const navigate = useNavigate();
  const { sort = 'name' } = useSearch({ from: '/shell/organisation' });
  const organisation = useOrganisation();
  return (
    <Page
      title={t('member.title')}
      lead={t('member.lead')}
      actions={
        <Link to="/organisation/invite" className={buttonClass('primary')}>
          <Icon name="plus" />
          {t('member.invite')}
        </Link>
      }
    >
      {organisation.isPending ? <Waiting label={t('member.title')} /> : null}
      {organisation.isError ? (
        <Problem error={organisation.error} onRetry={() => organisation.refetch()} />
      ) : null}
      {organisation.data === undefined ? null : (
        <DataTable
          caption={t('member.title')}
          rows={organisation.data.members.map((member) => ({
            ...member,
            id: member.account,
            state: stateOf(member, now),
          }))}
          columns={columnsOf(t, language)}
          sort={sort}
          onSort={(next) => void navigate({ to: '/organisation', search: { sort: next }, replace: true })}
          fileName="members.csv"
          empty={t('member.none')}
        />
      )}
    </Page>
  );
}
