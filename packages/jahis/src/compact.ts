import table from './layouts/compact.json' with { type: 'json' };

/** A record in the standard layout; `leftOver`: it had items for which that has no place. */
export interface Rearranged {
  readonly fields: readonly string[];
  readonly leftOver: boolean;
}

interface Shape {
  readonly patterns: readonly RegExp[];
  readonly to: readonly number[];
}

const SHAPES: ReadonlyMap<string, readonly Shape[]> = new Map(
  Object.entries(table.records).map(([no, shapes]) => [
    no,
    shapes.map(({ shape, to }) => ({ patterns: shape.map((one) => new RegExp(`^(?:${one})$`, 'u')), to })),
  ]),
);

/**
 * An older, shorter column set as the standard one; null when the items fit none of them. To be asked only where the
 * standard layout does not fit. @spec prescriptions.md §6.8
 */
export function rearrange(no: string, fields: readonly string[]): Rearranged | null {
  const shape = SHAPES.get(no)?.find(
    ({ patterns }) =>
      patterns.length === fields.length && patterns.every((one, at) => one.test(fields[at] ?? '')),
  );
  if (shape === undefined) return null;
  const standard: string[] = [];
  let leftOver = false;
  shape.to.forEach((item, at) => {
    if (item === 0) leftOver ||= fields[at] !== '';
    else standard[item - 1] = fields[at] ?? '';
  });
  return { fields: Array.from(standard, (one) => one ?? ''), leftOver };
}
