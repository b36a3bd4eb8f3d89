import type { PrescriptionRequestBody } from '@tsunagu/oqs';
import type { Queryable } from '../../../../kernel/db/database.ts';
import { AppError } from '../../../../kernel/errors/app-error.ts';
import { findByNumbers, NOBODY, type PersonId } from '../../../registry/index.ts';
import { OVERRIDE_REASONS } from '../../alerts/settle.ts';
import type { IssueType } from '../../life/admit-document.ts';
import type { Issue } from '../../life/register.ts';
import type { ChangePrescription } from '../../pharmacy/at-pharmacy.ts';
import type { Ask } from './ask.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** An id of the service, in small letters as it was issued. Throws `unknown` for what was never one. */
export function idOf(
  text: string | undefined,
  unknown: 'RX_UNKNOWN' | 'RX_RESULT_UNKNOWN' = 'RX_UNKNOWN',
): string {
  const id = (text ?? '').trim().toLowerCase();
  if (!UUID.test(id)) throw new AppError(unknown);
  return id;
}

/** Base64 without the line ends that some writers put in. Throws RX_DOCUMENT_MALFORMED. */
export function base64Of(text: string | undefined): string {
  const base64 = (text ?? '').replaceAll(/\s+/g, '');
  if (!BASE64.test(base64)) throw new AppError('RX_DOCUMENT_MALFORMED', { reason: 'not base64' });
  return base64;
}

export const bytesOf = (text: string | undefined): Buffer => Buffer.from(base64Of(text), 'base64');

/** OQSCD017. @spec prescriptions.md §3 */
export function issueTypeOf({ issueType }: PrescriptionRequestBody): IssueType {
  if (issueType === '1') return 'electronic';
  if (issueType === '2') return 'paper';
  throw new AppError('INPUT_INVALID', { IssueType: '1 or 2' });
}

/** Throws INPUT_INVALID for a reason that there is none of. */
export const decisionsOf = ({ alertDecisions = [] }: PrescriptionRequestBody): Issue['decisions'] =>
  alertDecisions.map(({ alertId, reason: given, comment }) => {
    const reason = OVERRIDE_REASONS.find((one) => one === given);
    if (reason === undefined || !UUID.test(alertId))
      throw new AppError('INPUT_INVALID', { AlertDecisionList: 'id and reason' });
    return { alertId, decision: 'overridden', reason, ...(comment === undefined ? {} : { comment }) };
  });

/** Versions are of the JSON routes: whoever sends a file means what stands. */
export const stepOf = ({ caller, body, key }: Ask): ChangePrescription => ({
  caller,
  prescriptionId: idOf(body.prescriptionId),
  version: null,
  key,
});

/** Whose numbers a request names; the person of zeros where nobody has them, so that the entry stands. */
export async function personOfNumbers(db: Queryable, body: PrescriptionRequestBody): Promise<PersonId> {
  const found = await findByNumbers(db, {
    insurerNumber: body.insurerNumber ?? '',
    symbol: body.insuredCardSymbol ?? '',
    number: body.insuredIdentificationNumber ?? '',
    branch: body.insuredBranchNumber ?? '',
  });
  return found.result === 'found' ? found.personId : NOBODY;
}
