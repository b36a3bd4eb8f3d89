import type { CodeSystem, ValueSet } from 'fhir/r4.d.ts';
import { type CodeTable, readCodeTable } from './code-systems.ts';
import { type Expansion, expand, type Tables } from './expand.ts';
import ownExpansions from './own-expansions.json' with { type: 'json' };

/** What is read of the definitions; `Definitions` fulfils it. */
export interface TerminologySource {
  valueSet(url: string): ValueSet | undefined;
  codeSystem(url: string): CodeSystem | undefined;
}

export interface Coded {
  /** Left out for elements of type `code`, which carry no system: then a code of any system counts. */
  readonly system?: string | undefined;
  readonly code: string;
}

export type Membership = 'in' | 'out' | 'unknown';

export interface Terminology {
  /** `unknown` where the value set, or a code system it takes whole, is not at hand: never an error. */
  check(valueSet: string, coded: Coded): Membership;
  /** The code system's own wording; undefined where the system or the code is not at hand. */
  display(system: string, code: string): string | undefined;
  /** All wordings that the code system gives, in whatever language; empty like `display`. */
  displays(system: string, code: string): readonly string[];
  /** Whether every code can be decided. */
  isKnown(valueSet: string): boolean;
  /** The codes that are certainly in, by system, for forms and for tests. */
  codes(valueSet: string): ReadonlyMap<string, ReadonlySet<string>>;
}

const NONE: ReadonlyMap<string, ReadonlySet<string>> = new Map();

const OWN: ReadonlyMap<string, Expansion> = new Map(
  ownExpansions.map(({ valueSet, system, codes }) => [
    valueSet,
    { codes: new Map([[system, new Set(codes)]]), open: new Set<string>() },
  ]),
);

/**
 * Look-ups of codes in the value sets of one set of packages. Value sets are expanded when first asked for and kept.
 *
 * @spec fhir-jp-core.md §7
 */
export function createTerminology(source: TerminologySource): Terminology {
  const tables = openTables(source);
  const certain = (valueSet: string): Expansion | undefined => tables.expansion(bare(valueSet));
  return {
    check: (valueSet, coded) => {
      const expansion = certain(valueSet);
      return expansion === undefined ? 'unknown' : look(expansion, coded);
    },
    display: (system, code) => tables.codeTable(system)?.display.get(code),
    displays: (system, code) => {
      const concept = tables.codeTable(system)?.concepts.get(code);
      if (concept === undefined) return [];
      const designations = (concept.designation ?? []).map((designation) => designation.value);
      return concept.display === undefined ? designations : [concept.display, ...designations];
    },
    isKnown: (valueSet) => {
      const open = certain(valueSet)?.open;
      return open !== undefined && open !== 'any' && open.size === 0;
    },
    codes: (valueSet) => certain(valueSet)?.codes ?? NONE,
  };
}

function openTables(source: TerminologySource): Tables {
  const tables = new Map<string, CodeTable | null>();
  // Null while the value set is being expanded, and where it is not there: one that includes itself stays open.
  const expansions = new Map<string, Expansion | null>();
  const opened: Tables = {
    codeTable: (system) => {
      const url = bare(system);
      let table = tables.get(url);
      if (table === undefined) {
        const found = source.codeSystem(url);
        table = found === undefined ? null : readCodeTable(found);
        tables.set(url, table);
      }
      return table ?? undefined;
    },
    expansion: (valueSet) => {
      const url = bare(valueSet);
      const known = expansions.get(url);
      if (known !== undefined) return known ?? undefined;
      expansions.set(url, null);
      const expansion = expandOrOwn(url, source, opened);
      if (expansion !== undefined) expansions.set(url, expansion);
      return expansion;
    },
  };
  return opened;
}

/** A value set that the packages leave empty is filled from our own table, where there is one. */
function expandOrOwn(url: string, source: TerminologySource, tables: Tables): Expansion | undefined {
  const found = source.valueSet(url);
  const expansion = found === undefined ? undefined : expand(found, tables);
  const known = expansion !== undefined && expansion.open !== 'any' && expansion.open.size === 0;
  return known ? expansion : (OWN.get(url) ?? expansion);
}

function look(expansion: Expansion, coded: Coded): Membership {
  if (coded.system === undefined) {
    for (const set of expansion.codes.values()) if (set.has(coded.code)) return 'in';
    return expansion.open === 'any' || expansion.open.size > 0 ? 'unknown' : 'out';
  }
  if (expansion.codes.get(coded.system)?.has(coded.code) === true) return 'in';
  // A part that cannot be expanded leaves the whole answer open, whichever system the code claims.
  return expansion.open === 'any' || expansion.open.size > 0 ? 'unknown' : 'out';
}

function bare(url: string): string {
  const bar = url.indexOf('|');
  return bar < 0 ? url : url.slice(0, bar);
}
