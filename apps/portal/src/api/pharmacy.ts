import { ApiError, call, callOnce, onceKey, segment } from './client.ts';
import type {
  DispensingInput,
  FoundPrescriptions,
  OwnPrescription,
  PharmacySearch,
  PharmacyWork,
  RegisteredDispensing,
  TakenPaper,
} from './pharmacy-types.ts';
import type { CheckAnswer, DispensedGroup, DispensingView, PrescriptionView } from './prescription-types.ts';

/** Keys of writes that are under way, or whose answer was lost. */
const unanswered = new Map<string, string>();

/**
 * A write that the server carries out once. The same write after a lost answer carries the same key and gets the
 * first answer; after any answer it is a new one. @spec prescriptions.md §9
 */
async function write<T>(method: 'POST' | 'PUT', path: string, body: unknown = {}): Promise<T> {
  const what = `${method} ${path} ${JSON.stringify(body)}`;
  const key = unanswered.get(what) ?? onceKey();
  unanswered.set(what, key);
  try {
    const answer = await callOnce<T>(method, path, key, body);
    unanswered.delete(what);
    return answer;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 0) unanswered.delete(what);
    throw error;
  }
}

const one = (id: string) => `/prescriptions/${segment(id)}`;
const result = (id: string) => `/dispensings/${segment(id)}`;

/** Electronic prescriptions as a pharmacy sees them. */
export const pharmacyApi = {
  search: (input: PharmacySearch) => call<FoundPrescriptions>('POST', '/pharmacy/search', input),
  waiting: (ref: string) => call<FoundPrescriptions>('GET', `/persons/${segment(ref)}/prescriptions/waiting`),
  paper: (bytesBase64: string) => write<TakenPaper>('POST', '/pharmacy/paper', { bytesBase64, qr: true }),
  paperText: (text: string) => write<TakenPaper>('POST', '/pharmacy/paper', { text, qr: true }),
  work: () => call<PharmacyWork>('GET', '/pharmacy/worklist'),
  get: (id: string) => call<PrescriptionView>('GET', one(id)),
  receive: (id: string) => write<PrescriptionView>('POST', `${one(id)}/receive`),
  release: (id: string) => write<PrescriptionView>('POST', `${one(id)}/release`),
  refuse: (id: string, reason: string) => write<PrescriptionView>('POST', `${one(id)}/refuse`, { reason }),
  undoRefuse: (id: string) => write<PrescriptionView>('POST', `${one(id)}/undo-refuse`),
  check: (id: string, groups: readonly DispensedGroup[]) =>
    call<CheckAnswer>('POST', `${one(id)}/check`, { groups }),
  ask: (id: string, question: string) => write<unknown>('POST', `${one(id)}/inquiries`, { question }),
  note: (id: string, inquiryId: string, answer: string) =>
    write<unknown>('POST', `${one(id)}/inquiries/${segment(inquiryId)}/note`, { answer }),
  dispense: (input: DispensingInput) => write<RegisteredDispensing>('POST', '/dispensings', input),
  changeResult: (id: string, input: DispensingInput) => write<RegisteredDispensing>('PUT', result(id), input),
  cancelResult: (id: string) => write<unknown>('POST', `${result(id)}/cancel`),
  storeResult: (id: string) => write<DispensingView>('POST', `${result(id)}/store`),
};

/** What patients have of their prescriptions; `home` is `/me`, or `/principals/:ref` for a proxy. */
export const ownPrescriptionsApi = {
  list: (home: string) =>
    call<{ readonly prescriptions: readonly OwnPrescription[] }>('GET', `${home}/prescriptions`),
};
