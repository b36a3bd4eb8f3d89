import type { AuditEvent } from '../../../kernel/audit/entry.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';
import type { PersonReader } from '../../../kernel/fhir/ports.ts';
import type { FileStore } from '../../../kernel/files/file-store.ts';

export interface ExportDeps {
  readonly db: Database;
  readonly files: FileStore;
  readonly clock: Clock;
  readonly audit: { append(event: AuditEvent): Promise<void> };
  /** Each goes through the one door for itself. */
  readonly persons: readonly PersonReader[];
  readonly insured: InsuredPersons;
}

/**
 * The people whom an insurer insures at an instant, by what it was told until then, in the order of their ids, behind
 * `after`.
 */
export type InsuredPersons = (question: {
  readonly insurerNumber: string;
  readonly at: Date;
  readonly after: string | null;
  readonly limit: number;
}) => Promise<readonly string[]>;
