import { checkDigit } from '@tsunagu/ids';
import { openAuditLog } from '../../apps/server/src/kernel/audit/index.ts';
import { createTestDatabase } from '../../apps/server/src/kernel/testing/test-database.ts';
import type { Actor } from '../../apps/server/src/modules/access/index.ts';
import {
  type CoverageDraft,
  checkCoverage,
  registerCoverages,
} from '../../apps/server/src/modules/eligibility/index.ts';
import { TEST_DRAFT } from '../../apps/server/src/modules/eligibility/testing/drafts.ts';
import { HOSPITAL } from '../../apps/server/src/testing/people.ts';

export const OLD_INSURER = `0699990${checkDigit('0699990')}`;
export const NEW_INSURER = `0699991${checkDigit('0699991')}`;

export const DESK: Actor = {
  kind: 'staff',
  account: 'test-desk',
  roles: ['receptionist'],
  facilityCode: HOSPITAL.code,
  insurerNumber: null,
  organisation: HOSPITAL.name,
  emergencyDesignated: false,
  scopes: null,
};

export type Setting = Awaited<ReturnType<typeof createSetting>>;

/** A database of its own with a clock that stands still, and insurers who register. */
export async function createSetting() {
  const own = await createTestDatabase();
  const { db } = own;
  let now = new Date('2026-04-01T03:00:00Z');
  const clock = () => now;
  const audit = openAuditLog(db, { clock });
  return {
    db,
    clock,
    audit,
    setNow(instant: string) {
      now = new Date(instant);
    },
    /** Registers a coverage as the insurer of the draft; throws when it is refused. */
    async register(changed: Partial<CoverageDraft>) {
      const draft = { ...TEST_DRAFT, insurerNumber: OLD_INSURER, ...changed };
      const { coverage, findings } = checkCoverage(draft, {
        insurerNumber: draft.insurerNumber,
        insurerName: `試験保険者${draft.insurerNumber}`,
        today: now.toISOString().slice(0, 10),
      });
      if (coverage === null) throw new Error(`refused: ${JSON.stringify(findings)}`);
      const [outcome] = await db.transaction((tx) =>
        registerCoverages(tx, [coverage], { account: 'test-insurer', at: now, fileId: null }),
      );
      if (outcome === undefined || outcome.kind === 'refused')
        throw new Error(`refused: ${JSON.stringify(outcome)}`);
      return outcome;
    },
    async close() {
      await audit.close();
      await own.close();
    },
  };
}
