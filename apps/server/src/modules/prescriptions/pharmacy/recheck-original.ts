import { AppError, RefusedWithFindings } from '../../../kernel/errors/app-error.ts';
import { requireDrugs } from '../life/drug-rules.ts';
import type { PrescriptionRow } from '../store.ts';
import type { PharmacyDeps } from './deps.ts';

/**
 * Looks at the stored document once more with what is known today: the signature with today's revocation lists, codes
 * and names of the drugs with today's masters. Throws RX_SIGNATURE_INVALID with the reasons, and what the drugs are
 * refused for, both names included. @spec prescriptions.md §5.5, §8
 */
export async function recheckOriginal(deps: PharmacyDeps, row: PrescriptionRow): Promise<void> {
  if (row.issueType === 1) {
    const [stored] = await deps.db.query<{ original: Buffer | null }>(
      'SELECT original FROM prescriptions.prescription WHERE person_id = $1 AND prescription_id = $2',
      [row.personId, row.prescriptionId],
    );
    await verifyAgain(deps, stored?.original ?? null);
  }
  // What a pharmacy read from paper is shown with its findings: there the paper is what counts.
  if (row.origin === 'service') requireDrugs(await deps.knowledge(), row.document);
}

async function verifyAgain({ signing }: PharmacyDeps, original: Buffer | null): Promise<void> {
  if (original === null) throw new AppError('RX_SIGNATURE_INVALID', { reasons: 'document-missing' });
  const { status, reasons } = await signing.verify(original.toString('utf8'), 'prescription', {
    fresh: false,
  });
  if (status !== 'valid')
    throw new RefusedWithFindings('RX_SIGNATURE_INVALID', reasons, {
      reasons: reasons.map(({ key }) => key).join(' ') || status,
    });
}
