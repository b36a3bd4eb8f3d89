import type { LifeDeps } from '../deps.ts';
import type { Caller } from '../door.ts';
import { viewPrescription } from '../life/read-own.ts';
import { copyPdf } from './copy-pdf.ts';

/** The 控え of a prescription for those who may see it. Throws RX_UNKNOWN. */
export const prescriptionCopy = async (
  deps: Pick<LifeDeps, 'db' | 'audit' | 'clock'>,
  caller: Caller,
  id: string,
): Promise<Buffer> => copyPdf(await viewPrescription(deps, caller, id), deps.clock());
