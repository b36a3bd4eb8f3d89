import { type EraMarks, parseDay, parsePartial } from './dates.ts';
import { finding, type Mode, type RuleId } from './findings.ts';
import type { Condition, Item, RecordLayout } from './layout.ts';
import type { Finding } from './model.ts';

/** Above this an unlimited text is reported. @spec prescriptions.md §6.6, §6.7 */
const LONG_TEXT = 200;
/** Up to 6 digits, a point, up to 5 decimals, no superfluous zeros. @spec prescriptions.md §6.2 */
const QUANTITY = /^(?:0|[1-9]\d{0,5})(?:\.\d{0,4}[1-9])?$/;
const FRACTION = /^[1-9]\d{0,4}\/[1-9]\d{0,4}$/;
const DIGITS = /^\d+$/;
const ASCII = /^[0-9A-Za-z.-]+$/;
const KANA = /^[\x20-\x7e｡-ﾟ]+$/;

/** How a dialect writes what its types leave open. */
export interface ItemRules {
  readonly mode: Mode;
  readonly eras: EraMarks;
}

/** Checks the items of one record against its layout; `fields[0]` is item 1. */
export function checkItems(
  fields: readonly string[],
  layout: RecordLayout,
  line: number,
  rules: ItemRules,
): readonly Finding[] {
  const findings: Finding[] = [];
  const report = (rule: RuleId, item: number): void => {
    findings.push(finding(rule, rules.mode, { line, record: layout.no, item }));
  };
  layout.items.forEach((item, index) => {
    const value = fields[index] ?? '';
    if (value === '') {
      if (item.required) report('REQUIRED_FIELD_MISSING', index + 1);
      return;
    }
    const rule = wrongWith(value, item, rules.eras);
    if (rule !== null) report(rule, index + 1);
    if (item.type === 'N' && value.trim() !== value) report('SURROUNDING_SPACES', index + 1);
    if (item.length === 0 && value.length > LONG_TEXT) report('LONG_TEXT', index + 1);
  });
  const oneOf = layout.oneOf[0];
  if (oneOf !== undefined && layout.oneOf.every((item) => (fields[item - 1] ?? '') === '')) {
    report('REQUIRED_ONE_OF_MISSING', oneOf);
  }
  for (const condition of layout.conditions) {
    const rule = brokenCondition(condition, fields, layout);
    if (rule !== null) report(rule, condition.item);
  }
  for (let at = layout.items.length; at < fields.length; at++) {
    if (fields[at] !== '') {
      report('SURPLUS_ITEMS', at + 1);
      break;
    }
  }
  return findings;
}

function wrongWith(value: string, item: Item, eras: EraMarks): RuleId | null {
  const form = wrongForm(value, item, eras);
  if (form !== null) return form;
  if (item.values !== null && !item.values.has(value)) return 'INVALID_CODE_VALUE';
  if (item.length > 0 && value.length > item.length && [...value].length > item.length)
    return 'ITEM_TOO_LONG';
  return null;
}

function wrongForm(value: string, item: Item, eras: EraMarks): RuleId | null {
  switch (item.type) {
    case '9':
    case 'S':
      return DIGITS.test(value) ? null : 'INVALID_CHARACTERS';
    case 'X':
      return ASCII.test(value) ? null : 'INVALID_CHARACTERS';
    case 'K':
      return KANA.test(value) ? null : 'INVALID_CHARACTERS';
    case 'Q':
      return QUANTITY.test(value) ? null : 'INVALID_QUANTITY';
    case 'F':
      return QUANTITY.test(value) || FRACTION.test(value) ? null : 'INVALID_QUANTITY';
    case 'D':
      return parseDay(value, eras) === null ? 'INVALID_DATE_FORMAT' : null;
    case 'B':
      return parsePartial(value, eras) === null ? 'INVALID_DATE_FORMAT' : null;
    case 'N':
      return null;
  }
}

function brokenCondition(
  condition: Condition,
  fields: readonly string[],
  layout: RecordLayout,
): RuleId | null {
  const by = fields[condition.by - 1] || (layout.items[condition.by - 1]?.standard ?? '');
  const holds = condition.values.has(by) === condition.when;
  const empty = (fields[condition.item - 1] ?? '') === '';
  if (!holds) return null;
  if (condition.kind === 'required') return empty ? 'CONDITIONAL_REQUIRED_MISSING' : null;
  return empty ? null : 'ITEM_NOT_ALLOWED';
}
