import type { CodeSystem, CodeSystemConcept } from 'fhir/r4.d.ts';

/** The codes of one code system, readable as far as the system itself is there. */
export interface CodeTable {
  /** False where the system holds only some of its codes: then a code that is not here may exist all the same. */
  readonly complete: boolean;
  readonly display: ReadonlyMap<string, string>;
  /** Direct narrower codes; empty where the system is flat. */
  readonly narrower: ReadonlyMap<string, readonly string[]>;
  readonly concepts: ReadonlyMap<string, CodeSystemConcept>;
}

interface Growing {
  readonly display: Map<string, string>;
  readonly narrower: Map<string, string[]>;
  readonly concepts: Map<string, CodeSystemConcept>;
}

/**
 * Reads a code system once. A system that calls itself complete and lists nothing is not complete: such shells stand
 * in packages for tables that are published elsewhere.
 *
 * @spec fhir-jp-core.md §7
 */
export function readCodeTable(system: CodeSystem): CodeTable {
  const table: Growing = { display: new Map(), narrower: new Map(), concepts: new Map() };
  gather(system.concept ?? [], null, table);
  return { ...table, complete: system.content === 'complete' && table.concepts.size > 0 };
}

function gather(concepts: readonly CodeSystemConcept[], parent: string | null, into: Growing): void {
  for (const concept of concepts) {
    if (parent !== null) addNarrower(into, parent, concept.code);
    for (const property of concept.property ?? []) {
      const broader = property.valueCode;
      if ((property.code === 'parent' || property.code === 'subsumedBy') && broader !== undefined)
        addNarrower(into, broader, concept.code);
      if (property.code === 'child' && broader !== undefined) addNarrower(into, concept.code, broader);
    }
    into.concepts.set(concept.code, concept);
    if (concept.display !== undefined) into.display.set(concept.code, concept.display);
    gather(concept.concept ?? [], concept.code, into);
  }
}

function addNarrower(table: Growing, broader: string, narrower: string): void {
  const known = table.narrower.get(broader);
  if (known === undefined) table.narrower.set(broader, [narrower]);
  else if (!known.includes(narrower)) known.push(narrower);
}

/** All codes below `code`, without itself. */
export function descendantsOf(table: CodeTable, code: string): Set<string> {
  const found = new Set<string>();
  const open = [...(table.narrower.get(code) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(table.narrower.get(next) ?? []));
  }
  return found;
}
