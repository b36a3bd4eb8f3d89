import { execFile } from 'node:child_process';
import { sign } from 'node:crypto';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BasicOCSPResponse, Certificate, OCSPResponse } from 'pkijs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CardHolder } from '../card-holder.ts';
import { cardMessage } from '../card-message.ts';
import { readRevocationList } from '../revocation-list.ts';
import type { TrustAnchor } from '../trust-anchor.ts';
import { verifyCardSignature } from '../verify-card.ts';
import { type IssuedCard, openCardAuthority, type TestCardAuthority } from './open-card-authority.ts';

const HOUR_MS = 3_600_000;
const holder: CardHolder = {
  name: '試験 花子',
  kana: 'シケン ハナコ',
  birthDate: '1950-02-03',
  sex: 2,
  address: '試験県見本市一丁目',
};

let parent: string;
let directory: string;
let now: Date;
const clock = () => new Date(now);

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'tsunagu-authority-'));
  directory = join(parent, 'card-authority');
  now = new Date('2026-06-15T03:00:00.500Z');
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const open = (): Promise<TestCardAuthority> => openCardAuthority(directory, clock);
const pass = (ms: number): void => {
  now = new Date(now.getTime() + ms);
};

function anchorOf({ anchors: [anchor] }: TestCardAuthority): TrustAnchor {
  if (anchor === undefined) throw new Error('no anchor');
  return anchor;
}

const anchorDer = (authority: TestCardAuthority): Buffer => anchorOf(authority).certificate.der;

async function signIn(authority: TestCardAuthority, { auth }: Pick<IssuedCard, 'auth'>): Promise<string> {
  const message = cardMessage('sign-in', 'n0nce-n0nce-n0nce-n0nce', 'https://tsunagu.example');
  const signature = sign('sha256', Buffer.from(message), auth.privateKey);
  const { serial } = await verifyCardSignature(
    { certificateDer: auth.certificateDer, signature, message, expected: 'auth' },
    { authority, now },
  );
  return serial;
}

describe('a card of the authority', () => {
  test('signs in, and its signature certificate names the holder', async () => {
    const authority = await open();
    const card = await authority.issue({ holder });
    expect(await signIn(authority, card)).toBe(card.auth.serial);
    const message = cardMessage('registration', 'n0nce-n0nce-n0nce-n0nce', 'https://tsunagu.example');
    const verified = await verifyCardSignature(
      {
        certificateDer: card.sign.certificateDer,
        signature: sign('sha256', Buffer.from(message), card.sign.privateKey),
        message,
        expected: 'sign',
      },
      { authority, now },
    );
    expect(verified).toMatchObject({ serial: card.sign.serial, kind: 'sign', holder });
    expect(card.notAfter.toISOString()).toBe('2031-06-15T03:00:00.000Z');
  });

  test('the authentication certificate holds no personal data', async () => {
    const card = await (await open()).issue({ holder });
    for (const text of [holder.name, holder.kana ?? '', holder.birthDate, holder.address])
      expect(card.auth.certificateDer.includes(Buffer.from(text))).toBe(false);
    expect(card.sign.certificateDer.includes(Buffer.from(holder.name))).toBe(true);
  });

  test('numbers are random, positive, and of 16 octets', async () => {
    const authority = await open();
    const cards = await Promise.all([authority.issue({ holder }), authority.issue({ holder })]);
    const serials = cards.flatMap(({ auth, sign }) => [auth.serial, sign.serial]);
    expect(new Set(serials).size).toBe(4);
    for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9a-f]{31}$/);
  });

  test('expires on its day', async () => {
    const authority = await open();
    const card = await authority.issue({ holder, days: 1 });
    pass(24 * HOUR_MS - 1000);
    await signIn(authority, card);
    pass(1000);
    await expect(signIn(authority, card)).rejects.toMatchObject({ code: 'CARD_EXPIRED' });
  });

  test.each([
    ['days', { holder, days: 0 }],
    ['days', { holder, days: 1.5 }],
    ['name', { holder: { ...holder, name: ' ' } }],
    ['birthDate', { holder: { ...holder, birthDate: '1950-02-30' } }],
  ])('a wrong %s issues nothing', async (field, order) => {
    const authority = await open();
    await expect(authority.issue(order)).rejects.toMatchObject({ code: 'INPUT_INVALID', fields: { field } });
    expect(await authority.list()).toEqual([]);
  });
});

describe('revoking and renewing', () => {
  test('a lost card falls as a whole, and stays so after a restart', async () => {
    const authority = await open();
    const [lost, other] = [await authority.issue({ holder }), await authority.issue({ holder })];
    expect([...(await authority.revoke(lost.sign.serial, 'lost'))].sort()).toEqual(
      [lost.auth.serial, lost.sign.serial].sort(),
    );
    expect(await authority.revoke(lost.sign.serial, 'lost')).toEqual([]);
    for (const one of [authority, await open()]) {
      await expect(signIn(one, lost)).rejects.toMatchObject({
        code: 'CARD_REVOKED',
        fields: { reason: 'key-compromise' },
      });
      await signIn(one, other);
    }
  });

  test('a new address ends the signature certificate alone', async () => {
    const authority = await open();
    const card = await authority.issue({ holder });
    expect(await authority.revoke(card.sign.serial, 'changed')).toEqual([card.sign.serial]);
    await signIn(authority, card);
    expect((await authority.revocationOf(card.sign.serial, anchorOf(authority))).status).toBe('revoked');
  });

  test('a renewed card follows the old one, which is revoked in the same step', async () => {
    const authority = await open();
    const first = await authority.issue({ holder });
    const second = await authority.renew(first.sign.serial);
    await expect(signIn(authority, first)).rejects.toMatchObject({ fields: { reason: 'superseded' } });
    await signIn(authority, second);
    expect(second.holder).toEqual(holder);
    expect(await authority.predecessorOf(second.auth.serial)).toBe(first.auth.serial);
    expect(await authority.predecessorOf(second.sign.serial)).toBe(first.sign.serial);
    expect(await authority.predecessorOf(first.auth.serial)).toBeNull();
    expect(await authority.predecessorOf('77'.repeat(16))).toBeNull();
    await expect(authority.renew(first.auth.serial)).rejects.toMatchObject({ code: 'CARD_REVOKED' });
    expect((await authority.find(first.auth.serial))?.revocations.sign?.reason).toBe('renewed');
  });

  test('a lost card can be followed by a new one, that of the dead cannot', async () => {
    const authority = await open();
    const [lost, dead] = [await authority.issue({ holder }), await authority.issue({ holder })];
    await authority.revoke(lost.auth.serial, 'lost');
    await authority.revoke(dead.auth.serial, 'died');
    const next = await authority.renew(lost.auth.serial);
    expect(await authority.predecessorOf(next.auth.serial)).toBe(lost.auth.serial);
    expect((await authority.find(lost.auth.serial))?.revocations.auth?.reason).toBe('lost');
    await expect(authority.renew(dead.auth.serial)).rejects.toMatchObject({ fields: { reason: 'died' } });
  });

  test('an unknown number', async () => {
    const authority = await open();
    await expect(authority.revoke('77'.repeat(16), 'lost')).rejects.toMatchObject({ code: 'CARD_UNKNOWN' });
    await expect(authority.renew('77'.repeat(16))).rejects.toMatchObject({ code: 'CARD_UNKNOWN' });
    expect(await authority.find('77'.repeat(16))).toBeNull();
  });
});

describe('statements', () => {
  test('the revocation list is made once, and again when it is half its life old', async () => {
    const authority = await open();
    const first = await authority.crl();
    pass(12 * HOUR_MS - 1000);
    expect(await authority.crl()).toBe(first);
    pass(1000);
    const anchor = anchorOf(authority);
    const second = await authority.crl();
    const [older, newer] = [readRevocationList(first, anchor), readRevocationList(second, anchor)];
    expect(newer.number > older.number).toBe(true);
    expect(newer.thisUpdate).toEqual(new Date('2026-06-15T15:00:00Z'));
    expect(newer.nextUpdate).toEqual(new Date('2026-06-16T15:00:00Z'));
  });

  test('a list that somebody forged or broke is made again', async () => {
    const authority = await open();
    const card = await authority.issue({ holder });
    await authority.revoke(card.auth.serial, 'lost');
    const path = join(directory, 'revoked.crl');
    const list = await readFile(path);
    list[list.length - 1] = (list.at(-1) ?? 0) ^ 1;
    await writeFile(path, list);
    await expect(signIn(await open(), card)).rejects.toMatchObject({ code: 'CARD_REVOKED' });
    expect((await readFile(path)).equals(list)).toBe(false);
  });

  test('a list that is behind the register is found out', async () => {
    const authority = await open();
    const card = await authority.issue({ holder });
    const path = join(directory, 'revoked.crl');
    const before = await authority.crl();
    await authority.revoke(card.auth.serial, 'lost');
    await writeFile(path, before);
    await expect(signIn(await open(), card)).rejects.toMatchObject({ code: 'CARD_REVOKED' });
    await expect(signIn(authority, card)).rejects.toMatchObject({ code: 'CARD_REVOKED' });
  });

  test.each([
    ['good', null, 0],
    ['revoked', 'lost', 1],
  ] as const)('OCSP says %s, and another implementation verifies it', async (_, reason, tag) => {
    const authority = await open();
    const card = await authority.issue({ holder });
    if (reason !== null) await authority.revoke(card.auth.serial, reason);
    const issuer = Certificate.fromBER(new Uint8Array(anchorDer(authority)));
    const response = OCSPResponse.fromBER(new Uint8Array(await authority.ocsp(card.auth.serial)));
    const basic = BasicOCSPResponse.fromBER(
      response.responseBytes?.response.valueBlock.valueHexView ?? new Uint8Array(),
    );
    expect(await basic.verify({ trustedCerts: [issuer], issuerCerts: [issuer] })).toBe(true);
    const [single] = basic.tbsResponseData.responses;
    expect(single?.certStatus.idBlock.tagNumber).toBe(tag);
    expect(Buffer.from(single?.certID.serialNumber.valueBlock.valueHexView ?? []).toString('hex')).toBe(
      card.auth.serial,
    );
  });

  test('OCSP knows what it does not know', async () => {
    const authority = await open();
    const response = OCSPResponse.fromBER(new Uint8Array(await authority.ocsp('77'.repeat(16))));
    const basic = BasicOCSPResponse.fromBER(
      response.responseBytes?.response.valueBlock.valueHexView ?? new Uint8Array(),
    );
    expect(basic.tbsResponseData.responses[0]?.certStatus.idBlock.tagNumber).toBe(2);
  });
});

describe('the directory', () => {
  test('the private key and the register are for the owner alone', async () => {
    await open();
    const mode = async (name: string) => ((await stat(join(directory, name))).mode & 0o777).toString(8);
    expect([await mode('authority.key'), await mode('register.jsonl'), await mode('.')]).toEqual([
      '600',
      '600',
      '700',
    ]);
    await (await open()).crl();
    expect((await readdir(parent)).concat(await readdir(directory)).sort()).toEqual([
      'authority.crt',
      'authority.key',
      'card-authority',
      'register.jsonl',
      'revoked.crl',
    ]);
  });

  test('several that begin at once go on with one key', async () => {
    const several = await Promise.all([open(), open(), open(), open()]);
    const ders = several.map(anchorDer);
    for (const der of ders) expect(der).toEqual(ders[0]);
    const [one, two] = several;
    if (one === undefined || two === undefined) throw new Error('unreachable');
    await signIn(two, await one.issue({ holder }));
    expect(await readdir(parent)).toEqual(['card-authority']);
  });

  test('what one process revokes, another refuses at once', async () => {
    const authority = await open();
    const card = await authority.issue({ holder });
    await signIn(authority, card);
    const module = new URL('./open-card-authority.ts', import.meta.url).href;
    const program = `
      const { openCardAuthority } = await import(${JSON.stringify(module)});
      const authority = await openCardAuthority(${JSON.stringify(directory)}, () => new Date(${now.getTime()}));
      await authority.revoke(${JSON.stringify(card.auth.serial)}, 'returned');`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
    await expect(signIn(authority, card)).rejects.toMatchObject({
      code: 'CARD_REVOKED',
      fields: { reason: 'cessation-of-operation' },
    });
  });

  test('nothing that two of them write at the same time is lost', async () => {
    const [one, two] = [await open(), await open()];
    const cards = await Promise.all([one, two, one, two].map((authority) => authority.issue({ holder })));
    await Promise.all(
      cards.map(({ auth }, index) => (index % 2 === 0 ? two : one).revoke(auth.serial, 'lost')),
    );
    for (const authority of [one, two, await open()]) {
      expect(await authority.list()).toHaveLength(4);
      for (const card of cards)
        await expect(signIn(authority, card)).rejects.toMatchObject({ code: 'CARD_REVOKED' });
    }
  });

  test('a damaged register closes the door', async () => {
    const authority = await open();
    const card = await authority.issue({ holder });
    await appendFile(join(directory, 'register.jsonl'), '{"event":"revo\n');
    await expect(signIn(authority, card)).rejects.toMatchObject({ code: 'CARD_REVOCATION_UNKNOWN' });
    await expect(open()).rejects.toMatchObject({ code: 'CARD_AUTHORITY_DAMAGED' });
  });

  test('a register that has become shorter, or is gone, closes the door', async () => {
    const authority = await open();
    const card = await authority.issue({ holder });
    await truncate(join(directory, 'register.jsonl'), 10);
    await expect(signIn(authority, card)).rejects.toMatchObject({ code: 'CARD_REVOCATION_UNKNOWN' });
    await rm(join(directory, 'register.jsonl'));
    await expect(signIn(authority, card)).rejects.toMatchObject({ code: 'CARD_REVOCATION_UNKNOWN' });
    await expect(authority.issue({ holder })).rejects.toThrow();
  });

  test('a line that is still being written is read when it is whole', async () => {
    const authority = await open();
    const card = await authority.issue({ holder });
    const line = JSON.stringify({
      event: 'revoked',
      at: now.toISOString(),
      reason: 'lost',
      serials: [card.auth.serial],
    });
    const path = join(directory, 'register.jsonl');
    await appendFile(path, line.slice(0, 40));
    await signIn(authority, card);
    await appendFile(path, `${line.slice(40)}\n`);
    await expect(signIn(authority, card)).rejects.toMatchObject({ code: 'CARD_REVOKED' });
  });

  test('the key of another authority', async () => {
    await open();
    const other = join(parent, 'other');
    await openCardAuthority(other, clock);
    await writeFile(join(directory, 'authority.key'), await readFile(join(other, 'authority.key')));
    await expect(open()).rejects.toMatchObject({ code: 'CARD_AUTHORITY_DAMAGED' });
  });
});
