import { isDispensing, type ReadDispensing, readDispensing } from './dispensing/dispensing.ts';
import { finding, type Mode } from './findings.ts';
import { openFrame } from './frame.ts';
import type { Finding } from './model.ts';
import { isNotebookHeader, type ReadNotebook, readNotebook } from './notebook/notebook.ts';
import { dialectOf, type ReadPrescription, readPrescription } from './prescription/prescription.ts';

/** A text of one of the families, as its own reader reads it. */
export type ReadAny =
  | ({ readonly family: 'prescription' } & ReadPrescription)
  | ({ readonly family: 'dispensing'; readonly dialect: 'dispensing' } & ReadDispensing)
  | ({ readonly family: 'notebook'; readonly dialect: 'tc' } & ReadNotebook)
  | { readonly family: 'unknown'; readonly findings: readonly Finding[] };

/** Finds the family by the first lines. What names none, but reads like a prescription, is one when lenient. */
export function readAny(input: Uint8Array | string, options: { readonly mode: Mode }): ReadAny {
  const frame = openFrame(input, options.mode);
  if (frame.refused !== null) return { family: 'unknown', findings: [frame.refused] };
  const header = (frame.lines[0]?.text ?? '').trim();
  if (isNotebookHeader(header)) return { family: 'notebook', dialect: 'tc', ...readNotebook(input, options) };
  if (isDispensing(frame.lines[1]?.text ?? '')) {
    return { family: 'dispensing', dialect: 'dispensing', ...readDispensing(input, options) };
  }
  const read = readPrescription(input, options);
  if (dialectOf(header) !== null || read.prescription !== null) return { family: 'prescription', ...read };
  return { family: 'unknown', findings: [finding('INVALID_HEADER', 'strict', { line: 1 })] };
}
