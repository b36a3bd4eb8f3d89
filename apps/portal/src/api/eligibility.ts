import { call, query, segment } from './client.ts';
import type {
  BulkJob,
  BulkResult,
  CheckIn,
  ConsentCategory,
  EligibilityAnswer,
  Identification,
  Identified,
  LookUpInput,
  PrescriptionForm,
  Provisional,
  ProvisionalInput,
  ProvisionalState,
} from './eligibility-types.ts';
import type { CardAnswer } from './identity-types.ts';
import type {
  CoverageHistory,
  CoverageInput,
  CoveragePage,
  InsurerFile,
  InsurerFilePage,
  Overlap,
  Registered,
} from './insurer-types.ts';
import type { LocalDate } from './types.ts';

/** Calls of the desk and of the card reader beside it. */
export const eligibilityApi = {
  lookUp: (input: LookUpInput) => call<EligibilityAnswer>('POST', '/eligibility/look-up', input),
  checkIns: (date: LocalDate) =>
    call<{ readonly checkIns: readonly CheckIn[] }>('GET', `/reader/check-ins${query({ date })}`),
  setReferenceNumber: (id: string, referenceNumber: string) =>
    call<{ readonly checkIn: CheckIn }>('POST', `/reader/check-ins/${segment(id)}/reference-number`, {
      referenceNumber,
    }),
  identify: (answer: CardAnswer, identification: Identification) =>
    call<Identified>('POST', '/reader/identify', { ...answer, identification }),
  finishCheckIn: (
    id: string,
    choice: {
      readonly consents: readonly ConsentCategory[];
      readonly prescription: PrescriptionForm | null;
    },
  ) => call<{ readonly checkIn: CheckIn }>('POST', `/reader/check-ins/${segment(id)}`, choice),
  provisionals: (state: ProvisionalState) =>
    call<{ readonly items: readonly Provisional[] }>('GET', `/eligibility/provisional${query({ state })}`),
  takeProvisionally: (input: ProvisionalInput) =>
    call<{ readonly provisional: Provisional }>('POST', '/eligibility/provisional', input),
  recheck: (id: string) =>
    call<{ readonly provisional: Provisional }>('POST', `/eligibility/provisional/${segment(id)}/recheck`),
  closeProvisional: (id: string, note: string) =>
    call<{ readonly provisional: Provisional }>('POST', `/eligibility/provisional/${segment(id)}/close`, {
      note,
    }),
};

/** Calls about lists of appointments. */
export const bulkApi = {
  jobs: () => call<{ readonly jobs: readonly BulkJob[] }>('GET', '/eligibility/bulk'),
  job: (receptionNumber: string, cursor: string | null) =>
    call<{
      readonly job: BulkJob;
      readonly results: readonly BulkResult[];
      readonly next: string | null;
    }>('GET', `/eligibility/bulk/${segment(receptionNumber)}${query({ cursor })}`),
};

/** Calls of an insurer about its own coverages. */
export const insurerApi = {
  coverages: (filter: {
    readonly query: string | null;
    readonly state: string | null;
    readonly cursor: string | null;
  }) => call<CoveragePage>('GET', `/insurer/coverages${query(filter)}`),
  coverage: (id: string) => call<CoverageHistory>('GET', `/insurer/coverages/${segment(id)}`),
  overlaps: () => call<{ readonly overlaps: readonly Overlap[] }>('GET', '/insurer/overlaps'),
  register: (input: CoverageInput) => call<Registered>('POST', '/insurer/coverages', input),
  correct: (id: string, input: CoverageInput) =>
    call<Registered>('POST', `/insurer/coverages/${segment(id)}/correct`, input),
  close: (id: string, input: { readonly validTo: LocalDate; readonly reasonOfLoss: string }) =>
    call<Registered>('POST', `/insurer/coverages/${segment(id)}/close`, input),
  files: () => call<{ readonly files: readonly InsurerFile[] }>('GET', '/insurer/files'),
  file: (id: string, cursor: string | null) =>
    call<InsurerFilePage>('GET', `/insurer/files/${segment(id)}${query({ cursor })}`),
};
