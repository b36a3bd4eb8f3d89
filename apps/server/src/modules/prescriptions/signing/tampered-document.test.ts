import { sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type HpkiTestAuthority,
  type HpkiTrust,
  openHpkiAuthority,
  timestampRequest,
  tokenIn,
} from '../../../kernel/pki/hpki/index.ts';
import { addTimestamp, digestOf, readSignedDocument } from '../../../kernel/xades/index.ts';
import { signDocument } from './document.ts';
import { verifyDocument } from './verify-document.ts';

/** What somebody does to a good document on its way. @spec prescriptions.md §8 */
const NOW = new Date('2026-11-22T01:02:03.000Z');
const BEFORE = new Date('2026-10-22T01:02:03.000Z');
const OTHER = Buffer.from('SJ1\n5,,,偽造　太郎\n').toString('base64');
const folder = mkdtempSync(join(tmpdir(), 'tsunagu-tampered-'));
let authority: HpkiTestAuthority;
let trust: HpkiTrust;
let good: string;

const verified = (xml: string) => verifyDocument(xml, { kind: 'prescription', trust, at: NOW, fresh: true });
const keysOf = (xml: string) => verified(xml).reasons.map(({ key }) => key);

beforeAll(async () => {
  authority = await openHpkiAuthority(join(folder, 'hpki'), () => NOW);
  const { certificateDer, privateKey } = await authority.issue({
    name: '試験 太郎',
    role: 'Medical Doctor',
    notBefore: BEFORE,
  });
  const signer = {
    certificateChain: [certificateDer],
    sign: async (bytes: Uint8Array) => sign('sha256', bytes, privateKey),
  };
  good = await signDocument('prescription', 'SJ1\n5,,,試験　太郎\n', signer, NOW);
  trust = await authority.current();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('unchanged it is valid', () => {
  expect(verified(good).status).toBe('valid');
});

describe('what was changed is named', () => {
  test.each<[string, (xml: string) => string, string[]]>([
    ['the records', (xml) => xml.replace(/(Id="content">)[^<]+/, `$1${OTHER}`), ['tampered-content']],
    [
      'an attribute of the records',
      (xml) => xml.replace('Id="content"', 'Id="content" a="b"'),
      ['tampered-content'],
    ],
    ['the time', (xml) => xml.replace(/(SigningTime>2026-11-22T01:0)2/, '$11'), ['tampered-properties']],
    [
      'the certificate that is meant',
      (xml) => xml.replace(/(CertDigest>.*?DigestValue>)[^<]+/, `$1${'A'.repeat(43)}=`),
      ['tampered-properties', 'certificate-not-named'],
    ],
    [
      'the serial number that is meant',
      (xml) => xml.replace(/SerialNumber>\d+/, (one) => `${one}0`),
      ['tampered-properties', 'certificate-not-named'],
    ],
    [
      'something beside the certificate',
      (xml) => xml.replace('<ds:X509Data>', '<ds:X509Data><ds:X509SKI>QQ==</ds:X509SKI>'),
      ['tampered-key-info'],
    ],
    ['the digest, to fit', (xml) => refit(xml), ['signature-wrong']],
    ['the signature', (xml) => xml.replace(/(signature-value">)[^<]{8}/, '$1AAAAAAAA'), ['signature-wrong']],
  ])('%s', (_what, change, keys) => {
    expect(change(good)).not.toBe(good);
    expect(keysOf(change(good))).toEqual(keys);
  });

  test('another certificate', async () => {
    const other = await authority.issue({ name: '別人', role: 'Medical Doctor', notBefore: BEFORE });
    const certificate = other.certificateDer.toString('base64');
    trust = await authority.current();
    expect(keysOf(good.replace(/(X509Certificate>)[^<]+/, `$1${certificate}`))).toEqual([
      'tampered-key-info',
      'signature-wrong',
      'certificate-not-named',
    ]);
  });
});

/** Other records with the digest that fits them: only the signature itself can tell. */
function refit(xml: string): string {
  const changed = xml.replace(/(Id="content">)[^<]+/, `$1${OTHER}`);
  const digest = digestOf(readSignedDocument(changed).content).toString('base64');
  return changed.replace(/(URI="#content">.*?DigestValue>)[^<]+/, `$1${digest}`);
}

describe('what is not signed where it should be is not believed', () => {
  const content = (id: string, text: string): string => `<Prescription Id="${id}">${text}</Prescription>`;
  const original = /<Prescription Id="content">[^<]+<\/Prescription>/;
  const moved = (place: (signed: string) => [from: string | RegExp, to: string]) => (xml: string) => {
    const signed = original.exec(xml)?.[0] ?? '';
    return xml.replace(original, content('other', OTHER)).replace(...place(signed));
  };
  const SHA1 = 'http://www.w3.org/2000/09/xmldsig#sha1';
  test.each<[string, (xml: string) => string, string]>([
    [
      'signed records inside the signature',
      moved((signed) => ['</ds:Object>', `</ds:Object><ds:Object>${signed}</ds:Object>`]),
      'signature-structure',
    ],
    [
      'signed records inside the properties',
      moved((signed) => [
        '</xades:QualifyingProperties>',
        `<xades:UnsignedProperties><xades:UnsignedSignatureProperties>${signed}</xades:UnsignedSignatureProperties></xades:UnsignedProperties></xades:QualifyingProperties>`,
      ]),
      'references-wrong',
    ],
    [
      'signed records behind the signature',
      moved((signed) => ['</ds:Signature>', `</ds:Signature>${signed}`]),
      'document-malformed',
    ],
    [
      'records of one identifier twice',
      (xml) => xml.replace('<ds:Object>', `<ds:Object Id="content">`),
      'document-malformed',
    ],
    [
      'the same identifier as another attribute',
      (xml) => xml.replace('<ds:Object>', `<ds:Object ID="content">`),
      'document-malformed',
    ],
    [
      'the whole inside another root',
      (xml) =>
        xml.replace(
          /<Pre[\s\S]*/,
          (all) => `<PrescriptionDocument xmlns="a">${content('x', OTHER)}${all}</PrescriptionDocument>`,
        ),
      'signature-structure',
    ],
    [
      'a document type',
      (xml) => xml.replace('<PrescriptionDocument', '<!DOCTYPE a [<!ENTITY b "c">]><PrescriptionDocument'),
      'document-malformed',
    ],
    [
      'a comment inside the records',
      (xml) => xml.replace('</Prescription>', '<!-- --></Prescription>'),
      'document-malformed',
    ],
    [
      'two signatures',
      (xml) => xml.replace(/<ds:Signature .*<\/ds:Signature>/, (one) => one + one.replace(/Id="/g, 'Id="x')),
      'document-malformed',
    ],
    [
      'a bare key',
      (xml) => xml.replace(/<ds:X509Data>.*<\/ds:X509Data>/, '<ds:KeyValue></ds:KeyValue>'),
      'signature-structure',
    ],
    [
      'two references',
      (xml) => xml.replace(/<ds:Reference URI="#key-info">.*?<\/ds:Reference>/, ''),
      'references-wrong',
    ],
    ['one reference twice', (xml) => xml.replace('URI="#key-info"', 'URI="#content"'), 'references-wrong'],
    ['a reference to everything', (xml) => xml.replace('URI="#content"', 'URI=""'), 'references-wrong'],
    [
      'a reference to elsewhere',
      (xml) => xml.replace('URI="#content"', 'URI="http://localhost/"'),
      'references-wrong',
    ],
    ['properties that are not called so', (xml) => xml.replace(/ Type="[^"]+"/, ''), 'references-wrong'],
    [
      'properties of another signature',
      (xml) => xml.replace('Target="#signature"', 'Target="#other"'),
      'signature-structure',
    ],
    ['SHA-1', (xml) => xml.replace('http://www.w3.org/2001/04/xmlenc#sha256', SHA1), 'algorithm-refused'],
    [
      'RSA with SHA-1',
      (xml) => xml.replace(/xmldsig-more#rsa-sha256/, 'xmldsig-more#rsa-sha1'),
      'algorithm-refused',
    ],
    [
      'HMAC',
      (xml) => xml.replace(/xmldsig-more#rsa-sha256/, 'xmldsig-more#hmac-sha256'),
      'algorithm-refused',
    ],
    [
      'another canonical form',
      (xml) =>
        xml.replace(
          '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"',
          '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"',
        ),
      'algorithm-refused',
    ],
    [
      'a transform with parameters',
      (xml) =>
        xml.replace(
          '</ds:Transform>',
          '<a xmlns="http://www.w3.org/2001/10/xml-exc-c14n#"></a></ds:Transform>',
        ),
      'algorithm-refused',
    ],
    [
      'a second transform',
      (xml) =>
        xml.replace(
          '</ds:Transform>',
          '</ds:Transform><ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"></ds:Transform>',
        ),
      'signature-structure',
    ],
    [
      'no time',
      (xml) => xml.replace(/<xades:SigningTime>.*<\/xades:SigningTime>/, ''),
      'signature-structure',
    ],
    ['a time without zone', (xml) => xml.replace('03Z</xades', '03</xades'), 'signature-structure'],
    [
      'text inside the signature',
      (xml) => xml.replace('<ds:Object>', 'text<ds:Object>'),
      'signature-structure',
    ],
    ['something that is no XML', () => 'SJ1\n', 'document-malformed'],
    ['more than anybody sends', (xml) => `${xml}${' '.repeat(1_600_000)}`, 'document-malformed'],
  ])('%s', (_what, change, key) => {
    const xml = change(good);
    expect(xml).not.toBe(good);
    expect(verified(xml)).toMatchObject({ status: 'invalid', csv: null, signer: null });
    expect(keysOf(xml)).toEqual([key]);
  });
});

test('whatever single change: it is found, or says the same of the same signer', () => {
  const original = verified(good);
  fc.assert(
    fc.property(
      fc.nat(),
      fc.constantFrom('A', '0', '<', '>', '"', '&', ' ', '#', '/', '=', '\n', 'é', ''),
      (at, character) => {
        const place = at % good.length;
        const outcome = verified(good.slice(0, place) + character + good.slice(place + 1));
        if (outcome.status === 'valid') expect(outcome).toEqual(original);
        else expect(outcome.status).toMatch(/^(invalid|unsigned)$/);
        if (outcome.status === 'unsigned') throw new Error('a signature does not vanish by one change');
      },
    ),
    { numRuns: 1_500 },
  );
});

test('whatever single change of a timestamp: it is found, or it proves the same', () => {
  const { signature } = readSignedDocument(good);
  const digest = digestOf(signature?.valueElement ?? readSignedDocument(good).root);
  const token = tokenIn(authority.timestamps.answer(timestampRequest(digest, Buffer.from([1]))));
  const proven = verified(addTimestamp(good, token));
  expect(proven.timestampedAt).toBe(NOW.toISOString());
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Buffer.from(token);
      changed[at % token.length] = (changed[at % token.length] ?? 0) ^ change;
      const outcome = verified(addTimestamp(good, changed));
      if (outcome.status === 'valid') expect(outcome).toEqual(proven);
      else expect(outcome.reasons.map(({ key }) => key)).toEqual(['timestamp-wrong']);
    }),
    { numRuns: 1_500 },
  );
});

test('whatever single change of the certificate: it is found', () => {
  const certificate = /X509Certificate>([^<]+)/.exec(good)?.[1] ?? '';
  const der = Buffer.from(certificate, 'base64');
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Buffer.from(der);
      changed[at % der.length] = (changed[at % der.length] ?? 0) ^ change;
      expect(keysOf(good.replace(certificate, changed.toString('base64')))).toContain('tampered-key-info');
    }),
    { numRuns: 1_000 },
  );
});
