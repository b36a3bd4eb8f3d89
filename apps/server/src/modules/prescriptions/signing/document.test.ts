import { sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { forgeCertificate, makeKeys } from '../../../kernel/pki/testing/forge-certificate.ts';
import { readDocument, signDocument, unsignedDocument } from './document.ts';

const keys = makeKeys();
const signer = {
  certificateChain: [forgeCertificate({ subjectKey: keys.publicKey, issuerKey: keys.privateKey })],
  sign: async (bytes: Uint8Array) => sign('sha256', bytes, keys.privateKey),
};
const CSV = 'SJ1\n11,,試験　花子\n81,1,,<備考>&\n';

test.each(['prescription', 'dispensing'] as const)('a signed %s says what was signed', async (kind) => {
  const xml = await signDocument(kind, CSV, signer, new Date('2026-04-01T01:02:03.456Z'));
  expect(readDocument(xml)).toEqual({ kind, csv: CSV });
  expect(xml).toContain('<xades:SigningTime>2026-04-01T01:02:03Z</xades:SigningTime>');
});

test('a document without a signature is read as well', () => {
  expect(readDocument(unsignedDocument('prescription', CSV))).toEqual({ kind: 'prescription', csv: CSV });
});

test.each([
  ['no XML', 'SJ1\n'],
  ['a document type', `<!DOCTYPE a>${unsignedDocument('prescription', CSV)}`],
  ['another root', '<a Id="content"><b Id="c">QQ==</b></a>'],
  [
    'two contents',
    unsignedDocument('prescription', CSV).replace('</Pr', '</Prescription><Prescription>QQ==</Pr'),
  ],
  ['no base64', unsignedDocument('prescription', CSV).replace('">', '">?').replace('xmlns="?', 'xmlns="')],
  ['records that are not UTF-8', unsignedDocument('dispensing', 'AA').replace(/QUE=/, '/w==')],
  ['records of nothing', unsignedDocument('dispensing', '')],
])('%s is refused', (_what, xml) => {
  expect(() => readDocument(xml)).toThrow(expect.objectContaining({ code: 'RX_DOCUMENT_MALFORMED' }));
});

test('records of more than 1 MiB are not signed', () => {
  expect(() => unsignedDocument('prescription', 'あ'.repeat(349_526))).toThrow(
    expect.objectContaining({ code: 'RX_DOCUMENT_MALFORMED' }),
  );
});
