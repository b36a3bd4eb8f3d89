import { AppError } from '../../../kernel/errors/app-error.ts';
import { readSignedDocument, SignatureError, signXml, XmlError } from '../../../kernel/xades/index.ts';
import type { XmlElement } from '../../../kernel/xades/xml-tree.ts';
import type { DocumentKind, Signer } from '../model/signing.ts';

/**
 * The XML around the records. The official schema is not public: this one is the project's own, and nothing but this
 * file knows it. A document is a root with one element that holds the records (UTF-8, LF) in base64; the signature
 * stands behind it.
 * @spec prescriptions.md §8
 */
const NAMESPACE = 'urn:oid:2.25.146189792428899744818264311228183837405.4.1';
const NAMES: Readonly<Record<DocumentKind, { readonly root: string; readonly content: string }>> = {
  prescription: { root: 'PrescriptionDocument', content: 'Prescription' },
  dispensing: { root: 'DispensingDocument', content: 'Dispensing' },
};
const KINDS: readonly DocumentKind[] = ['prescription', 'dispensing'];
const CONTENT_ID = 'content';
/** @spec prescriptions.md §12 */
const MOST_CSV_BYTES = 1024 * 1024;
/** Base64 with line ends, the signature with its certificates and timestamps. */
const MOST_DOCUMENT_BYTES = 1536 * 1024;

/** The document without a signature. @throws AppError RX_DOCUMENT_MALFORMED for records of more than 1 MiB */
export function unsignedDocument(kind: DocumentKind, csv: string): string {
  const bytes = Buffer.from(csv, 'utf8');
  if (bytes.length > MOST_CSV_BYTES) throw malformed('records longer than 1 MiB');
  const { root, content } = NAMES[kind];
  return `<${root} xmlns="${NAMESPACE}"><${content} Id="${CONTENT_ID}">${bytes.toString('base64')}</${content}></${root}>`;
}

/** Signs records: XAdES-BES over the document, the certificates and the signed properties. */
export const signDocument = async (
  kind: DocumentKind,
  csv: string,
  signer: Signer,
  signedAt: Date,
): Promise<string> => signXml(unsignedDocument(kind, csv), signer, signedAt);

export interface RecordDocument {
  readonly kind: DocumentKind;
  readonly csv: string;
}

/**
 * What a document says, whoever signed it or did not: `Signing.verify` tells whether it may be believed.
 * @throws AppError RX_DOCUMENT_MALFORMED
 */
export function readDocument(xml: string): RecordDocument {
  checkSize(xml);
  try {
    const { root, content } = readSignedDocument(xml);
    return readRecords(root, content);
  } catch (error) {
    if (error instanceof XmlError || error instanceof SignatureError) throw malformed(error.message, error);
    throw error;
  }
}

export function checkSize(xml: string): void {
  if (xml.length > MOST_DOCUMENT_BYTES) throw malformed('document too long');
}

/** @throws AppError RX_DOCUMENT_MALFORMED */
export function readRecords(root: XmlElement, content: XmlElement): RecordDocument {
  const kind = KINDS.find((one) => root.namespace === NAMESPACE && root.local === NAMES[one].root);
  if (kind === undefined || content.namespace !== NAMESPACE || content.local !== NAMES[kind].content)
    throw malformed('not a document of this kind');
  const [text, ...more] = content.children;
  if (typeof text !== 'string' || more.length > 0) throw malformed('no records');
  const bytes = readBase64(text);
  if (bytes.length > MOST_CSV_BYTES) throw malformed('records longer than 1 MiB');
  try {
    return { kind, csv: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (error) {
    throw malformed('records not UTF-8', error);
  }
}

function readBase64(text: string): Buffer {
  const dense = text.replace(/[ \t\r\n]+/g, '');
  if (dense === '' || dense.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(dense))
    throw malformed('records not base64');
  return Buffer.from(dense, 'base64');
}

const malformed = (reason: string, cause?: unknown): AppError =>
  new AppError('RX_DOCUMENT_MALFORMED', { reason }, { cause });
