import type { DiscloseDeps } from '../../access/index.ts';
import { type AskedPerson, askPerson } from '../ask-person.ts';
import type { StoredJob } from '../bulk-job.ts';
import { errorBody } from '../model/oqs-answer.ts';
import { type ListedPerson, readList } from '../model/read-list.ts';
import { askerOf, type OpenedWorklist } from './worklist.ts';

/** A list of appointments: people by the numbers that stand in it. @spec eligibility.md §3.1 */
export async function openGivenList(
  deps: DiscloseDeps,
  job: StoredJob,
  bytes: Uint8Array,
): Promise<OpenedWorklist> {
  const list = await readList(job.name, bytes);
  if (list.persons === null) return { refusal: list.refusal };
  const { persons, date, arbitraryIdentifier, facilityCode } = list;
  if (facilityCode !== null && facilityCode !== job.facilityCode) return { refusal: 'ELG-FACILITY-DIFFERS' };
  return {
    refusal: null,
    total: persons.length,
    date,
    arbitraryIdentifier,
    ask: (done, count) =>
      Promise.all(persons.slice(done, done + count).map((person) => ask(deps, job, date, person))),
  };
}

async function ask(
  deps: DiscloseDeps,
  job: StoredJob,
  date: string | null,
  { search, error }: ListedPerson,
): Promise<AskedPerson> {
  if (error !== null) return { answer: null, unit: errorBody(error.code, error.message, search) };
  const { facilityCode, receptionNumber } = job;
  const asking = { actor: askerOf(job), requestId: `bulk-${receptionNumber}`, facilityCode, search };
  return askPerson(deps, date === null ? asking : { ...asking, date });
}
