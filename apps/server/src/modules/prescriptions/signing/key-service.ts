import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import type { Session } from '../../../kernel/auth/session.ts';
import type { Queryable } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { STEP_UP_MS } from '../../../kernel/http/app.ts';
import type { Signer } from '../model/signing.ts';
import type { SigningDeps } from './deps.ts';
import type { KeyUse } from './port.ts';

/** A second certificate as its owner sees it. */
export interface SigningCertificate {
  readonly certificateDer: Buffer;
  readonly serial: string;
  readonly notAfter: Date;
}

interface KeyRow {
  readonly serial: string;
  readonly certificate: Uint8Array;
  readonly sealed_key: string;
  readonly not_after: Date;
}

/** Which account may have which qualification here. @spec prescriptions.md §8 */
const ROLES = { physician: 'Medical Doctor', pharmacist: 'Pharmacist' } as const;
/** One account enrols once at a time. */
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('prescriptions.signing_key ' || $1, 0))`;

const contextOf = (account: string, serial: string): string => `signing-key ${account} ${serial}`;

async function keyInUse(db: Queryable, account: string): Promise<KeyRow | null> {
  const [row] = await db.query<KeyRow>(
    `SELECT serial, certificate, sealed_key, not_after FROM prescriptions.signing_key
     WHERE account = $1 AND ended_at IS NULL`,
    [account],
  );
  return row ?? null;
}

export async function certificateOf({ db }: Pick<SigningDeps, 'db'>, account: string) {
  const row = await keyInUse(db, account);
  return row === null ? null : asCertificate(row);
}

const asCertificate = ({
  serial,
  certificate,
  not_after: notAfter,
}: Omit<KeyRow, 'sealed_key'>): SigningCertificate => ({
  certificateDer: Buffer.from(certificate),
  serial,
  notAfter,
});

/**
 * Gives a physician or pharmacist a certificate of the test authority whose key the server keeps, in place of one that
 * stands: a software counterpart of the key service for HPKI's second certificates.
 * @throws AppError RX_ENROLMENT_REFUSED for other accounts, and where real authorities are trusted
 */
export async function enrol(
  deps: SigningDeps,
  session: Session,
  requestId: string | null,
): Promise<SigningCertificate> {
  const { account, displayName } = session;
  const role = roleOf(session);
  if (role === null) throw new AppError('RX_ENROLMENT_REFUSED', { reason: 'role' });
  const issued = await replaceKey(deps, { account, displayName, role });
  await deps.audit.append({
    event: 'signing-certificate-issued',
    ...whoOf(session),
    requestId,
    detail: { serial: issued.serial, role: ROLES[role] },
  });
  return issued;
}

export interface NewHolder {
  readonly account: string;
  /** Stands in the certificate. */
  readonly displayName: string;
  readonly role: keyof typeof ROLES;
}

/** Issues, seals and keeps; the former certificate is revoked. @throws AppError RX_ENROLMENT_REFUSED */
export async function replaceKey(
  deps: Omit<SigningDeps, 'audit' | 'onTrustProblem'>,
  { account, displayName, role }: NewHolder,
): Promise<SigningCertificate> {
  const { db, clock, secrets } = deps;
  if (deps.hpkiTrustDirectory !== null)
    throw new AppError('RX_ENROLMENT_REFUSED', { reason: 'real authorities are trusted here' });
  const authority = await deps.hpkiAuthority();
  const issued = await authority.issue({ name: displayName, role: ROLES[role] });
  const key = issued.privateKey.export({ format: 'der', type: 'pkcs8' });
  const sealed = secrets.seal(key, contextOf(account, issued.serial));
  const former = await db.transaction(async (tx) => {
    await tx.query(LOCK, [account]);
    const before = await keyInUse(tx, account);
    await tx.query(
      'UPDATE prescriptions.signing_key SET ended_at = $2 WHERE account = $1 AND ended_at IS NULL',
      [account, clock()],
    );
    await tx.query(
      `INSERT INTO prescriptions.signing_key (account, serial, certificate, sealed_key, enrolled_at, not_after)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [account, issued.serial, issued.certificateDer, sealed, clock(), issued.notAfter],
    );
    return before;
  });
  if (former !== null) await authority.revoke(former.serial, 'renewed');
  return issued;
}

function roleOf({ kind, roles, organisation }: Session): keyof typeof ROLES | null {
  if (kind !== 'staff' || organisation === null || organisation.facilityCode === null) return null;
  return (['physician', 'pharmacist'] as const).find((one) => roles.includes(one)) ?? null;
}

const whoOf = ({ account, roles, organisation }: Session) =>
  ({
    personId: null,
    account,
    actorRole: roles.join(','),
    facilityCode: organisation?.facilityCode ?? null,
    facilityName: organisation?.name ?? null,
    outcome: 'done',
  }) as const;

/**
 * The signer of an account. Each signature is entered in the audit log before it leaves.
 * @throws AppError STEP_UP_REQUIRED
 */
export async function signerOf(deps: SigningDeps, account: string, use: KeyUse): Promise<Signer | null> {
  const { session } = use;
  const confirmedAt = session.confirmedAt?.getTime() ?? 0;
  const own = session.kind === 'staff' && session.app === null && session.account === account;
  if (!own || deps.clock().getTime() - confirmedAt > STEP_UP_MS) throw new AppError('STEP_UP_REQUIRED');
  const row = await keyInUse(deps.db, account);
  if (row === null) return null;
  return {
    certificateChain: [Buffer.from(row.certificate)],
    async sign(bytes) {
      const signature = sign('sha256', bytes, openKey(deps, account, row));
      await deps.audit.append({
        event: 'signing-key-used',
        ...whoOf(session),
        requestId: use.requestId,
        detail: { serial: row.serial, document: use.kind },
      });
      return signature;
    },
  };
}

/** @throws AppError RX_SIGNING_UNAVAILABLE where the key was sealed elsewhere */
function openKey({ secrets }: SigningDeps, account: string, row: KeyRow): KeyObject {
  try {
    const key = secrets.open(row.sealed_key, contextOf(account, row.serial));
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  } catch (error) {
    throw new AppError('RX_SIGNING_UNAVAILABLE', { reason: 'key cannot be opened' }, { cause: error });
  }
}
