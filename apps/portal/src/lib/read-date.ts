import type { LocalDate } from '../api/types.ts';
import { isDate } from './dates.ts';
import { westernYear } from './wareki.ts';

const WESTERN = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const ERA = /^(明治|大正|昭和|平成|令和|[MTSHR])(元|\d{1,2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/;
const LETTERS: Readonly<Record<string, string>> = {
  明治: 'M',
  大正: 'T',
  昭和: 'S',
  平成: 'H',
  令和: 'R',
};

/**
 * A date as people type it: `2026-4-1`, `2026/04/01`, `20260401`, `令和8年4月1日`, `R8.4.1`, in any width.
 * '' for nothing typed, null for what is no date.
 */
export function readDate(text: string): LocalDate | '' | null {
  const typed = text.normalize('NFKC').replace(/\s/g, '').toUpperCase();
  if (typed === '') return '';
  const era = ERA.exec(typed);
  const parts = era ?? COMPACT.exec(typed) ?? WESTERN.exec(typed);
  if (parts === null) return null;
  const [year, month = '', day = ''] = era === null ? parts.slice(1) : [eraYear(era), ...era.slice(3)];
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDate(date) ? date : null;
}

function eraYear([, name = '', year = '']: RegExpExecArray): string {
  const western = westernYear(LETTERS[name] ?? name, year === '元' ? 1 : Number(year));
  return western === null ? '' : String(western);
}
