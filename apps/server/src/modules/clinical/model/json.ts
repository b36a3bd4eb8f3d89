export interface JsonObject {
  readonly [name: string]: unknown;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const objectsIn = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** What stands at `a.b.0`; undefined where nothing does. */
export function valueAt(value: unknown, path: string): unknown {
  let here = value;
  for (const name of path.split('.')) {
    if (Array.isArray(here)) here = here[Number(name)];
    else if (isObject(here)) here = Object.hasOwn(here, name) ? here[name] : undefined;
    else return undefined;
  }
  return here;
}

/** The first element of the list, or the element itself. */
export const objectAt = (value: unknown, path: string): JsonObject | null => {
  const found = valueAt(value, path);
  return isObject(found) ? found : null;
};

/** The same JSON with every object handed to `change`, children first. Exact decimals stay what they are. */
export function rewrite(value: unknown, change: (object: JsonObject) => JsonObject): unknown {
  if (Array.isArray(value)) return value.map((one) => rewrite(one, change));
  if (!isPlain(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) copy[name] = rewrite(one, change);
  return change(copy);
}

const isPlain = (value: unknown): value is JsonObject =>
  isObject(value) && Object.getPrototypeOf(value) === Object.prototype;
