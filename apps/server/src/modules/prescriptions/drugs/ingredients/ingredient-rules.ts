import table from './ingredient-rules.json' with { type: 'json' };

/** How names of ingredients are taken apart; data, so that it can grow. @spec prescriptions.md §5.4 */
export interface IngredientRules {
  readonly parentheses: readonly string[];
  readonly hydrates: readonly string[];
  readonly salts: readonly string[];
  readonly anions: readonly string[];
  readonly cations: readonly string[];
  readonly prefixes: readonly string[];
  readonly acidPrefixes: readonly string[];
  readonly vague: readonly string[];
  readonly wholes: readonly string[];
  readonly aliases: Readonly<Record<string, string>>;
  readonly combinations: Readonly<Record<string, readonly string[]>>;
}

/** The rules that come with the software. `salts: []` in a copy switches the stripping of salts off. */
export const ingredientRules: IngredientRules = table;
