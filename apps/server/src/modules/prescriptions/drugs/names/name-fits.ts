import table from './name-aliases.json' with { type: 'json' };

const BRACKETS_AND_SPACES = /[\s「」『』【】()[\]{}〈〉《》<>]/g;
// 【般】 says that a general name follows; it is no part of it.
const GENERAL = /^【般】/;

const folded = (name: string): string =>
  name.normalize('NFKC').trim().replace(GENERAL, '').replace(BRACKETS_AND_SPACES, '').toLowerCase();

const aliases = table.aliases.map(({ from, to }) => ({ from: from.toLowerCase(), to: to.toLowerCase() }));

/** Potassium is Ｋ only behind a katakana name; elsewhere the letter belongs to a brand. */
const POTASSIUM = /(?<=[ァ-ヶー]{3})k(?=[錠散注細顆カ点])/g;

/** The form in which names are compared. @spec prescriptions.md §5.5 */
export function comparableName(name: string): string {
  let result = folded(name);
  for (const { from, to } of aliases) result = result.replaceAll(from, to);
  return result.replace(POTASSIUM, 'カリウム');
}

/** Equal without any alias: only width, spaces and brackets differ. */
export const plainlyEqual = (a: string, b: string): boolean => folded(a) === folded(b);
