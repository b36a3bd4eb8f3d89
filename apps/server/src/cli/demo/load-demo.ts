import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateRegion, type Region, writeDemoMasters } from '../../demo/index.ts';
import { dateInTokyo } from '../../kernel/clock.ts';
import { noteSetting, readSetting } from '../../kernel/settings/settings.ts';
import { receiveFile, takeInFile } from '../../modules/claims/index.ts';
import { listDemoAccounts } from '../../modules/identity/index.ts';
import { importMasters } from '../../modules/masters/index.ts';
import { DEMO_PASSWORD, type Runtime } from '../../runtime.ts';
import { say } from '../arguments.ts';
import { createDemoAccounts } from './demo-accounts.ts';
import { submitDemoClinical } from './demo-clinical.ts';
import { registerDemoCoverages } from './demo-coverages.ts';
import { issueDemoPrescriptions } from './demo-prescriptions.ts';
import { makeDemoSigners } from './demo-signing.ts';

const SEED = 'tsunagu';
const PEOPLE = 2_000;
/** Institutions whose files are taken in at the same time; the files of one go in their order. */
const LANES = 4;
/** The day the demo was made for: a load that was cut off goes on with the same files. */
const REFERENCE_DATE = 'demo.reference-date';
const LOADED_AT = 'demo.loaded-at';

/** Loads the demo region into a new installation, through the same intake as everything else; goes on where it stopped. */
export async function loadDemo(runtime: Runtime, stopping: AbortSignal): Promise<void> {
  const { db } = runtime;
  if ((await readSetting(db, LOADED_AT)) !== null) return;
  const begun = await readSetting(db, REFERENCE_DATE);
  if (begun === null && (await isInUse(runtime))) return;
  const referenceDate = begun ?? dateInTokyo(runtime.clock());
  await noteSetting(db, REFERENCE_DATE, referenceDate);

  say('Loading the demo region: invented people, institutions and claims. This happens once.');
  await importDemoMasters(runtime);
  const region = generateRegion({ seed: SEED, referenceDate, people: PEOPLE });
  await registerDemoCoverages(runtime, region.people);
  await takeInRegion(runtime, region, stopping);
  if (stopping.aborted) return;
  await createDemoAccounts(runtime, region);
  await makeDemoSigners(runtime, region);
  await submitDemoClinical(runtime, region, referenceDate);
  await issueDemoPrescriptions(runtime, region);
  await noteSetting(db, LOADED_AT, runtime.clock().toISOString());
}

/** An installation with claims or accounts of its own gets no demo. */
async function isInUse({ db }: Runtime): Promise<boolean> {
  const rows = await db.query('SELECT FROM claims.file UNION ALL SELECT FROM identity.account LIMIT 1');
  return rows.length > 0;
}

async function importDemoMasters(runtime: Runtime): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tsunagu-demo-'));
  try {
    const { rows } = await importMasters({ db: runtime.db }, { paths: await writeDemoMasters(folder) });
    say(`  code masters: ${rows} codes`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function takeInRegion(runtime: Runtime, region: Region, stopping: AbortSignal): Promise<void> {
  // The person whom nobody knows must stay unknown, so that the work list has something to show.
  const unknown = new Set(
    region.specialCases.filter(({ kind }) => kind === 'unknown-person').map(({ file }) => file),
  );
  const files = region.files[Symbol.iterator]();
  const lanes = new Map<string, Promise<void>>();
  const withheld: { name: string; bytes: Uint8Array }[] = [];
  let claims = 0;
  let shown = Date.now();

  const takeIn = async (name: string, bytes: Uint8Array, createPersons: boolean): Promise<void> => {
    const source = (async function* () {
      yield bytes;
    })();
    const { file } = await receiveFile(runtime, { name, source, receivedBy: 'demo', createPersons });
    const { progress } = await takeInFile(runtime, file);
    claims += progress.claims;
    if (Date.now() - shown < 1_000) return;
    shown = Date.now();
    say(`  claims: ${claims} of ${region.claims}`);
  };

  for (let next = files.next(); !next.done && !stopping.aborted; next = files.next()) {
    const { name, bytes } = next.value;
    if (unknown.has(name)) {
      withheld.push({ name, bytes });
      continue;
    }
    const facility = name.slice(name.indexOf('/') + 1);
    const before = lanes.get(facility) ?? Promise.resolve();
    const lane = before
      .then(() => takeIn(name, bytes, true))
      .finally(() => {
        if (lanes.get(facility) === lane) lanes.delete(facility);
      });
    lanes.set(facility, lane);
    if (lanes.size >= LANES) await Promise.race(lanes.values());
  }
  await Promise.all(lanes.values());
  if (stopping.aborted) return;
  for (const { name, bytes } of withheld) await takeIn(name, bytes, false);
  say(`  claims: ${claims} of ${region.claims}`);
}

/** Whom to sign in as, where there is a demo region. */
export async function demoGuide(runtime: Runtime): Promise<string[]> {
  const referenceDate = await readSetting(runtime.db, REFERENCE_DATE);
  const accounts = await listDemoAccounts(runtime);
  if (referenceDate === null || accounts.length === 0) return [];
  const width = Math.max(...accounts.map(({ account }) => account.length));
  const lines = accounts.map(
    ({ account, displayName, organisationName }) =>
      `  ${account.padEnd(width)}  ${displayName}${organisationName === null ? '' : `, ${organisationName}`}`,
  );
  return [`Sign in with one of these accounts of invented people, password ${DEMO_PASSWORD}:`, ...lines, ''];
}
