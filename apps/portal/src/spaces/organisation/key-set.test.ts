import { expect, test } from 'vitest';
import { readKeySet } from './key-set.ts';

test('a set and a single public key are read; anything private or unreadable is named', () => {
  const key = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'one' };
  expect(readKeySet(JSON.stringify({ keys: [key] }))).toEqual({ keys: [key] });
  expect(readKeySet(JSON.stringify(key))).toEqual({ keys: [key] });
  expect(readKeySet('{"keys":[]}')).toEqual({ fault: 'empty' });
  expect(readKeySet(JSON.stringify({ keys: [key, { ...key, d: 'secret' }] }))).toEqual({ fault: 'private' });
  expect(readKeySet('{"kty":"oct","k":"secret"}')).toEqual({ fault: 'private' });
  for (const text of ['', 'null', '[]', '{"keys":[1]}', '{"keys":{}}', '-----BEGIN PUBLIC KEY-----'])
    expect(readKeySet(text), text).toEqual({ fault: 'unreadable' });
});
