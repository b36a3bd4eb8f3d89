import type { Definitions } from '@tsunagu/fhir';
import { changed, copy, isRecord } from '../json.ts';
import { expressionOf, type Fault } from './fault.ts';
import recipes from './invariants.json' with { type: 'json' };
import { choiceName, type Spot } from './spots.ts';

interface Recipe {
  readonly key: string;
  /** A type, the path of a backbone element, or `resource` for every resource that may hold others. */
  readonly at: string;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
  /** Only where this element is there. */
  readonly needs?: string;
}

const RECIPES: readonly Recipe[] = recipes;

/** Breaks constraints of R4 by recipes that turn them round; each once a resource. */
export function faultsFromInvariants(
  resource: unknown,
  spots: readonly Spot[],
  definitions: Definitions,
): Fault[] {
  const root = spots[0]?.type ?? '';
  return RECIPES.flatMap((recipe) => {
    const spot = spots.find((candidate) => applies(recipe, candidate, spots, definitions));
    if (spot === undefined) return [];
    const broken = changed(resource, spot.path, (object) => {
      for (const name of recipe.remove ?? []) {
        delete object[name];
        delete object[`_${name}`];
      }
      Object.assign(object, copy(recipe.set ?? {}));
    });
    return [{ rule: 'invariant', note: recipe.key, place: expressionOf(root, spot.path), resource: broken }];
  });
}

function applies(recipe: Recipe, spot: Spot, spots: readonly Spot[], definitions: Definitions): boolean {
  if (!isRecord(spot.value)) return false;
  if (recipe.at === 'resource') {
    const elements = definitions.typeStructure(spot.type)?.snapshot?.element ?? [];
    // A contained resource may hold none itself.
    return (
      spot.path.length === 0 &&
      elements.some(({ path }) => path === `${spot.type}.contained`) &&
      holdsNone(spot)
    );
  }
  if (spot.type !== recipe.at && spot.children !== recipe.at) return false;
  if (spot.type === 'Extension' && spot.property === 'modifierExtension') return false;
  const { needs } = recipe;
  return needs === undefined || hasElement(spot, needs, spots);
}

const holdsNone = (spot: Spot): boolean => isRecord(spot.value) && spot.value.contained === undefined;

function hasElement(spot: Spot, name: string, spots: readonly Spot[]): boolean {
  if (isRecord(spot.value) && spot.value[name] !== undefined) return true;
  return spots.some(
    (child) =>
      child.path.length === spot.path.length + 1 &&
      child.path.slice(0, -1).every((step, at) => step === spot.path[at]) &&
      choiceName(child) === name,
  );
}
