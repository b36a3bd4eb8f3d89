import { expect, test } from 'vitest';
import { parseError } from './client.ts';

const answer = (error: unknown) => parseError(422, JSON.stringify({ error }));

test('a refusal keeps its code, its fields and everything that was found, in both languages', () => {
  const error = answer({
    code: 'RX_DRUG_NAME_MISMATCH',
    fields: { rp: 2 },
    requestId: 'r',
    findings: [
      { rule: 'X', rp: 2, item: null, names: ['あ', 'い'], message: { ja: '違います', en: 'differs' } },
      { rule: 'BARE' },
      'not a finding',
    ],
  });
  expect([error.code, error.status, error.fields.rp, error.requestId]).toEqual([
    'RX_DRUG_NAME_MISMATCH',
    422,
    '2',
    'r',
  ]);
  expect(error.findings).toEqual([
    {
      message: { ja: '違います', en: 'differs' },
      details: new Map([
        ['rule', 'X'],
        ['rp', '2'],
        ['names', 'あ / い'],
      ]),
    },
    { message: { ja: 'BARE', en: 'BARE' }, details: new Map([['rule', 'BARE']]) },
  ]);
});

test('an answer that is none of ours still becomes an error', () => {
  expect(parseError(503, '<html>').code).toBe('UNAVAILABLE');
  expect(parseError(500, '').findings).toEqual([]);
  expect(answer({ code: 'X', findings: 'many' }).findings).toEqual([]);
});
