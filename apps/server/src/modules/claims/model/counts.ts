import type { Finding, Severity } from '@tsunagu/uke';

/** Findings by code and severity: `{"go-count:warn": 1}`. */
export type FindingCounts = Record<string, number>;

export const countFinding = (
  counts: FindingCounts,
  { code, severity }: Pick<Finding, 'code' | 'severity'>,
): number => {
  const key = `${code}:${severity}`;
  const count = (counts[key] ?? 0) + 1;
  counts[key] = count;
  return count;
};

export interface FindingCount {
  readonly code: string;
  readonly severity: Severity;
  readonly count: number;
}

export const listFindingCounts = (counts: FindingCounts): FindingCount[] =>
  Object.entries(counts).map(([key, count]) => {
    const at = key.lastIndexOf(':');
    return { code: key.slice(0, at), severity: key.slice(at + 1) as Severity, count };
  });

/**
 * SI lines by category of the record view. Lines recorded like basic items (告示等識別(1) 1, 3, 5) are counted apart
 * from add-ons (7, 9), as in the issuer's tables. @spec claims.md §16
 */
export interface ActCounts {
  readonly acts: Record<string, number>;
  readonly addOns: Record<string, number>;
  unknown: number;
}

export const noActs = (): ActCounts => ({ acts: {}, addOns: {}, unknown: 0 });
