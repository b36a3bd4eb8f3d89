/** What consent is asked for separately. `treatment` leaves surgery out. @spec eligibility.md §4.1 */
export const CATEGORIES = [
  'medication',
  'treatment',
  'surgery',
  'checkup',
  'limit-certificate',
  'specific-disease',
  'medical-subsidy',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** The categories of which a record consists; check-ups join them with their source. */
export const RECORD_CATEGORIES = [
  'medication',
  'treatment',
  'surgery',
] as const satisfies readonly Category[];

/**
 * `visit-24h` at the desk or the card reader; `persistent` given by the patient to an institution, with an end;
 * `visiting` and `online` for 訪問診療 and オンライン診療, until revoked; `oral` spoken, with a note in the chart.
 * @spec eligibility.md §4.1, §4.3
 */
const CONSENT_BASES = ['visit-24h', 'persistent', 'visiting', 'online', 'oral'] as const;
export type ConsentBasis = (typeof CONSENT_BASES)[number];

/** A consent at the institution that asks; times are instants. */
export interface Consent {
  readonly category: Category;
  readonly basis: ConsentBasis;
  readonly givenAt: Date;
  /** Exclusive; null = until revoked. */
  readonly validUntil: Date | null;
  readonly withdrawnAt: Date | null;
}

/** What the patient, or an authority for the patient, has ruled out. @spec phr.md §3 A5, A6; eligibility.md §11.4 */
export interface Limits {
  readonly withheld: boolean;
  readonly sharingStopped: boolean;
  /** At the institution that asks. */
  readonly denied: readonly (Category | 'all')[];
}

/** A view that was opened under §11 for whoever asks, and still belongs to an open mode. */
export interface OpenedView {
  readonly mode: 'emergency' | 'disaster';
  readonly from: Date;
  /** Exclusive. */
  readonly until: Date;
}

/** What a proxy may do in the person's place; a consent to share outside comes with the first app that shares. */
const PROXY_SCOPES = ['view', 'consent', 'share'] as const;
export type ProxyScope = (typeof PROXY_SCOPES)[number];

export interface ProxyGrant {
  readonly principalId: string;
  readonly proxyId: string;
  readonly scopes: readonly ProxyScope[];
  readonly from: Date;
  /** Exclusive; null = until ended. */
  readonly until: Date | null;
  /** Of a minor's proxy: from then on nothing but looking is left. */
  readonly viewOnlyFrom: Date | null;
  readonly confirmedByPrincipalAt: Date | null;
  readonly confirmedByProxyAt: Date | null;
  readonly endedAt: Date | null;
}

/** Everything on which a decision may rest, read before it is made. */
export interface Standing {
  readonly consents: readonly Consent[];
  readonly limits: Limits;
  readonly opened: readonly OpenedView[];
  /** A disaster mode is open for the area of the institution that asks. */
  readonly disasterModeOpen: boolean;
  readonly proxies: readonly ProxyGrant[];
}

export const NOTHING_STANDS: Standing = {
  consents: [],
  limits: { withheld: false, sharingStopped: false, denied: [] },
  opened: [],
  disasterModeOpen: false,
  proxies: [],
};

/** Both sides confirmed, the time has come and not passed, and the scope is still there. @spec phr.md §3 A7 */
export const allows = (proxy: ProxyGrant, scope: ProxyScope, now: Date): boolean =>
  proxy.confirmedByPrincipalAt !== null &&
  proxy.confirmedByProxyAt !== null &&
  proxy.from <= now &&
  (proxy.until === null || now < proxy.until) &&
  (proxy.endedAt === null || now < proxy.endedAt) &&
  proxy.scopes.includes(scope) &&
  (scope === 'view' || proxy.viewOnlyFrom === null || now < proxy.viewOnlyFrom);
