import { systemKey } from '../codes/systems.ts';
import { decimalText } from '../json/exact-decimal.ts';
import { isObject } from '../model/element-model.ts';
import { approximateRange, compareDecimals, type Decimal, impliedRange, parseDecimal } from './decimals.ts';
import { identifierKey } from './fold.ts';
import { splitUnescaped, unescapeValue } from './query-text.ts';
import {
  malformed,
  type Prefix,
  splitPrefix,
  unsupportedModifier,
  type ValueContext,
  type ValueTest,
} from './value-test.ts';

/** Null is open. Both ends inclusive, unless an end says otherwise. */
interface Interval {
  readonly low: Decimal | null;
  readonly high: Decimal | null;
  readonly lowOpen: boolean;
  readonly highOpen: boolean;
}

type IntervalTest = (found: Interval) => boolean;

/** Tests of number parameters. */
export function compileNumber(value: string, context: ValueContext): ValueTest {
  if (context.modifier !== null) throw unsupportedModifier(context);
  const compares = compileComparison(unescapeValue(value), context);
  return ({ type, value: found }) => {
    const interval = type === 'Range' ? rangeInterval(found) : pointInterval(found);
    return interval !== null && compares(interval);
  };
}

/** Tests of quantity parameters: `number`, `number|system|code`, `number||code or unit`. */
export function compileQuantity(value: string, context: ValueContext): ValueTest {
  if (context.modifier !== null) throw unsupportedModifier(context);
  const parts = splitUnescaped(value, '|').map(unescapeValue);
  if (parts.length !== 1 && parts.length !== 3) throw malformed(context, 'expected number|system|code');
  const [number = '', system = '', code = ''] = parts;
  const compares = compileComparison(number, context);
  const isUnit = unitTest(system, code);
  return ({ type, value: found }) => {
    if (!isObject(found)) return false;
    const interval = type === 'Range' ? rangeInterval(found) : quantityInterval(found);
    if (interval === null || !compares(interval)) return false;
    if (type !== 'Range') return isUnit(found);
    return [found.low, found.high].filter(isObject).every(isUnit);
  };
}

function unitTest(system: string, code: string): (quantity: Readonly<Record<string, unknown>>) => boolean {
  if (system === '' && code === '') return () => true;
  const wantedSystem = systemKey(system);
  const wanted = identifierKey(code);
  const isWanted = (text: unknown): boolean => typeof text === 'string' && identifierKey(text) === wanted;
  return (quantity) => {
    if (system === '') return [quantity.code, quantity.unit, quantity.currency].some(isWanted);
    const found = quantity.system;
    if (typeof found !== 'string' || systemKey(found) !== wantedSystem) return false;
    return code === '' || isWanted(quantity.code);
  };
}

function compileComparison(text: string, context: ValueContext): IntervalTest {
  const { prefix, rest } = splitPrefix(text);
  const number = /e[+-]?\d{4,}/i.test(rest) ? null : parseDecimal(rest);
  if (number === null) throw malformed(context, 'expected a number, with or without a prefix such as gt');
  return comparison(prefix, number, rest);
}

function comparison(prefix: Prefix, number: Decimal, text: string): IntervalTest {
  switch (prefix) {
    case 'eq':
      return within(text);
    case 'ne': {
      const equal = within(text);
      return (found) => !equal(found);
    }
    case 'gt':
      return ({ high }) => high === null || compareDecimals(high, number) > 0;
    case 'lt':
      return ({ low }) => low === null || compareDecimals(low, number) < 0;
    case 'ge':
      return ({ high, highOpen }) => high === null || reaches(compareDecimals(high, number), highOpen);
    case 'le':
      return ({ low, lowOpen }) => low === null || reaches(compareDecimals(number, low), lowOpen);
    case 'sa':
      return ({ low, lowOpen }) => low !== null && reaches(compareDecimals(low, number), !lowOpen);
    case 'eb':
      return ({ high, highOpen }) => high !== null && reaches(compareDecimals(number, high), !highOpen);
    case 'ap': {
      const { from, to } = approximateRange(text);
      return ({ low, high }) =>
        (low === null || compareDecimals(low, to) <= 0) &&
        (high === null || compareDecimals(high, from) >= 0);
    }
  }
}

/** The digits that were sent say how exact is meant: `5.4` finds 5.35 and 5.44. */
function within(text: string): IntervalTest {
  const { from, to } = impliedRange(text);
  return ({ low, high, highOpen }) =>
    low !== null &&
    high !== null &&
    compareDecimals(low, from) >= 0 &&
    reaches(compareDecimals(to, high), !highOpen);
}

/** At least, or with an open end truly more. */
function reaches(order: number, open: boolean): boolean {
  return open ? order > 0 : order >= 0;
}

function decimalOf(value: unknown): Decimal | null {
  const text = decimalText(value);
  return text === null ? null : parseDecimal(text);
}

function pointInterval(value: unknown): Interval | null {
  const point = decimalOf(value);
  return point === null ? null : { low: point, high: point, lowOpen: false, highOpen: false };
}

/** What a measured `<5` may be is everything below five. */
function quantityInterval(quantity: Readonly<Record<string, unknown>>): Interval | null {
  const point = decimalOf(quantity.value);
  if (point === null) return null;
  const comparator = quantity.comparator;
  const below = comparator === '<' || comparator === '<=';
  const above = comparator === '>' || comparator === '>=';
  return {
    low: below ? null : point,
    high: above ? null : point,
    lowOpen: comparator === '>',
    highOpen: comparator === '<',
  };
}

function rangeInterval(range: unknown): Interval | null {
  if (!isObject(range)) return null;
  const low = isObject(range.low) ? decimalOf(range.low.value) : null;
  const high = isObject(range.high) ? decimalOf(range.high.value) : null;
  return low === null && high === null ? null : { low, high, lowOpen: false, highOpen: false };
}

/** For sorting: the number of an element, the lower end of a range. */
export function sortNumber(type: string, value: unknown): Decimal | null {
  if (type === 'Range') return rangeInterval(value)?.low ?? null;
  return decimalOf(isObject(value) ? value.value : value);
}
