import type { AuditEventName } from '../../../kernel/audit/index.ts';
import type { Database, Transaction } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { DiscloseDeps } from '../../access/index.ts';
import { NOBODY, type PersonId } from '../../registry/index.ts';
import { type Caller, throughDoor } from '../door.ts';
import { onceOnly, PLANNED } from '../once-only.ts';
import { type PrescriptionRow, personOfPrescription } from '../store.ts';

/** A request about one prescription. */
export interface AboutPrescription {
  readonly caller: Caller;
  readonly prescriptionId: string;
}

/** A request that changes one. */
export interface ChangePrescription extends AboutPrescription {
  /** As the caller read it; null = whatever it is by now. */
  readonly version: number | null;
  /** Idempotency-Key; null = none was sent. */
  readonly key: string | null;
}

export interface Doing {
  readonly event?: AuditEventName;
  readonly step: string;
  /** Default: dispensing. */
  readonly purpose?: 'dispensing' | 'prescribing';
}

/**
 * Through the door for the person whose prescription it is. An id that nobody has leaves its entry too. Throws
 * RX_UNKNOWN.
 */
export async function aboutPrescription<T>(
  deps: DiscloseDeps,
  { caller, prescriptionId }: AboutPrescription,
  { event, step, purpose = 'dispensing' }: Doing,
  run: (personId: PersonId) => Promise<T>,
): Promise<T> {
  const personId = await personOfPrescription(deps.db, prescriptionId);
  return throughDoor(
    deps,
    {
      caller,
      purpose,
      personId: personId ?? NOBODY,
      ...(event === undefined ? {} : { event }),
      detail: { step, prescription: prescriptionId },
    },
    () => {
      if (personId === null) throw new AppError('RX_UNKNOWN');
      return run(personId);
    },
  );
}

/**
 * One transaction. With a key it is carried out once; without one the step itself says whether it was taken before. What
 * `run` answers must survive JSON.
 */
export const oneTransaction = <T>(
  { db }: { readonly db: Database },
  request: {
    readonly caller: Caller;
    readonly operation: string;
    readonly key: string | null;
    readonly content: string;
  },
  run: (tx: Transaction) => Promise<T>,
): Promise<T> => {
  const { caller, operation, key, content } = request;
  return key === null
    ? db.transaction(run, PLANNED)
    : onceOnly({ db }, { facilityCode: caller.facilityCode, operation, key, content }, run);
};

/** Throws RX_VERSION where the caller read another version than the one that stands. */
export function sameVersion(row: PrescriptionRow, version: number | null): void {
  if (version !== null && version !== row.version) throw new AppError('RX_VERSION', { version: row.version });
}

/** Throws RX_RECEIVED_ELSEWHERE where another pharmacy has it. */
export function notElsewhere(row: PrescriptionRow, { facilityCode }: Caller): void {
  if (row.state !== 'open' && row.pharmacyCode !== null && row.pharmacyCode !== facilityCode)
    throw new AppError('RX_RECEIVED_ELSEWHERE');
}
