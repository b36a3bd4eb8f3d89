import { readFileSync } from 'node:fs';
import { readAny, writeNotebook, writePrescription } from '@tsunagu/jahis';
import { describe, expect, test } from 'vitest';
import {
  HAS_SAMPLE_TEXTS,
  REPORT,
  renderReport,
  sampleTexts,
  THEIR_REFUSED,
  THEIR_STRICT,
  verdicts,
} from '../../conformance/jahis/report.ts';

/** @spec prescriptions.md §11 22, §7 */
const title = HAS_SAMPLE_TEXTS ? '27 sample texts' : 'skipped: no shared data';

describe.skipIf(!HAS_SAMPLE_TEXTS)(title, () => {
  test('strictly the eight that their own parser accepts, leniently all but the empty one', () => {
    const accepted = (mode: 'strict' | 'lenient') =>
      verdicts(mode)
        .filter((one) => one.accepted)
        .map((one) => one.name);
    expect(sampleTexts()).toHaveLength(27);
    expect(new Set(accepted('strict'))).toEqual(THEIR_STRICT);
    expect(accepted('lenient')).toHaveLength(26);
    expect(accepted('lenient')).not.toContain(THEIR_REFUSED);
  });

  test('each refusal names a rule; the report is up to date', () => {
    for (const { name, read, accepted } of verdicts('strict')) {
      const errors = read.findings.filter((one) => one.level === 'error');
      expect(errors.length === 0, name).toBe(accepted);
    }
    expect(readFileSync(REPORT, 'utf8')).toBe(renderReport());
  });

  test('what is strictly valid is printed as it was, apart from line ends, 1A and trailing empty items', () => {
    const plain = (text: string) =>
      text
        .replaceAll('\r', '')
        .replace('\u001a', '')
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/,+$/, ''));
    let compared = 0;
    for (const { name, bytes } of sampleTexts()) {
      if (!THEIR_STRICT.has(name)) continue;
      const read = readAny(bytes, { mode: 'strict' });
      const written =
        read.family === 'notebook' && read.notebook !== null
          ? writeNotebook(read.notebook, { form: read.form })
          : read.family === 'prescription' && read.prescription !== null
            ? writePrescription(read.prescription, read.dialect, { form: read.form })
            : null;
      expect(plain(written?.text ?? ''), name).toEqual(plain(Buffer.from(bytes).toString('utf8')));
      compared++;
    }
    expect(compared).toBe(8);
  });

  test('nothing of a loose text is dropped: what has no place in the model is returned', () => {
    const text = sampleTexts().find((one) => one.name === 'normalization-full');
    const read = readAny(text?.bytes ?? '', { mode: 'lenient' });
    if (read.family !== 'prescription') throw new Error('no prescription');
    expect(read.prescription?.groups[0]?.drugs[0]).toMatchObject({
      code: '620000001',
      codeKind: '2',
      conversion: '500',
    });
    expect(read.unknown.map((one) => one.fields[0])).toEqual(expect.arrayContaining(['221', '231']));
  });
});
