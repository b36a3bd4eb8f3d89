import { readFile, writeFile } from 'node:fs/promises';
import { systemClock } from '../../kernel/clock.ts';
import { tokenPassword } from '../../kernel/config/config.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { openToken, pkcs11Signer, tokenSigner } from '../../kernel/pki/hpki/index.ts';
import { signDocument } from '../../modules/prescriptions/index.ts';
import { type Command, DATA_OPTION, parseOptions, required, say } from '../arguments.ts';

const KINDS = ['prescription', 'dispensing'] as const;

export const rxSign: Command = {
  name: 'rx sign',
  usage:
    'FILE --kind prescription|dispensing --out X.xml  (--token P12 | --pkcs11 MODULE --label L [--token-label T])',
  summary:
    'Sign the records of an electronic prescription or a dispensing result (UTF-8, LF): XAdES. The password or PIN comes from TSUNAGU_TOKEN_PASSWORD.',
  async run({ rest }) {
    const { values, positionals } = parseOptions(rest, {
      ...DATA_OPTION,
      kind: { type: 'string' },
      out: { type: 'string' },
      token: { type: 'string' },
      pkcs11: { type: 'string' },
      label: { type: 'string' },
      'token-label': { type: 'string' },
    });
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0) throw new AppError('USAGE', { missing: 'FILE' });
    const kind = KINDS.find((one) => one === values.kind);
    if (kind === undefined) throw new AppError('USAGE', { kind: KINDS.join(' or ') });
    const out = required(values.out, 'out');
    const csv = await readRecords(path);
    const signer = await openSigner(values);
    const xml = await signDocument(kind, csv, signer, systemClock());
    try {
      await writeFile(out, xml, { flag: 'wx' });
    } catch (error) {
      throw new AppError('USAGE', { out, reason: 'exists, or cannot be written' }, { cause: error });
    }
    say(`${out}: signed`);
    return 0;
  },
};

async function readRecords(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (error) {
    throw new AppError('USAGE', { file: path, reason: 'cannot be read, or is not UTF-8' }, { cause: error });
  }
}

interface SignerOptions {
  readonly token?: string | undefined;
  readonly pkcs11?: string | undefined;
  readonly label?: string | undefined;
  readonly 'token-label'?: string | undefined;
}

async function openSigner(options: SignerOptions) {
  const { token, pkcs11, label } = options;
  if ((token === undefined) === (pkcs11 === undefined))
    throw new AppError('USAGE', { missing: '--token or --pkcs11, one of them' });
  const password = tokenPassword();
  if (password === null) throw new AppError('USAGE', { missing: 'TSUNAGU_TOKEN_PASSWORD' });
  if (pkcs11 !== undefined)
    return pkcs11Signer({
      module: pkcs11,
      tokenLabel: options['token-label'] ?? null,
      label: required(label, 'label'),
      pin: password,
    });
  const path = required(token, 'token');
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new AppError('USAGE', { token: path, reason: 'cannot be read' }, { cause: error });
  });
  return tokenSigner(await openToken(bytes, password));
}
