import type { AuditLog } from '../../../kernel/audit/index.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';
import type { HpkiTestAuthority } from '../../../kernel/pki/hpki/index.ts';

export interface SigningDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Seals private keys; `context` binds them to their row. */
  readonly secrets: {
    seal(secret: Buffer, context: string): string;
    open(sealed: string, context: string): Buffer;
  };
  /** Stands in for HPKI, and stamps the time; opened when it is first needed. */
  readonly hpkiAuthority: () => Promise<HpkiTestAuthority>;
  /** Folder with trusted authorities and their lists; null: the test authority alone. */
  readonly hpkiTrustDirectory: string | null;
  /** A file of that folder that cannot be used. */
  readonly onTrustProblem: (file: string, reason: string) => void;
}
