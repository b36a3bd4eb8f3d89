import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CARD_PURPOSES, cardMessage } from './card-message.ts';
import vectors from './card-message.vectors.json' with { type: 'json' };

test('every purpose has an example', () => {
  expect(vectors.map(({ purpose }) => purpose)).toEqual(CARD_PURPOSES);
});

test.each(vectors)('$purpose: the text of the example', ({ purpose, origin, nonce, message }) => {
  const known = CARD_PURPOSES.find((one) => one === purpose);
  expect(known && cardMessage(known, nonce, origin)).toBe(message);
});

test('no two challenges have one text', () => {
  const part = fc.record({
    purpose: fc.constantFrom(...CARD_PURPOSES),
    nonce: fc.stringMatching(/^[A-Za-z0-9_-]{22,128}$/),
    origin: fc.constantFrom('https://a.example', 'https://a.example:8443', 'http://127.0.0.1:8080'),
  });
  fc.assert(
    fc.property(part, part, (one, two) => {
      const same = JSON.stringify(one) === JSON.stringify(two);
      const text = (it: typeof one) => cardMessage(it.purpose, it.nonce, it.origin);
      expect(text(one) === text(two)).toBe(same);
    }),
  );
});

test.each([
  ['', 'https://a.example'],
  ['A'.repeat(21), 'https://a.example'],
  ['A'.repeat(129), 'https://a.example'],
  [`${'A'.repeat(22)}\n`, 'https://a.example'],
  [`${'A'.repeat(22)}\nreader`, 'https://a.example'],
  ['A'.repeat(22), 'https://a.example/'],
  ['A'.repeat(22), 'https://A.example'],
  ['A'.repeat(22), 'a.example'],
  ['A'.repeat(22), 'https://a.example\n'],
  ['A'.repeat(22), ''],
])('%j at %j is refused', (nonce, origin) => {
  expect(() => cardMessage('sign-in', nonce, origin)).toThrow(
    expect.objectContaining({ code: 'INPUT_INVALID' }),
  );
});
