import type { Issue, Severity } from './issue.ts';

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information'];

/**
 * Collects issues in the order in which they are found, each once. Where there are more than the limit, errors are
 * kept before warnings and warnings before information: a flood of notes hides no error.
 */
export class IssueList {
  readonly #most: number;
  readonly #seen = new Set<string>();
  readonly #found: Record<Severity, { readonly at: number; readonly issue: Issue }[]> = {
    error: [],
    warning: [],
    information: [],
  };
  #next = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** No further issue would change the answer. */
  get full(): boolean {
    return this.#found.error.length >= this.#most;
  }

  add(issue: Issue): void {
    const list = this.#found[issue.severity];
    if (list.length >= this.#most) return;
    const key = `${issue.rule}|${issue.expression}|${issue.source.constraint ?? issue.message}|${issue.severity}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    list.push({ at: this.#next, issue });
    this.#next += 1;
  }

  toIssues(): Issue[] {
    return SEVERITIES.flatMap((severity) => this.#found[severity])
      .slice(0, this.#most)
      .sort((a, b) => a.at - b.at)
      .map(({ issue }) => issue);
  }
}
