import type { Definitions, SearchParameter } from '../definitions/types.ts';
import { elementModel, isObject } from '../model/element-model.ts';
import { compilePath, type Extractor, type TypedNode } from './path-compiler.ts';
import { PathUnsupported } from './path-parser.ts';

/** A search parameter of one type of resource, ready to extract. */
export interface ParameterModel {
  readonly code: string;
  readonly kind: SearchParameter['type'];
  readonly targets: readonly string[];
  /** Null where the expression, or the kind of parameter, is beyond what is supported. */
  readonly extract: Extractor | null;
  readonly components: readonly ComponentModel[];
}

export interface ComponentModel {
  readonly kind: SearchParameter['type'];
  readonly extract: Extractor;
}

type ByCode = ReadonlyMap<string, ParameterModel>;

const known = new WeakMap<Definitions, Map<string, ByCode>>();

/** All parameters of a type, by code; compiled when first asked for and kept with the definitions. */
export function parametersOf(definitions: Definitions, type: string): ByCode {
  let byType = known.get(definitions);
  if (byType === undefined) {
    byType = new Map();
    known.set(definitions, byType);
  }
  let parameters = byType.get(type);
  if (parameters === undefined) {
    parameters = new Map(
      definitions.searchParameters(type).map((each) => [each.code, toModel(definitions, type, each)]),
    );
    byType.set(type, parameters);
  }
  return parameters;
}

function toModel(definitions: Definitions, type: string, parameter: SearchParameter): ParameterModel {
  const { code, type: kind, target = [] } = parameter;
  const components = kind === 'composite' ? componentsOf(definitions, type, parameter) : [];
  const extract =
    code === KANA_SORT
      ? kanaNames
      : kind === 'special' || components === null
        ? null
        : extractorOf(definitions, parameter.expression, type);
  return { code, kind, targets: target, extract, components: components ?? [] };
}

function extractorOf(
  definitions: Definitions,
  expression: string | undefined,
  type: string | null,
): Extractor | null {
  if (expression === undefined) return null;
  try {
    return compilePath(expression, elementModel(definitions), type);
  } catch (error) {
    if (error instanceof PathUnsupported) return null;
    throw error;
  }
}

function componentsOf(
  definitions: Definitions,
  type: string,
  { component = [] }: SearchParameter,
): ComponentModel[] | null {
  const models = component.map(({ definition, expression }) => {
    const kind = definitions.searchParameters(type).find(({ url }) => url === definition)?.type;
    const extract = extractorOf(definitions, expression, null);
    return kind === undefined || kind === 'composite' || extract === null ? null : { kind, extract };
  });
  const complete = models.filter((model) => model !== null);
  return complete.length === 0 || complete.length < models.length ? null : complete;
}

const KANA_SORT = 'jp-kana-sort';
const REPRESENTATION = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation';

/**
 * Names in kana, the usual ones where there are some. JP Core's own expression wants `use` to be usual, which its
 * published samples do not fulfil.
 * @spec fhir-jp-core.md §6
 */
const kanaNames: Extractor = (nodes) =>
  nodes.flatMap(({ type, value }) => {
    if (type !== 'Patient' || !isObject(value) || !Array.isArray(value.name)) return [];
    const kana = value.name.filter(isObject).filter(isSyllabic);
    const usual = kana.filter(({ use }) => use === 'usual');
    return (usual.length > 0 ? usual : kana).flatMap((name): TypedNode[] => {
      const text = name.text ?? wholeText(name);
      return typeof text === 'string' ? [{ type: 'string', value: text, extra: undefined, field: null }] : [];
    });
  });

function isSyllabic({ extension }: Readonly<Record<string, unknown>>): boolean {
  return (
    Array.isArray(extension) &&
    extension.some((each) => isObject(each) && each.url === REPRESENTATION && each.valueCode === 'SYL')
  );
}

function wholeText({ family, given }: Readonly<Record<string, unknown>>): string | null {
  const parts = [family, ...(Array.isArray(given) ? given : [])].filter((part) => typeof part === 'string');
  return parts.length === 0 ? null : parts.join(' ');
}
