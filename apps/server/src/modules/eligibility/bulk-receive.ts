import { dateInTokyo } from '../../kernel/clock.ts';
import type { FileStore } from '../../kernel/files/file-store.ts';
import { type Actor, type DiscloseDeps, disclose } from '../access/index.ts';
import { NOBODY } from '../registry/index.ts';
import { findJob, type StoredJob } from './bulk-job.ts';
import { kindOfList } from './model/read-list.ts';
import type { RequestedList } from './model/requested-list.ts';

export interface BulkDeps extends DiscloseDeps {
  readonly files: FileStore;
}

export interface Facility {
  readonly actor: Actor & { readonly kind: 'staff' };
  readonly requestId: string;
}

/** A list that fits into memory with ease; larger ones are split. */
export const MOST_LIST_BYTES = 64 * 1024 * 1024;

export interface ReceivedList {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** For a request for a list; absent: a list of appointments. */
  readonly requested?: RequestedList;
}

/**
 * Keeps a list of appointments, or the request for a list, and gives it a reception number. It is worked off in the
 * background. Throws FILE_EMPTY, FILE_TOO_LARGE, and what the door refuses.
 */
export async function receiveBulk(
  deps: BulkDeps,
  { actor, requestId }: Facility,
  { name, bytes, requested }: ReceivedList,
): Promise<StoredJob> {
  return disclose(
    deps,
    { actor, requestId, personId: NOBODY, purpose: 'eligibility', categories: [], method: 'bulk' },
    async () => {
      const { sha256 } = await deps.files.put(
        (async function* () {
          yield bytes;
        })(),
        { maxBytes: MOST_LIST_BYTES },
      );
      const now = deps.clock();
      const facilityCode = actor.facilityCode ?? '';
      const [row] = await deps.db.query<{ n: string }>(
        `INSERT INTO eligibility.bulk_job (facility_code, facility_name, reception_number, name, kind, sha256, received_at, received_by)
         VALUES ($1, $2, $3 || lpad(nextval('eligibility.reception_number')::text, 10, '0'), $4, $5, $6, $7, $8)
         RETURNING reception_number AS n`,
        [
          facilityCode,
          actor.organisation ?? '',
          dateInTokyo(now).replaceAll('-', ''),
          name,
          requested ?? kindOfList(name, bytes),
          sha256,
          now,
          actor.account,
        ],
      );
      const job = await findJob(deps.db, facilityCode, row?.n ?? '');
      return { answer: () => job, itemCount: 0 };
    },
  );
}
