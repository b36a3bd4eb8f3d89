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
  validateSearch: (search: Record<string, unknown>) => pick(search, ['next']),
  component: lazyRouteComponent(() => import('../spaces/sign-in/sign-in-page.tsx'), 'SignInPage'),
});

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });

const home = createRoute({ getParentRoute: () => shell, path: '/', component: HomePage });

const reception = createRoute({
  getParentRoute: () => shell,
  path: '/reception',
  component: lazyRouteComponent(() => import('../spaces/reception/reception-page.tsx'), 'ReceptionPage'),
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

const routeTree = root.addChildren([
  signIn,
  shell.addChildren([
    home,
    reception,
    person.addChildren([consent, record]),
    myDrugs,
    myRecord,
    disclosures,
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
