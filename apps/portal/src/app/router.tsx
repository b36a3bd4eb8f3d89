import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router';
import { RECORD_SEARCH_KEYS } from '../spaces/record/model/record-search.ts';
import { CrashPage, HomePage, NotFoundPage } from './plain-pages.tsx';
import { parseSearch, pick, stringifySearch } from './search.ts';
import { Shell } from './shell.tsx';

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: CrashPage,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['next', 'way']),
  component: lazyRouteComponent(() => import('../spaces/sign-in/sign-in-page.tsx'), 'SignInPage'),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['code']),
  component: lazyRouteComponent(() => import('../spaces/invitation/invitation-page.tsx'), 'InvitationPage'),
});

const authorize = createRoute({
  getParentRoute: () => root,
  path: '/apps/authorize',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['request', 'problem']),
  component: lazyRouteComponent(() => import('../spaces/apps/authorize-page.tsx'), 'AuthorizePage'),
});

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });

const home = createRoute({ getParentRoute: () => shell, path: '/', component: HomePage });

const reception = createRoute({
  getParentRoute: () => shell,
  path: '/reception',
  component: lazyRouteComponent(() => import('../spaces/reception/reception-page.tsx'), 'ReceptionPage'),
});

const provisional = createRoute({
  getParentRoute: () => shell,
  path: '/reception/provisional',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['state']),
  component: lazyRouteComponent(
    () => import('../spaces/eligibility/provisional-page.tsx'),
    'ProvisionalPage',
  ),
});

const bulk = createRoute({
  getParentRoute: () => shell,
  path: '/bulk',
  component: lazyRouteComponent(() => import('../spaces/eligibility/bulk-page.tsx'), 'BulkPage'),
});

const bulkJob = createRoute({
  getParentRoute: () => shell,
  path: '/bulk/$receptionNumber',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['show', 'sort']),
  component: lazyRouteComponent(() => import('../spaces/eligibility/bulk-job-page.tsx'), 'BulkJobPage'),
});

const reader = createRoute({
  getParentRoute: () => root,
  path: '/reader',
  component: lazyRouteComponent(() => import('../spaces/reader/reader-page.tsx'), 'ReaderPage'),
});

const coverages = createRoute({
  getParentRoute: () => shell,
  path: '/insurer',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['q', 'state', 'sort']),
  component: lazyRouteComponent(() => import('../spaces/insurer/coverages-page.tsx'), 'CoveragesPage'),
});

const newCoverage = createRoute({
  getParentRoute: () => shell,
  path: '/insurer/new',
  component: lazyRouteComponent(() => import('../spaces/insurer/register-page.tsx'), 'RegisterPage'),
});

const coverage = createRoute({
  getParentRoute: () => shell,
  path: '/insurer/coverages/$id',
  component: lazyRouteComponent(() => import('../spaces/insurer/coverage-page.tsx'), 'CoveragePage'),
});

const insurerFiles = createRoute({
  getParentRoute: () => shell,
  path: '/insurer/files',
  component: lazyRouteComponent(() => import('../spaces/insurer/files-page.tsx'), 'InsurerFilesPage'),
});

const insurerFile = createRoute({
  getParentRoute: () => shell,
  path: '/insurer/files/$id',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['sort']),
  component: lazyRouteComponent(() => import('../spaces/insurer/file-page.tsx'), 'InsurerFilePage'),
});

const person = createRoute({
  getParentRoute: () => shell,
  path: '/persons/$ref',
  component: lazyRouteComponent(() => import('../spaces/person/person-frame.tsx'), 'PersonFrame'),
});

const consent = createRoute({
  getParentRoute: () => person,
  path: '/consent',
  component: lazyRouteComponent(() => import('../spaces/consent/consent-page.tsx'), 'ConsentPage'),
});

const record = createRoute({
  getParentRoute: () => person,
  path: '/record',
  validateSearch: (search: Record<string, unknown>) => pick(search, RECORD_SEARCH_KEYS),
  component: lazyRouteComponent(() => import('../spaces/record/record-page.tsx'), 'RecordPage'),
});

const personPrescriptions = createRoute({
  getParentRoute: () => person,
  path: '/prescriptions',
  component: lazyRouteComponent(
    () => import('../spaces/prescribing/person-prescriptions-page.tsx'),
    'PersonPrescriptionsPage',
  ),
});

const newPrescription = createRoute({
  getParentRoute: () => person,
  path: '/prescriptions/new',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['copy']),
  component: lazyRouteComponent(
    () => import('../spaces/prescribing/new-prescription-page.tsx'),
    'NewPrescriptionPage',
  ),
});

const prescriptions = createRoute({
  getParentRoute: () => shell,
  path: '/prescriptions',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['state']),
  component: lazyRouteComponent(
    () => import('../spaces/prescribing/prescriptions-page.tsx'),
    'PrescriptionsPage',
  ),
});

const prescriptionAlerts = createRoute({
  getParentRoute: () => shell,
  path: '/prescriptions/alerts',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['from', 'to']),
  component: lazyRouteComponent(() => import('../spaces/prescribing/alerts-page.tsx'), 'AlertsPage'),
});

const prescription = createRoute({
  getParentRoute: () => shell,
  path: '/prescriptions/$id',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['issued']),
  component: lazyRouteComponent(
    () => import('../spaces/prescribing/prescription-page.tsx'),
    'PrescriptionPage',
  ),
});

const changePrescription = createRoute({
  getParentRoute: () => shell,
  path: '/prescriptions/$id/change',
  component: lazyRouteComponent(
    () => import('../spaces/prescribing/change-prescription-page.tsx'),
    'ChangePrescriptionPage',
  ),
});

const printPrescription = createRoute({
  getParentRoute: () => shell,
  path: '/prescriptions/$id/print',
  component: lazyRouteComponent(() => import('../spaces/prescribing/print-page.tsx'), 'PrintPage'),
});

const myDrugs = createRoute({
  getParentRoute: () => shell,
  path: '/me',
  component: lazyRouteComponent(() => import('../spaces/patient/my-drugs-page.tsx'), 'MyDrugsPage'),
});

const myRecord = createRoute({
  getParentRoute: () => shell,
  path: '/me/record',
  validateSearch: (search: Record<string, unknown>) => pick(search, RECORD_SEARCH_KEYS),
  component: lazyRouteComponent(() => import('../spaces/patient/my-record-page.tsx'), 'MyRecordPage'),
});

const disclosures = createRoute({
  getParentRoute: () => shell,
  path: '/me/disclosures',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['own']),
  component: lazyRouteComponent(() => import('../spaces/patient/disclosures-page.tsx'), 'DisclosuresPage'),
});

const intake = createRoute({
  getParentRoute: () => shell,
  path: '/intake',
  component: lazyRouteComponent(() => import('../spaces/intake/intake-page.tsx'), 'IntakePage'),
});

const file = createRoute({
  getParentRoute: () => shell,
  path: '/intake/files/$sha256',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['code']),
  component: lazyRouteComponent(() => import('../spaces/intake/file-page.tsx'), 'FilePage'),
});

const work = createRoute({
  getParentRoute: () => shell,
  path: '/work-items',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['kind', 'state']),
  component: lazyRouteComponent(() => import('../spaces/intake/work-page.tsx'), 'WorkPage'),
});

const security = createRoute({
  getParentRoute: () => shell,
  path: '/security',
  component: lazyRouteComponent(() => import('../spaces/security/security-page.tsx'), 'SecurityPage'),
});

const members = createRoute({
  getParentRoute: () => shell,
  path: '/organisation',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['sort']),
  component: lazyRouteComponent(() => import('../spaces/organisation/members-page.tsx'), 'MembersPage'),
});

const member = createRoute({
  getParentRoute: () => shell,
  path: '/organisation/members/$account',
  component: lazyRouteComponent(() => import('../spaces/organisation/member-page.tsx'), 'MemberPage'),
});

const invite = createRoute({
  getParentRoute: () => shell,
  path: '/organisation/invite',
  component: lazyRouteComponent(() => import('../spaces/organisation/invite-page.tsx'), 'InvitePage'),
});

const programs = createRoute({
  getParentRoute: () => shell,
  path: '/organisation/programs',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['sort']),
  component: lazyRouteComponent(() => import('../spaces/organisation/programs-page.tsx'), 'ProgramsPage'),
});

const newProgram = createRoute({
  getParentRoute: () => shell,
  path: '/organisation/programs/new',
  component: lazyRouteComponent(
    () => import('../spaces/organisation/new-program-page.tsx'),
    'NewProgramPage',
  ),
});

const organisations = createRoute({
  getParentRoute: () => shell,
  path: '/organisations',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['sort']),
  component: lazyRouteComponent(
    () => import('../spaces/organisation/organisations-page.tsx'),
    'OrganisationsPage',
  ),
});

const newOrganisation = createRoute({
  getParentRoute: () => shell,
  path: '/organisations/new',
  component: lazyRouteComponent(
    () => import('../spaces/organisation/new-organisation-page.tsx'),
    'NewOrganisationPage',
  ),
});

const disasterSearch = createRoute({
  getParentRoute: () => shell,
  path: '/reception/disaster',
  component: lazyRouteComponent(
    () => import('../spaces/person/disaster-search-page.tsx'),
    'DisasterSearchPage',
  ),
});

const ownConsents = createRoute({
  getParentRoute: () => shell,
  path: '/me/consents',
  component: lazyRouteComponent(() => import('../spaces/patient/own-consents-page.tsx'), 'OwnConsentsPage'),
});

const restrictions = createRoute({
  getParentRoute: () => shell,
  path: '/me/restrictions',
  component: lazyRouteComponent(() => import('../spaces/patient/restrictions-page.tsx'), 'RestrictionsPage'),
});

const proxies = createRoute({
  getParentRoute: () => shell,
  path: '/me/proxies',
  component: lazyRouteComponent(() => import('../spaces/patient/proxies-page.tsx'), 'ProxiesPage'),
});

const notices = createRoute({
  getParentRoute: () => shell,
  path: '/me/notices',
  component: lazyRouteComponent(() => import('../spaces/patient/notices-page.tsx'), 'NoticesPage'),
});

const principal = createRoute({
  getParentRoute: () => shell,
  path: '/principals/$ref',
  component: lazyRouteComponent(() => import('../spaces/patient/acting-frame.tsx'), 'ActingFrame'),
});

const principalDrugs = createRoute({
  getParentRoute: () => principal,
  path: '/',
  component: lazyRouteComponent(() => import('../spaces/patient/my-drugs-page.tsx'), 'MyDrugsPage'),
});

const principalRecord = createRoute({
  getParentRoute: () => principal,
  path: '/record',
  validateSearch: (search: Record<string, unknown>) => pick(search, RECORD_SEARCH_KEYS),
  component: lazyRouteComponent(() => import('../spaces/patient/my-record-page.tsx'), 'MyRecordPage'),
});

const principalDisclosures = createRoute({
  getParentRoute: () => principal,
  path: '/disclosures',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['own']),
  component: lazyRouteComponent(() => import('../spaces/patient/disclosures-page.tsx'), 'DisclosuresPage'),
});

const principalConsents = createRoute({
  getParentRoute: () => principal,
  path: '/consents',
  component: lazyRouteComponent(() => import('../spaces/patient/own-consents-page.tsx'), 'OwnConsentsPage'),
});

const pharmacy = createRoute({
  getParentRoute: () => shell,
  path: '/pharmacy',
  component: lazyRouteComponent(() => import('../spaces/pharmacy/pharmacy-page.tsx'), 'PharmacyPage'),
});

const pharmacyList = createRoute({
  getParentRoute: () => shell,
  path: '/pharmacy/list',
  component: lazyRouteComponent(() => import('../spaces/pharmacy/list-page.tsx'), 'PharmacyListPage'),
});

const pharmacyPrescription = createRoute({
  getParentRoute: () => shell,
  path: '/pharmacy/prescriptions/$id',
  component: lazyRouteComponent(
    () => import('../spaces/pharmacy/prescription-page.tsx'),
    'PharmacyPrescriptionPage',
  ),
});

const myPrescriptions = createRoute({
  getParentRoute: () => shell,
  path: '/me/prescriptions',
  component: lazyRouteComponent(
    () => import('../spaces/patient/my-prescriptions-page.tsx'),
    'MyPrescriptionsPage',
  ),
});

const notebook = createRoute({
  getParentRoute: () => shell,
  path: '/me/notebook',
  component: lazyRouteComponent(() => import('../spaces/patient/notebook-page.tsx'), 'NotebookPage'),
});

const principalPrescriptions = createRoute({
  getParentRoute: () => principal,
  path: '/prescriptions',
  component: lazyRouteComponent(
    () => import('../spaces/patient/my-prescriptions-page.tsx'),
    'MyPrescriptionsPage',
  ),
});

const principalNotebook = createRoute({
  getParentRoute: () => principal,
  path: '/notebook',
  component: lazyRouteComponent(() => import('../spaces/patient/notebook-page.tsx'), 'NotebookPage'),
});

const viewLog = createRoute({
  getParentRoute: () => shell,
  path: '/facility/view-log',
  validateSearch: (search: Record<string, unknown>) =>
    pick(search, ['from', 'to', 'account', 'emergency', 'sort']),
  component: lazyRouteComponent(() => import('../spaces/facility/view-log-page.tsx'), 'ViewLogPage'),
});

const emergencies = createRoute({
  getParentRoute: () => shell,
  path: '/facility/emergencies',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['state']),
  component: lazyRouteComponent(() => import('../spaces/facility/emergencies-page.tsx'), 'EmergenciesPage'),
});

const questions = createRoute({
  getParentRoute: () => shell,
  path: '/facility/questions',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['state']),
  component: lazyRouteComponent(() => import('../spaces/facility/questions-page.tsx'), 'QuestionsPage'),
});

const disasterModes = createRoute({
  getParentRoute: () => shell,
  path: '/disaster-modes',
  component: lazyRouteComponent(() => import('../spaces/ministry/modes-page.tsx'), 'ModesPage'),
});

const newDisasterMode = createRoute({
  getParentRoute: () => shell,
  path: '/disaster-modes/new',
  component: lazyRouteComponent(() => import('../spaces/ministry/new-mode-page.tsx'), 'NewModePage'),
});

const unusualAccess = createRoute({
  getParentRoute: () => shell,
  path: '/operator/unusual-access',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['state', 'sort']),
  component: lazyRouteComponent(
    () => import('../spaces/operator/unusual-access-page.tsx'),
    'UnusualAccessPage',
  ),
});

const ownApps = createRoute({
  getParentRoute: () => shell,
  path: '/me/apps',
  component: lazyRouteComponent(() => import('../spaces/apps/own-apps-page.tsx'), 'OwnAppsPage'),
});

const enabledApps = createRoute({
  getParentRoute: () => shell,
  path: '/organisation/apps',
  component: lazyRouteComponent(() => import('../spaces/apps/enabled-apps-page.tsx'), 'EnabledAppsPage'),
});

const allApps = createRoute({
  getParentRoute: () => shell,
  path: '/operator/apps',
  component: lazyRouteComponent(() => import('../spaces/apps/apps-page.tsx'), 'AppsPage'),
});

const newApp = createRoute({
  getParentRoute: () => shell,
  path: '/operator/apps/new',
  component: lazyRouteComponent(() => import('../spaces/apps/new-app-page.tsx'), 'NewAppPage'),
});

const routeTree = root.addChildren([
  signIn,
  invitation,
  reader,
  authorize,
  shell.addChildren([
    home,
    security,
    members,
    member,
    invite,
    programs,
    newProgram,
    organisations,
    newOrganisation,
    reception,
    provisional,
    bulk,
    bulkJob,
    coverages,
    newCoverage,
    coverage,
    insurerFiles,
    insurerFile,
    person.addChildren([consent, record, personPrescriptions, newPrescription]),
    prescriptions,
    prescriptionAlerts,
    prescription,
    changePrescription,
    printPrescription,
    myDrugs,
    myRecord,
    disclosures,
    ownConsents,
    restrictions,
    proxies,
    notices,
    principal.addChildren([
      principalDrugs,
      principalPrescriptions,
      principalNotebook,
      principalRecord,
      principalDisclosures,
      principalConsents,
    ]),
    pharmacy,
    pharmacyList,
    pharmacyPrescription,
    myPrescriptions,
    notebook,
    disasterSearch,
    viewLog,
    emergencies,
    questions,
    disasterModes,
    newDisasterMode,
    unusualAccess,
    ownApps,
    enabledApps,
    allApps,
    newApp,
    intake,
    file,
    work,
  ]),
]);

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultErrorComponent: CrashPage,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
