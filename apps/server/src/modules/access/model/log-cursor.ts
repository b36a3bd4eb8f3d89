import { parseLocalDate } from '@tsunagu/ids';
import { AppError } from '../../../kernel/errors/app-error.ts';

export interface LogPosition {
  readonly at: string;
  readonly id: string;
}

/** An instant as the database writes it, and the id of an entry. */
const CURSOR =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-](?:0\d|1[0-5]))\|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export const toCursor = (instant: string, id: string): string => `${instant}|${id}`;

/** Throws INPUT_INVALID for what was never a cursor. */
export function parseCursor(cursor: string | null): LogPosition | null {
  if (cursor === null) return null;
  const [, at, id] = CURSOR.exec(cursor) ?? [];
  const exists =
    at !== undefined && parseLocalDate(at.slice(0, 10)) !== null && !Number.isNaN(Date.parse(`${at}:00`));
  if (!exists || id === undefined) throw new AppError('INPUT_INVALID', { cursor: 'unknown' });
  return { at, id };
}
