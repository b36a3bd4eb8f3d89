import { expect, test } from 'vitest';
import { safeNext } from './safe-next.ts';

test('only paths of this site are returned to', () => {
  expect(safeNext('/persons/a/record?q=x')).toBe('/persons/a/record?q=x');
  expect(safeNext(undefined)).toBeNull();
  expect(safeNext('https://elsewhere.example/')).toBeNull();
  expect(safeNext('//elsewhere.example/')).toBeNull();
  expect(safeNext('/\\elsewhere.example/')).toBeNull();
  expect(safeNext('/sign-in?next=/')).toBeNull();
});
