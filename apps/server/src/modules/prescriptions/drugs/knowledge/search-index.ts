import type { FoundDrug, ResolvedDrug } from '../../model/knowledge.ts';
import { searchKey } from '../names/fold.ts';
import type { Steps } from '../steps.ts';

/** One field of all drugs in one text, so that looking through it is one native search. */
interface Field {
  readonly matched: FoundDrug['matched'];
  readonly text: string;
  /** Where the value of each drug begins in `text`. */
  readonly starts: Int32Array;
}

export interface SearchIndex {
  readonly drugs: readonly ResolvedDrug[];
  readonly fields: readonly Field[];
}

export interface SearchOptions {
  readonly on: string;
  readonly limit: number;
  /** 剤形区分 of the group that the drug is for; `@spec prescriptions.md §6.5`. */
  readonly form?: string;
}

const SEPARATOR = '\n';
const ROWS_PER_STEP = 500;
const GENERAL_MARK = /^【般】/;

const FIELDS: readonly {
  readonly matched: FoundDrug['matched'];
  readonly of: (drug: ResolvedDrug) => string;
}[] = [
  { matched: 'name', of: (drug) => drug.name.replace(GENERAL_MARK, '') },
  { matched: 'kana', of: (drug) => drug.kana ?? '' },
  { matched: 'general-name', of: (drug) => (drug.generalName ?? '').replace(GENERAL_MARK, '') },
  { matched: 'ingredient', of: (drug) => drug.ingredientName ?? '' },
  { matched: 'code', of: (drug) => drug.receiptCode ?? drug.yj },
];

/** Prepares the drugs of one edition, giving way after every few thousand values. */
export function* buildSearchIndex(drugs: readonly ResolvedDrug[]): Steps<SearchIndex> {
  const fields: Field[] = [];
  for (const { matched, of } of FIELDS) {
    const starts = new Int32Array(drugs.length);
    const pieces: string[] = [];
    let length = 0;
    for (const [place, drug] of drugs.entries()) {
      const piece = SEPARATOR + searchKey(of(drug));
      starts[place] = length;
      length += piece.length;
      pieces.push(piece);
      if (place % ROWS_PER_STEP === ROWS_PER_STEP - 1) yield;
    }
    fields.push({ matched, text: pieces.join(''), starts });
    yield;
  }
  return { drugs, fields };
}

interface Hit {
  readonly place: number;
  readonly rank: number;
  readonly matched: FoundDrug['matched'];
}

const FORMS: Readonly<Record<string, readonly number[]>> = {
  '1': [1],
  '2': [1, 6],
  '3': [6, 8],
  '4': [1],
  '5': [4],
};

/** Best first: beginnings before middles, names before ingredients, general names before brands before generics. */
export function searchDrugs(index: SearchIndex, query: string, options: SearchOptions): readonly FoundDrug[] {
  // The longest word leads; the others narrow what it finds.
  const [key = '', ...narrowing] = query
    .replace(GENERAL_MARK, '')
    .split(/\s+/)
    .map(searchKey)
    .filter((word) => word !== '')
    .sort((a, b) => b.length - a.length);
  if (key === '' || options.limit <= 0) return [];
  const narrows = (drug: ResolvedDrug): boolean =>
    narrowing.every((word) => FIELDS.some(({ of }) => searchKey(of(drug)).includes(word)));
  const forms = options.form === undefined ? null : (FORMS[options.form] ?? null);
  const fits = ({ dosageForm, abolishedOn }: ResolvedDrug): boolean =>
    (forms === null || forms.includes(dosageForm) || dosageForm === 3) &&
    (abolishedOn === null || options.on <= abolishedOn);
  const wanted = narrowing.length === 0 ? fits : (drug: ResolvedDrug) => fits(drug) && narrows(drug);
  const hits = new Map<number, Hit>();
  collect(index, SEPARATOR + key, 0, wanted, hits);
  // One character stands in the middle of nearly every name.
  if (hits.size < options.limit && key.length > 1) collect(index, key, FIELDS.length, wanted, hits);
  return order(index, [...hits.values()])
    .slice(0, options.limit)
    .flatMap(({ place, matched }) => {
      const drug = index.drugs[place];
      return drug === undefined ? [] : [{ drug, matched }];
    });
}

function collect(
  { drugs, fields }: SearchIndex,
  needle: string,
  firstRank: number,
  fits: (drug: ResolvedDrug) => boolean,
  hits: Map<number, Hit>,
): void {
  for (const [offset, { matched, text, starts }] of fields.entries()) {
    let at = text.indexOf(needle);
    while (at >= 0) {
      const place = placeOf(starts, at);
      const drug = drugs[place];
      if (drug !== undefined && !hits.has(place) && fits(drug)) {
        hits.set(place, { place, rank: firstRank + offset, matched });
      }
      // On to the next drug: one hit is enough.
      const next = starts[place + 1];
      at = next === undefined ? -1 : text.indexOf(needle, next);
    }
  }
}

/** The last drug that begins at or before a position. */
function placeOf(starts: Int32Array, at: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

function order({ drugs }: SearchIndex, hits: readonly Hit[]): readonly Hit[] {
  const kind = (drug: ResolvedDrug | undefined): number => {
    if (drug === undefined) return 3;
    if (drug.yj.endsWith('ZZZ')) return 0;
    return drug.isGeneric ? 2 : 1;
  };
  return [...hits].sort((a, b) => {
    const [one, other] = [drugs[a.place], drugs[b.place]];
    return (
      a.rank - b.rank ||
      kind(one) - kind(other) ||
      // What is swallowed is what is prescribed most.
      (one?.dosageForm ?? 0) - (other?.dosageForm ?? 0) ||
      (one?.name.length ?? 0) - (other?.name.length ?? 0) ||
      a.place - b.place
    );
  });
}
