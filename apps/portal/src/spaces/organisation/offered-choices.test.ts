import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import ROLES_BY_KIND from './roles-by-kind.json';
import SCOPES_BY_KIND from './scopes-by-kind.json';

const readServer = (path: string): string =>
  readFileSync(new URL(`../../../../server/src/modules/identity/${path}`, import.meta.url), 'utf8');

test('the roles that a page offers are those that the server lets managers give', () => {
  const { comment: _, ...roles }: Record<string, unknown> = JSON.parse(
    readServer('model/assignable-roles.json'),
  );
  expect(ROLES_BY_KIND).toEqual(roles);
});

test('the scopes that a page offers are those that the server grants', () => {
  const scopes: readonly { readonly scope: string; readonly organisationKinds: readonly string[] }[] =
    JSON.parse(readServer('systems/scopes.json'));
  expect(scopes.length).toBeGreaterThan(2);
  for (const [kind, offered] of Object.entries(SCOPES_BY_KIND)) {
    const granted = scopes.filter(({ organisationKinds }) => organisationKinds.includes(kind));
    expect(
      granted.map(({ scope }) => scope),
      kind,
    ).toEqual(offered);
  }
});
