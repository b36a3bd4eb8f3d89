import { readPrescription } from '@tsunagu/jahis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf } from '../../apps/server/src/testing/test-server.ts';
import { base64, recordsOf, signedDocument, vendorsPrescription } from './institution-desk.ts';
import { createDesk, type Desk, ok, PHYSICIAN } from './pharmacy-desk.ts';

/** @spec prescriptions.md §11 17, §6.1 */
let desk: Desk;
beforeAll(async () => {
  desk = await createDesk(17);
}, 120_000);
afterAll(() => desk.close());

const register = async (records: string) => {
  const physician = await desk.staff(PHYSICIAN);
  const document = base64(await signedDocument(desk, records));
  return physician.call('POST', '/api/prescriptions', { document, issueType: 'electronic' });
};

test('a CR is refused with the code of the service and the line where it stands', async () => {
  const records = recordsOf(vendorsPrescription(desk));
  const refused = await register(records.replaceAll('\n', '\r\n'));
  expect(outcomeOf(refused)).toBe('422 RX_DOCUMENT_INVALID');
  expect(refused.json().error.findings ?? refused.json().findings).toContainEqual(
    expect.objectContaining({ rule: 'EPSB0052E', level: 'error', line: 1 }),
  );
  const later = records.replace(/\n(51,)/, '\r\n$1');
  const line = records.split('\n').findIndex((one) => one.startsWith('51,'));
  const second = await register(later);
  expect(second.json().error.findings ?? second.json().findings).toContainEqual(
    expect.objectContaining({ rule: 'EPSB0052E', line }),
  );
  ok(await register(records));
});

test('strictly nothing is read; leniently the text is, and says so', () => {
  const text = recordsOf(vendorsPrescription(desk)).replaceAll('\n', '\r\n');
  expect(readPrescription(text, { mode: 'strict' }).prescription).toBeNull();
  const lenient = readPrescription(text, { mode: 'lenient' });
  expect(lenient.prescription).not.toBeNull();
  expect(lenient.findings).toMatchObject([{ rule: 'EPSB0052E', level: 'error', line: 1 }]);
  // In the QR form CRLF belongs.
  const qr = readPrescription(text.replace('SJ1', 'JAHIS10'), { mode: 'lenient' });
  expect(qr.findings.map((one) => one.rule)).not.toContain('EPSB0052E');
});
