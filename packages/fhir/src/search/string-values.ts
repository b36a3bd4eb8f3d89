import { isObject } from '../model/element-model.ts';
import { textKey } from './fold.ts';
import { unescapeValue } from './query-text.ts';
import { malformed, unsupportedModifier, type ValueContext, type ValueTest } from './value-test.ts';

const HUMAN_NAME = ['text', 'family', 'given', 'prefix', 'suffix'] as const;
const ADDRESS = ['text', 'line', 'city', 'district', 'state', 'postalCode', 'country'] as const;

/** Tests of string parameters: the start of a part, the whole part, or anything in it. */
export function compileString(value: string, context: ValueContext): ValueTest {
  const text = unescapeValue(value);
  if (context.modifier === 'exact') return ({ type, value: found }) => stringsOf(type, found).includes(text);
  const key = textKey(text);
  if (key === '') throw malformed(context, 'expected a text');
  if (context.modifier === 'contains') {
    return ({ type, value: found }) => stringsOf(type, found).some((part) => textKey(part).includes(key));
  }
  if (context.modifier !== null) throw unsupportedModifier(context);
  return ({ type, value: found }) => stringsOf(type, found).some((part) => textKey(part).startsWith(key));
}

/**
 * The texts of an element that a search looks at. Of a name also family and given names without a gap, as Japanese
 * names are written.
 */
export function stringsOf(type: string, value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (!isObject(value)) return [];
  if (type === 'HumanName') return [...partsOf(value, HUMAN_NAME), ...wholeName(value)];
  if (type === 'Address') return partsOf(value, ADDRESS);
  return partsOf(value, ['text', 'display', 'value']);
}

function partsOf(value: Readonly<Record<string, unknown>>, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const part = value[name];
    if (typeof part === 'string') return [part];
    return Array.isArray(part) ? part.filter((each) => typeof each === 'string') : [];
  });
}

function wholeName(name: Readonly<Record<string, unknown>>): string[] {
  const family = partsOf(name, ['family']);
  const given = partsOf(name, ['given']);
  return family.length === 0 || given.length === 0 ? [] : [`${family.join('')} ${given.join(' ')}`];
}
