import { ExactDecimal } from '../json/exact-decimal.ts';
import { choicesOf, typedChild } from './r4-types.ts';
import { type Code, countStep, type Run, type Step, Unsupported } from './run.ts';
import { type Fields, isFields, PrimitiveElement } from './values.ts';

/** What a value holds by name: of a primitive, its id and extensions. */
function fieldsOf(value: unknown): Fields | null {
  if (typeof value !== 'object' || value === null) return null;
  if (value instanceof PrimitiveElement) return value.sibling;
  return isFields(value) ? value : null;
}

/** Hands on the items of a property, primitives together with what their `_` sibling holds. */
function emit(found: unknown, sibling: unknown, next: Step, run: Run): boolean {
  countStep(run);
  if (sibling === undefined) {
    if (!Array.isArray(found)) return found !== undefined && found !== null && next(found, run);
    for (const item of found) if (item !== null && next(item, run)) return true;
    return false;
  }
  if (!Array.isArray(found) && !Array.isArray(sibling))
    return next(new PrimitiveElement(found ?? undefined, fieldsOf(sibling)), run);
  const values: readonly unknown[] = Array.isArray(found) ? found : [];
  const siblings: readonly unknown[] = Array.isArray(sibling) ? sibling : [];
  for (let at = 0; at < Math.max(values.length, siblings.length); at++) {
    const value = values[at] ?? undefined;
    const beside = fieldsOf(siblings[at]);
    if (beside === null && value === undefined) continue;
    if (next(beside === null ? value : new PrimitiveElement(value, beside), run)) return true;
  }
  return false;
}

/** The step that goes to a property; `value` reaches `valueQuantity` as well. */
export function toMember(name: string, next: Step): Step {
  if (name in Object.prototype) throw new Unsupported(`property ${name}`);
  const beside = `_${name}`;
  const choices = choicesOf(name);
  return (value, run) => {
    const fields = fieldsOf(value);
    if (fields === null) return false;
    const found = fields[name];
    const sibling = fields[beside];
    if (found !== undefined || sibling !== undefined) return emit(found, sibling, next, run);
    if (choices.size === 0) return false;
    for (const property in fields) {
      if (!property.startsWith(name, property.startsWith('_') ? 1 : 0)) continue;
      const bare = property.startsWith('_') ? property.slice(1) : property;
      if (choices.has(bare) && (bare === property || fields[bare] === undefined))
        return emit(fields[bare], fields[`_${bare}`], next, run);
    }
    return false;
  };
}

/** The step that goes to one written form of a choice: `valueQuantity`. */
export function toProperty(property: string, next: Step): Step {
  const beside = `_${property}`;
  return (value, run) => {
    const fields = fieldsOf(value);
    return fields !== null && emit(fields[property], fields[beside], next, run);
  };
}

function eachChild(
  fields: Fields,
  run: Run,
  visit: (name: string, found: unknown, sibling: unknown) => boolean,
): boolean {
  for (const property in fields) {
    if (property === 'resourceType') continue;
    if (property.startsWith('_')) {
      const bare = property.slice(1);
      if (fields[bare] === undefined && visit(bare, undefined, fields[property])) return true;
    } else if (visit(property, fields[property], fields[`_${property}`])) return true;
    countStep(run);
  }
  return false;
}

export function childrenOf(target: Code): Code {
  return {
    scalar: null,
    some: (next) =>
      target.some((value, run) => {
        const fields = fieldsOf(value);
        return (
          fields !== null &&
          eachChild(fields, run, (_name, found, sibling) => emit(found, sibling, next, run))
        );
      }),
  };
}

/** All descendants; while one is handed on, `itemType` says its type as far as R4 defines it. */
export function descendantsOf(target: Code): Code {
  return {
    scalar: null,
    some: (next) =>
      target.some((value, run) => {
        const before = run.itemType;
        const start = value === run.context ? (run.at.path ?? run.at.typeName) : null;
        const found = walk(value, resourceTypeOf(value) ?? start, next, run, 0);
        run.itemType = before;
        return found;
      }),
  };
}

const MOST_DEPTH = 100;

function walk(value: unknown, path: string | null, next: Step, run: Run, depth: number): boolean {
  const fields = fieldsOf(value);
  if (fields === null || depth > MOST_DEPTH) return false;
  return eachChild(fields, run, (name, found, sibling) => {
    const child = path === null ? null : typedChild(path, name);
    const below: Step = (item) => {
      run.itemType = resourceTypeOf(item) ?? child?.type ?? null;
      return next(item, run) || walk(item, resourceTypeOf(item) ?? child?.path ?? null, next, run, depth + 1);
    };
    return emit(found, sibling, below, run);
  });
}

export function resourceTypeOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || value instanceof ExactDecimal) return null;
  const type: unknown = 'resourceType' in value ? value.resourceType : null;
  return typeof type === 'string' ? type : null;
}
