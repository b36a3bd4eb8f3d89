import type {
  DisasterFind,
  DisasterModes,
  DisasterSearch,
  DisclosurePage,
  EmergencyAccess,
  EmergencyInput,
  ExportFormat,
  FacilityQuestion,
  NewConsent,
  NewDisasterMode,
  OpenedEmergency,
  OwnConsents,
  PatientNotice,
  Proxies,
  ProxyOffer,
  Restrictions,
  ReviewOutcome,
  UnusualAccess,
  ViewLogFilter,
  ViewLogPage,
} from './access-types.ts';
import { call, fetchFile, query, segment } from './client.ts';
import type { Category, ConsentState, Instant } from './types.ts';

type Consents = { readonly consents: readonly ConsentState[] };

/** Views outside the ordinary, at a desk. */
export const exceptional = {
  openEmergency: (ref: string, input: EmergencyInput) =>
    call<{ readonly emergency: OpenedEmergency }>('POST', `/persons/${segment(ref)}/emergency`, {
      ...input,
      confirmed: true,
    }),
  oralConsent: (ref: string, categories: readonly Category[], chartNote: string) =>
    call<Consents>('POST', `/persons/${segment(ref)}/oral-consent`, { categories, chartNote }),
  modes: () => call<DisasterModes>('GET', '/disaster-modes'),
  openMode: (mode: NewDisasterMode) => call<{ readonly id: string }>('POST', '/disaster-modes', mode),
  closeMode: (id: string) => call<null>('POST', `/disaster-modes/${segment(id)}/close`),
  search: (input: DisasterSearch) => call<DisasterFind>('POST', '/disaster/search', input),
};

/** What patients do about what is theirs; `home` is `/me`, or `/principals/:ref` for a proxy. */
export const own = {
  disclosures: (home: string, cursor: string | null) =>
    call<DisclosurePage>('GET', `${home}/disclosures${query({ cursor })}`),
  ask: (entryId: string, text: string) =>
    call<{ readonly dueAt: Instant }>('POST', `/me/disclosures/${segment(entryId)}/question`, { text }),
  proof: (entryId: string) => fetchFile(`/me/disclosures/${segment(entryId)}/proof`),

  consents: (home: string) => call<OwnConsents>('GET', `${home}/consents`),
  giveConsent: (home: string, consent: NewConsent) => call<OwnConsents>('POST', `${home}/consents`, consent),
  withdraw: (home: string, facilityCode: string, categories: readonly Category[] | null) =>
    call<OwnConsents>('POST', `${home}/consents/withdraw`, {
      facilityCode,
      ...(categories === null ? {} : { categories }),
    }),

  restrictions: () => call<Restrictions>('GET', '/me/restrictions'),
  stopSharing: (on: boolean) => call<Restrictions>('POST', '/me/restrictions/stop-sharing', { on }),
  withhold: (on: boolean) => call<Restrictions>('POST', '/me/restrictions/withheld', { on }),
  deny: (facilityCode: string, category: Category | null) =>
    call<Restrictions>('POST', '/me/restrictions/denied', { facilityCode, category }),
  allow: (facilityCode: string, category: Category | null) =>
    call<Restrictions>('DELETE', `/me/restrictions/denied/${segment(facilityCode)}${query({ category })}`),
  hide: (key: string, label: string) => call<Restrictions>('POST', '/me/restrictions/hidden', { key, label }),
  unhide: (key: string) => call<Restrictions>('DELETE', `/me/restrictions/hidden/${segment(key)}`),

  proxies: () => call<Proxies>('GET', '/me/proxies'),
  proxyCode: () => call<{ readonly code: string; readonly expiresAt: Instant }>('POST', '/me/proxy-code'),
  offerProxy: (offer: ProxyOffer) => call<Proxies>('POST', '/me/proxies', offer),
  confirmProxy: (id: string) => call<Proxies>('POST', `/me/proxies/${segment(id)}/confirm`),
  endProxy: (id: string) => call<Proxies>('POST', `/me/proxies/${segment(id)}/end`),

  notices: () =>
    call<{ readonly notices: readonly PatientNotice[]; readonly unread: number }>('GET', '/me/notices'),
  unread: () => call<{ readonly unread: number }>('GET', '/me/notices/unread'),
  markRead: (id: string) => call<null>('POST', `/me/notices/${segment(id)}/read`),
  noticeSettings: () => call<{ readonly mail: string | null }>('GET', '/me/notice-settings'),
  setNoticeMail: (mail: string | null) =>
    call<{ readonly mail: string | null }>('POST', '/me/notice-settings', { mail }),
};

/** What the manager of an institution looks after. */
export const office = {
  viewLog: (filter: ViewLogFilter, cursor: string | null) =>
    call<ViewLogPage>('GET', `/facility/view-log${query({ ...filter, cursor })}`),
  exportViewLog: (filter: ViewLogFilter, format: ExportFormat) =>
    fetchFile(`/facility/view-log/export${query({ ...filter, format })}`),
  emergencies: (state: 'open' | 'reviewed') =>
    call<{ readonly accesses: readonly EmergencyAccess[] }>('GET', `/emergency-accesses${query({ state })}`),
  review: (id: string, outcome: ReviewOutcome, note: string) =>
    call<null>('POST', `/emergency-accesses/${segment(id)}/review`, { outcome, note }),
  questions: (state: 'open' | 'answered') =>
    call<{ readonly questions: readonly FacilityQuestion[] }>(
      'GET',
      `/facility/questions${query({ state })}`,
    ),
  answer: (id: string, text: string) =>
    call<null>('POST', `/facility/questions/${segment(id)}/answer`, { text }),
};

/** What whoever operates the installation looks into. */
export const operator = {
  unusualAccess: (state: 'open' | 'closed') =>
    call<{ readonly findings: readonly UnusualAccess[] }>(
      'GET',
      `/operator/unusual-access${query({ state })}`,
    ),
  closeUnusualAccess: (id: string, note: string) =>
    call<null>('POST', `/operator/unusual-access/${segment(id)}/close`, { note }),
};
