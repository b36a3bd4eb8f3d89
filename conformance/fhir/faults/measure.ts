import type { Fault, FaultRule } from './fault.ts';

/** An error that a validator found; the place in whatever notation it uses for FHIRPath. */
export interface FoundError {
  readonly expression: string;
}

export interface Measured {
  readonly planted: number;
  readonly caught: number;
  /** Of the caught ones: an error stands at, below or at most two levels above the planted place. */
  readonly located: number;
  readonly rules: ReadonlyMap<FaultRule, { readonly planted: number; readonly caught: number }>;
  readonly uncaught: readonly Fault[];
}

/**
 * How many of the faults a validator finds. Any validator can be measured: it is asked for the errors of a resource.
 */
export function measureFaults(
  faults: Iterable<Fault>,
  errorsOf: (resource: unknown) => readonly FoundError[],
): Measured {
  const rules = new Map<FaultRule, { planted: number; caught: number }>();
  const uncaught: Fault[] = [];
  let planted = 0;
  let located = 0;
  for (const fault of faults) {
    planted++;
    const row = rules.get(fault.rule) ?? { planted: 0, caught: 0 };
    rules.set(fault.rule, row);
    row.planted++;
    const errors = errorsOf(fault.resource);
    if (errors.length === 0) {
      uncaught.push(fault);
      continue;
    }
    row.caught++;
    if (errors.some(({ expression }) => isNear(fault.place, expression))) located++;
  }
  return { planted, caught: planted - uncaught.length, located, rules, uncaught };
}

const stepsOf = (expression: string): string[] =>
  expression
    .replace(/\.ofType\(\w+\)/g, '')
    .split('.')
    .map((step) => step.replace(/\[\d+\]$/, ''));

/** Positions are not compared, and `onset` is `onsetDateTime`. */
export function isNear(place: string, expression: string): boolean {
  const planted = stepsOf(place);
  const found = stepsOf(expression);
  if (found.length < planted.length - 2) return false;
  return planted
    .slice(0, found.length)
    .every((step, at) => step.startsWith(found[at] ?? '') || (found[at] ?? '').startsWith(step));
}

/** Why a fault need not be one; null where the validator simply misses it. */
export function excuseFor({ rule, place }: Fault): string | null {
  if (place.endsWith('.url') && place.includes('xtension[') && rule !== 'required-removed')
    return 'becomes another extension, which profiles allow unless they say otherwise';
  if (rule === 'required-removed' && /\.meta(?:\.profile)?$/.test(place))
    return 'takes away the claim of the profile that asks for it';
  if (rule === 'required-removed' && /\.(?:system|code|url|value)$/.test(place))
    return 'takes the item out of an optional slice, whose rules no longer apply';
  return null;
}
