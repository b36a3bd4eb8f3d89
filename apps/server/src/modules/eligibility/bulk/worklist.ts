import type { Actor } from '../../access/index.ts';
import type { AskedPerson } from '../ask-person.ts';
import type { StoredJob } from '../bulk-job.ts';

/** Whom a job is about, in an order that stays the same however often the work is begun. */
export interface Worklist {
  readonly refusal: null;
  readonly total: number;
  /** Day for which is asked, as the file says; null where it says nothing. */
  readonly date: string | null;
  readonly arbitraryIdentifier: string | null;
  /** Asks about `count` people behind the first `done`. */
  readonly ask: (done: number, count: number) => Promise<AskedPerson[]>;
}

export type OpenedWorklist = Worklist | { readonly refusal: string };

/** In whose name the people of a job are asked about: the institution's, by whoever handed it in. */
export const askerOf = (job: StoredJob): Actor => ({
  kind: 'staff',
  account: job.receivedBy,
  roles: ['system'],
  facilityCode: job.facilityCode,
  insurerNumber: null,
  organisation: job.facilityName,
  emergencyDesignated: false,
  scopes: null,
});
