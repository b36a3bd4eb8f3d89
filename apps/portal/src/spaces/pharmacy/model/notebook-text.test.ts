import { readNotebook } from '@tsunagu/jahis';
import { expect, test } from 'vitest';
import { END_OF_FILE, notebookText } from './notebook-text.ts';
import { toShiftJis } from './shift-jis.ts';
import { EXAMPLE, resultOf } from './testing-example.ts';

const read = (text: string) => readNotebook(toShiftJis(`${text}${END_OF_FILE}`), { mode: 'strict' });

test('a strict reader of the format finds nothing wrong, and finds what was handed out', () => {
  const { notebook, findings } = read(notebookText(EXAMPLE, resultOf(EXAMPLE, '2026-11-22')));
  expect(findings).toEqual([]);
  const [block] = notebook?.blocks ?? [];
  expect(block?.on).toBe('2026-11-22');
  expect(JSON.stringify(block)).toContain('見本錠２．５ｍｇ');
  expect(JSON.stringify(block)).toContain('見本軟膏０．１％');
  expect(JSON.stringify(block)).toContain('１日３回朝昼夕食後　服用');
});

test('a comma or a line end inside a text breaks no record', () => {
  const result = resultOf(EXAMPLE, '2026-11-22');
  const [group, ...rest] = result.document.groups;
  if (group === undefined) throw new Error('the example has no group');
  const groups = [{ ...group, usage: { ...group.usage, name: '朝,昼\n夕' } }, ...rest];
  const text = notebookText(EXAMPLE, { ...result, document: { ...result.document, groups } });
  expect(text).toContain('朝，昼　夕');
  expect(read(text).findings).toEqual([]);
});
