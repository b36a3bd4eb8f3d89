import type {
  Dispensing,
  Finding,
  Notebook,
  Prescription,
  UnknownRecord,
  WaitingParts,
} from '@tsunagu/jahis';

/** One text as it was read; what does not apply is null. */
export interface ParsedText {
  /** Files it came from. */
  readonly files: readonly string[];
  readonly family: 'prescription' | 'dispensing' | 'notebook' | 'unknown';
  readonly dialect: 'sj1' | 'qr' | 'tc' | 'dispensing' | null;
  readonly prescription: Prescription | null;
  readonly notebook: Notebook | null;
  readonly dispensing: Dispensing | null;
  /** Parts of a divided notebook, or symbols of a picture, that are missing. */
  readonly waiting: readonly WaitingParts[];
  readonly missingSymbols: readonly number[];
  readonly findings: readonly Finding[];
  readonly unknown: readonly UnknownRecord[];
}
