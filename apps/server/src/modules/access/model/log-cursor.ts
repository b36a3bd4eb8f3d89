import { AppError } from '../../../kernel/errors/app-error.ts';

export interface LogPosition {
  readonly at: string;
  readonly id: string;
}

export const toCursor = (instant: string, id: string): string => `${instant}|${id}`;

/** Throws INPUT_INVALID for what was never a cursor. */
export function parseCursor(cursor: string | null): LogPosition | null {
  if (cursor === null) return null;
  const [, at, id] = /^(\d{4}-\d\d-\d\d [\d:.]+[+-]\d\d)\|([0-9a-f-]{36})$/.exec(cursor) ?? [];
  if (at === undefined || id === undefined) throw new AppError('INPUT_INVALID', { cursor: 'unknown' });
  return { at, id };
}
