import type { Definitions } from '@tsunagu/fhir';
import { changed, isRecord, replaced } from '../json.ts';
import { expressionOf, type Fault, type FaultRule } from './fault.ts';
import samples from './samples.json' with { type: 'json' };
import { choiceName, choiceProperty, type Spot } from './spots.ts';

const WRONG_FORMAT: ReadonlyMap<string, unknown> = new Map(Object.entries(samples.wrongFormat));
const SAMPLES: ReadonlyMap<string, unknown> = new Map(Object.entries(samples.values));

/** A value of the type; undefined for types that need more than a plain sample. */
export function sampleOf(type: string): unknown {
  return SAMPLES.get(type);
}

/**
 * What breaks the base definitions of R4 alone: kinds of JSON, formats, unknown elements, choices. Every rule once for
 * every element of the definitions that occurs.
 */
export function faultsFromTypes(
  resource: unknown,
  spots: readonly Spot[],
  definitions: Definitions,
): Fault[] {
  const faults: Fault[] = [];
  const done = new Set<string>();
  const root = spots[0]?.type ?? '';
  for (const spot of spots) {
    const add = (rule: FaultRule, note: string, broken: () => Fault['resource'], path = spot.path): void => {
      const key = `${rule}|${spot.elementPath}|${spot.elementPath === '' ? spot.type : ''}|${note}`;
      if (done.has(key)) return;
      done.add(key);
      faults.push({ rule, note, place: expressionOf(root, path), resource: broken() });
    };
    if (isRecord(spot.value)) breakObject(resource, spot, add);
    else if (spot.type !== 'xhtml') breakPrimitive(resource, spot, add);
    if (spot.path.length > 0) breakProperty(resource, spot, add);
    breakChoice(resource, spot, add);
    if (spot.elementPath === '' && isDomainResource(spot.type, definitions))
      add(
        'modifier-unknown',
        '',
        () =>
          changed(resource, spot.path, (object) => {
            object.modifierExtension = [
              { url: 'http://example.org/fhir/unknown-modifier', valueBoolean: true },
            ];
          }),
        [...spot.path, 'modifierExtension', 0],
      );
  }
  return faults;
}

type Add = (rule: FaultRule, note: string, broken: () => Fault['resource'], path?: Spot['path']) => void;

const isDomainResource = (type: string, definitions: Definitions): boolean =>
  definitions
    .typeStructure(type)
    ?.snapshot?.element.some(({ path }) => path === `${type}.modifierExtension`) === true;

function breakObject(resource: unknown, spot: Spot, add: Add): void {
  add(
    'unknown-element',
    '',
    () =>
      changed(resource, spot.path, (object) => {
        object.noSuchElement = 'x';
      }),
    [...spot.path, 'noSuchElement'],
  );
  if (spot.path.length === 0) return;
  if (spot.elementPath !== '') add('empty-object', '', () => replaced(resource, spot.path, {}));
  add('json-type', 'text for an object', () => replaced(resource, spot.path, 'text'));
}

function breakPrimitive(resource: unknown, spot: Spot, add: Add): void {
  const { value } = spot;
  if (typeof value === 'string') {
    add('empty-string', '', () => replaced(resource, spot.path, ''));
    add('json-type', 'number for text', () => replaced(resource, spot.path, 17));
  } else if (typeof value === 'boolean')
    add('json-type', 'text for a boolean', () => replaced(resource, spot.path, 'true'));
  else add('json-type', 'text for a number', () => replaced(resource, spot.path, 'seventeen'));
  const wrong = WRONG_FORMAT.get(spot.type);
  if (wrong !== undefined) add('format', spot.type, () => replaced(resource, spot.path, wrong));
}

function breakProperty(resource: unknown, spot: Spot, add: Add): void {
  const last = spot.path.at(-1);
  if (typeof last === 'number') {
    const whole = spot.path.slice(0, -1);
    add('array-or-object', 'value for an array', () => replaced(resource, whole, spot.value), whole);
    add('null', 'null for an array', () => replaced(resource, whole, null), whole);
  } else {
    add('array-or-object', 'array for a value', () => replaced(resource, spot.path, [spot.value]));
    add('null', 'null for a value', () => replaced(resource, spot.path, null));
  }
}

const UNLIKELY = ['Address', 'Ratio', 'Attachment', 'boolean', 'dateTime', 'string', 'Quantity'];

function breakChoice(resource: unknown, spot: Spot, add: Add): void {
  const name = choiceName(spot);
  const parent = spot.path.slice(0, -1);
  if (name === null) return;
  const allowed = (spot.element?.type ?? []).map(({ code }) => code);
  const second = allowed.find((type) => type !== spot.type && sampleOf(type) !== undefined);
  if (second !== undefined)
    add('two-choices', '', () =>
      changed(resource, parent, (object) => {
        object[choiceProperty(name, second)] = sampleOf(second);
      }),
    );
  const outside = UNLIKELY.find((type) => !allowed.includes(type));
  if (outside !== undefined)
    add('disallowed-choice', 'by R4', () =>
      changed(resource, parent, (object) => {
        delete object[spot.property];
        delete object[`_${spot.property}`];
        object[choiceProperty(name, outside)] = sampleOf(outside);
      }),
    );
}
