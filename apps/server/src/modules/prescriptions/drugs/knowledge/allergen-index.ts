import type { DrugCode, ResolvedDrug } from '../../model/knowledge.ts';
import type { IngredientParser } from '../ingredients/decompose.ts';
import { foldWidth } from '../names/fold.ts';
import type { Allergen } from '../read/parts.ts';
import table from './allergy-words.json' with { type: 'json' };

export interface RecordedAllergy {
  readonly system: string | null;
  readonly code: string | null;
  readonly text: string;
}

interface Sources {
  readonly allergens: readonly Allergen[];
  readonly parser: IngredientParser;
  readonly resolve: (code: DrugCode) => ResolvedDrug | null;
  /** Drugs by whose brands a patient may name an allergy. */
  readonly drugs: () => Iterable<ResolvedDrug>;
}

const SEPARATORS = /[、,，・/／;；\s]|および|及び|ならびに|または|と(?=[ァ-ヶ一-龠])/;
const NOISE = new RegExp(`(?:${table.noise.join('|')})`, 'g');
/** Where the brand ends and the form, the strength or the maker begins. */
const BRAND_END =
  /(?:配合)?(?:錠|カプセル|散|細粒|顆粒|ドライシロップ|シロップ|内用|注|静注|点|軟膏|クリーム|ゲル|テープ|パップ|坐|液|吸入|OD|[0-9「])/;
const LEAST_BRAND = 3;

/** Which ingredients an allergy stands for; nothing where it names none. */
export function indexAllergens(sources: Sources): (allergy: RecordedAllergy) => readonly string[] {
  const terms = new Map(sources.allergens.map(({ code, name }) => [code, name]));
  let brands: ReadonlyMap<string, readonly string[]> | null = null;
  const ofBrand = (word: string): readonly string[] => {
    brands ??= indexBrands(sources.drugs());
    return brands.get(word) ?? brands.get(brandOf(word)) ?? [];
  };
  const ofWord = (word: string): readonly string[] => {
    const base = sources.parser.base(word);
    const classes = table.classes.filter(({ words }) => words.some((one) => word.includes(one)));
    const links = classes.flatMap(({ ingredients }) => ingredients);
    if (sources.parser.isKnown(base)) return [base, ...links];
    const brand = ofBrand(word);
    return brand.length > 0 ? [...brand, ...links] : links;
  };
  return ({ code, text }) => {
    const coded = code === null ? null : drugOf(code, sources.resolve);
    if (coded !== null && coded.ingredients.length > 0) return coded.ingredients.map(({ base }) => base);
    const term = code === null ? undefined : terms.get(code);
    const words = [term ?? '', ...foldWidth(text).split(SEPARATORS), foldWidth(text)]
      .map((word) => withoutNoise(word))
      .filter((word) => word.length >= 2);
    return [...new Set(words.flatMap(ofWord))];
  };
}

/** Twice: the end of a word shows only when what stood behind it is gone. */
const withoutNoise = (word: string): string => word.replace(NOISE, '').trim().replace(NOISE, '').trim();

function drugOf(code: string, resolve: Sources['resolve']): ResolvedDrug | null {
  if (/^6\d{8}$/.test(code)) return resolve({ kind: '2', code });
  if (/^[0-9A-Z]{9}ZZZ$/.test(code)) return resolve({ kind: '7', code });
  return /^\d{7}[0-9A-Z]{5}$/.test(code) ? resolve({ kind: '4', code }) : null;
}

function brandOf(name: string): string {
  const folded = foldWidth(name).replace(/^【般】/, '');
  const end = folded.search(BRAND_END);
  return end < 0 ? folded : folded.slice(0, end);
}

function indexBrands(drugs: Iterable<ResolvedDrug>): ReadonlyMap<string, readonly string[]> {
  const brands = new Map<string, readonly string[]>();
  for (const { name, ingredients } of drugs) {
    const brand = brandOf(name);
    if (brand.length < LEAST_BRAND || ingredients.length === 0 || brands.has(brand)) continue;
    brands.set(
      brand,
      ingredients.map(({ base }) => base),
    );
  }
  return brands;
}
