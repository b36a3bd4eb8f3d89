import type { DrugCode, DrugKnowledge, KnowledgeSource, NameVerdict } from '../../model/knowledge.ts';
import { type IngredientRules, ingredientRules } from '../ingredients/ingredient-rules.ts';
import { comparableName, plainlyEqual } from '../names/name-fits.ts';
import type { DrugMasterPart, FileKind, KnowledgePart } from '../read/parts.ts';
import { atOnce, type Steps } from '../steps.ts';
import { indexAllergens } from './allergen-index.ts';
import { type DrugIndex, indexDrugs } from './drug-index.ts';
import { indexIngredients } from './ingredient-index.ts';
import { indexPairs } from './pair-index.ts';
import { buildSearchIndex, type SearchIndex, searchDrugs } from './search-index.ts';
import { editionFor, newestFirst } from './timeline.ts';
import { indexUsages } from './usage-index.ts';

export interface KnowledgeInput {
  readonly version: string;
  readonly demo: boolean;
  readonly parts: readonly KnowledgePart[];
  /** Other rules for taking names apart; the shipped ones without. */
  readonly rules?: IngredientRules;
}

const FAR_DAY = '9999-12-31';
/** Answers about recorded allergies that are kept; there are few, but anybody may write one. */
const MOST_ALLERGIES = 5000;

/**
 * Knowledge from files that were read; never changes afterwards. The last steps prepare the search of the newest
 * edition; older ones are prepared by the first search that needs them. @spec prescriptions.md §5.4, §7
 */
export function* createKnowledge(input: KnowledgeInput): Steps<DrugKnowledge> {
  const of = <Kind extends FileKind>(kind: Kind): readonly Extract<KnowledgePart, { kind: Kind }>[] =>
    newestFirst(
      input.parts.filter((part): part is Extract<KnowledgePart, { kind: Kind }> => part.kind === kind),
    );
  const masters = of('drug-master');
  const lists = of('price-list');
  const generals = of('general-names');
  const ingredients = yield* indexIngredients(lists, generals, input.rules ?? ingredientRules);
  const drugs = yield* indexDrugs({ masters, generals, ingredients, listedRows: () => lists[0]?.rows ?? [] });
  const pairs = of('contraindications').map((part) => ({ part, source: sourceOf(part) }));
  const contraindication = indexPairs(pairs, drugs.yjOf);
  yield;
  const usages = indexUsages(of('usages'));
  const allergens = remember(
    indexAllergens({
      allergens: of('allergens').flatMap(({ rows }) => rows),
      parser: ingredients.parser,
      resolve: (code) => drugs.resolve(code, FAR_DAY),
      drugs: () => atOnce(drugs.entries(masters[0] ?? null)),
    }),
  );
  const search = searchable(masters, drugs);
  yield* search.prepare();
  return {
    version: input.version,
    demo: input.demo,
    sources: input.parts.map(sourceOf),
    resolve: drugs.resolve,
    nameFits: (code, name, on) => nameFits(drugs, code, name, on),
    search: (text, options) => searchDrugs(search.of(options.on), text, options),
    usage: usages.find,
    searchUsage: usages.search,
    contraindication,
    allergenIngredients: allergens,
  };
}

const sourceOf = ({ kind, name, edition, rows }: KnowledgePart): KnowledgeSource => ({
  kind,
  name,
  edition,
  rows: rows.length,
});

/** @spec prescriptions.md §5.5 */
function nameFits(drugs: DrugIndex, code: DrugCode, name: string, on: string): NameVerdict {
  const drug = drugs.resolve(code, on);
  const names = drug?.prescribable === true ? drugs.names(code) : [];
  if (names.length === 0) return { fits: false, reason: 'unknown-code', names: [] };
  const sent = comparableName(name);
  const fits = names.some((one) => plainlyEqual(one, name) || comparableName(one) === sent);
  return fits ? { fits: true } : { fits: false, reason: 'mismatch', names };
}

/** One index per edition of the drug master; a file of differences is no edition to search. */
function searchable(masters: readonly DrugMasterPart[], drugs: DrugIndex) {
  const whole = masters.filter(({ partial }) => partial !== true);
  const ready = new Map<DrugMasterPart | null, SearchIndex>();
  function* build(part: DrugMasterPart | null): Steps<SearchIndex> {
    const known = ready.get(part);
    if (known !== undefined) return known;
    const generals = drugs.generalCodes.flatMap((code) => drugs.general(code) ?? []);
    yield;
    const built = yield* buildSearchIndex([...generals, ...(yield* drugs.entries(part))]);
    ready.set(part, built);
    return built;
  }
  return {
    of: (on: string): SearchIndex => atOnce(build(editionFor(whole, on))),
    *prepare(): Steps<void> {
      yield* build(whole[0] ?? null);
    },
  };
}

type AllergyLookup = DrugKnowledge['allergenIngredients'];

function remember(find: AllergyLookup): AllergyLookup {
  const ready = new Map<string, readonly string[]>();
  return (allergy) => {
    const key = `${allergy.system ?? ''}|${allergy.code ?? ''}|${allergy.text}`;
    const known = ready.get(key);
    if (known !== undefined) return known;
    const found = find(allergy);
    if (ready.size >= MOST_ALLERGIES) ready.clear();
    ready.set(key, found);
    return found;
  };
}
