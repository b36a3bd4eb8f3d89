import type { LocalDate, YearMonth } from '@tsunagu/ids';
import { facilityKey, type ListSearch, readListRequest } from '@tsunagu/oqs';
import { dateInTokyo } from '../../../kernel/clock.ts';
import type { Transaction } from '../../../kernel/db/database.ts';
import { insertRows } from '../../../kernel/db/insert-rows.ts';
import { consentsAt, type DiscloseDeps, standingConsents } from '../../access/index.ts';
import { NOBODY, type PersonId } from '../../registry/index.ts';
import type { AskedPerson } from '../ask-person.ts';
import type { StoredJob } from '../bulk-job.ts';
import { lookUpByCard } from '../look-up.ts';
import { PUBLIC_ASSISTANCE } from '../model/coverage.ts';
import { answerBody, consentsTo } from '../model/oqs-answer.ts';
import { assistedDay, dayBegins, dayEnds, type RequestedList, seenWithin } from '../model/requested-list.ts';
import { referenceNumberOf } from '../reference-numbers.ts';
import { newestCoverages } from '../store.ts';
import { askerOf, type OpenedWorklist } from './worklist.ts';

/** Somebody on a list. */
interface Listed {
  readonly personId: PersonId;
  readonly date: string;
  readonly consentAt: Date | null;
}

const PEOPLE_PER_STATEMENT = 1_000;

/**
 * A list that the institution asks for: people who let it look after them at home or online, or its patients on public
 * assistance, each asked about as with their card. @spec eligibility.md §3.1, §4.1, §6
 */
export async function openRequestedList(
  deps: DiscloseDeps,
  job: StoredJob & { readonly kind: RequestedList },
  bytes: Uint8Array,
): Promise<OpenedWorklist> {
  const read = readListRequest(job.kind, bytes);
  if (read.message === null) return { refusal: read.error.code };
  const { header, body } = read.message;
  if (facilityKey(header.medicalInstitutionCode) !== job.facilityCode)
    return { refusal: 'ELG-FACILITY-DIFFERS' };
  return {
    refusal: null,
    total: await fixPeople(deps, job, body.search),
    date: null,
    arbitraryIdentifier: header.arbitraryFileIdentifier ?? null,
    ask: async (done, count) => {
      const people = await deps.db.query<Listed>(
        `SELECT person_id AS "personId", date::text, consent_at AS "consentAt" FROM eligibility.listed_person
         WHERE facility_code = $1 AND reception_number = $2 AND ordinal > $3 ORDER BY ordinal LIMIT $4`,
        [job.facilityCode, job.receptionNumber, done, count],
      );
      return Promise.all(people.map((person) => ask(deps, job, person)));
    },
  };
}

/** Decides once who is on the list, so that interrupted work goes on with the same people. Returns how many they are. */
function fixPeople(
  deps: DiscloseDeps,
  job: StoredJob & { readonly kind: RequestedList },
  search: ListSearch,
): Promise<number> {
  const key = [job.facilityCode, job.receptionNumber];
  return deps.db.transaction(async (tx) => {
    await tx.query(
      'SELECT FROM eligibility.bulk_job WHERE facility_code = $1 AND reception_number = $2 FOR UPDATE',
      key,
    );
    const [fixed] = await tx.query<{ total: number }>(
      `SELECT count(*)::integer AS total FROM eligibility.listed_person
       WHERE facility_code = $1 AND reception_number = $2`,
      key,
    );
    if (fixed !== undefined && fixed.total > 0) return fixed.total;
    let total = 0;
    for await (const people of peopleOf(tx, job, search, deps.clock())) {
      await insertRows(tx, {
        into: 'eligibility.listed_person (facility_code, reception_number, ordinal, person_id, date, consent_at)',
        rows: people.map((one, at) => [...key, total + at + 1, one.personId, one.date, one.consentAt]),
      });
      total += people.length;
    }
    return total;
  });
}

function peopleOf(
  tx: Transaction,
  job: StoredJob & { readonly kind: RequestedList },
  search: ListSearch,
  now: Date,
): AsyncGenerator<Listed[]> {
  switch (job.kind) {
    case 'home-visit':
      return consenting(tx, job, 'visiting', { from: search.consentDateFrom, to: search.consentDateTo, now });
    case 'online':
      return consenting(tx, job, 'online', {
        from: search.examinationDateFrom,
        to: search.examinationDateTo,
        now,
      });
    case 'public-assistance':
      return assisted(tx, job, search.medicalTreatmentMonth);
  }
}

interface Period {
  readonly from: LocalDate | undefined;
  /** Inclusive. */
  readonly to: LocalDate | undefined;
  readonly now: Date;
}

async function* consenting(
  tx: Transaction,
  { facilityCode, receivedAt }: StoredJob,
  basis: 'visiting' | 'online',
  { from, to, now }: Period,
): AsyncGenerator<Listed[]> {
  const date = dateInTokyo(receivedAt);
  const asked = {
    facilityCode,
    basis,
    from: from === undefined ? null : dayBegins(from),
    to: to === undefined ? null : dayEnds(to),
    now,
    limit: PEOPLE_PER_STATEMENT,
  };
  let after: PersonId | null = null;
  do {
    const page: Awaited<ReturnType<typeof consentsAt>> = await consentsAt(tx, { ...asked, after });
    yield page.people.map(({ personId, givenAt }) => ({ personId, date, consentAt: givenAt }));
    after = page.next;
  } while (after !== null);
}

/**
 * Whom the institution looked up, or who checked in there, says the log. What a list told counts as no look-up: else
 * nobody would ever leave the lists.
 */
async function* assisted(
  tx: Transaction,
  { facilityCode, receivedAt }: StoredJob,
  month: YearMonth | undefined,
): AsyncGenerator<Listed[]> {
  if (month === undefined) return;
  const today = dateInTokyo(receivedAt) as LocalDate;
  const { from, to } = seenWithin(month);
  const rows = await tx.query<{ person_id: PersonId }>(
    `SELECT DISTINCT c.person_id FROM eligibility.coverage c
     WHERE c.card_class = $5 AND c.person_id IN (
       SELECT e.person_id FROM audit.entry e
       WHERE e.facility_code = $1 AND e.at >= $2 AND e.at < $3 AND e.purpose = 'eligibility' AND e.outcome = 'shown'
         AND e.method IN ('card', 'numbers') AND e.person_id <> $4)
     ORDER BY c.person_id`,
    [facilityCode, from, to, NOBODY, PUBLIC_ASSISTANCE],
  );
  for (let at = 0; at < rows.length; at += PEOPLE_PER_STATEMENT) {
    const ids = rows.slice(at, at + PEOPLE_PER_STATEMENT).map(({ person_id }) => person_id);
    const coverages = await newestCoverages(tx, ids);
    yield ids.flatMap((personId) => {
      const date = assistedDay(coverages.get(personId) ?? [], { month, today });
      return date === null ? [] : [{ personId, date, consentAt: null }];
    });
  }
}

/** Asks about one of them; the consents are those that stand now, which may be fewer than when the list was made. */
async function ask(
  deps: DiscloseDeps,
  job: StoredJob,
  { personId, date, consentAt }: Listed,
): Promise<AskedPerson> {
  const { facilityCode, receptionNumber } = job;
  const now = deps.clock();
  const standing = consentAt === null ? [] : await standingConsents(deps.db, { personId, facilityCode, now });
  const answer = await lookUpByCard(deps, {
    actor: askerOf(job),
    requestId: `bulk-${receptionNumber}`,
    personId,
    date,
    specificDiseaseConsent: standing.includes('specific-disease'),
    entryMethod: 'list',
  });
  const referenceNumber = await referenceNumberOf(deps.db, personId, facilityCode);
  const consents = consentAt === null ? null : consentsTo(standing, consentAt, null);
  return { answer, unit: answerBody(answer, { referenceNumber, consents }) };
}
