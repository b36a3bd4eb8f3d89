import { foldWidth } from '../names/fold.ts';
import type { Steps } from '../steps.ts';
import type { IngredientRules } from './ingredient-rules.ts';

/** `full` as it is listed, `base` without salts and hydrates. @spec prescriptions.md §5.4 */
export interface Ingredient {
  readonly full: string;
  readonly base: string;
}

export interface IngredientParser {
  /**
   * The ingredients of a 成分名 of the price list, in its order.
   * `yj`: price-list code of the drug, for the combinations whose name does not say what is in them.
   */
  decompose(name: string, yj?: string): readonly Ingredient[];
  /** Base name of a single ingredient, as it is compared. */
  base(name: string): string;
  /** Whether this base name occurs as an ingredient, alone or in a combination. */
  isKnown(base: string): boolean;
}

const BIOSIMILAR = /\[(.+?)後続\d*\]$/;
const HYDRATE = /(?:[一二三四五六七八九十半]|[0-9./]+|n|セスキ|ヘミ)?水和物$/;
const KATAKANA = /^[ァ-ヶー]+$/;
const COMBINED = /配合剤$/;
const SEPARATOR = '・';
const byLength = (words: readonly string[]): readonly string[] =>
  [...words].sort((a, b) => b.length - a.length);

/**
 * Learns from all names of the price list which parts are ingredients, since `・` stands both between ingredients and
 * inside names.
 */
export function* createIngredientParser(
  names: Iterable<string>,
  rules: IngredientRules,
): Steps<IngredientParser> {
  const strip = createStripper(rules);
  const known = new Set<string>();
  const baseOf = (name: string): string => strip(name, known);
  const combined: (readonly string[])[] = [];
  for (const name of new Set(names)) {
    const parts = partsOf(name);
    if (parts.length === 1) known.add(baseOf(parts[0] ?? ''));
    else combined.push(parts);
    yield;
  }
  for (const parts of Object.values(rules.combinations)) for (const part of parts) known.add(baseOf(part));
  const vague = new Set(rules.vague);
  const teaches = (part: string): boolean => !vague.has(part) && !rules.cations.includes(part);
  for (const base of repeated(combined, baseOf, teaches)) known.add(base);
  learnParts(combined, known, baseOf, teaches);
  const splits = (parts: readonly string[]): boolean =>
    parts.some((part) => known.has(baseOf(part))) &&
    !parts.some((part) => rules.wholes.some((word) => part.includes(word))) &&
    !parts.every((part) => vague.has(part));
  const ingredient = (part: string): Ingredient => ({ full: part, base: baseOf(part) });
  return {
    decompose(name, yj) {
      const listed = yj === undefined ? undefined : rules.combinations[yj.slice(0, 7)];
      if (listed !== undefined) return listed.map((part) => ingredient(foldWidth(part)));
      const whole = foldWidth(name).replace(COMBINED, '').trim();
      const parts = partsOf(name);
      if (whole === '') return [];
      if (parts.length === 1) return [ingredient(whole)];
      if (!splits(parts)) return [{ full: whole, base: parts.map(baseOf).join(SEPARATOR) }];
      const named = parts.filter((part) => !vague.has(part));
      return unique(named.map(ingredient));
    },
    base: baseOf,
    isKnown: (base) => known.has(base),
  };
}

/** A part that stands in several combinations is an ingredient, even where it is no longer sold alone. */
function repeated(
  combined: readonly (readonly string[])[],
  baseOf: (name: string) => string,
  teaches: (part: string) => boolean,
): readonly string[] {
  const counts = new Map<string, number>();
  for (const parts of combined) {
    const bases = new Set(parts.filter(teaches).map(baseOf));
    for (const base of bases) counts.set(base, (counts.get(base) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 1).map(([base]) => base);
}

/** A part of a combination that holds a known ingredient is one itself, which may open up further combinations. */
function learnParts(
  combined: readonly (readonly string[])[],
  known: Set<string>,
  baseOf: (name: string) => string,
  teaches: (part: string) => boolean,
): void {
  let open = combined;
  for (;;) {
    const rest = open.filter((parts) => !parts.some((part) => known.has(baseOf(part))));
    if (rest.length === open.length) return;
    for (const parts of open) {
      if (rest.includes(parts)) continue;
      for (const part of parts) if (teaches(part)) known.add(baseOf(part));
    }
    open = rest;
  }
}

function partsOf(name: string): readonly string[] {
  const whole = foldWidth(name).replace(COMBINED, '');
  return whole
    .split(SEPARATOR)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function unique(ingredients: readonly Ingredient[]): readonly Ingredient[] {
  const seen = new Map<string, Ingredient>();
  for (const one of ingredients) if (!seen.has(one.base)) seen.set(one.base, one);
  return [...seen.values()];
}

type Stripper = (name: string, known: ReadonlySet<string>) => string;

function createStripper(rules: IngredientRules): Stripper {
  const hydrates = byLength(rules.hydrates);
  const salts = byLength(rules.salts);
  const prefixes = byLength(rules.prefixes);
  const anions = new Set(rules.anions);
  const cations = new RegExp(`^(?:${rules.cations.join('|')})+$`);
  const parentheses = new RegExp(`\\((?:${rules.parentheses.join('|')})\\)`, 'g');

  const withoutSuffix = (name: string): string => {
    const dry = name.replace(HYDRATE, '');
    if (dry !== name && dry !== '') return dry;
    const hydrate = hydrates.find((word) => name.length > word.length && name.endsWith(word));
    if (hydrate !== undefined) return name.slice(0, -hydrate.length);
    const salt = salts.find((word) => name.endsWith(word));
    const rest = salt === undefined ? name : name.slice(0, -salt.length);
    return leavesSubstance(rest) ? rest : name;
  };
  // 塩化ナトリウム and クエン酸カリウム are substances of their own: an anion alone is none.
  const leavesSubstance = (rest: string): boolean =>
    rest.length >= 2 && !anions.has(rest) && !cations.test(rest) && !isMineral(rest);
  const isMineral = (rest: string): boolean => {
    for (const anion of anions) {
      if (
        rest.startsWith(anion) &&
        (cations.test(rest.slice(anion.length)) || /^第[一二]鉄$/.test(rest.slice(anion.length)))
      )
        return true;
    }
    return false;
  };
  const isSubstance = (rest: string, known: ReadonlySet<string>): boolean =>
    KATAKANA.test(rest) && known.has(rest) && !cations.test(rest) && !rules.vague.includes(rest);
  const withoutPrefix = (name: string, known: ReadonlySet<string>): string => {
    const prefix = prefixes.find((word) => name.startsWith(word) && name.length > word.length + 1);
    if (prefix !== undefined) return name.slice(prefix.length);
    const acid = rules.acidPrefixes.find(
      (word) => name.startsWith(word) && isSubstance(name.slice(word.length), known),
    );
    return acid === undefined ? name : name.slice(acid.length);
  };

  return (name, known) => {
    const folded = foldWidth(name).replaceAll(' ', '');
    const original = BIOSIMILAR.exec(folded)?.[1] ?? folded;
    let base = original.replace(parentheses, '');
    for (;;) {
      const alias = rules.aliases[base];
      if (alias !== undefined) return alias;
      const next = withoutSuffix(withoutPrefix(base, known));
      if (next === base) return base;
      base = next;
    }
  };
}
