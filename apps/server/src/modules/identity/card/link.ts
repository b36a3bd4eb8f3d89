import type { Clock } from '../../../kernel/clock.ts';
import type { Queryable } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { PersonId } from '../../registry/index.ts';
import type { CardDeps, CardRequest } from './deps.ts';

export interface CardLink {
  readonly personId: PersonId;
  readonly serial: string;
  readonly issuerKey: string | null;
  readonly notAfter: Date | null;
  readonly endedAt: Date | null;
}

export interface NewLink {
  readonly personId: PersonId;
  readonly serial: string;
  readonly issuerKey: string | null;
  readonly notAfter: Date | null;
}

/** A card that was renewed every few years; more generations than that belong to nobody. */
const MOST_GENERATIONS = 10;

const COLUMNS = `person_id AS "personId", serial, issuer_key AS "issuerKey", not_after AS "notAfter", ended_at AS "endedAt"`;

/** The link of a serial number, in use or ended. */
export async function findSerial(db: Queryable, serial: string): Promise<CardLink | null> {
  const [row] = await db.query<CardLink>(`SELECT ${COLUMNS} FROM identity.card_link WHERE serial = $1`, [
    serial,
  ]);
  return row ?? null;
}

/** The card that a person uses. */
export async function findCardOf(db: Queryable, personId: PersonId): Promise<CardLink | null> {
  const [row] = await db.query<CardLink>(
    `SELECT ${COLUMNS} FROM identity.card_link WHERE person_id = $1 AND ended_at IS NULL`,
    [personId],
  );
  return row ?? null;
}

/** Changes to one person's links wait for each other until the transaction ends. */
export const lockLinks = (tx: Queryable, personId: PersonId): Promise<unknown> =>
  tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`identity.card_link ${personId}`]);

/** Ends the link of a person's card. Returns whether it was in use until now. */
export async function endLink(
  tx: Queryable,
  { personId, serial }: Pick<CardLink, 'personId' | 'serial'>,
  { reason, now }: { readonly reason: 'renewed' | 'replaced'; readonly now: Date },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE identity.card_link SET ended_at = $3, end_reason = $4
     WHERE person_id = $1 AND serial = $2 AND ended_at IS NULL RETURNING serial`,
    [personId, serial, now, reason],
  );
  return rows.length > 0;
}

/** Links a card; one that the person used before is taken up again. Returns false when it is another person's. */
export async function insertLink(tx: Queryable, link: NewLink, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO identity.card_link AS l (person_id, serial, issuer_key, not_after, linked_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (serial) DO UPDATE SET ended_at = NULL, end_reason = NULL, linked_at = excluded.linked_at
     WHERE l.person_id = excluded.person_id RETURNING serial`,
    [link.personId, link.serial, link.issuerKey, link.notAfter, now],
  );
  return rows.length > 0;
}

/**
 * Links a card to a person without asking the card: for demo data alone. It takes the place of the one before: loading
 * that was cut off and repeated issues new cards.
 * @param serial of the user authentication certificate, lower-case hexadecimal
 */
export async function linkCard(
  { db, clock }: { readonly db: Queryable; readonly clock: Clock },
  personId: PersonId,
  serial: string,
): Promise<void> {
  const now = clock();
  const present = await findCardOf(db, personId);
  if (present !== null) await endLink(db, present, { reason: 'replaced', now });
  await insertLink(db, { personId, serial, issuerKey: null, notAfter: null }, now);
}

/**
 * The person behind a card that was verified; null when none is registered. A renewed card takes the place of the one
 * that it follows, as the authority tells: nobody registers twice.
 * @spec eligibility.md §2.1
 */
export async function personOfCard(
  deps: CardDeps,
  card: Omit<NewLink, 'personId'>,
  request: CardRequest | null,
): Promise<PersonId | null> {
  const link = await findSerial(deps.db, card.serial);
  if (link !== null) return inUse(link);
  const before = await findPredecessor(deps, card.serial);
  const now = deps.clock();
  const moved =
    before !== null &&
    (await deps.db.transaction(async (tx) => {
      await lockLinks(tx, before.personId);
      const ended = await endLink(tx, before, { reason: 'renewed', now });
      return ended && insertLink(tx, { ...card, personId: before.personId }, now);
    }));
  // Shown at two places at once: the second finds it moved.
  if (!moved) return inUse(await findSerial(deps.db, card.serial));
  const { personId } = before;
  await deps.audit.append({
    event: 'card-renewed',
    personId,
    account: null,
    actorRole: 'patient',
    outcome: 'done',
    requestId: request?.requestId ?? null,
    method: 'card',
    detail: { serial: card.serial, followed: before.serial },
  });
  return personId;
}

const inUse = (link: CardLink | null): PersonId | null =>
  link === null || link.endedAt !== null ? null : link.personId;

/** The linked card that this one follows, perhaps over several renewals. */
async function findPredecessor({ db, cardAuthority }: CardDeps, serial: string): Promise<CardLink | null> {
  const authority = await cardAuthority();
  let current = serial;
  for (let generation = 0; generation < MOST_GENERATIONS; generation++) {
    const before = await authority.predecessorOf(current).catch((cause: unknown) => {
      throw new AppError('UNAVAILABLE', {}, { cause });
    });
    if (before === null) return null;
    const link = await findSerial(db, before);
    if (link !== null) return link.endedAt === null ? link : null;
    current = before;
  }
  return null;
}
