import type { Definitions, StructureDefinition } from '../definitions/types.ts';
import { type CompiledInvariant, compileInvariant } from '../fhirpath/index.ts';
import { createTerminology, type Terminology } from '../terminology/index.ts';
import { isResource } from './discriminator.ts';
import { isObject } from './equality.ts';
import type { Issue } from './issue.ts';
import type { Structure, Tools } from './model.ts';
import { checkNested, checkRoot, conforms } from './resource.ts';
import { Run, type Walker } from './run.ts';
import { compileStructure } from './structure.ts';
import { checkObject } from './walk.ts';

export interface ValidatorOptions {
  /** Most issues of one answer; errors are kept before warnings, these before information. 200 unless told. */
  readonly mostIssues?: number;
  /** Most properties and array items that are looked at. Two million unless told. */
  readonly mostElements?: number;
  /** Shared with others, so that value sets are expanded once. */
  readonly terminology?: Terminology;
}

export interface ValidateOptions {
  /** Canonical URLs of profiles beside those that the resource claims. */
  readonly profiles?: readonly string[];
}

export interface Validator {
  /**
   * Issues of a resource in a stable order; an empty list when nothing was found. Never throws, whatever the value.
   * @param resource what `JSON.parse` or `parseJson` made of it
   */
  validate(resource: unknown, options?: ValidateOptions): Issue[];
}

const MOST_ISSUES = 200;
const MOST_ELEMENTS = 2_000_000;

const walker: Walker = { object: checkObject, resource: checkNested, conforms };

class OpenTools implements Tools {
  readonly definitions: Definitions;
  readonly terminology: Terminology;
  readonly #structures = new Map<string, Structure | null>();
  readonly #types = new Map<string, Structure | null>();
  readonly #invariants = new Map<string, CompiledInvariant>();

  constructor(definitions: Definitions, terminology: Terminology) {
    this.definitions = definitions;
    this.terminology = terminology;
  }

  structure(url: string): Structure | null {
    let structure = this.#structures.get(url);
    if (structure === undefined) {
      structure = this.#compile(this.definitions.structure(url));
      if (structure !== null || this.#structures.size < MOST_UNKNOWN) this.#structures.set(url, structure);
    }
    return structure;
  }

  typeStructure(code: string): Structure | null {
    let structure = this.#types.get(code);
    if (structure === undefined) {
      const definition = this.definitions.typeStructure(code);
      structure = definition === undefined ? null : this.structure(definition.url);
      if (structure !== null || this.#types.size < MOST_UNKNOWN) this.#types.set(code, structure);
    }
    return structure;
  }

  kindOf(code: string): StructureDefinition['kind'] | 'unknown' {
    return this.definitions.typeStructure(code)?.kind ?? 'unknown';
  }

  invariant(expression: string): CompiledInvariant {
    let compiled = this.#invariants.get(expression);
    if (compiled === undefined) {
      compiled = compileInvariant(expression);
      this.#invariants.set(expression, compiled);
    }
    return compiled;
  }

  #compile(definition: StructureDefinition | undefined): Structure | null {
    return definition === undefined ? null : compileStructure(definition, this);
  }
}

/** URLs that lead nowhere come from resources and are remembered only up to here. */
const MOST_UNKNOWN = 20_000;

const plainIssue = (code: Issue['code'], rule: Issue['rule'], message: string): Issue => ({
  severity: 'error',
  code,
  rule,
  expression: 'Resource',
  message,
  source: { profile: null, element: null, constraint: null },
});

/**
 * A validator of resources against the profiles of one set of definitions. Definitions are compiled when they are
 * first needed and kept, so that one validator should serve for the life of the process.
 * @spec fhir-jp-core.md §9.2
 */
export const createValidator = (definitions: Definitions, options: ValidatorOptions = {}): Validator => {
  const tools = new OpenTools(definitions, options.terminology ?? createTerminology(definitions));
  const most = options.mostIssues ?? MOST_ISSUES;
  const budget = options.mostElements ?? MOST_ELEMENTS;
  return {
    validate: (resource, { profiles = [] } = {}) => {
      if (!isObject(resource))
        return [plainIssue('structure', 'structure', 'A resource is written as a JSON object.')];
      if (!isResource(resource))
        return [plainIssue('structure', 'resource-type', 'The type of the resource is missing.')];
      const run = new Run(tools, { most, budget, resource }, walker);
      try {
        checkRoot(run, resource, profiles);
      } catch (error) {
        // The stack is used up by what is nested deeper than anything real.
        if (!(error instanceof RangeError)) throw error;
        return [plainIssue('too-costly', 'too-costly', 'The resource is nested too deeply.')];
      }
      const issues = run.issues.toIssues();
      return run.spent
        ? [...issues, plainIssue('too-costly', 'too-costly', 'The resource holds too many elements.')]
        : issues;
    },
  };
};
