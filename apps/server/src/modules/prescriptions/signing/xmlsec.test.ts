import { spawnSync } from 'node:child_process';
import { sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SignedXml } from 'xml-crypto';
import {
  type HpkiTestAuthority,
  type IssuedProfessional,
  openHpkiAuthority,
} from '../../../kernel/pki/hpki/index.ts';
import { signDocument } from './document.ts';
import { verifyDocument } from './verify-document.ts';

/** Another implementation of XML signatures judges ours, and the other way round. */
const installed = spawnSync('xmlsec1', ['--version'], { stdio: 'ignore' }).error === undefined;
const folder = mkdtempSync(join(tmpdir(), 'tsunagu-xmlsec-'));
const at = (name: string): string => join(folder, name);
const NOW = new Date();
const CSV = 'SJ1\n5,,,試験　太郎\n';
const NAMESPACE = 'urn:oid:2.25.146189792428899744818264311228183837405.4.1';
const IDS = [
  ...['--id-attr:Id', `${NAMESPACE}:Prescription`],
  ...['--id-attr:Id', 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties'],
  ...['--id-attr:Id', 'http://www.w3.org/2000/09/xmldsig#:KeyInfo'],
];
const xmlsec = (...args: string[]) => spawnSync('xmlsec1', args, { encoding: 'utf8' });

let authority: HpkiTestAuthority;
let doctor: IssuedProfessional;
let ours: string;

beforeAll(async () => {
  authority = await openHpkiAuthority(at('hpki'), () => NOW);
  doctor = await authority.issue({ name: '試験 太郎', role: 'Medical Doctor' });
  const { certificateDer, privateKey } = doctor;
  const signer = {
    certificateChain: [certificateDer],
    sign: async (bytes: Uint8Array) => sign('sha256', bytes, privateKey),
  };
  ours = await signDocument('prescription', CSV, signer, NOW);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('xml-crypto accepts a signature of ours, and no changed one', async () => {
  const { certificateDer } = doctor;
  const publicCert = new X509Certificate(certificateDer).toString();
  const holds = (xml: string): boolean => {
    const [signature] = new DOMParser()
      .parseFromString(xml, 'text/xml')
      .getElementsByTagNameNS('http://www.w3.org/2000/09/xmldsig#', 'Signature');
    const verifier = new SignedXml({ publicCert, getCertFromKeyInfo: () => null });
    verifier.loadSignature(signature as never);
    return verifier.checkSignature(xml);
  };
  expect(holds(ours)).toBe(true);
  expect(() => holds(ours.replace(/(signature-value">)[^<]{8}/, '$1AAAAAAAA'))).toThrow('invalid signature');
});

describe.skipIf(!installed)(`xmlsec1${installed ? '' : ' (skipped: xmlsec1 is not installed)'}`, () => {
  const verify = (name: string, xml: string) => {
    writeFileSync(at(name), xml);
    return xmlsec(
      '--verify',
      '--trusted-pem',
      at('hpki/authority.crt'),
      '--enabled-key-data',
      'x509',
      ...IDS,
      at(name),
    );
  };

  test('accepts a signature of ours, and no changed one', () => {
    expect(verify('ours.xml', ours)).toMatchObject({ status: 0 });
    const other = Buffer.from('SJ1\n').toString('base64');
    expect(verify('changed.xml', ours.replace(/(Id="content">)[^<]+/, `$1${other}`)).status).not.toBe(0);
  });

  test('its signature is accepted here, with its line ends and its order', async () => {
    const blank = ours
      .replace(/<(ds:DigestValue)>[^<]*(?=<\/ds:DigestValue><\/ds:Reference>)/g, '<$1>')
      .replace(/(<ds:SignatureValue[^>]*>)[^<]*/, '$1')
      .replaceAll('><', '>\n  <');
    expect(blank).not.toMatch(/<\/ds:DigestValue><\/ds:Reference>/);
    writeFileSync(at('template.xml'), blank);
    writeFileSync(at('key.pem'), doctor.privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const signed = xmlsec(
      '--sign',
      '--privkey-pem',
      at('key.pem'),
      ...IDS,
      '--output',
      at('theirs.xml'),
      at('template.xml'),
    );
    expect(signed.stderr).not.toContain('Error');
    const theirs = readFileSync(at('theirs.xml'), 'utf8');
    expect(theirs).not.toBe(ours);
    const trust = await authority.current();
    const question = { kind: 'prescription', trust, at: NOW, fresh: true } as const;
    expect(verifyDocument(theirs, question)).toMatchObject({ status: 'valid', reasons: [], csv: CSV });
  });
});
