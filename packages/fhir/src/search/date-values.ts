import { elementTime, type TimeRange, timeRange } from './dates.ts';
import { unescapeValue } from './query-text.ts';
import {
  malformed,
  type Prefix,
  splitPrefix,
  unsupportedModifier,
  type ValueContext,
  type ValueTest,
} from './value-test.ts';

/** Tests of date parameters: both sides are the times that they cover. */
export function compileDate(value: string, context: ValueContext): ValueTest {
  if (context.modifier !== null) throw unsupportedModifier(context);
  const { prefix, range } = parseDateValue(value, context);
  const compares = rangeTest(prefix, range, context.now);
  return ({ type, value: found }) => {
    const time = elementTime(type, found);
    return time !== null && compares(time);
  };
}

export function parseDateValue(
  value: string,
  context: ValueContext,
): { readonly prefix: Prefix; readonly range: TimeRange } {
  const { prefix, rest } = splitPrefix(unescapeValue(value));
  const range = timeRange(rest);
  if (range === null) {
    throw malformed(
      context,
      'expected a date such as 2026, 2026-04, 2026-04-01 or 2026-04-01T09:00:00+09:00',
    );
  }
  return { prefix, range };
}

function rangeTest(prefix: Prefix, asked: TimeRange, now: Date): (found: TimeRange) => boolean {
  const within = (found: TimeRange): boolean => found.from >= asked.from && found.to <= asked.to;
  switch (prefix) {
    case 'eq':
      return within;
    case 'ne':
      return (found) => !within(found);
    case 'gt':
      return (found) => found.to > asked.to;
    case 'lt':
      return (found) => found.from < asked.from;
    case 'ge':
      return (found) => found.to > asked.to || within(found);
    case 'le':
      return (found) => found.from < asked.from || within(found);
    case 'sa':
      return (found) => found.from >= asked.to;
    case 'eb':
      return (found) => found.to <= asked.from;
    case 'ap': {
      // A tenth of the distance from now, as R4 recommends.
      const slack = Math.abs(now.getTime() - asked.from) / 10;
      return (found) => found.from < asked.to + slack && found.to > asked.from - slack;
    }
  }
}
