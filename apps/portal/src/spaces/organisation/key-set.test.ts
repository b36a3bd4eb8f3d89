import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readKeySet } from './key-set.ts';
import SCOPES_BY_KIND from './scopes-by-kind.json';

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

test('the scopes that a page offers are those that the server grants', () => {
  const path = '../../../../server/src/modules/identity/systems/scopes.json';
  const scopes: readonly { readonly scope: string; readonly organisationKinds: readonly string[] }[] =
    JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
  expect(scopes.length).toBeGreaterThan(3);
  for (const [kind, offered] of Object.entries(SCOPES_BY_KIND)) {
    const granted = scopes.filter(({ organisationKinds }) => organisationKinds.includes(kind));
    expect(
      granted.map(({ scope }) => scope),
      kind,
    ).toEqual(offered);
  }
});
