import type { Database } from '../../../kernel/db/database.ts';
import type { RecordPeriod, RecordSource, SourceFile } from '../../../kernel/records/record-source.ts';
import type { Facts } from '../model/facts.ts';
import { selectFiles } from '../take-in/file-record.ts';
import { type DerivedEvents, deriveEvents, monthText } from './derive-events.ts';

interface ClaimRow {
  readonly month: number;
  readonly file_id: string;
  readonly ordinal: number;
  readonly facility_code: string;
  readonly setting: number;
  readonly prescriber: string;
  readonly superseded_by: string | null;
  readonly facts: string;
}

/** Enough for the files behind some thousand records; a file that is taken never changes. */
const MOST_FILES_KEPT = 100_000;

const monthNumber = (month: string): number => Number(month.slice(0, 4)) * 100 + Number(month.slice(5, 7));

/** Claims as a source of the record: one range scan per person. */
export function claimsSource(db: Database): RecordSource {
  const taken = new Map<string, SourceFile>();

  async function learnFiles(fileIds: ReadonlySet<string>): Promise<void> {
    const unknown = [...fileIds].filter((fileId) => !taken.has(fileId));
    if (unknown.length === 0) return;
    if (taken.size > MOST_FILES_KEPT) taken.clear();
    const files = await selectFiles(db, `file_id = ANY ($1) AND state = 'taken'`, [unknown]);
    for (const { fileId, sha256, name, receivedAt } of files) {
      taken.set(fileId, { source: 'claims', file: sha256, fileName: name, receivedAt });
    }
  }

  return {
    id: 'claims',
    async read(personId: string, period: RecordPeriod) {
      const rows = await db.prepared<ClaimRow>(
        'claims.read-person',
        `SELECT month, file_id, ordinal, facility_code, setting, prescriber, superseded_by, facts
         FROM claims.claim WHERE person_id = $1 AND month BETWEEN $2 AND $3 ORDER BY month DESC, file_id, ordinal`,
        [personId, monthNumber(period.from), monthNumber(period.to)],
      );
      const fileIds = new Set(rows.map((row) => row.file_id));
      for (const row of rows) if (row.superseded_by !== null) fileIds.add(row.superseded_by);
      await learnFiles(fileIds);

      const events: DerivedEvents = { medications: [], acts: [], visits: [] };
      let newestMonth: string | null = null;
      let newestReceivedAt: Date | null = null;
      let moreToCome = false;
      for (const row of rows) {
        // A file that is still being taken in is not seen, nor are its corrections.
        const file = taken.get(row.file_id);
        moreToCome ||= file === undefined || (row.superseded_by !== null && !taken.has(row.superseded_by));
        if (file === undefined || (row.superseded_by !== null && taken.has(row.superseded_by))) continue;
        newestMonth ??= monthText(row.month);
        if (newestReceivedAt === null || file.receivedAt > newestReceivedAt)
          newestReceivedAt = file.receivedAt;
        deriveEvents(
          { ...row, facilityCode: row.facility_code, facts: JSON.parse(row.facts) as Facts, file },
          events,
        );
      }
      return {
        ...events,
        resources: [],
        newestMonth,
        newestReceivedAt,
        ...(moreToCome ? { moreToCome } : {}),
      };
    },
  };
}
