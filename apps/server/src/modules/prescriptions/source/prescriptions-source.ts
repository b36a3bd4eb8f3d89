import { addDays, dayOf, daysInMonth, parseLocalDate, parseYearMonth } from '@tsunagu/ids';
import { type Clock, dateInTokyo } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';
import type { RecordPeriod, RecordSource } from '../../../kernel/records/record-source.ts';
import type { DrugKnowledge } from '../model/knowledge.ts';
import display from './display.json' with { type: 'json' };
import { type ClaimsCode, eventsOf, prescribedOf, type SourceDocument, visitOf } from './events.ts';

interface PrescriptionsSourceDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly knowledge: () => Promise<Pick<DrugKnowledge, 'resolve'>>;
}

interface Row {
  readonly kind: SourceDocument['kind'];
  readonly id: string;
  readonly date: string;
  readonly facilityCode: string;
  readonly prescribedOn: string | null;
  readonly prescriberCode: string | null;
  readonly usableUntil: string | null;
  readonly receivedAt: Date;
  readonly document: { readonly groups: SourceDocument['groups'] };
}

// A result stands for the prescriptions that it answers. @spec eligibility.md §9.3
const SQL = `
  WITH result AS (
    SELECT DISTINCT ON (dispensing_id) * FROM prescriptions.dispensing
    WHERE person_id = $1 ORDER BY dispensing_id, version DESC),
  standing AS (SELECT * FROM result WHERE state = 'registered'),
  given AS (
    SELECT DISTINCT ON (in_house_id) * FROM prescriptions.in_house
    WHERE person_id = $1 ORDER BY in_house_id, version DESC)
  SELECT 'dispensing' AS kind, standing.dispensing_id AS id, dispensed_on::text AS date,
    standing.pharmacy_code AS "facilityCode", behind.issued_on::text AS "prescribedOn",
    behind.institution_code AS "prescriberCode", NULL AS "usableUntil", standing.registered_at AS "receivedAt",
    standing.document
  FROM standing LEFT JOIN prescriptions.prescription behind
    ON behind.person_id = $1 AND behind.prescription_id = standing.prescription_ids[1]
  WHERE dispensed_on BETWEEN $2 AND $3
  UNION ALL
  SELECT 'in-house', in_house_id, given_on::text, institution_code, NULL, NULL, NULL, registered_at, document
  FROM given WHERE state = 'registered' AND given_on BETWEEN $2 AND $3
  UNION ALL
  SELECT 'prescription', prescription_id, issued_on::text, institution_code, issued_on::text, NULL,
    usable_until::text, registered_at, document
  FROM prescriptions.prescription one
  WHERE person_id = $1 AND issued_on BETWEEN $2 AND $3
    AND (state = 'in-dispensing' OR (state = 'open' AND usable_until >= $4))
    AND NOT EXISTS (SELECT FROM standing WHERE one.prescription_id = ANY (standing.prescription_ids))
  ORDER BY date DESC, id`;

/** Electronic prescriptions as a source of the record: what was handed out, and what waits, from the moment it is known. */
export function prescriptionsSource({ db, clock, knowledge }: PrescriptionsSourceDeps): RecordSource {
  return {
    id: 'prescriptions',
    async read(personId, period) {
      const today = dateInTokyo(clock());
      const days = daysShown(period, today);
      const rows =
        days.from > days.to
          ? []
          : await db.prepared<Row>('prescriptions.read-record', SQL, [personId, days.from, days.to, today]);
      const { resolve } = rows.length === 0 ? NOTHING_KNOWN : await knowledge();
      const claimsCode: ClaimsCode = (code, on) => resolve(code, on)?.receiptCode ?? null;
      const documents = rows.map((row) => ({ ...row, groups: row.document.groups }));
      const given = documents.filter(({ kind }) => kind !== 'prescription');
      const waiting = documents.flatMap((one) =>
        one.usableUntil === null ? [] : [{ ...one, usableUntil: one.usableUntil }],
      );
      return {
        medications: given.flatMap((one) => eventsOf(one, claimsCode)),
        acts: [],
        visits: given.map(visitOf),
        prescribed: waiting.flatMap((one) => prescribedOf(one, claimsCode)),
        resources: [],
        newestMonth: rows[0]?.date.slice(0, 7) ?? null,
        newestReceivedAt: newest(rows),
      };
    },
  };
}

const NOTHING_KNOWN: Pick<DrugKnowledge, 'resolve'> = { resolve: () => null };

const newest = (rows: readonly Row[]): Date | null =>
  rows.reduce<Date | null>(
    (latest, { receivedAt }) => (latest === null || receivedAt > latest ? receivedAt : latest),
    null,
  );

/** The days of the period that are not too long ago. */
function daysShown(
  { from, to }: RecordPeriod,
  today: string,
): { readonly from: string; readonly to: string } {
  const day = parseLocalDate(today);
  const since = day === null ? today : addDays(day, -display.days);
  const first = `${from}-01`;
  const month = parseYearMonth(to);
  const last = month === null ? null : dayOf(month, daysInMonth(month));
  return { from: first > since ? first : since, to: last === null || last > today ? today : last };
}
