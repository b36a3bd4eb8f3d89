import { DerError } from '../pki/der.ts';
import { readIssuerSerial } from './issuer-serial.ts';
import { DS, EXCLUSIVE_C14N, RSA_SHA256, SHA256, SIGNED_PROPERTIES, XADES } from './names.ts';
import { identifiersOf, parseXml } from './parse-xml.ts';
import { attributeOf, elementsOf, isNamed, textOf, type XmlElement, XmlError } from './xml-tree.ts';

/** Why a signature could not even be read. */
export type SignatureFault = 'signature-structure' | 'algorithm-refused' | 'references-wrong';

export class SignatureError extends Error {
  override readonly name = 'SignatureError';
  readonly fault: SignatureFault;

  constructor(fault: SignatureFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/** What was signed and what its digest should be. */
export interface SignedPart {
  readonly element: XmlElement;
  readonly digest: Buffer;
}

/** A XAdES signature as it was read; nothing in it is trusted yet. */
export interface XadesSignature {
  readonly signedInfo: XmlElement;
  readonly valueElement: XmlElement;
  readonly value: Buffer;
  readonly content: SignedPart;
  readonly keyInfo: SignedPart;
  readonly properties: SignedPart;
  /** DER, as they stand in KeyInfo. */
  readonly certificates: readonly Buffer[];
  readonly signingTime: Date;
  /** SigningCertificate: which certificate the signer meant. */
  readonly named: {
    readonly sha256: Buffer;
    /** Lower-case hexadecimal; null where it is not given (SigningCertificateV2 may leave it out). */
    readonly serial: string | null;
    /** DER of the issuer's name; null where it is given as text, or not at all. */
    readonly issuer: Buffer | null;
  };
  /** RFC 3161 tokens, DER. */
  readonly timestamps: readonly Buffer[];
}

export interface SignedDocument {
  readonly root: XmlElement;
  /** The first child of the root: the one thing that the signature is about. */
  readonly content: XmlElement;
  /** Null: the document carries none. */
  readonly signature: XadesSignature | null;
}

const MOST_CERTIFICATES = 6;
const MOST_TIMESTAMPS = 4;

/**
 * Reads a root with one content element and, behind it, one signature. Where each part of the signature stands is
 * fixed, and each reference must point at the part in that place: content that was moved, wrapped or doubled is not
 * found, whatever the identifiers say.
 * @throws XmlError for what is not XML of the accepted kind; SignatureError
 * @spec prescriptions.md §8
 */
export function readSignedDocument(xml: string): SignedDocument {
  const root = parseXml(xml);
  identifiersOf(root);
  const [content, signature, ...more] = elementsOf(root);
  if (content === undefined || more.length > 0) throw new XmlError('content missing, or something behind it');
  if (signature === undefined) return { root, content, signature: null };
  return { root, content, signature: structured(() => readSignature(signature, content)) };
}

function structured<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof XmlError || error instanceof DerError)
      throw new SignatureError('signature-structure', error.message);
    throw error;
  }
}

function readSignature(signature: XmlElement, content: XmlElement): XadesSignature {
  named(signature, DS, 'Signature');
  const parts = elementsOf(signature);
  if (parts.length > 4) throw new XmlError('something behind the signature');
  const signedInfo = named(parts[0], DS, 'SignedInfo');
  const valueElement = named(parts[1], DS, 'SignatureValue');
  const keyInfo = named(parts[2], DS, 'KeyInfo');
  const qualifying = onlyChild(named(parts[3], DS, 'Object'), XADES, 'QualifyingProperties');
  if (attributeOf(qualifying, 'Target') !== `#${identifier(signature)}`)
    throw new XmlError('properties of another signature');
  const [first, unsigned, ...rest] = elementsOf(qualifying);
  const properties = named(first, XADES, 'SignedProperties');
  if (rest.length > 0) throw new XmlError('something behind the properties');
  const digests = readSignedInfo(signedInfo);
  const part = (element: XmlElement): SignedPart => {
    const digest = digests.get(`#${identifier(element)}`);
    if (digest === undefined) throw new SignatureError('references-wrong', 'a part is not signed');
    return { element, digest: digest.value };
  };
  if (digests.get(`#${identifier(properties)}`)?.type !== SIGNED_PROPERTIES)
    throw new SignatureError('references-wrong', 'properties not referred to as such');
  return {
    signedInfo,
    valueElement,
    value: base64(textOf(valueElement)),
    content: part(content),
    keyInfo: part(keyInfo),
    properties: part(properties),
    certificates: readCertificates(keyInfo),
    ...readProperties(properties),
    timestamps: unsigned === undefined ? [] : readTimestamps(unsigned),
  };
}

interface Digest {
  readonly type: string | null;
  readonly value: Buffer;
}

function readSignedInfo(signedInfo: XmlElement): ReadonlyMap<string, Digest> {
  const [method, algorithm, ...references] = elementsOf(signedInfo);
  algorithmIs(named(method, DS, 'CanonicalizationMethod'), EXCLUSIVE_C14N);
  algorithmIs(named(algorithm, DS, 'SignatureMethod'), RSA_SHA256);
  if (references.length !== 3) throw new SignatureError('references-wrong', 'not three references');
  const digests = new Map<string, Digest>();
  for (const reference of references) {
    const [transforms, digestMethod, digestValue, ...more] = elementsOf(named(reference, DS, 'Reference'));
    if (more.length > 0) throw new XmlError('something behind a digest');
    algorithmIs(onlyChild(named(transforms, DS, 'Transforms'), DS, 'Transform'), EXCLUSIVE_C14N);
    algorithmIs(named(digestMethod, DS, 'DigestMethod'), SHA256);
    const uri = attributeOf(reference, 'URI') ?? '';
    if (digests.has(uri)) throw new SignatureError('references-wrong', 'a part referred to twice');
    digests.set(uri, {
      type: attributeOf(reference, 'Type'),
      value: base64(textOf(named(digestValue, DS, 'DigestValue'))),
    });
  }
  return digests;
}

function readCertificates(keyInfo: XmlElement): Buffer[] {
  const certificates = elementsOf(onlyChild(keyInfo, DS, 'X509Data'))
    .filter((element) => isNamed(element, DS, 'X509Certificate'))
    .map((element) => base64(textOf(element)));
  if (certificates.length === 0 || certificates.length > MOST_CERTIFICATES)
    throw new XmlError('no certificate, or too many');
  return certificates;
}

function readProperties(properties: XmlElement): Pick<XadesSignature, 'signingTime' | 'named'> {
  const [ofSignature] = elementsOf(properties);
  const [time, certificate] = elementsOf(named(ofSignature, XADES, 'SignedSignatureProperties'));
  const signingTime = readTime(textOf(named(time, XADES, 'SigningTime')));
  if (certificate !== undefined && isNamed(certificate, XADES, 'SigningCertificateV2'))
    return { signingTime, named: readNamed(onlyChild(certificate, XADES, 'Cert'), readSecondForm) };
  const first = named(certificate, XADES, 'SigningCertificate');
  return { signingTime, named: readNamed(onlyChild(first, XADES, 'Cert'), readFirstForm) };
}

type IssuerAndSerial = Pick<XadesSignature['named'], 'serial' | 'issuer'>;

function readNamed(
  certificate: XmlElement,
  readIssuer: (element: XmlElement | undefined) => IssuerAndSerial,
): XadesSignature['named'] {
  const [digest, issuer, ...more] = elementsOf(certificate);
  const [method, value, ...rest] = elementsOf(named(digest, XADES, 'CertDigest'));
  if (more.length + rest.length > 0) throw new XmlError('something behind the certificate');
  algorithmIs(named(method, DS, 'DigestMethod'), SHA256);
  return { sha256: base64(textOf(named(value, DS, 'DigestValue'))), ...readIssuer(issuer) };
}

/** The digest decides; the name as text has too many spellings to refuse one (RFC 4514). */
function readFirstForm(element: XmlElement | undefined): IssuerAndSerial {
  const [name, serial] = elementsOf(named(element, XADES, 'IssuerSerial'));
  named(name, DS, 'X509IssuerName');
  const decimal = textOf(named(serial, DS, 'X509SerialNumber')).trim();
  if (!/^[1-9]\d{0,48}$/.test(decimal)) throw new XmlError('serial number malformed');
  const hex = BigInt(decimal).toString(16);
  return { serial: hex.padStart(hex.length + (hex.length % 2), '0'), issuer: null };
}

const readSecondForm = (element: XmlElement | undefined): IssuerAndSerial =>
  element === undefined
    ? { serial: null, issuer: null }
    : readIssuerSerial(base64(textOf(named(element, XADES, 'IssuerSerialV2'))));

/** Unsigned properties prove nothing by themselves; only timestamps, which carry their own signature, are looked at. */
function readTimestamps(unsigned: XmlElement): Buffer[] {
  const inside = onlyChild(
    named(unsigned, XADES, 'UnsignedProperties'),
    XADES,
    'UnsignedSignatureProperties',
  );
  const stamps = elementsOf(inside).filter((element) => isNamed(element, XADES, 'SignatureTimeStamp'));
  if (stamps.length > MOST_TIMESTAMPS) throw new XmlError('too many timestamps');
  return stamps.map((stamp) => {
    const [method, token, ...more] = elementsOf(stamp);
    if (more.length > 0) throw new XmlError('something behind a timestamp');
    algorithmIs(named(method, DS, 'CanonicalizationMethod'), EXCLUSIVE_C14N);
    return base64(textOf(named(token, XADES, 'EncapsulatedTimeStamp')));
  });
}

function named(element: XmlElement | undefined, namespace: string, local: string): XmlElement {
  if (element === undefined || !isNamed(element, namespace, local)) throw new XmlError('element missing');
  return element;
}

function onlyChild(element: XmlElement, namespace: string, local: string): XmlElement {
  const [only, ...more] = elementsOf(element);
  if (more.length > 0) throw new XmlError('more than one element');
  return named(only, namespace, local);
}

function identifier(element: XmlElement): string {
  const id = attributeOf(element, 'Id');
  if (id === null || id === '') throw new XmlError('identifier missing');
  return id;
}

/** Parameters (a list of inclusive namespaces, for one) would change what is signed. */
function algorithmIs(element: XmlElement, algorithm: string): void {
  if (attributeOf(element, 'Algorithm') !== algorithm || elementsOf(element).length > 0)
    throw new SignatureError('algorithm-refused', 'algorithm not accepted');
}

/** Base64 with white space anywhere and nothing else. @throws XmlError */
function base64(text: string): Buffer {
  const dense = /[ \t\r\n]/.test(text) ? text.replace(/[ \t\r\n]+/g, '') : text;
  if (dense.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(dense)) throw new XmlError('not base64');
  return Buffer.from(dense, 'base64');
}

/** xs:dateTime with its zone. */
function readTime(text: string): Date {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.exec(text.trim());
  const time = new Date(form === null ? Number.NaN : text.trim());
  if (Number.isNaN(time.getTime())) throw new XmlError('time malformed');
  return time;
}
