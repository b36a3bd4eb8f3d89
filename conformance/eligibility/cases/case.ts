import iconv from 'iconv-lite';
import { checkDigit } from '../../../packages/ids/src/index.ts';

/** Which reader reads the file. */
export type Reader =
  | 'eligibility-request'
  | 'bulk-request'
  | 'fetch-request'
  | 'home-visit-list'
  | 'online-list'
  | 'public-assistance-list'
  | 'registration-request'
  | 'bulk-registration-request'
  | 'drug-view-request'
  | 'checkup-view-request'
  | 'eligibility-response'
  | 'status-response'
  | 'bulk-response'
  | 'drug-view-response'
  | 'checkup-view-response';

/** `[code, path, line, ordinal]`, written by hand from the specification. */
export type ExpectedFinding = readonly [
  code: string,
  path: string,
  line: number | null,
  ordinal: number | null,
];

/** One vector: a file and what a reader must report. */
export interface Case {
  readonly section: string;
  readonly name: string;
  readonly reader: Reader;
  readonly bytes: Uint8Array;
  /** Code of the refusal; null when the message is read. */
  readonly error: string | null;
  readonly encoding: 'utf-8' | 'shift_jis' | null;
  readonly findings: readonly ExpectedFinding[];
  /** Values that must have been read, by path of properties. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** Bulk messages: ordinals of malformed persons. */
  readonly malformed?: readonly number[];
}

/** An insurer number that is complete with its check digit and visibly nobody's. */
export const INSURER = `0699990${checkDigit('0699990')}`;
export const FACILITY = '1311234567';

const ENCODER = new TextEncoder();

export function utf8(text: string): Uint8Array {
  return ENCODER.encode(text);
}

export function cp932(text: string): Uint8Array {
  return Uint8Array.from(iconv.encode(text, 'cp932'));
}

export function join(...pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

/** A file with an XML declaration: its first line. */
export function file(content: string, encoding = 'UTF-8'): string {
  return `<?xml version="1.0" encoding="${encoding}" standalone="no"?>\n${content}`;
}

/** XmlMsg with the lines of its header and body. */
export function message(header: readonly string[], body: readonly string[]): string {
  return [
    '<XmlMsg>',
    '<MessageHeader>',
    ...header,
    '</MessageHeader>',
    '<MessageBody>',
    ...body,
    '</MessageBody>',
    '</XmlMsg>',
    '',
  ].join('\n');
}

export const HEADER = [
  '<QualificationConfirmationDate>20260401</QualificationConfirmationDate>',
  `<MedicalInstitutionCode>${FACILITY}</MedicalInstitutionCode>`,
  '<ArbitraryFileIdentifier>20260401093012345</ArbitraryFileIdentifier>',
];

export const SHORT_HEADER = HEADER.slice(1);

/** Lines of the elements of one person. */
export function search(change: Readonly<Record<string, string | null>> = {}): string[] {
  const values: Record<string, string | null> = {
    InsurerNumber: INSURER,
    InsuredCardSymbol: '試験－０１',
    InsuredIdentificationNumber: '９９９０１',
    InsuredBranchNumber: '01',
    Birthdate: '19700101',
    LimitApplicationCertificateRelatedConsFlg: '1',
    ...change,
  };
  return Object.entries(values).flatMap(([name, value]) =>
    value === null ? [] : [`<${name}>${value}</${name}>`],
  );
}

export function person(change: Readonly<Record<string, string | null>> = {}): string[] {
  return ['<QualificationConfirmSearchInfo>', ...search(change), '</QualificationConfirmSearchInfo>'];
}

export const REQUEST = message(HEADER, person());
