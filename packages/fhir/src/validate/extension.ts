import type { StructureDefinition } from '../definitions/types.ts';
import type { Part, Structure } from './model.ts';
import type { Run } from './run.ts';
import { checkInvariants } from './value.ts';

type Json = Readonly<Record<string, unknown>>;

const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:/;

/**
 * An extension, by its own definition, in the place where that definition allows it.
 * @spec fhir-jp-core.md §9.2
 */
export const checkExtension = (run: Run, part: Part, value: Json): void => {
  const { carrier, extensionUrl: outer } = run;
  const { url } = value;
  const structure = typeof url === 'string' && ABSOLUTE.test(url) ? extensionStructure(run, url) : null;
  run.extensionUrl = typeof url === 'string' ? url : null;
  const { shape } = part;
  const ofPart = shape !== null && part.hasOwnShape;
  if (ofPart) run.walker.object(run, part, shape, value);
  if (structure !== null) checkByDefinition(run, structure, carrier, value, outer);
  else if (!ofPart) {
    const base = run.tools.typeStructure('Extension')?.root.part('Extension')?.shape ?? null;
    if (base !== null) run.walker.object(run, part, base, value);
    if (typeof url === 'string') reportUnknown(run, part, url, outer);
  }
  run.extensionUrl = outer;
  run.carrier = carrier;
  checkContent(run, part, value);
};

const extensionStructure = (run: Run, url: string): Structure | null => {
  const structure = run.tools.structure(url);
  return structure?.type === 'Extension' && structure.definition.derivation === 'constraint'
    ? structure
    : null;
};

const checkByDefinition = (
  run: Run,
  structure: Structure,
  carrier: Part | null,
  value: Json,
  outer: string | null,
): void => {
  const root = structure.root.part('Extension');
  if (root === null) return;
  if (carrier !== null && !isAllowedAt(run, structure.definition, carrier, outer))
    run.error(
      'extension',
      'extension-context',
      'This extension is not meant for this element.',
      structure.root,
    );
  const { shape } = root;
  if (shape !== null) run.walker.object(run, root, shape, value);
  checkInvariants(run, root, value);
};

const reportUnknown = (run: Run, part: Part, url: string, outer: string | null): void => {
  if (part.isModifier) {
    run.error('extension', 'extension', 'An unknown extension that modifies cannot be ignored.', part.node);
    return;
  }
  if (ABSOLUTE.test(url)) {
    run.report({
      severity: 'information',
      code: 'extension',
      rule: 'extension-unknown',
      message: 'The definition of this extension is not at hand.',
      node: part.node,
    });
    return;
  }
  const definedBy = outer === null ? null : extensionStructure(run, outer);
  if (outer === null || definedBy !== null)
    run.error('extension', 'extension', 'No such part is defined for this extension.', part.node);
};

/** ext-1: a value or further extensions, never both, never neither. */
const checkContent = (run: Run, part: Part, value: Json): void => {
  let hasValue = false;
  for (const key in value) if (key.startsWith('value') || key.startsWith('_value')) hasValue = true;
  if (hasValue === (value.extension !== undefined))
    run.report({
      severity: 'error',
      code: 'invariant',
      rule: 'invariant',
      message: 'ext-1: an extension holds a value or further extensions, and not both.',
      node: part.node,
      constraint: 'ext-1',
    });
};

const isKindOf = (run: Run, code: string, named: string): boolean => {
  const seen = new Set<string>();
  let at = run.tools.definitions.typeStructure(code);
  while (at !== undefined && !seen.has(at.url)) {
    if (at.type === named) return true;
    seen.add(at.url);
    at = at.baseDefinition === undefined ? undefined : run.tools.definitions.structure(at.baseDefinition);
  }
  return false;
};

/** Contexts that are FHIRPath expressions are not evaluated. */
const isAllowedAt = (
  run: Run,
  { context }: StructureDefinition,
  carrier: Part,
  outer: string | null,
): boolean => {
  if (context === undefined || context.length === 0) return true;
  const { node } = carrier;
  let path: string | null = null;
  return context.some(({ type, expression }) => {
    if (type === 'fhirpath') return true;
    if (type === 'extension') return outer === expression;
    const named = expression.replaceAll('[x]', '').replace(/^.*#/, '');
    if (named === 'Element' || named === node.path || named === node.basePath) return true;
    if (node.depth === 0 ? isKindOf(run, carrier.code, named) : isOfType(run, carrier, named)) return true;
    path ??= run.elementPath();
    return (
      path === `${named}.extension` || path === `${named}.modifierExtension` || path.endsWith(`.${named}`)
    );
  });
};

const isOfType = (run: Run, carrier: Part, named: string): boolean =>
  carrier.code === named || isKindOf(run, carrier.code, named);
