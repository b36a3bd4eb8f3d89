import { readCertificate } from '../kernel/pki/certificate.ts';
import { checkSecrets, openCardFile, sealCard } from '../kernel/pki/test-authority/card-file.ts';
import { issueCard } from '../kernel/pki/test-authority/issue-card.ts';
import type {
  CardEntry,
  IssuedCard,
  IssuedCertificate,
} from '../kernel/pki/test-authority/open-card-authority.ts';
import { type Command, DATA_OPTION, parseOptions, printJson, required, say } from './arguments.ts';
import {
  daysOption,
  openAuthorityOf,
  readCardBytes,
  reasonOption,
  STAND_IN,
  serialOption,
  sexOption,
  writeNewCard,
} from './card/card-options.ts';

const SECRET_OPTIONS = { pin: { type: 'string' }, 'sign-password': { type: 'string' } } as const;

const sayIssued = (path: string, { auth, sign, notAfter }: IssuedCard): void => {
  say(`${path}: ${STAND_IN}`);
  say(`auth ${auth.serial}, sign ${sign.serial}, valid until ${notAfter.toISOString()}`);
};

export const cardIssue: Command = {
  name: 'card issue',
  usage:
    '--name 名 [--kana カナ] --birth YYYY-MM-DD --sex 1|2|3 --address A --pin 1234 --sign-password ABC123 --out FILE [--days N]',
  summary:
    'Issue a software card that stands in for a My Number card: PKCS#12 with two certificates, for invented people only.',
  async run({ readConfig, rest }) {
    const { values } = parseOptions(rest, {
      ...DATA_OPTION,
      ...SECRET_OPTIONS,
      name: { type: 'string' },
      kana: { type: 'string' },
      birth: { type: 'string' },
      sex: { type: 'string' },
      address: { type: 'string' },
      out: { type: 'string' },
      days: { type: 'string' },
    });
    const card = {
      name: required(values.name, 'name'),
      kana: values.kana ?? null,
      birthDate: required(values.birth, 'birth'),
      sex: sexOption(required(values.sex, 'sex')),
      address: required(values.address, 'address'),
      pin: required(values.pin, 'pin'),
      signPassword: required(values['sign-password'], 'sign-password'),
      ...daysOption(values.days),
    };
    const out = required(values.out, 'out');
    const authority = await openAuthorityOf(readConfig(values));
    sayIssued(out, await writeNewCard(out, () => issueCard(authority, card)));
    return 0;
  },
};

export const cardRenew: Command = {
  name: 'card renew',
  usage: '--card FILE | --serial S  --pin 1234 --sign-password ABC123 --out FILE [--days N]',
  summary: 'Issue the software card that follows another one, with new keys; the old one is revoked.',
  async run({ readConfig, rest }) {
    const { values } = parseOptions(rest, {
      ...DATA_OPTION,
      ...SECRET_OPTIONS,
      card: { type: 'string' },
      serial: { type: 'string' },
      out: { type: 'string' },
      days: { type: 'string' },
    });
    const secrets = {
      pin: required(values.pin, 'pin'),
      signPassword: required(values['sign-password'], 'sign-password'),
    };
    checkSecrets(secrets);
    const serial =
      values.card === undefined
        ? serialOption(required(values.serial, 'serial'))
        : (await openCardFile(await readCardBytes(values.card), { pin: secrets.pin })).auth.serial;
    const days = daysOption(values.days);
    const out = required(values.out, 'out');
    const authority = await openAuthorityOf(readConfig(values));
    const renewed = await writeNewCard(out, async () => {
      const card = await authority.renew(serial, days);
      return { ...card, file: await sealCard(card, secrets) };
    });
    sayIssued(out, renewed);
    say(`revoked: the card of ${serial}`);
    return 0;
  },
};

export const cardRevoke: Command = {
  name: 'card revoke',
  usage: '--serial S --reason lost|changed|returned|died|renewed',
  summary: 'Revoke a software card at once; "changed" ends only the certificate that is named.',
  async run({ readConfig, rest }) {
    const { values } = parseOptions(rest, {
      ...DATA_OPTION,
      serial: { type: 'string' },
      reason: { type: 'string' },
    });
    const serial = serialOption(required(values.serial, 'serial'));
    const reason = reasonOption(required(values.reason, 'reason'));
    const authority = await openAuthorityOf(readConfig(values));
    const revoked = await authority.revoke(serial, reason);
    say(
      revoked.length === 0 ? `${serial}: was revoked before` : `revoked (${reason}): ${revoked.join(', ')}`,
    );
    return 0;
  },
};

const certificateJson = ({ certificateDer }: IssuedCertificate) => {
  const { serial, notBefore, notAfter, extensions } = readCertificate(certificateDer);
  return {
    serial,
    notBefore,
    notAfter,
    ...(extensions.holder === null ? {} : { holder: extensions.holder }),
  };
};

export const cardShow: Command = {
  name: 'card show',
  usage: 'FILE --pin 1234 [--sign-password ABC123]',
  summary: 'Show what a software card holds; who its holder is only with the signing password.',
  async run({ rest }) {
    const { values, positionals } = parseOptions(rest, { ...DATA_OPTION, ...SECRET_OPTIONS });
    const signPassword = values['sign-password'];
    const { auth, sign } = await openCardFile(await readCardBytes(required(positionals[0], 'FILE')), {
      pin: required(values.pin, 'pin'),
      ...(signPassword === undefined ? {} : { signPassword }),
    });
    printJson({
      note: STAND_IN,
      auth: certificateJson(auth),
      sign: sign === null ? 'sealed: give --sign-password' : certificateJson(sign),
    });
    return 0;
  },
};

/** What is true of a card at an instant, in one word or two. */
function stateOf({ revocations, notAfter }: CardEntry, now: Date): string {
  const { auth, sign } = revocations;
  if (auth !== null) return `revoked (${auth.reason})`;
  if (new Date(notAfter) < now) return 'expired';
  return sign === null ? 'in force' : `in force, sign revoked (${sign.reason})`;
}

export const cardList: Command = {
  name: 'card list',
  usage: '[--json]',
  summary: 'List the software cards of this data directory.',
  async run({ readConfig, rest }) {
    const { values } = parseOptions(rest, { ...DATA_OPTION, json: { type: 'boolean', default: false } });
    const cards = await (await openAuthorityOf(readConfig(values))).list();
    const now = new Date();
    const rows = cards.map((card) => ({ ...card, state: stateOf(card, now) }));
    if (values.json) {
      printJson({ note: STAND_IN, cards: rows });
      return 0;
    }
    say(`${rows.length} cards; each is a ${STAND_IN}`);
    for (const { serials, holder, notAfter, state } of rows)
      say(
        `auth ${serials.auth}  sign ${serials.sign}  until ${notAfter.slice(0, 10)}  ${state}  ${holder.name}`,
      );
    return 0;
  },
};
