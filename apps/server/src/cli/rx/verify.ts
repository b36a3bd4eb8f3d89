import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { HPKI_AUTHORITY_FOLDER, openHpkiAuthority } from '../../kernel/pki/hpki/index.ts';
import { openTrust, readDocument, verifyDocument } from '../../modules/prescriptions/index.ts';
import { type Command, DATA_OPTION, parseOptions, printJson, say } from '../arguments.ts';

type Outcome = ReturnType<typeof verifyDocument>;

export const rxVerify: Command = {
  name: 'rx verify',
  usage: 'X.xml [--json] [--trust DIR] [--at TIME]',
  summary:
    'Verify a signed prescription or dispensing result and say everything that is wrong with it. Exit code 0: valid.',
  async run({ readConfig, rest }) {
    const { values, positionals } = parseOptions(rest, {
      ...DATA_OPTION,
      json: { type: 'boolean' },
      trust: { type: 'string' },
      at: { type: 'string' },
    });
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0) throw new AppError('USAGE', { missing: 'X.xml' });
    const at = values.at === undefined ? systemClock() : timeOption(values.at);
    const xml = await readFile(path, 'utf8').catch((error: unknown) => {
      throw new AppError('USAGE', { file: path, reason: 'cannot be read' }, { cause: error });
    });
    const { dataDirectory, hpkiTrustDirectory } = readConfig({ data: values.data, hpkiTrust: values.trust });
    const trust = await openTrust({
      hpkiAuthority: () => openHpkiAuthority(join(dataDirectory, HPKI_AUTHORITY_FOLDER), systemClock),
      hpkiTrustDirectory,
      onTrustProblem: (file, reason) => say(`${file}: ${reason}`),
    }).current();
    // Whoever verifies by hand has old documents too.
    const outcome = verifyDocument(xml, { kind: kindOf(xml), trust, at, fresh: false });
    if (values.json === true) printJson({ ...outcome, csv: undefined });
    else tell(path, outcome);
    return outcome.status === 'valid' ? 0 : 1;
  },
};

function timeOption(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new AppError('USAGE', { at: 'a time such as 2026-04-01T09:00:00+09:00' });
  return at;
}

/** The document says what it is; one that cannot be read is told by the verification. */
function kindOf(xml: string): 'prescription' | 'dispensing' {
  try {
    return readDocument(xml).kind;
  } catch {
    return 'prescription';
  }
}

function tell(
  path: string,
  { status, reasons, notes = [], signer, signedAt, timestampedAt, testAuthority }: Outcome,
) {
  say(`${path}: ${status}`);
  for (const { key, message } of reasons) say(`  ${key}: ${message.ja} / ${message.en}`);
  for (const { key, message } of notes) say(`  note ${key}: ${message.ja} / ${message.en}`);
  if (signer !== null)
    say(
      `  ${signer.name}, ${signer.role ?? 'no role'}, certificate ${signer.serial} until ${signer.expiresAt}`,
    );
  if (signedAt !== null) say(`  signed ${signedAt}`);
  if (timestampedAt !== null) say(`  timestamp ${timestampedAt}`);
  if (testAuthority === true) say('  test authority of this data directory: it proves nothing about anybody');
}
