import type { Coverage } from './coverage.ts';
import type { Supply } from './overlaps.ts';

/** Supplies of one claim for the same days (5 mg + 2.5 mg tablets): one regimen, whose doses add up. */
export interface Regimen extends Coverage {
  readonly supplies: readonly Supply[];
  readonly dose: { readonly value: number; readonly unit: string } | null;
}

export function regimensOf(supplies: readonly Supply[]): readonly Regimen[] {
  const byKey = new Map<string, Supply[]>();
  for (const supply of supplies) {
    const { file, claim } = supply.line.provenance;
    const key = `${supply.from} ${supply.to} ${supply.kind} ${file} ${claim}`;
    const list = byKey.get(key);
    if (list === undefined) byKey.set(key, [supply]);
    else list.push(supply);
  }
  return [...byKey.values()].flatMap((list) => {
    const first = list[0];
    if (first === undefined) return [];
    return [{ from: first.from, to: first.to, kind: first.kind, supplies: list, dose: sum(list) }];
  });
}

function sum(supplies: readonly Supply[]): Regimen['dose'] {
  let total = 0;
  let unit: string | null = null;
  for (const { dose } of supplies) {
    if (dose === null || (unit !== null && unit !== dose.unit)) return null;
    total += dose.value;
    unit = dose.unit;
  }
  return unit === null ? null : { value: Math.round(total * 1000) / 1000, unit };
}
