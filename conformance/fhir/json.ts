export type JsonRecord = { [name: string]: unknown };

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Steps from a resource to a value inside it. */
export type JsonPath = readonly (string | number)[];

/** Copies objects and arrays; numbers in exact form and the like stay themselves. */
export function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (!isRecord(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, copy(child)]));
}

export function valueAt(root: unknown, path: JsonPath): unknown {
  let at = root;
  for (const step of path) {
    if (typeof step === 'number') at = Array.isArray(at) ? at[step] : undefined;
    else at = isRecord(at) ? at[step] : undefined;
  }
  return at;
}

/** A copy of the resource in which `change` was applied to the object at the path. */
export function changed(root: unknown, path: JsonPath, change: (object: JsonRecord) => void): JsonRecord {
  const whole = copy(root);
  const object = valueAt(whole, path);
  if (isRecord(object)) change(object);
  return isRecord(whole) ? whole : {};
}

/** A copy in which the value at the path is another one; undefined takes it away, and an emptied array with it. */
export function replaced(root: unknown, path: JsonPath, value: unknown): JsonRecord {
  const last = path.at(-1);
  const parentPath = path.slice(0, -1);
  if (typeof last === 'string')
    return changed(root, parentPath, (object) => {
      if (value === undefined) {
        delete object[last];
        delete object[`_${last}`];
      } else object[last] = value;
    });
  const items = valueAt(root, parentPath);
  if (!Array.isArray(items)) return changed(root, [], () => undefined);
  const rest = items.flatMap((item: unknown, at) =>
    at !== last ? [item] : value === undefined ? [] : [value],
  );
  return replaced(root, parentPath, rest.length === 0 ? undefined : rest);
}
