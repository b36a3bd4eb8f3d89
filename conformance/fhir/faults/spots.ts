import { type ElementIndex, type ElementPlace, upperFirst } from '../element-index.ts';
import { isRecord, type JsonPath } from '../json.ts';

/** A value of a resource, with what the base definitions say of it. */
export interface Spot extends ElementPlace {
  readonly value: unknown;
  readonly path: JsonPath;
  /** Name of the property in JSON; empty for resources. */
  readonly property: string;
  /** Inside of which resource: path to it. */
  readonly resourcePath: JsonPath;
  readonly resourceType: string;
}

/** All values of a resource that R4 defines, itself first, contained and bundled resources included. */
export function spotsOf(resource: unknown, index: ElementIndex): Spot[] {
  const spots: Spot[] = [];
  const visit = (
    value: unknown,
    place: ElementPlace,
    path: JsonPath,
    property: string,
    inside: Pick<Spot, 'resourcePath' | 'resourceType'>,
  ): void => {
    const own = isRecord(value) && typeof value.resourceType === 'string' ? value.resourceType : null;
    const at = own === null ? place : { ...place, type: own, children: own };
    const within = own === null ? inside : { resourcePath: path, resourceType: own };
    spots.push({ ...at, ...within, value, path, property });
    if (!isRecord(value)) return;
    for (const [name, child] of Object.entries(value)) {
      const found = name === 'resourceType' ? null : index.child(at.children, name);
      if (found === null) continue;
      if (!Array.isArray(child)) visit(child, found, [...path, name], name, within);
      else
        child.forEach((item: unknown, position) => {
          if (item !== null) visit(item, found, [...path, name, position], name, within);
        });
    }
  };
  visit(resource, { elementPath: '', type: '', children: '', element: null }, [], '', {
    resourcePath: [],
    resourceType: '',
  });
  return spots;
}

/** `value[x]` is `value`; others are what they are. */
export function choiceName(spot: ElementPlace): string | null {
  const path = spot.element?.path ?? '';
  return path.endsWith('[x]') ? path.slice(path.lastIndexOf('.') + 1, -3) : null;
}

export const choiceProperty = (name: string, type: string): string => name + upperFirst(type);
