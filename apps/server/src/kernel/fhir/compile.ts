import { type CompiledSearch, compileSearch, type Definitions, SearchProblem } from '@tsunagu/fhir';
import { AppError } from '../errors/app-error.ts';
import { baseUrlOf, type FhirDeps, type Parameter } from './exchange.ts';

export interface CompileInput {
  readonly type: string;
  readonly parameters: readonly Parameter[];
  /** Whether unknown parameters are refused; otherwise they are told beside the results. */
  readonly strict: boolean;
}

/** A search, ready to be asked. Throws FHIR_PARAMETER_INVALID with the parameter and the reason. */
export function compile(
  deps: Pick<FhirDeps, 'clock' | 'publicOrigin'>,
  definitions: Definitions,
  { type, parameters, strict }: CompileInput,
): CompiledSearch {
  try {
    return compileSearch(definitions, type, parameters, {
      now: deps.clock(),
      strict,
      baseUrl: baseUrlOf(deps),
    });
  } catch (error) {
    if (!(error instanceof SearchProblem)) throw error;
    const { code, parameter, reason } = error;
    throw new AppError('FHIR_PARAMETER_INVALID', { parameter, problem: code, reason });
  }
}
