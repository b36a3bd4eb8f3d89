import { Link, Outlet, useParams, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Session } from '../api/types.ts';
import { Button, buttonClass } from '../components/button.tsx';
import { Icon, type IconName } from '../components/icon.tsx';
import { Notice } from '../components/notice.tsx';
import { Problem } from '../components/problem.tsx';
import { Waiting } from '../components/waiting.tsx';
import { useUnread } from '../spaces/patient/use-unread.ts';
import { DisasterEntry } from '../spaces/person/disaster-entry.tsx';
import { DisplaySettings } from './display-settings.tsx';
import { leaveSeat, useSeat } from './idle-lock.ts';
import { LockScreen } from './lock-screen.tsx';
import { Redirect } from './redirect.tsx';
import { isAtReception, isClinical, isPrescriber, SessionProvider, useSessionAnswer } from './session.tsx';
import { leftByChoice, useSignOut } from './sign-out.ts';
import { StepUp } from './step-up.tsx';

interface Space {
  readonly to: string;
  readonly icon: IconName;
  readonly word: string;
  readonly exact: boolean;
  /** How many things wait there. */
  readonly count?: number;
}

/** What is one's own, or, while one acts for somebody, what is theirs. */
function patientSpaces(principal: string | undefined, unread: number): readonly Space[] {
  const home = principal === undefined ? '/me' : `/principals/${encodeURIComponent(principal)}`;
  const spaces: Space[] = [
    { to: home, icon: 'pills', word: 'nav.myDrugs', exact: true },
    { to: `${home}/prescriptions`, icon: 'list', word: 'nav.myPrescriptions', exact: false },
    { to: `${home}/record`, icon: 'record', word: 'nav.myRecord', exact: true },
    { to: `${home}/disclosures`, icon: 'eye', word: 'nav.disclosures', exact: true },
    { to: `${home}/consents`, icon: 'consent', word: 'nav.sharing', exact: true },
  ];
  if (principal === undefined)
    spaces.push({ to: '/me/notices', icon: 'bell', word: 'nav.notices', exact: true, count: unread });
  return spaces;
}

function spacesOf(session: Session, personRef: string | undefined, unread: number): readonly Space[] {
  const spaces: Space[] = [];
  if (isAtReception(session.roles)) {
    spaces.push({ to: '/reception', icon: 'reception', word: 'nav.reception', exact: false });
    spaces.push({ to: '/bulk', icon: 'list', word: 'nav.bulk', exact: false });
    if (session.roles.includes('pharmacist') && session.organisation?.kind === 'pharmacy')
      spaces.push({ to: '/pharmacy', icon: 'pills', word: 'nav.pharmacy', exact: false });
    if (personRef !== undefined) {
      const ref = encodeURIComponent(personRef);
      spaces.push({ to: `/persons/${ref}/consent`, icon: 'consent', word: 'nav.consent', exact: true });
      if (isClinical(session.roles)) {
        spaces.push({ to: `/persons/${ref}/record`, icon: 'record', word: 'nav.record', exact: true });
      }
      if (isPrescriber(session))
        spaces.push({
          to: `/persons/${ref}/prescriptions`,
          icon: 'prescribe',
          word: 'nav.prescribing',
          exact: false,
        });
    }
    if (isPrescriber(session))
      spaces.push({ to: '/prescriptions', icon: 'prescriptions', word: 'nav.prescriptions', exact: false });
  }
  if (session.roles.includes('patient')) {
    spaces.push(...patientSpaces(personRef, unread));
  }
  if (session.roles.includes('insurer-clerk')) {
    spaces.push({ to: '/insurer', icon: 'insurer', word: 'nav.coverages', exact: true });
    spaces.push({ to: '/insurer/files', icon: 'intake', word: 'nav.insurerFiles', exact: false });
  }
  if (session.roles.includes('manager')) {
    spaces.push({ to: '/organisation', icon: 'members', word: 'nav.members', exact: true });
    spaces.push({ to: '/organisation/programs', icon: 'programs', word: 'nav.programs', exact: false });
    if (session.organisation?.facilityCode) {
      spaces.push({ to: '/organisation/apps', icon: 'programs', word: 'smart.nav', exact: true });
      spaces.push({ to: '/facility/view-log', icon: 'eye', word: 'nav.viewLog', exact: true });
      spaces.push({ to: '/facility/emergencies', icon: 'warning', word: 'nav.emergencies', exact: true });
      spaces.push({ to: '/facility/questions', icon: 'question', word: 'nav.questions', exact: true });
    }
  }
  if (session.roles.includes('ministry')) {
    spaces.push({ to: '/disaster-modes', icon: 'warning', word: 'nav.disasterModes', exact: false });
  }
  if (session.roles.includes('administrator')) {
    spaces.push({ to: '/organisations', icon: 'organisation', word: 'nav.organisations', exact: false });
    spaces.push({ to: '/operator/apps', icon: 'programs', word: 'smart.nav', exact: false });
    spaces.push({ to: '/operator/unusual-access', icon: 'eye', word: 'nav.unusual', exact: true });
  }
  if (session.roles.includes('intake-operator')) {
    spaces.push({ to: '/intake', icon: 'intake', word: 'nav.intake', exact: false });
    spaces.push({ to: '/work-items', icon: 'work', word: 'nav.work', exact: true });
  }
  return spaces;
}

function Rail({ spaces }: { spaces: readonly Space[] }) {
  const { t } = useTranslation();
  return (
    <nav
      aria-label={t('nav.label')}
      className="fixed inset-x-0 bottom-0 z-30 border-t border-edge bg-panel md:sticky md:top-0 md:h-dvh md:w-24 md:shrink-0 md:border-t-0 md:border-r print:hidden"
    >
      <ul className="flex md:flex-col md:gap-1 md:p-2">
        {spaces.map((space) => (
          <li key={space.to} className="flex-1 md:flex-none">
            <Link
              to={space.to}
              activeOptions={{ exact: space.exact, includeSearch: false }}
              className="rail-link flex h-full min-h-14 flex-col items-center justify-center gap-1 px-0.5 py-2 text-center text-xs leading-tight md:rounded-8 md:px-1"
              activeProps={{ className: 'rail-active', 'aria-current': 'page' }}
            >
              <span className="relative">
                <Icon name={space.icon} size={24} />
                {space.count ? (
                  <span aria-hidden="true" className="rail-count">
                    {space.count}
                  </span>
                ) : null}
              </span>
              <span>
                {t(space.word)}
                {space.count ? <span className="sr-only">{t('nav.unread', { n: space.count })}</span> : null}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function TopBar({ session }: { session: Session }) {
  const { t } = useTranslation();
  const signOut = useSignOut();
  return (
    <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line bg-panel px-4 py-1 print:hidden">
      <div className="flex min-w-0 flex-wrap items-baseline gap-x-3 text-sm">
        <span className="text-base font-bold">{t('app.name')}</span>
        {session.roles.includes('patient') ? null : (
          <span>{session.organisation?.name ?? t('shell.noOrganisation')}</span>
        )}
        <span>
          <span className="sr-only">{t('shell.account')}: </span>
          {session.displayName}
        </span>
        <span className="text-soft">{session.roles.map((role) => t(`role.${role}`)).join(' / ')}</span>
      </div>
      <div className="flex flex-wrap items-center">
        <DisplaySettings />
        <Link to="/security" className={buttonClass('bar')}>
          {t('shell.security')}
        </Link>
        <Button look="bar" onPress={leaveSeat}>
          {t('shell.leave')}
        </Button>
        <Button look="bar" isDisabled={signOut.isPending} onPress={() => signOut.mutate()}>
          {t('shell.signOut')}
        </Button>
      </div>
    </header>
  );
}

/** Told a minute before the screen is cleared; any key or touch keeps it. */
function ClosingSoon({ show }: { show: boolean }) {
  const { t } = useTranslation();
  return (
    <div role="status" className="fixed inset-x-4 top-4 z-30 mx-auto max-w-lg print:hidden">
      {show ? (
        <Notice tone="warn" title={t('lock.soon')}>
          {t('lock.soonNote')}
        </Notice>
      ) : null}
    </div>
  );
}

/** Frame of every page behind the sign-in: skip link, rail, top bar, content. */
export function Shell() {
  const { t } = useTranslation();
  const answer = useSessionAnswer();
  const seat = useSeat();
  const router = useRouter();
  const params: { readonly ref?: string } = useParams({ strict: false });
  if (answer.isPending) {
    return (
      <main className="mx-auto max-w-2xl p-6">
        <Waiting label={t('app.name')} />
      </main>
    );
  }
  // Once somebody is here, a moment without the server takes nothing from the screen.
  if (answer.data === undefined) {
    return (
      <main className="mx-auto max-w-2xl p-6">
        <h1 className="mb-4 text-2xl">{t('app.name')}</h1>
        <Problem error={answer.error} onRetry={() => answer.refetch()} />
      </main>
    );
  }
  const { session } = answer.data;
  if (session === null) {
    const { href } = router.history.location;
    return (
      <Redirect
        href={leftByChoice() || href === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(href)}`}
      />
    );
  }
  if (session.stage === 'locked' || seat === 'locked') return <LockScreen session={session} />;
  if (session.stage !== 'complete')
    return <Redirect href={`/sign-in?next=${encodeURIComponent(router.history.location.href)}`} />;
  return <Seated session={session} closingSoon={seat === 'closing-soon'} personRef={params.ref} />;
}

/** Somebody is here: the rail, the top bar and the page. */
function Seated({
  session,
  closingSoon,
  personRef,
}: {
  session: Session;
  closingSoon: boolean;
  personRef: string | undefined;
}) {
  const { t } = useTranslation();
  const unread = useUnread(session.roles.includes('patient'));
  const spaces = spacesOf(session, personRef, unread);
  return (
    <SessionProvider session={session}>
      <a href="#content" className="skip-link">
        {t('app.skip')}
      </a>
      <div className={`min-h-dvh md:flex ${spaces.length > 0 ? 'pb-20 md:pb-0' : ''} print:block print:pb-0`}>
        {spaces.length > 0 ? <Rail spaces={spaces} /> : null}
        <div className="min-w-0 flex-1">
          <TopBar session={session} />
          <main id="content" tabIndex={-1} className="mx-auto max-w-[100rem] p-4 lg:px-6 print:p-0">
            {isAtReception(session.roles) ? <DisasterEntry /> : null}
            <Outlet />
          </main>
        </div>
      </div>
      <ClosingSoon show={closingSoon} />
      <StepUp session={session} />
    </SessionProvider>
  );
}
