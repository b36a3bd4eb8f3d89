import type { Agreement, Disagreement } from './measure.ts';

export interface Group {
  readonly group: string;
  readonly side: string;
  readonly words: string;
  readonly right: string;
  readonly why: string;
}

export interface JudgedGroup extends Group {
  readonly pairs: readonly Disagreement[];
}

export interface Judgement {
  readonly groups: readonly JudgedGroup[];
  /** Disagreements that no group explains: somebody has to look at them. */
  readonly unjudged: readonly Disagreement[];
  readonly precision: number;
  readonly recall: number;
}

/** Sorts disagreements into the groups that were judged by hand, and counts again. */
export function judge(
  agreement: Agreement,
  found: readonly Disagreement[],
  groups: readonly Group[],
): Judgement {
  const pairs = new Map<Group, Disagreement[]>(groups.map((group) => [group, []]));
  const unjudged: Disagreement[] = [];
  for (const one of found) {
    const group = groups.find(
      ({ side, words }) =>
        side === one.side && (new RegExp(words).test(one.a) || new RegExp(words).test(one.b)),
    );
    if (group === undefined) unjudged.push(one);
    else pairs.get(group)?.push(one);
  }
  const judged = groups.map((group) => ({ ...group, pairs: pairs.get(group) ?? [] }));
  const sum = (side: string, isRight: (right: string) => boolean): number =>
    judged.reduce((all, one) => all + (one.side === side && isRight(one.right) ? one.pairs.length : 0), 0);
  const confirmed = agreement.both + sum('check', (right) => right === 'check');
  // Whatever is open counts against the check.
  const missed =
    sum('truth', (right) => right !== 'check') + unjudged.filter(({ side }) => side === 'truth').length;
  return {
    groups: judged,
    unjudged,
    precision: confirmed / (agreement.both + agreement.onlyCheck),
    recall: confirmed / (confirmed + missed),
  };
}
