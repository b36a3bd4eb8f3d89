import { describe, expect, test } from 'vitest';
import { type PasswordContext, passwordRuleOn, weaknessOf } from './password-rules.ts';

const NOTHING = { minLength: null, allClasses: false };
const context = (changed: Partial<PasswordContext> = {}): PasswordContext => ({
  account: 'hanako.shiken',
  displayName: '試験　花子（医師）',
  organisationName: '試験中央病院',
  rule: { minLength: 8, allClasses: false },
  common: new Set(['password', 'trustno1', 'dragonfly', 'qwertyuiop']),
  ...changed,
});
const weakness = (password: string, changed: Partial<PasswordContext> = {}) =>
  weaknessOf(password, context(changed));

describe('lengths of the rules @spec security.md §7, §10 5', () => {
  const ruleC = passwordRuleOn('2026-11-22', 'two-factors', NOTHING);
  const ruleA = passwordRuleOn('2026-11-22', 'password-alone', NOTHING);
  test.each([
    ['u7#kMz2', 'too-short', 'too-short'],
    ['u7#kMz2q', null, 'too-short'],
    ['u7#kMz2qW-4v', null, 'too-short'],
    ['u7#kMz2qW-4vX', null, null],
    ['ukmzqwvxtrepoh', null, 'classes-missing'],
  ])('%s', (password, withTwoFactors, alone) => {
    expect(weakness(password, { rule: ruleC })).toBe(withTwoFactors);
    expect(weakness(password, { rule: ruleA })).toBe(alone);
  });
});

test('an organisation makes the rule stricter, never weaker', () => {
  const on = (stricter: typeof NOTHING | { minLength: number; allClasses: boolean }) =>
    passwordRuleOn('2026-11-22', 'two-factors', stricter);
  expect(on({ minLength: 13, allClasses: true })).toEqual({ minLength: 13, allClasses: true });
  expect(on({ minLength: 4, allClasses: false })).toEqual({ minLength: 8, allClasses: false });
  expect(passwordRuleOn('2026-11-22', 'password-alone', { minLength: 8, allClasses: false })).toEqual({
    minLength: 13,
    allClasses: true,
  });
});

test('days before the first known edition are held to that one', () => {
  expect(passwordRuleOn('2021-04-01', 'two-factors', NOTHING)).toEqual({ minLength: 8, allClasses: false });
});

test('characters are counted, not bytes or surrogates', () => {
  expect(weakness('静かな港に雪が降る')).toBeNull();
  expect(weakness('🐧🐙🦑🐬')).toBe('too-short');
});

test.each([
  ['password', 'common'],
  ['PassWord', 'common'],
  ['Password2026', 'common'],
  ['!!trustno1', 'common'],
  ['dragonfly!', 'common'],
  ['aaaaaaaa', 'too-simple'],
  ['abababab', 'too-simple'],
  ['Hanako.Shiken', 'like-account'],
  ['hanakoshiken12', 'like-account'],
  ['nekihs.okanah', 'like-account'],
  ['hanako.s', 'like-account'],
  ['花子花子花子12', 'like-name'],
  ['試験中央病院1234', 'like-organisation'],
  ['中央病院abcd', null],
  ['19850412', 'like-date'],
  ['1985-04-12', 'like-date'],
  ['taro850412', 'like-date'],
  ['x19850412x', 'like-date'],
  ['19851345', null],
  ['u7#kMz2qW19850412', null],
])('%s: %s', (password, expected) => {
  expect(weakness(password)).toBe(expected);
});

test('a name that is too short to say anything forbids nothing', () => {
  expect(weakness('a quiet harbour', { account: 'a', displayName: 'Ai', organisationName: null })).toBeNull();
});
