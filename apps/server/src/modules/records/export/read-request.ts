import { AppError } from '../../../kernel/errors/app-error.ts';
import type { OperationCall } from '../../../kernel/fhir/ports.ts';
import { grantOf, TokenRefused } from '../../../kernel/fhir/scopes.ts';

/** What an export is asked to hold. */
export interface ExportRequest {
  readonly types: readonly string[];
  readonly since: Date | null;
}

const FORMATS = new Set(['application/fhir+ndjson', 'application/ndjson', 'ndjson']);
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Reads the parameters of a kick-off. Throws FHIR_HEADER_INVALID, FHIR_PARAMETER_INVALID, SCOPE_NOT_GRANTED. Parameters
 * that are not offered are refused, unless the caller is content to have them ignored.
 * @param offered types that the server holds about persons
 * @spec https://hl7.org/fhir/uv/bulkdata/STU2/export.html#bulk-data-kick-off-request
 */
export function readExportRequest(call: OperationCall, offered: readonly string[]): ExportRequest {
  const { parameters, prefer } = call;
  if (!prefer.includes('respond-async'))
    throw new AppError('FHIR_HEADER_INVALID', { header: 'Prefer', expected: 'respond-async' });
  const lenient = prefer.includes('handling=lenient');
  let since: Date | null = null;
  const wanted: string[] = [];
  for (const [name, value] of parameters) {
    const refuse = (): never => {
      throw new AppError('FHIR_PARAMETER_INVALID', { parameter: name });
    };
    switch (name) {
      case '_outputFormat':
        if (!FORMATS.has(value)) refuse();
        break;
      case '_since':
        // A plus sign that was not encoded arrives as a space.
        since = INSTANT.test(value.replace(' ', '+')) ? new Date(value.replace(' ', '+')) : refuse();
        if (Number.isNaN(since.getTime())) refuse();
        break;
      case '_type':
        for (const type of value.split(',')) {
          if (offered.includes(type)) wanted.push(type);
          else if (!lenient) refuse();
        }
        break;
      default:
        if (!lenient) refuse();
    }
  }
  const asked = parameters.some(([name]) => name === '_type');
  if (asked) for (const type of wanted) requireWhole(call, type);
  const types = asked ? wanted : offered.filter((type) => isWhole(call, type));
  if (types.length === 0) {
    call.requireRead('Patient');
    throw new AppError('FHIR_PARAMETER_INVALID', { parameter: '_type' });
  }
  return { types: [...new Set(types)].sort(), since };
}

/** Files hold all resources of a type: a scope that covers only those which a search finds does not suffice. */
function isWhole({ caller }: OperationCall, type: string): boolean {
  const grant = grantOf(caller.session, type, 'read');
  return grant.granted && grant.queries === null;
}

/** Throws SCOPE_NOT_GRANTED unless the token covers every resource of the type. */
export function requireWhole(call: OperationCall, type: string): void {
  if (!isWhole(call, type)) throw new TokenRefused('SCOPE_NOT_GRANTED', { scope: `system/${type}.r` });
}
