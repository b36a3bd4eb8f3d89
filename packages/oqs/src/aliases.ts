import table from './aliases.json' with { type: 'json' };

/**
 * Other spellings of an element, without `name` itself.
 * @spec eligibility.md §7.3, §9.1
 */
export function aliasesOf(name: string): readonly string[] {
  const spellings = new Set([name, ...table.names.filter((set) => set.includes(name)).flat()]);
  for (const parts of table.parts) {
    for (const spelling of [...spellings]) {
      const part = parts.find((candidate) => spelling.includes(candidate));
      if (part !== undefined) for (const other of parts) spellings.add(spelling.replace(part, other));
    }
  }
  spellings.delete(name);
  return [...spellings];
}
