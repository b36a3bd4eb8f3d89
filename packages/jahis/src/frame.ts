import { finding, type Mode } from './findings.ts';
import type { Finding } from './model.ts';
import { type Decoded, decodeBytes, type Line, MOST_BYTES, splitLines } from './text.ts';

/** What the bytes around the records of a dialect look like. @spec prescriptions.md §6.1 */
export interface FrameForm {
  readonly encoding: 'utf-8' | 'shift_jis';
  readonly crlf: boolean;
  /** Whether a final 1A belongs to it; `optional` where it may be missing. */
  readonly endMark: 'never' | 'optional' | 'always';
  /** The service's own code for a CR. */
  readonly crIsError: boolean;
}

/** UTF-8, LF only. @spec prescriptions.md §6.1 */
export const SERVICE_FRAME: FrameForm = { encoding: 'utf-8', crlf: false, endMark: 'never', crIsError: true };
export const QR_FRAME: FrameForm = { encoding: 'shift_jis', crlf: true, endMark: 'always', crIsError: false };
export const NOTEBOOK_FRAME: FrameForm = { ...QR_FRAME, endMark: 'optional' };

/** A text as lines, and what is known of its bytes. `refused` ends all reading. */
export interface Frame {
  readonly lines: readonly Line[];
  readonly endMark: boolean;
  readonly encoding: 'utf-8' | 'shift_jis' | null;
  readonly ascii: boolean;
  readonly damaged: boolean;
  readonly refused: Finding | null;
}

const OUTSIDE_ASCII = /[^\p{ASCII}]/u;

/** Decodes and splits; refuses what is empty or larger than 1 MiB. */
export function openFrame(input: Uint8Array | string, mode: Mode): Frame {
  const nothing = { lines: [], endMark: false, encoding: null, ascii: true, damaged: false };
  if (input.length > MOST_BYTES) return { ...nothing, refused: finding('INPUT_TOO_LARGE', mode) };
  const decoded = withoutNull(
    typeof input === 'string' ? { text: input, encoding: null, damaged: false } : decodeBytes(input),
  );
  const { lines, endMark } = splitLines(decoded.text);
  if (lines.every((line) => line.text.trim() === '')) {
    return { ...nothing, refused: finding('EMPTY_INPUT', mode) };
  }
  return {
    lines,
    endMark,
    encoding: decoded.encoding,
    ascii: !OUTSIDE_ASCII.test(decoded.text),
    damaged: decoded.damaged,
    refused: null,
  };
}

/** No text has it, and databases refuse it. */
const withoutNull = (decoded: Decoded): Decoded =>
  decoded.text.includes('\0')
    ? { ...decoded, text: decoded.text.replaceAll('\0', '\ufffd'), damaged: true }
    : decoded;

/** Where the bytes are not in the dialect's own form; one finding of a kind, at the first place. */
export function checkFrame(frame: Frame, form: FrameForm, mode: Mode): readonly Finding[] {
  const findings: Finding[] = [];
  if (frame.damaged) findings.push(finding('INVALID_ENCODING', mode));
  if (frame.encoding !== null && frame.encoding !== form.encoding && !frame.ascii) {
    findings.push(finding('ENCODING_NOT_OF_DIALECT', mode));
  }
  const otherEnd = frame.lines.find((line, at) => line.cr !== form.crlf && at < frame.lines.length - 1);
  const cr = frame.lines.find((line) => line.cr);
  if (form.crIsError && cr !== undefined) findings.push(finding('EPSB0052E', mode, { line: cr.number }));
  else if (otherEnd !== undefined) {
    findings.push(finding('LINE_ENDS_NOT_OF_DIALECT', mode, { line: otherEnd.number }));
  }
  if (form.endMark === 'always' && !frame.endMark) findings.push(finding('END_MARK_MISSING', mode));
  if (form.endMark === 'never' && frame.endMark) findings.push(finding('END_MARK_UNEXPECTED', mode));
  return findings;
}
