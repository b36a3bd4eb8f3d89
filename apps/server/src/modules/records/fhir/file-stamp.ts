import type { SourceFile } from '../../../kernel/records/record-source.ts';

/** What all resources from one file share. */
export interface FileStamp {
  /** The first 48 bits of the SHA-256 in base 36, ten characters. */
  readonly key: string;
  /** When the file arrived, with the time zone of Japan. */
  readonly receivedAt: string;
}

const TOKYO_OFFSET_MS = 9 * 60 * 60 * 1000;

/** An instant with the time zone of Japan. @spec fhir-jp-core.md §3.1 (Time) */
export const instantInTokyo = (at: Date): string =>
  `${new Date(at.getTime() + TOKYO_OFFSET_MS).toISOString().slice(0, -1)}+09:00`;

type Stamped = Pick<SourceFile, 'file' | 'receivedAt'>;
const stamps = new WeakMap<Stamped, FileStamp>();

export function stampOf(file: Stamped): FileStamp {
  let stamp = stamps.get(file);
  if (stamp === undefined) {
    stamp = {
      key: Number.parseInt(file.file.slice(0, 12), 16).toString(36).padStart(10, '0'),
      receivedAt: instantInTokyo(file.receivedAt),
    };
    stamps.set(file, stamp);
  }
  return stamp;
}
