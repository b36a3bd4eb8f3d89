import type { ValueSet, ValueSetComposeInclude, ValueSetComposeIncludeFilter } from 'fhir/r4.d.ts';
import { type CodeTable, descendantsOf } from './code-systems.ts';

/**
 * What is known of a value set. `codes` are certainly in; a code of one of the `open` systems may be in as well
 * (`'any'`: a code of whatever system may be). Nothing else is in.
 */
export interface Expansion {
  readonly codes: ReadonlyMap<string, ReadonlySet<string>>;
  readonly open: ReadonlySet<string> | 'any';
}

export interface Tables {
  codeTable(system: string): CodeTable | undefined;
  /** Undefined where the value set is not there, or includes itself. */
  expansion(valueSet: string): Expansion | undefined;
}

interface Draft {
  readonly codes: Map<string, Set<string>>;
  open: Set<string> | 'any';
}

const NOTHING_KNOWN: Expansion = { codes: new Map(), open: 'any' };

/**
 * Expands a value set as far as its parts are at hand.
 *
 * @spec fhir-jp-core.md §7
 */
export function expand(valueSet: ValueSet, tables: Tables): Expansion {
  const compose = valueSet.compose;
  if (compose === undefined) return expandedByPublisher(valueSet);
  const draft: Draft = { codes: new Map(), open: new Set() };
  for (const part of compose.include) addAll(draft, expandPart(part, tables));
  for (const part of compose.exclude ?? []) removeAll(draft, expandPart(part, tables));
  return draft;
}

function expandedByPublisher(valueSet: ValueSet): Expansion {
  const contains = valueSet.expansion?.contains;
  if (contains === undefined) return NOTHING_KNOWN;
  const codes = new Map<string, Set<string>>();
  const open = [...contains];
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    open.push(...(entry.contains ?? []));
    if (entry.code !== undefined && entry.abstract !== true)
      codesOf(codes, entry.system ?? '').add(entry.code);
  }
  const total = valueSet.expansion?.total;
  const listed = [...codes.values()].reduce((sum, set) => sum + set.size, 0);
  return { codes, open: total !== undefined && total > listed ? 'any' : new Set() };
}

function expandPart(part: ValueSetComposeInclude, tables: Tables): Expansion {
  const own = part.system === undefined ? null : expandSystem(part.system, part, tables);
  const named = (part.valueSet ?? []).map((url) => tables.expansion(url) ?? NOTHING_KNOWN);
  const all = own === null ? named : [own, ...named];
  const [first, ...rest] = all;
  if (first === undefined) return NOTHING_KNOWN;
  return rest.reduce(intersect, first);
}

function expandSystem(system: string, part: ValueSetComposeInclude, tables: Tables): Expansion {
  if (part.concept !== undefined) {
    const codes = new Set(part.concept.map((concept) => concept.code));
    return { codes: new Map([[system, codes]]), open: new Set() };
  }
  const unknown: Expansion = { codes: new Map(), open: new Set([system]) };
  const table = tables.codeTable(system);
  if (table === undefined) return unknown;
  if (!table.complete) {
    // What the fragment lists exists; only a part without filter takes all of it.
    if (part.filter !== undefined) return unknown;
    return { codes: new Map([[system, new Set(table.concepts.keys())]]), open: new Set([system]) };
  }
  let codes = new Set(table.concepts.keys());
  for (const filter of part.filter ?? []) {
    const passing = filtered(table, filter);
    if (passing === null) return unknown;
    codes = both(codes, passing);
  }
  return { codes: new Map([[system, codes]]), open: new Set() };
}

/** Codes that pass the filter; null where the filter is none that is understood here. */
function filtered(table: CodeTable, filter: ValueSetComposeIncludeFilter): Set<string> | null {
  const below = (code: string): Set<string> => descendantsOf(table, code);
  if (filter.property !== 'concept' && filter.property !== 'code') return null;
  if (!table.concepts.has(filter.value)) return null;
  switch (filter.op) {
    case 'is-a':
      return below(filter.value).add(filter.value);
    case 'descendent-of':
      return below(filter.value);
    case 'is-not-a':
      return without(table.concepts.keys(), below(filter.value).add(filter.value));
    default:
      return null;
  }
}

function intersect(left: Expansion, right: Expansion): Expansion {
  const codes = new Map<string, Set<string>>();
  for (const [system, set] of left.codes) {
    const other = right.codes.get(system);
    if (other !== undefined) codes.set(system, both(set, other));
  }
  const open = new Set<string>();
  for (const system of new Set([...systemsOf(left), ...systemsOf(right)]))
    if ((isOpen(left, system) && reaches(right, system)) || (isOpen(right, system) && reaches(left, system)))
      open.add(system);
  return { codes, open: left.open === 'any' && right.open === 'any' ? 'any' : open };
}

const systemsOf = (expansion: Expansion): Iterable<string> =>
  expansion.open === 'any' ? expansion.codes.keys() : [...expansion.codes.keys(), ...expansion.open];

const isOpen = (expansion: Expansion, system: string): boolean =>
  expansion.open === 'any' || expansion.open.has(system);

const reaches = (expansion: Expansion, system: string): boolean =>
  isOpen(expansion, system) || expansion.codes.has(system);

function addAll(draft: Draft, part: Expansion): void {
  for (const [system, set] of part.codes) {
    const into = codesOf(draft.codes, system);
    for (const code of set) into.add(code);
  }
  if (draft.open === 'any' || part.open === 'any') draft.open = 'any';
  else for (const system of part.open) draft.open.add(system);
}

/** What may be excluded is no longer certainly in; what certainly is excluded goes. */
function removeAll(draft: Draft, part: Expansion): void {
  for (const [system, set] of draft.codes) {
    const excluded = part.codes.get(system);
    if (excluded !== undefined) for (const code of excluded) set.delete(code);
    if (!isOpen(part, system)) continue;
    set.clear();
    if (draft.open !== 'any') draft.open.add(system);
  }
}

function codesOf(codes: Map<string, Set<string>>, system: string): Set<string> {
  const known = codes.get(system);
  if (known !== undefined) return known;
  const fresh = new Set<string>();
  codes.set(system, fresh);
  return fresh;
}

const both = (left: ReadonlySet<string>, right: ReadonlySet<string>): Set<string> =>
  new Set([...left].filter((code) => right.has(code)));

const without = (codes: Iterable<string>, excluded: ReadonlySet<string>): Set<string> =>
  new Set([...codes].filter((code) => !excluded.has(code)));
