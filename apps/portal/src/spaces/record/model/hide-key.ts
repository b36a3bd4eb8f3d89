import type { Institution, LocalDate } from '../../../api/types.ts';

interface Line {
  readonly date: LocalDate;
  readonly code: string;
  readonly institution: Institution | null;
}

/** Names one entry by institution, day and code; null where the institution is not known. @spec phr.md §3 A4 */
export const entryKey = ({ institution, date, code }: Line): string | null =>
  institution === null ? null : `e${institution.code}-${date}-${code}`;

/** Names everything of one day at one institution. */
export const visitKey = ({ institution, date }: Omit<Line, 'code'>): string | null =>
  institution === null ? null : `v${institution.code}-${date}`;
