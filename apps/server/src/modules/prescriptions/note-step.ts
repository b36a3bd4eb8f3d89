import type { Queryable } from '../../kernel/db/database.ts';
import type { State, StepEvent } from './model/transitions.ts';

/** As much of a prescription as a delivery says, or as decides who gets it. */
interface Noted {
  readonly prescriptionId: string;
  readonly version: number;
  readonly state: State;
  readonly origin: 'service' | 'paper';
  readonly institutionCode: string;
  readonly pharmacyCode: string | null;
}

/**
 * Queues what a step says for the webhooks of the institution that issued the prescription and of the pharmacy that has
 * or had it, in the transaction of the step. An institution whose paper a pharmacy read is not told: it does not find it.
 * @spec prescriptions.md §9
 */
export async function noteStep(
  tx: Queryable,
  row: Noted,
  { event, at, before }: { readonly event: StepEvent; readonly at: Date; readonly before: string | null },
): Promise<void> {
  const institution = row.origin === 'service' ? [row.institutionCode] : [];
  const concerned = [...institution, row.pharmacyCode ?? [], before ?? []].flat();
  await tx.query(
    `INSERT INTO prescriptions.webhook_delivery (webhook_id, prescription_id, version, event, state, at)
     SELECT webhook_id, $2, $3, $4, $5, $6 FROM prescriptions.webhook WHERE facility_code = ANY ($1)`,
    [concerned, row.prescriptionId, row.version, event, row.state, at],
  );
}
