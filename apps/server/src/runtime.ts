import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import { type AuditLog, openAuditLog } from './kernel/audit/index.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import type { Config } from './kernel/config/config.ts';
import { connectServer } from './kernel/db/connect-server.ts';
import { type Database, openDatabase } from './kernel/db/database.ts';
import { type EmbeddedPostgres, launchPostgres } from './kernel/db/embedded/launcher.ts';
import { APP_ROLE, migrate, prepareDatabase } from './kernel/db/migrate.ts';
import { type FileStore, openFileStore } from './kernel/files/file-store.ts';
import { type Keys, openKeys } from './kernel/keys/index.ts';
import { HPKI_AUTHORITY_FOLDER, type HpkiTestAuthority, openHpkiAuthority } from './kernel/pki/hpki/index.ts';
import {
  openCardAuthority,
  type TestCardAuthority,
} from './kernel/pki/test-authority/open-card-authority.ts';
import type { PersonsChanged } from './kernel/records/record-source.ts';
import { claimsSource } from './modules/claims/index.ts';
import { clinicalSource } from './modules/clinical/index.ts';
import { checkedInToday, coveragesOfPerson } from './modules/eligibility/index.ts';
import { openSecretBox, type SecretBox } from './modules/identity/index.ts';
import { catalogueVersion, loadCatalogue, type MasterCatalogue } from './modules/masters/index.ts';
import {
  type DrugKnowledge,
  markHistoryStale,
  openKnowledge,
  type PrescriptionsDeps,
  prescriptionsSource,
} from './modules/prescriptions/index.ts';
import type { ViewRecordDeps } from './modules/records/index.ts';
import type { PersonId } from './modules/registry/index.ts';

/** Password of all demo accounts: they hold nobody's data. */
export const DEMO_PASSWORD = 'tsunagu-demo';

const CATALOGUE_CHECK_MS = 5_000;

/** Everything that commands and the web server share. */
export interface Runtime extends ViewRecordDeps {
  readonly db: Database;
  readonly files: FileStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly audit: AuditLog;
  readonly keys: Keys;
  /** For secrets that the server reads again; its key is a file. */
  readonly secrets: SecretBox;
  /** Stands in for the authority behind My Number cards; opened when it is first needed. */
  readonly cardAuthority: () => Promise<TestCardAuthority>;
  /** Stands in for HPKI, and stamps the time; opened when it is first needed. */
  readonly hpkiAuthority: () => Promise<HpkiTestAuthority>;
  /** Folder with the authorities whose signatures are believed; null: the test authority alone. */
  readonly hpkiTrustDirectory: string | null;
  /** Where the cards of the demo lie, and the tokens with which its staff sign at the shell. */
  readonly demoCards: string;
  readonly demoTokens: string;
  readonly catalogue: () => Promise<MasterCatalogue>;
  readonly personsChanged: PersonsChanged;
  readonly knowledge: () => Promise<DrugKnowledge>;
  close(): Promise<void>;
}

/**
 * Opens the data directory, starts or joins the database and brings it up to date.
 * `own`: for the server, which refuses to share the embedded database; `share`: for commands.
 */
export async function openRuntime(config: Config, mode: 'own' | 'share'): Promise<Runtime> {
  const logger = pino({ level: config.logLevel }, pino.destination({ fd: 2, sync: false }));
  const postgres =
    config.databaseUrl === null ? await launchPostgres({ directory: config.dataDirectory, mode }) : null;
  try {
    const connectionString =
      postgres === null ? await connectServer(config) : await prepareEmbedded(postgres);
    const db = openDatabase({ connectionString, namedStatements: config.namedStatements });
    const keyDirectory = join(config.dataDirectory, 'keys');
    const keys = openKeys(db, keyDirectory, systemClock);
    const knowledge = openKnowledge(db);
    const audit = openAuditLog(db, {
      clock: systemClock,
      keys,
      checkpointFile: join(config.dataDirectory, 'audit', 'checkpoints.jsonl'),
      onError: (error) => logger.error({ err: error }, 'a checkpoint of the audit log could not be made'),
    });
    return {
      db,
      files: openFileStore(config.filesDirectory),
      clock: systemClock,
      logger,
      audit,
      keys,
      secrets: await openSecretBox(keyDirectory),
      cardAuthority: lazily(() =>
        openCardAuthority(join(config.dataDirectory, 'card-authority'), systemClock),
      ),
      hpkiAuthority: lazily(() =>
        openHpkiAuthority(join(config.dataDirectory, HPKI_AUTHORITY_FOLDER), systemClock),
      ),
      hpkiTrustDirectory: config.hpkiTrustDirectory,
      demoCards: join(config.dataDirectory, 'demo-cards'),
      demoTokens: join(config.dataDirectory, 'demo-tokens'),
      catalogue: freshCatalogue(db),
      sources: [
        claimsSource(db),
        clinicalSource(db),
        prescriptionsSource({ db, clock: systemClock, knowledge }),
      ],
      knowledge,
      personsChanged: markHistoryStale,
      policy: { institutionNames: config.institutionNames },
      async close() {
        await audit.close();
        await db.close();
        await postgres?.stop({ patient: mode === 'share' });
      },
    };
  } catch (error) {
    await postgres?.stop();
    throw error;
  }
}

/** Opens a thing once, when it is first asked for; after a failure the next one tries again. */
function lazily<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | null = null;
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
}

async function prepareEmbedded(postgres: EmbeddedPostgres): Promise<string> {
  await prepareDatabase(postgres.url('postgres', 'postgres'), 'tsunagu');
  await migrate(postgres.url('tsunagu_owner'));
  return postgres.url(APP_ROLE);
}

/** The catalogue in memory, read anew after masters were imported; looked for at most every few seconds. */
function freshCatalogue(db: Database): () => Promise<MasterCatalogue> {
  let current: Promise<MasterCatalogue> | null = null;
  let checkedAt = 0;
  return async () => {
    if (current !== null && Date.now() - checkedAt < CATALOGUE_CHECK_MS) return current;
    checkedAt = Date.now();
    const loaded = await current?.catch(() => null);
    if (loaded == null || loaded.version !== (await catalogueVersion(db))) current = loadCatalogue(db);
    return current ?? loadCatalogue(db);
  };
}

/** The coverage that holds on a day, an insurance before public assistance. */
async function insuredOn({ db, clock }: Runtime, personId: PersonId, day: string) {
  const known = (await coveragesOfPerson(db, personId)).knownAt(clock());
  const holding = known
    .map(({ facts }) => facts)
    .filter(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day < validTo))
    .sort((a, b) => Number(a.cardClass === 'A1') - Number(b.cardClass === 'A1'));
  const [facts] = holding;
  if (facts === undefined) return null;
  const relation = facts.relation === 'insured' ? '1' : '2';
  return { ...facts, relation, publicAssistance: facts.cardClass === 'A1' };
}

/** What the module of prescriptions is handed. */
export const prescriptionsOf = (runtime: Runtime, publicOrigin: string): PrescriptionsDeps => ({
  ...runtime,
  publicOrigin,
  insuredOn: (personId, day) => insuredOn(runtime, personId, day),
  checkedInToday: (personId, facilityCode) => checkedInToday(runtime, personId, facilityCode),
  onError: (error) => runtime.logger.error({ err: error }, 'background work on prescriptions failed'),
});
