import { createHash } from 'node:crypto';
import { readCertificate } from '../pki/certificate.ts';
import { nameAsText } from '../pki/hpki/distinguished-name.ts';
import { canonical } from './canonical.ts';
import { DS, EXCLUSIVE_C14N, RSA_SHA256, SHA256, SIGNED_PROPERTIES, XADES } from './names.ts';
import { parseXml } from './parse-xml.ts';
import { attributeOf, elementsOf, isNamed, type XmlElement, XmlError } from './xml-tree.ts';

/** Whoever holds a key. */
export interface XmlSigner {
  /** Signer first, DER. */
  readonly certificateChain: readonly Buffer[];
  /** RSASSA-PKCS1-v1_5 with SHA-256 over `bytes`. */
  sign(bytes: Uint8Array): Promise<Buffer>;
}

const ID = {
  signature: 'signature',
  value: 'signature-value',
  keyInfo: 'key-info',
  properties: 'signed-properties',
} as const;
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/**
 * Signs the one element inside the root of `document` (XAdES-BES, enveloped by the root): references to the content,
 * the certificates and the signed properties; SHA-256, exclusive canonical form, RSA.
 * @param document a root with one element, which carries an `Id` that the signature itself does not use
 * @param signedAt the claimed time, in whole seconds
 * @throws XmlError when it is of another form
 * @spec prescriptions.md §8
 */
export async function signXml(document: string, signer: XmlSigner, signedAt: Date): Promise<string> {
  const root = parseXml(document);
  const [content, ...more] = elementsOf(root);
  const contentId = content === undefined ? null : attributeOf(content, 'Id');
  const [leaf] = signer.certificateChain;
  if (content === undefined || contentId === null || more.length > 0) throw new XmlError('content missing');
  if (leaf === undefined) throw new XmlError('certificate missing');
  const keyInfo = keyInfoOf(signer.certificateChain);
  const properties = propertiesOf(leaf, signedAt);
  const signedInfo = ds('SignedInfo', {}, [
    ds('CanonicalizationMethod', { Algorithm: EXCLUSIVE_C14N }),
    ds('SignatureMethod', { Algorithm: RSA_SHA256 }),
    referenceTo(content, { URI: `#${contentId}` }),
    referenceTo(keyInfo, { URI: `#${ID.keyInfo}` }),
    referenceTo(properties, { URI: `#${ID.properties}`, Type: SIGNED_PROPERTIES }),
  ]);
  const value = await signer.sign(Buffer.from(canonical(signedInfo), 'utf8'));
  const signature = ds('Signature', { Id: ID.signature }, [
    signedInfo,
    ds('SignatureValue', { Id: ID.value }, [value.toString('base64')]),
    keyInfo,
    ds('Object', {}, [xades('QualifyingProperties', { Target: `#${ID.signature}` }, [properties])]),
  ]);
  return written({ ...root, children: [...root.children, signature] });
}

/**
 * Adds a timestamp over the signature's value (XAdES-T). Everything that was signed keeps its canonical form.
 * @param xml a document that `readSignedDocument` reads
 * @param token RFC 3161, DER
 */
export function addTimestamp(xml: string, token: Buffer): string {
  const stamp = xades('SignatureTimeStamp', {}, [
    ds('CanonicalizationMethod', { Algorithm: EXCLUSIVE_C14N }),
    xades('EncapsulatedTimeStamp', {}, [token.toString('base64')]),
  ]);
  const within = (element: XmlElement, names: readonly string[]): XmlElement => {
    const [name, ...deeper] = names;
    if (name === undefined) return { ...element, children: [...element.children, stamp] };
    const namespace = name === 'Signature' || name === 'Object' ? DS : XADES;
    const at = element.children.findIndex(
      (child) => typeof child !== 'string' && isNamed(child, namespace, name),
    );
    const found = element.children[at];
    const inside = found === undefined || typeof found === 'string' ? xades(name, {}) : found;
    const children = at < 0 ? [...element.children, inside] : [...element.children];
    children[at < 0 ? children.length - 1 : at] = within(inside, deeper);
    return { ...element, children };
  };
  const path = [
    'Signature',
    'Object',
    'QualifyingProperties',
    'UnsignedProperties',
    'UnsignedSignatureProperties',
  ];
  return written(within(parseXml(xml), path));
}

/** The document in canonical form, which leaves the canonical form of every part as it was. */
const written = (root: XmlElement): string => `${DECLARATION}${canonical(root)}`;

/** SHA-256 of the canonical form. */
export const digestOf = (element: XmlElement): Buffer =>
  createHash('sha256').update(canonical(element), 'utf8').digest();

const SCOPE: ReadonlyMap<string, string> = new Map([
  ['ds', DS],
  ['xades', XADES],
]);

type Content = readonly (XmlElement | string)[];

const make =
  (prefix: 'ds' | 'xades', namespace: string) =>
  (local: string, values: Readonly<Record<string, string>>, children: Content = []): XmlElement => ({
    prefix,
    local,
    namespace,
    attributes: Object.entries(values).map(([name, value]) => ({
      prefix: '',
      local: name,
      namespace: '',
      value,
    })),
    scope: SCOPE,
    children,
  });

const ds = make('ds', DS);
const xades = make('xades', XADES);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64');

const referenceTo = (element: XmlElement, attributes: Readonly<Record<string, string>>): XmlElement =>
  ds('Reference', attributes, [
    ds('Transforms', {}, [ds('Transform', { Algorithm: EXCLUSIVE_C14N })]),
    ds('DigestMethod', { Algorithm: SHA256 }),
    ds('DigestValue', {}, [digestOf(element).toString('base64')]),
  ]);

const keyInfoOf = (chain: readonly Buffer[]): XmlElement =>
  ds('KeyInfo', { Id: ID.keyInfo }, [
    ds(
      'X509Data',
      {},
      chain.map((der) => ds('X509Certificate', {}, [der.toString('base64')])),
    ),
  ]);

/** The first form of SigningCertificate, whose issuer and serial number other verifiers of this field ask for. */
function propertiesOf(leaf: Buffer, signedAt: Date): XmlElement {
  const { issuer, serial } = readCertificate(leaf, 'professional');
  const certificate = xades('Cert', {}, [
    xades('CertDigest', {}, [
      ds('DigestMethod', { Algorithm: SHA256 }),
      ds('DigestValue', {}, [sha256(leaf)]),
    ]),
    xades('IssuerSerial', {}, [
      ds('X509IssuerName', {}, [nameAsText(issuer)]),
      ds('X509SerialNumber', {}, [BigInt(`0x${serial}`).toString()]),
    ]),
  ]);
  return xades('SignedProperties', { Id: ID.properties }, [
    xades('SignedSignatureProperties', {}, [
      xades('SigningTime', {}, [signedAt.toISOString().replace(/\.\d+/, '')]),
      xades('SigningCertificate', {}, [certificate]),
    ]),
  ]);
}
