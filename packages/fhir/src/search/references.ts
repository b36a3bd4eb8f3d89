import type { Definitions } from '../definitions/types.ts';
import { parametersOf } from './parameters.ts';
import { resourceNode } from './path-compiler.ts';
import { literalOf } from './reference-values.ts';
import type { SearchResource } from './resource.ts';

/**
 * The literal references that a search parameter of the resource finds, as they are written; contained ones left out.
 * @param searchParameter code of a reference parameter, or `*` for all of them; others give nothing
 */
export function referencesOf(
  definitions: Definitions,
  resource: SearchResource,
  searchParameter: string,
): string[] {
  const parameters = parametersOf(definitions, resource.resourceType);
  const asked =
    searchParameter === '*' ? [...parameters.values()] : [parameters.get(searchParameter)].filter(isDefined);
  const node = resourceNode(resource);
  const found = new Set<string>();
  for (const { kind, extract } of asked) {
    if (kind !== 'reference' || extract === null) continue;
    for (const each of extract([node], node)) {
      const literal = literalOf(each);
      if (literal !== null && !literal.startsWith('#')) found.add(literal);
    }
  }
  return [...found];
}

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined;
}
