import { AppError, type ErrorCode } from '../errors/app-error.ts';
import type { FhirIssue } from './ports.ts';

/** A refusal that lists what is wrong with a resource; on FHIR routes every issue is answered. */
export class ResourceRefused extends AppError {
  readonly issues: readonly FhirIssue[];

  constructor(
    code: ErrorCode,
    issues: readonly FhirIssue[],
    fields: Readonly<Record<string, string | number>> = {},
  ) {
    super(code, fields);
    this.issues = issues;
  }
}
