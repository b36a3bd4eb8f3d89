import type {
  DrugCode,
  DrugKnowledge,
  KnowledgeSource,
  NameVerdict,
  ResolvedDrug,
} from '../../model/knowledge.ts';
import { type IngredientRules, ingredientRules } from '../ingredients/ingredient-rules.ts';
import { comparableName, plainlyEqual } from '../names/name-fits.ts';
import type { DrugMasterPart, FileKind, KnowledgePart } from '../read/parts.ts';
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

/** Knowledge, and the work that may be done ahead of its first use. */
export interface PreparedKnowledge extends DrugKnowledge {
  /** Prepares the search of the newest edition in small steps; a search before that does it at once. */
  prepare(): Generator<undefined>;
}

const FAR_DAY = '9999-12-31';
/** Answers about recorded allergies that are kept; there are few, but anybody may write one. */
const MOST_ALLERGIES = 5000;

/** Knowledge from files that were read; never changes afterwards. @spec prescriptions.md §5.4, §7 */
export function createKnowledge(input: KnowledgeInput): PreparedKnowledge {
  const of = <Kind extends FileKind>(kind: Kind): readonly Extract<KnowledgePart, { kind: Kind }>[] =>
    newestFirst(
      input.parts.filter((part): part is Extract<KnowledgePart, { kind: Kind }> => part.kind === kind),
    );
  const masters = of('drug-master');
  const lists = of('price-list');
  const generals = of('general-names');
  const ingredients = indexIngredients(lists, generals, input.rules ?? ingredientRules);
  const drugs = indexDrugs({ masters, generals, ingredients, listedRows: () => lists[0]?.rows ?? [] });
  const pairs = of('contraindications').map((part) => ({ part, source: sourceOf(part) }));
  const contraindication = indexPairs(pairs, drugs.yjOf);
  const usages = indexUsages(of('usages'));
  const allergens = remember(
    indexAllergens({
      allergens: of('allergens').flatMap(({ rows }) => rows),
      parser: ingredients.parser,
      resolve: (code) => drugs.resolve(code, FAR_DAY),
      drugs: () => drugs.entries(masters[0] ?? null),
    }),
  );
  const search = searchable(masters, drugs);
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
    prepare: search.prepare,
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

/** One index per edition of the drug master, made when it is first needed. */
function searchable(masters: readonly DrugMasterPart[], drugs: DrugIndex) {
  const ready = new Map<DrugMasterPart | null, SearchIndex>();
  const entries = (part: DrugMasterPart | null): readonly ResolvedDrug[] => [
    ...drugs.generalCodes.flatMap((code) => drugs.general(code) ?? []),
    ...drugs.entries(part),
  ];
  function* build(part: DrugMasterPart | null): Generator<undefined, SearchIndex> {
    const known = ready.get(part);
    if (known !== undefined) return known;
    const built = yield* buildSearchIndex(entries(part));
    ready.set(part, built);
    return built;
  }
  return {
    of(on: string): SearchIndex {
      const steps = build(editionFor(masters, on));
      for (;;) {
        const step = steps.next();
        if (step.done === true) return step.value;
      }
    },
    *prepare(): Generator<undefined> {
      yield* build(masters[0] ?? null);
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
