import { randomUUID } from 'node:crypto';
import { type Finding, type Prescription, writePrescription } from '@tsunagu/jahis';
import { dateInTokyo } from '../../../kernel/clock.ts';
import type { Queryable, Transaction } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { NOBODY, type PersonId, readPerson } from '../../registry/index.ts';
import { refreshOwnDrugs } from '../active-list/refresh-own.ts';
import type { LifeDeps } from '../deps.ts';
import { type Caller, throughDoor } from '../door.ts';
import { readStrictly } from '../life/admit-document.ts';
import { requireDays } from '../life/content-rules.ts';
import { type Draft, prescriptionOf } from '../life/draft.ts';
import { requireDrugs } from '../life/drug-rules.ts';
import { normalised, onceOnly, PLANNED, standingRequest } from '../once-only.ts';

const EVENT = 'in-house-registered';

/** 院内処方等: what an institution gave itself; nobody signs it. Days `YYYY-MM-DD`. */
export interface InHouse {
  readonly inHouseId: string;
  /** Counts the changes. */
  readonly version: number;
  readonly state: 'registered' | 'cancelled';
  readonly givenOn: string;
  readonly document: Prescription;
  readonly registeredAt: string;
}

export interface InHouseAnswer extends Pick<InHouse, 'inHouseId' | 'version' | 'state'> {
  /** Warnings. */
  readonly findings: readonly Finding[];
}

interface Request {
  readonly caller: Caller;
  readonly key: string | null;
}

interface InHouseRow extends Omit<InHouse, 'registeredAt'> {
  readonly personId: PersonId;
  readonly institutionCode: string;
  readonly registeredAt: Date;
}

const COLUMNS = `person_id AS "personId", in_house_id AS "inHouseId", version, state, given_on::text AS "givenOn",
  document, institution_code AS "institutionCode", registered_at AS "registeredAt"`;

/** Registers what was given. Throws PERSON_UNKNOWN, and what refuses drugs and days. @spec prescriptions.md §1, §9 */
export const registerInHouse = (
  deps: LifeDeps,
  request: Request & { readonly personId: PersonId; readonly draft: Draft },
): Promise<InHouseAnswer> => {
  const { caller, personId, draft, key } = request;
  const givenOn = draft.issuedOn ?? dateInTokyo(deps.clock());
  return throughDoor(deps, { caller, purpose: 'prescribing', personId, event: EVENT }, async () => {
    const { prescription, findings } = await examined(deps, request);
    const asked = {
      facilityCode: caller.facilityCode,
      operation: `in-house ${personId}`,
      key,
      content: normalised({ draft, givenOn }),
    };
    const { request: once } = await standingRequest<InHouseAnswer>(deps.db, asked, async ({ inHouseId }) => {
      return (await readNewest(deps.db, personId, inHouseId))?.state === 'registered';
    });
    return onceOnly(deps, once, async (tx) => {
      const inHouseId = randomUUID();
      await tx.query('INSERT INTO prescriptions.in_house_key (in_house_id, person_id) VALUES ($1, $2)', [
        inHouseId,
        personId,
      ]);
      return addVersion(tx, deps, caller, { personId, inHouseId, version: 1, prescription, findings });
    });
  });
};

export interface ChangeInHouse extends Request {
  readonly inHouseId: string;
  /** As the caller read it; null = whatever it is by now. */
  readonly version: number | null;
}

/** Puts another list in its place, under the same id. Throws RX_UNKNOWN, RX_VERSION, RX_STATE besides. */
export const changeInHouse = (
  deps: LifeDeps,
  request: ChangeInHouse & { readonly draft: Draft },
): Promise<InHouseAnswer> =>
  about(deps, request, async (personId) => {
    const { caller, draft } = request;
    const examinedDraft = await examined(deps, { caller, personId, draft });
    return next(deps, request, personId, {
      operation: 'change',
      content: normalised(draft),
      ...examinedDraft,
    });
  });

/** Takes it back. Throws RX_UNKNOWN, RX_VERSION, RX_STATE. */
export const cancelInHouse = (deps: LifeDeps, request: ChangeInHouse): Promise<InHouseAnswer> =>
  about(deps, request, (personId) =>
    next(deps, request, personId, { operation: 'cancel', content: '', prescription: null, findings: [] }),
  );

const MOST_LISTED = 100;

/** What the own institution gave a person, newest first. */
export const listInHouse = (
  deps: LifeDeps,
  caller: Caller,
  personId: PersonId,
): Promise<readonly InHouse[]> =>
  throughDoor(
    deps,
    { caller, purpose: 'prescribing', personId },
    async () => {
      const rows = await deps.db.query<InHouseRow>(
        `SELECT * FROM (SELECT DISTINCT ON (in_house_id) ${COLUMNS} FROM prescriptions.in_house
           WHERE person_id = $1 AND institution_code = $2 ORDER BY in_house_id, version DESC) AS newest
         ORDER BY "givenOn" DESC, "inHouseId" LIMIT ${MOST_LISTED}`,
        [personId, caller.facilityCode],
      );
      return rows.map(({ inHouseId, version, state, givenOn, document, registeredAt }) => ({
        inHouseId,
        version,
        state,
        givenOn,
        document,
        registeredAt: registeredAt.toISOString(),
      }));
    },
    { lines: (listed) => listed.length },
  );

interface Examined {
  readonly prescription: Prescription;
  readonly findings: readonly Finding[];
}

/** By the same rules as a prescription: what was given is written in the same records. */
async function examined(
  deps: LifeDeps,
  {
    caller,
    personId,
    draft,
  }: { readonly caller: Caller; readonly personId: PersonId; readonly draft: Draft },
): Promise<Examined> {
  const today = dateInTokyo(deps.clock());
  const [person, insured, knowledge] = await Promise.all([
    readPerson(deps.db, personId),
    deps.insuredOn(personId, draft.issuedOn ?? today),
    deps.knowledge(),
  ]);
  if (person === null) throw new AppError('PERSON_UNKNOWN');
  const { organisation, displayName: doctorName } = caller.session;
  const written = writePrescription(
    prescriptionOf(draft, {
      person,
      insured,
      facilityCode: caller.facilityCode,
      institutionName: organisation?.name ?? '',
      doctorName,
      today,
    }),
    'sj1',
  );
  const { prescription, findings } = readStrictly(Buffer.from(written.text, 'utf8'));
  requireDays(prescription, today);
  return { prescription, findings: [...findings, ...requireDrugs(knowledge, prescription)] };
}

async function about<T>(
  deps: LifeDeps,
  { caller, inHouseId }: ChangeInHouse,
  run: (personId: PersonId) => Promise<T>,
): Promise<T> {
  const [known] = await deps.db.query<{ person_id: PersonId }>(
    'SELECT person_id FROM prescriptions.in_house_key WHERE in_house_id = $1',
    [inHouseId],
  );
  const entrance = {
    caller,
    purpose: 'prescribing',
    personId: known?.person_id ?? NOBODY,
    event: EVENT,
    detail: { inHouse: inHouseId },
  } as const;
  return throughDoor(deps, entrance, () => {
    if (known === undefined) throw new AppError('RX_UNKNOWN');
    return run(known.person_id);
  });
}

interface Next {
  readonly operation: 'change' | 'cancel';
  readonly content: string;
  /** Null: it is cancelled as it stands. */
  readonly prescription: Prescription | null;
  readonly findings: readonly Finding[];
}

async function next(
  deps: LifeDeps,
  { caller, inHouseId, version, key }: ChangeInHouse,
  personId: PersonId,
  { operation, content, prescription, findings }: Next,
): Promise<InHouseAnswer> {
  const run = async (tx: Transaction): Promise<InHouseAnswer> => {
    const row = await lockNewest(tx, personId, inHouseId);
    if (row?.institutionCode !== caller.facilityCode) throw new AppError('RX_UNKNOWN');
    if (operation === 'cancel' && row.state === 'cancelled' && key === null)
      return { inHouseId, version: row.version, state: row.state, findings };
    if (row.state === 'cancelled') throw new AppError('RX_STATE', { state: row.state, event: operation });
    if (version !== null && version !== row.version)
      throw new AppError('RX_VERSION', { version: row.version });
    return addVersion(tx, deps, caller, {
      personId,
      inHouseId,
      version: row.version + 1,
      ...(prescription === null ? { cancelled: true } : {}),
      prescription: prescription ?? row.document,
      findings,
    });
  };
  if (key === null) return deps.db.transaction(run, PLANNED);
  const named = { facilityCode: caller.facilityCode, operation: `in-house ${operation} ${inHouseId}` };
  return onceOnly(deps, { ...named, key, content }, run);
}

/** Versions are only ever added, so that it is the id that is locked. */
async function lockNewest(tx: Transaction, personId: PersonId, id: string): Promise<InHouseRow | null> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 5))', [`in-house ${id}`]);
  return readNewest(tx, personId, id);
}

async function readNewest(db: Queryable, personId: PersonId, id: string): Promise<InHouseRow | null> {
  const [row] = await db.query<InHouseRow>(
    `SELECT ${COLUMNS} FROM prescriptions.in_house WHERE person_id = $1 AND in_house_id = $2
     ORDER BY version DESC LIMIT 1`,
    [personId, id],
  );
  return row ?? null;
}

interface Version extends Examined {
  readonly personId: PersonId;
  readonly inHouseId: string;
  readonly version: number;
  readonly cancelled?: boolean;
}

async function addVersion(
  tx: Queryable,
  { clock }: LifeDeps,
  { facilityCode, account }: Caller,
  { personId, inHouseId, version, prescription, findings, cancelled = false }: Version,
): Promise<InHouseAnswer> {
  const state = cancelled ? 'cancelled' : 'registered';
  await tx.query(
    `INSERT INTO prescriptions.in_house (person_id, in_house_id, version, state, institution_code, given_on, document,
       registered_at, account) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      personId,
      inHouseId,
      version,
      state,
      facilityCode,
      prescription.issuedOn,
      JSON.stringify(prescription),
      clock(),
      account,
    ],
  );
  await refreshOwnDrugs(tx, personId);
  return { inHouseId, version, state, findings };
}
