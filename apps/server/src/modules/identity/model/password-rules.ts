import DATA from './password-rules.json' with { type: 'json' };

interface Edition extends PasswordRule {
  readonly appliesTo: string;
  /** `YYYY-MM-DD`, inclusive. */
  readonly from: string;
  /** `YYYY-MM-DD`, exclusive; null where it still holds. */
  readonly to: string | null;
}

const EDITIONS: readonly Edition[] = DATA.rules;

/** How an account proves itself: with a second factor, or with the password alone where there can be none. */
export type PasswordUse = 'two-factors' | 'password-alone';

export interface PasswordRule {
  /** In characters after NFKC. */
  readonly minLength: number;
  /** Letters, digits and symbols. */
  readonly allClasses: boolean;
}

/** What an organisation asks for beyond the rule; null and false where nothing. */
export interface StricterRule {
  readonly minLength: number | null;
  readonly allClasses: boolean;
}

/** How many passwords back one may not go, the present one included. @spec security.md §9.1 */
export const LAST_PASSWORDS = DATA.reuse.lastPasswords;

/**
 * The rule of a day (`YYYY-MM-DD`), made stricter by the organisation, never weaker. Before the first edition that is
 * known, that one holds. @spec security.md §7, §9.1
 */
export function passwordRuleOn(date: string, use: PasswordUse, stricter: StricterRule): PasswordRule {
  const editions = EDITIONS.filter(({ appliesTo }) => appliesTo === use);
  const rule = editions.findLast(({ from, to }) => from <= date && (to === null || date < to)) ?? editions[0];
  if (rule === undefined) throw new Error('there is no password rule');
  return {
    minLength: Math.max(rule.minLength, stricter.minLength ?? 0),
    allClasses: rule.allClasses || stricter.allClasses,
  };
}

export type Weakness =
  | 'too-short'
  | 'classes-missing'
  | 'too-simple'
  | 'common'
  | 'like-account'
  | 'like-name'
  | 'like-organisation'
  | 'like-date'
  | 'reused';

export interface PasswordContext {
  readonly account: string;
  readonly displayName: string;
  readonly organisationName: string | null;
  readonly rule: PasswordRule;
  /** Lower-case passwords that everybody tries first. */
  readonly common: ReadonlySet<string>;
}

/** What makes a password easy to guess; null when nothing is known. `password` is normalised (NFKC). */
export function weaknessOf(password: string, context: PasswordContext): Weakness | null {
  for (const [weakness, applies] of CHECKS) if (applies(password, context)) return weakness;
  return null;
}

type Check = (password: string, context: PasswordContext) => boolean;

const CHECKS: readonly (readonly [Weakness, Check])[] = [
  ['too-short', (password, { rule }) => [...password].length < rule.minLength],
  ['classes-missing', (password, { rule }) => rule.allClasses && !hasAllClasses(password)],
  ['too-simple', (password) => new Set(fold(password)).size < 4],
  ['common', isCommon],
  ['like-account', (password, { account }) => isLike(password, [account])],
  ['like-name', (password, { displayName }) => isLike(password, displayName.split(/[\s　・()（）]+/))],
  [
    'like-organisation',
    (password, { organisationName }) =>
      organisationName !== null && isLike(password, organisationName.split(/[\s　]+/)),
  ],
  ['like-date', isLikeDate],
];

const fold = (text: string): string => text.normalize('NFKC').toLowerCase();
const letters = (text: string): string => fold(text).replace(/[^\p{L}\p{N}]/gu, '');

const hasAllClasses = (password: string): boolean =>
  /\p{L}/u.test(password) && /\p{N}/u.test(password) && /[^\p{L}\p{N}]/u.test(password);

/** What people hang on to a common word, before and behind: signs, digits, both. */
const TRIMMINGS = [
  /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu,
  /^[^\p{L}]+|[^\p{L}]+$/gu,
  /[^\p{L}]+$/gu,
  /^[^\p{L}]+/gu,
];
const MOST_TRIMMED = 6;

/** As it stands, and without its trimmings. */
function isCommon(password: string, { common }: PasswordContext): boolean {
  const folded = fold(password);
  const bare = TRIMMINGS.map((trimming) => folded.replace(trimming, ''));
  return [folded, ...bare].some(
    (word) => word.length >= 4 && folded.length - word.length <= MOST_TRIMMED && common.has(word),
  );
}

/** A Japanese word says as much in two characters as a Latin one in four. */
const shortest = (word: string): number => (/^[\p{Script=Latin}\p{N}]*$/u.test(word) ? 4 : 2);

/** Contains one of the words, forwards or backwards, or is a part of one, with little else. */
function isLike(password: string, words: readonly string[]): boolean {
  const plain = letters(password);
  return words.map(letters).some((word) => {
    if (word.length < shortest(word)) return false;
    const backwards = [...word].reverse().join('');
    const contains = plain.includes(word) || plain.includes(backwards);
    return (contains && plain.length - word.length < 8) || (plain.length >= 4 && word.includes(plain));
  });
}

const MOST_BESIDE_A_DATE = 5;

/** A date of somebody's life, `19850412` or `850412`, with little else. */
function isLikeDate(password: string): boolean {
  const beside = (match: RegExpMatchArray) => [...password].length - [...match[0]].length;
  const dates = password.matchAll(
    /(?:19|20)?[0-9]{2}[-/.]?(?:0[1-9]|1[0-2])[-/.]?(?:0[1-9]|[12][0-9]|3[01])/g,
  );
  return [...dates].some((match) => beside(match) <= MOST_BESIDE_A_DATE);
}
