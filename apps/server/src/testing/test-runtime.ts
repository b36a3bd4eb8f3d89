import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import pg from 'pg';
import pino from 'pino';
import { writeDemoMasters } from '../demo/masters/write-demo-masters.ts';
import { openAuditLog } from '../kernel/audit/index.ts';
import { openFileStore } from '../kernel/files/file-store.ts';
import { openKeys } from '../kernel/keys/index.ts';
import { type HpkiTestAuthority, openHpkiAuthority } from '../kernel/pki/hpki/index.ts';
import {
  openCardAuthority,
  type TestCardAuthority,
} from '../kernel/pki/test-authority/open-card-authority.ts';
import { createTestDatabase } from '../kernel/testing/test-database.ts';
import { type ClaimFile, claimsSource, receiveFile, takeInFile } from '../modules/claims/index.ts';
import { clinicalSource } from '../modules/clinical/index.ts';
import { openSecretBox } from '../modules/identity/index.ts';
import { importMasters, loadCatalogue, type MasterCatalogue } from '../modules/masters/index.ts';
import { markHistoryStale, openKnowledge, prescriptionsSource } from '../modules/prescriptions/index.ts';
import { findPerson, type PersonId } from '../modules/registry/index.ts';
import type { Runtime } from '../runtime.ts';
import type { TestPerson } from './people.ts';

export interface TestRuntime extends Runtime {
  /** Where test files may write; gone after `close`. */
  readonly directory: string;
  /** Lines that the server logged, as JSON text. */
  readonly logged: string[];
  /** Sets the clock. */
  setNow(instant: string): void;
  /** Replaces the masters in memory; otherwise they are read once, when they are first needed. */
  setCatalogue(catalogue: MasterCatalogue): void;
  /** Runs a statement as the superuser, who may look at and change everything. */
  asOwner<Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Receives a file and takes it in. */
  take(bytes: Uint8Array, options?: TakeOptions): Promise<ClaimFile>;
  personIdOf(person: TestPerson): Promise<PersonId>;
}

export interface TakeOptions {
  readonly name?: string;
  /** Default true. */
  readonly createPersons?: boolean;
}

export interface TestRuntimeOptions {
  readonly institutionNames?: 'patient-only' | 'all';
  /** Whether the demo masters are loaded. Default true. */
  readonly masters?: boolean;
  /** Folder with trusted authorities. Default: the test authority alone. */
  readonly hpkiTrustDirectory?: string;
}

export const TEST_NOW = '2026-11-22T01:02:03.000Z';

/** A runtime over a database and a folder of its own, with a clock that stands still until it is set. */
export async function createTestRuntime(options: TestRuntimeOptions = {}): Promise<TestRuntime> {
  const { institutionNames = 'patient-only', masters = true } = options;
  const own = await createTestDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'tsunagu-test-'));
  const { db } = own;
  if (masters) await importMasters({ db }, { paths: await writeDemoMasters(join(directory, 'masters')) });
  const logged: string[] = [];
  const superuser = new pg.Pool({ connectionString: own.url('postgres'), max: 1 });
  // The database is dropped with its connections.
  superuser.on('error', () => {});
  let now = new Date(TEST_NOW);
  let catalogue: Promise<MasterCatalogue> | null = null;
  let authority: Promise<TestCardAuthority> | null = null;
  let professionals: Promise<HpkiTestAuthority> | null = null;
  const keys = openKeys(db, join(directory, 'keys'), () => now);
  const knowledge = openKnowledge(db);
  const audit = openAuditLog(db, { clock: () => now, keys });
  const runtime: TestRuntime = {
    db,
    directory,
    logged,
    files: openFileStore(join(directory, 'files')),
    clock: () => now,
    logger: pino({ level: 'trace' }, capture(logged)),
    audit,
    keys,
    secrets: await openSecretBox(join(directory, 'keys')),
    cardAuthority: () => (authority ??= openCardAuthority(join(directory, 'card-authority'), () => now)),
    hpkiAuthority: () => (professionals ??= openHpkiAuthority(join(directory, 'hpki'), () => now)),
    hpkiTrustDirectory: options.hpkiTrustDirectory ?? null,
    demoCards: join(directory, 'demo-cards'),
    demoTokens: join(directory, 'demo-tokens'),
    catalogue: () => (catalogue ??= loadCatalogue(db)),
    sources: [claimsSource(db), clinicalSource(db), prescriptionsSource({ db, clock: () => now, knowledge })],
    knowledge,
    personsChanged: markHistoryStale,
    policy: { institutionNames },
    setNow(instant) {
      now = new Date(instant);
    },
    setCatalogue(given) {
      catalogue = Promise.resolve(given);
    },
    async asOwner<Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []) {
      return (await superuser.query<Row>(sql, [...values])).rows;
    },
    async take(bytes, { name = 'RECEIPTC.UKE', createPersons = true } = {}) {
      const { file } = await receiveFile(runtime, {
        name,
        source: chunksOf(bytes),
        receivedBy: 'test-intake',
        createPersons,
      });
      return takeInFile(runtime, file);
    },
    async personIdOf(person) {
      const found = await findPerson(db, person);
      if (found.result !== 'found') throw new Error(`the test person is ${found.result}`);
      return found.person.personId;
    },
    async close() {
      await audit.close();
      await superuser.end();
      await own.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return runtime;
}

export async function* chunksOf(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const capture = (lines: string[]): Writable =>
  new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
