import type { Finding, Level } from './model.ts';
import table from './rules.json' with { type: 'json' };

/** Id of a rule of this package. */
export type RuleId = keyof typeof table.rules;

/** `strict` for what is registered and what we write, `lenient` for what is scanned or imported. */
export type Mode = 'strict' | 'lenient';

/** Where something is wrong; see `Finding` for the counting. */
export interface Place {
  readonly line?: number;
  readonly record?: string | null;
  readonly item?: number | null;
}

/** A finding with the level that its rule has in this mode. @spec prescriptions.md §6.8 */
export function finding(rule: RuleId, mode: Mode, place: Place = {}): Finding {
  const { ja, en, ...levels } = table.rules[rule];
  return {
    rule,
    level: level(levels[mode]),
    line: place.line ?? 0,
    record: place.record ?? null,
    item: place.item ?? null,
    message: { ja, en },
  };
}

/** Whether these findings refuse a text. */
export function refuses(findings: readonly Finding[]): boolean {
  return findings.some((one) => one.level === 'error');
}

function level(text: string): Level {
  if (text === 'error' || text === 'warning') return text;
  throw new Error('unknown level in the table of rules');
}
