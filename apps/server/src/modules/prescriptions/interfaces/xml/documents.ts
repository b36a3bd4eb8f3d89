import type { Prescription } from '@tsunagu/jahis';
import { AppError } from '../../../../kernel/errors/app-error.ts';
import { NOBODY, type PersonId } from '../../../registry/index.ts';
import type { LifeDeps } from '../../deps.ts';
import { type Caller, throughDoor } from '../../door.ts';
import { readStrictly } from '../../life/admit-document.ts';
import { requireOwnInstitution } from '../../life/content-rules.ts';
import type { Draft } from '../../life/draft.ts';
import { personOfDocument } from '../../life/find-person.ts';
import { readDocument } from '../../signing/document.ts';
import { bytesOf } from './elements.ts';

export interface OwnDocument {
  readonly prescription: Prescription;
  readonly personId: PersonId;
}

/**
 * Records that nobody has to sign: a draft that is checked, drugs given at the institution. A signature around them is
 * not looked at. Throws RX_DOCUMENT_MALFORMED, RX_DOCUMENT_INVALID, RX_INSTITUTION_WRONG, RX_PERSON_UNKNOWN.
 * @spec prescriptions.md §1 (院内処方等: not needed; not verified if present)
 */
export async function ownDocument(
  deps: Pick<LifeDeps, 'db' | 'audit' | 'clock'>,
  caller: Caller,
  base64: string | undefined,
): Promise<OwnDocument> {
  const bytes = bytesOf(base64);
  const text = bytes.toString('utf8');
  const records = /^\uFEFF?\s*</.test(text) ? Buffer.from(readDocument(text).csv, 'utf8') : bytes;
  const { prescription } = readStrictly(records);
  requireOwnInstitution(prescription, caller.facilityCode);
  const personId = await personOfDocument(deps.db, prescription);
  if (personId !== null) return { prescription, personId };
  // Whoever looks for somebody by numbers leaves an entry.
  const entrance = {
    caller,
    purpose: 'prescribing',
    personId: NOBODY,
    detail: { step: 'document' },
  } as const;
  return throughDoor(deps, entrance, async () => {
    throw new AppError('RX_PERSON_UNKNOWN');
  });
}

/** As much of a document as is not the server's to fill in. */
export const draftOfDocument = ({
  institution: _institution,
  doctor: _doctor,
  patient: _patient,
  insurance: _insurance,
  publicExpenses: _expenses,
  claimKind: _claimKind,
  accessCode: _accessCode,
  ...draft
}: Prescription): Draft => draft;

/** With the name of the doctor of the document: a program has none of its own. */
export const inNameOfDoctor = (caller: Caller, { doctor }: Prescription): Caller => ({
  ...caller,
  session: { ...caller.session, displayName: doctor.name },
});
