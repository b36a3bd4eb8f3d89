import { call, callOnce, query, segment } from './client.ts';
import type {
  AlertDecision,
  AlertOverview,
  CheckAnswer,
  FoundDrug,
  IssueType,
  PrescriptionDraft,
  PrescriptionSummary,
  PrescriptionView,
  Registered,
  SigningCertificate,
  UsageEntry,
} from './prescription-types.ts';
import type { LocalDate } from './types.ts';

export interface IssueInput {
  readonly draft: PrescriptionDraft;
  readonly issueType: IssueType;
  readonly decisions: readonly AlertDecision[];
}

export interface WorkListFilter {
  readonly state: string | null;
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
  /** `open`: only those with an inquiry that waits for an answer. */
  readonly inquiries: string | null;
}

const ofPerson = (ref: string) => `/persons/${segment(ref)}/prescriptions`;
const one = (id: string) => `/prescriptions/${segment(id)}`;

/** Electronic prescriptions as an institution sees them. `key`: see `callOnce`. */
export const prescriptionsApi = {
  ofPerson: (ref: string) =>
    call<{ readonly prescriptions: readonly PrescriptionView[] }>('GET', ofPerson(ref)),
  /** `changing`: the prescription in whose place the draft comes; its own drugs are no overlap. */
  check: (ref: string, draft: PrescriptionDraft, chartNoteId: string | null, changing: string | null) =>
    call<CheckAnswer>('POST', `${ofPerson(ref)}/check`, {
      draft: { groups: draft.groups },
      ...(changing === null ? {} : { changing }),
      ...(chartNoteId === null ? {} : { oralConsent: { chartNoteId } }),
    }),
  issue: (ref: string, input: IssueInput, key: string) =>
    callOnce<Registered>('POST', ofPerson(ref), key, { ...input, sign: 'service' }),
  suppress: (ref: string, pair: string, reason: string, days: number) =>
    call<null>('POST', `/persons/${segment(ref)}/suppressions`, { pair, reason, days }),

  list: (filter: WorkListFilter, cursor: string | null) =>
    call<{ readonly prescriptions: readonly PrescriptionSummary[]; readonly next: string | null }>(
      'GET',
      `/prescriptions${query({ ...filter, cursor })}`,
    ),
  get: (id: string) => call<PrescriptionView>('GET', one(id)),
  /** The text of the two-dimensional code, whole and as the bytes of each symbol (base64). */
  qr: (id: string) =>
    call<{ readonly symbols: readonly string[]; readonly text: string }>('GET', `${one(id)}/qr`),
  cancel: (id: string, version: number, key: string) =>
    callOnce<PrescriptionView>('POST', `${one(id)}/cancel`, key, { version }),
  undoCancel: (id: string, version: number, key: string) =>
    callOnce<PrescriptionView>('POST', `${one(id)}/undo-cancel`, key, { version }),
  change: (id: string, input: IssueInput, key: string) =>
    callOnce<Registered>('POST', `${one(id)}/change`, key, { ...input, sign: 'service' }),
  undoChange: (id: string, version: number, key: string) =>
    callOnce<PrescriptionView>('POST', `${one(id)}/undo-change`, key, { version }),
  answer: (id: string, inquiryId: string, answer: string, key: string) =>
    callOnce<PrescriptionView>('POST', `${one(id)}/inquiries/${segment(inquiryId)}/answer`, key, { answer }),
  alerts: (from: LocalDate, to: LocalDate) =>
    call<AlertOverview>('GET', `/prescriptions/alerts${query({ from, to })}`),
};

/** Drugs and usages to choose from; no person is in these calls. */
export const drugsApi = {
  search: (text: string, on: LocalDate, limit: number) =>
    call<{ readonly drugs: readonly FoundDrug[] }>(
      'GET',
      `/drugs${query({ q: text, on, limit: String(limit) })}`,
    ),
  usages: (text: string, form: string) =>
    call<{ readonly usages: readonly UsageEntry[] }>('GET', `/drugs/usages${query({ q: text, form })}`),
};

/** The second certificate in the key service, with which the signed-in person signs. */
export const signingApi = {
  own: () => call<{ readonly certificate: SigningCertificate | null }>('GET', '/me/signing'),
  enrol: () => call<{ readonly certificate: SigningCertificate }>('POST', '/me/signing/enrol', {}),
};
