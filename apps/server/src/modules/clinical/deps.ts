import type { AuditLog } from '../../kernel/audit/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/db/database.ts';
import type { SetName } from '../../kernel/fhir/definition-sets.ts';
import type { FhirIssue } from '../../kernel/fhir/ports.ts';
import type { FileStore } from '../../kernel/files/file-store.ts';
import type { PersonsChanged } from '../../kernel/records/record-source.ts';

/** As much of the sets of definitions as is needed here. */
export interface Sets {
  get(set: SetName): Promise<{
    readonly validator: {
      validate(
        resource: unknown,
      ): readonly (FhirIssue & { readonly source: { readonly constraint: string | null } })[];
    };
  }>;
}

export interface ClinicalDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly files: FileStore;
  readonly sets: Sets;
  /** Scheme, host and port under which this server is reached. */
  readonly publicOrigin: string;
  /** Told whose resources are stored or taken back. */
  readonly personsChanged?: PersonsChanged;
}
