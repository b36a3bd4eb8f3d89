import { createIngredientParser, type Ingredient, type IngredientParser } from '../ingredients/decompose.ts';
import type { IngredientRules } from '../ingredients/ingredient-rules.ts';
import type { GeneralNamesPart, ListedDrug, PriceListPart } from '../read/parts.ts';
import type { Steps } from '../steps.ts';

/** What a price-list code leads to. @spec prescriptions.md §5.4 */
export interface FoundIngredients {
  readonly ingredientName: string | null;
  readonly ingredients: readonly Ingredient[];
  readonly foundBy: 12 | 9 | 7 | null;
}

export interface IngredientIndex {
  /** By all twelve characters, else nine, else seven. */
  find(yj: string): FoundIngredients;
  listed(yj: string): ListedDrug | null;
  readonly parser: IngredientParser;
}

const ROWS_PER_STEP = 1000;
const NONE: FoundIngredients = { ingredientName: null, ingredients: [], foundBy: null };

/** `lists`: newest first; the newest list that has a code decides. */
export function* indexIngredients(
  lists: readonly PriceListPart[],
  generals: readonly GeneralNamesPart[],
  rules: IngredientRules,
): Steps<IngredientIndex> {
  const byCode = new Map<string, ListedDrug>();
  const byNine = new Map<string, Set<string>>();
  const bySeven = new Map<string, Set<string>>();
  const generalByNine = new Map<string, Set<string>>();
  const names = new Set<string>();
  for (const { rows } of lists) {
    for (const [place, row] of rows.entries()) {
      if (place % ROWS_PER_STEP === 0) yield;
      if (!byCode.has(row.yj)) byCode.set(row.yj, row);
      if (row.ingredientName === '') continue;
      names.add(row.ingredientName);
      addTo(byNine, row.yj.slice(0, 9), row.ingredientName);
      addTo(bySeven, row.yj.slice(0, 7), row.ingredientName);
    }
  }
  for (const { code, ingredientName } of generals.flatMap(({ rows }) => rows)) {
    if (ingredientName === '') continue;
    names.add(ingredientName);
    addTo(generalByNine, code.slice(0, 9), ingredientName);
  }
  yield;
  const parser = yield* createIngredientParser(names, rules);
  const ready = new Map<string, FoundIngredients>();
  const search = (yj: string): FoundIngredients => {
    const exact = byCode.get(yj)?.ingredientName;
    if (exact !== undefined && exact !== '') {
      return { ingredientName: exact, ingredients: parser.decompose(exact, yj), foundBy: 12 };
    }
    const nine = byNine.get(yj.slice(0, 9)) ?? generalByNine.get(yj.slice(0, 9));
    if (nine !== undefined) return { ...common(nine, yj, parser), foundBy: 9 };
    const seven = bySeven.get(yj.slice(0, 7));
    return seven === undefined ? NONE : { ...common(seven, yj, parser), foundBy: 7 };
  };
  return {
    parser,
    listed: (yj) => byCode.get(yj) ?? null,
    find(yj) {
      let found = ready.get(yj);
      if (found === undefined) {
        found = search(yj);
        ready.set(yj, found);
      }
      return found;
    },
  };
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([value]));
  else set.add(value);
}

/**
 * Several names under one beginning of a code: mostly spellings, sometimes a combination beside its single ingredient
 * (リドカイン塩酸塩, リドカイン塩酸塩・アドレナリン). Only what all of them hold is certain.
 */
function common(
  names: ReadonlySet<string>,
  yj: string,
  parser: IngredientParser,
): Pick<FoundIngredients, 'ingredientName' | 'ingredients'> {
  const [first = '', ...others] = names;
  let ingredients = parser.decompose(first, yj);
  let ingredientName = first;
  for (const name of others) {
    const next = parser.decompose(name, yj);
    const shared = ingredients.filter(({ base }) => next.some((one) => one.base === base));
    if (shared.length === 0) continue;
    if (next.length < ingredients.length) ingredientName = name;
    ingredients = shared;
  }
  return { ingredientName, ingredients };
}
