import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Member, OrganisationRow } from '../../api/identity-types.ts';
import { useSession } from '../../app/session.tsx';
import { Notice } from '../../components/notice.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useNow } from '../../lib/use-now.ts';
import { MemberActions } from './member-actions.tsx';
import { MemberForm } from './member-form.tsx';
import { stateOf } from './member-state.ts';
import { useOrganisation } from './use-organisation.ts';

/** One member: what may be changed, and what can be done when they cannot get in. */
export function MemberPage() {
  const { t } = useTranslation();
  const { account } = useParams({ from: '/shell/organisation/members/$account' });
  const organisation = useOrganisation();
  const member = organisation.data?.members.find((one) => one.account === account);
  return (
    <Page
      title={t('member.one', { name: member?.displayName ?? account })}
      actions={
        <Link to="/organisation" className="inline-flex min-h-11 items-center text-accent underline">
          {t('member.back')}
        </Link>
      }
    >
      {organisation.isPending ? <Waiting label={t('member.title')} /> : null}
      {organisation.isError ? (
        <Problem error={organisation.error} onRetry={() => organisation.refetch()} />
      ) : null}
      {organisation.data !== undefined && member === undefined ? (
        <Empty title={t('member.unknown')}>{t('member.unknownNote')}</Empty>
      ) : null}
      {organisation.data !== undefined && member !== undefined ? (
        <Found member={member} organisation={organisation.data.organisation} />
      ) : null}
    </Page>
  );
}

function Found({ member, organisation }: { member: Member; organisation: OrganisationRow }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const state = stateOf(member, useNow());
  const own = useSession().account === member.account;
  const tone = state === 'active' ? 'good' : state === 'invited' ? 'info' : 'warn';
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <div className="space-y-4">
        <Notice tone={tone} title={t(`member.states.${state}`)}>
          <p>{t(`member.stateNote.${state}`)}</p>
          <p>
            {t('member.account')}: {member.account}
          </p>
          <p>
            {t('member.lastSignIn')}:{' '}
            {member.lastSignInAt === null
              ? t('member.neverSeen')
              : formatInstant(member.lastSignInAt, language)}
          </p>
        </Notice>
        <MemberForm key={member.account} member={member} organisation={organisation} />
      </div>
      <MemberActions member={member} state={state} own={own} />
    </div>
  );
}
