import { call, segment } from './client.ts';
import type { Instant } from './types.ts';

/** What an app asks the person who is signed in. */
export interface AppRequest {
  readonly app: { readonly clientId: string; readonly name: string; readonly publisher: string };
  /** Scopes that open data; each may be unticked. */
  readonly dataScopes: readonly string[];
  readonly otherScopes: readonly string[];
  readonly returnsTo: string;
  readonly lasts: 'days' | 'session' | 'once';
  readonly days: number;
  readonly firstTime: boolean;
  readonly patientRef: string | null;
}

export interface OwnApp {
  readonly grantId: string;
  readonly name: string;
  readonly publisher: string;
  readonly scopes: readonly string[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly lastUsedAt: Instant | null;
}

export type AppAuthentication = 'none' | 'client_secret_basic';

export interface NewApp {
  readonly name: string;
  readonly publisher: string;
  readonly redirectUris: readonly string[];
  readonly launchUri?: string;
  readonly scopes: readonly string[];
  readonly authentication: AppAuthentication;
}

export interface RegisteredApp {
  readonly clientId: string;
  readonly name: string;
  readonly publisher: string;
  readonly redirectUris: readonly string[];
  readonly launchUri: string | null;
  readonly scopes: readonly string[];
  readonly createdAt: Instant;
  readonly disabledAt: Instant | null;
}

export interface LaunchableApp {
  readonly clientId: string;
  readonly name: string;
  readonly publisher: string;
  readonly scopes: readonly string[];
  readonly enabled: boolean;
}

type Launchable = { readonly apps: readonly LaunchableApp[] };
const request = (id: string) => `/app-requests/${segment(id)}`;

/** Apps that people let act for them: one function per call. */
export const apps = {
  request: (id: string) => call<AppRequest>('GET', request(id)),
  decide: (id: string, decision: { readonly allow: boolean; readonly scopes: readonly string[] }) =>
    call<{ readonly returnTo: string }>('POST', request(id), decision),
  own: () => call<{ readonly apps: readonly OwnApp[] }>('GET', '/me/apps'),
  revoke: (grantId: string) => call<null>('DELETE', `/me/apps/${segment(grantId)}`),
  all: () => call<{ readonly apps: readonly RegisteredApp[] }>('GET', '/apps'),
  register: (app: NewApp) =>
    call<{ readonly clientId: string; readonly clientSecret: string | null }>('POST', '/apps', app),
  disable: (clientId: string, disabled: boolean) =>
    call<null>('POST', `/apps/${segment(clientId)}/state`, { disabled }),
  ofOrganisation: () => call<Launchable>('GET', '/organisation/apps'),
  enable: (clientId: string, enabled: boolean) =>
    call<null>('POST', `/organisation/apps/${segment(clientId)}`, { enabled }),
  launchable: () => call<Launchable>('GET', '/launchable-apps'),
  launch: (clientId: string, ref: string) =>
    call<{ readonly url: string }>('POST', `/apps/${segment(clientId)}/launch`, { ref }),
};
