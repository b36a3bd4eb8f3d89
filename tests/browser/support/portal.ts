import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, vi } from 'vitest';
import { generateRegion, type Region, type ShowcasePerson } from '../../../apps/server/src/demo/index.ts';
import { createServer } from '../../../apps/server/src/main.ts';
import { createAccount, createOrganisation } from '../../../apps/server/src/modules/identity/index.ts';
import { findPerson } from '../../../apps/server/src/modules/registry/index.ts';
import {
  createTestRuntime,
  TEST_NOW,
  type TestRuntime,
} from '../../../apps/server/src/testing/test-runtime.ts';
import { hasChromium, launchChromium } from './chromium.ts';
import { type Certificate, signIn } from './steps.ts';
import { openVisit, type Visit, type VisitOptions } from './visit.ts';

/** Password that the server shows for demo accounts; they hold nobody's data. */
export const PASSWORD = 'tsunagu-demo';

/** The smallest region in which somebody fits every part of the showcase that the tests ask for. */
const PEOPLE = 60;
/** Bills of these months are taken in: enough for every page, and quick. */
const FIRST_BILL = '2026-02';
const DIST = fileURLToPath(new URL('../../../apps/portal/dist/index.html', import.meta.url));

export interface Portal {
  readonly region: Region;
  readonly runtime: TestRuntime;
  /** The person with the most drugs; the account is `patient`. */
  readonly patient: Certificate & { readonly name: string };
  visit(options?: VisitOptions): Promise<Visit>;
}

/**
 * The real application with the built portal over a small region, and a browser, for the tests of one file.
 * Skipped tests start nothing.
 */
export function usePortal(): Portal {
  // A page is quick, but a test walks many, and axe looks at each.
  vi.setConfig({ testTimeout: 90_000 });
  const opened: { portal: Portal; close: () => Promise<void> }[] = [];
  beforeAll(async () => {
    if (!hasChromium) return;
    if (!existsSync(DIST)) throw new Error('apps/portal/dist is missing: build it first, or run npm test');
    opened.push(await openPortal());
  }, 120_000);
  afterAll(async () => {
    for (const { close } of opened) await close();
  });
  const current = (): Portal => {
    const [only] = opened;
    if (only === undefined) throw new Error('the portal is open inside tests only');
    return only.portal;
  };
  return {
    get region() {
      return current().region;
    },
    get runtime() {
      return current().runtime;
    },
    get patient() {
      return current().patient;
    },
    visit: (options) => current().visit(options),
  };
}

/** Signs in as one of the region's members of staff, or as `patient`, and opens a page of the portal. */
export async function signInAs(page: Page, account: string, path = '/'): Promise<void> {
  await signIn(page, account, PASSWORD, path);
}

async function openPortal(): Promise<{ portal: Portal; close: () => Promise<void> }> {
  const runtime = await createTestRuntime();
  const region = generateRegion({
    seed: 'browser',
    referenceDate: TEST_NOW.slice(0, 10),
    people: PEOPLE,
  });
  await takeIn(runtime, region);
  const person = region.showcase.people.find(({ key }) => key === 'polypharmacy');
  if (person === undefined) throw new Error('nobody in the region fits the showcase');
  await createAccounts(runtime, region, person);
  const server = await createServer(runtime, {
    maxUploadBytes: 8 * 1024 * 1024,
    publicOrigin: 'http://localhost:8080',
    tls: null,
    mail: null,
  });
  const url = await server.app.listen({ port: 0, host: '127.0.0.1' });
  const browser: Browser = await launchChromium();
  const { coverage } = person;
  return {
    portal: {
      region,
      runtime,
      patient: {
        name: person.name,
        insurerNumber: coverage.insurer.number,
        symbol: coverage.symbol,
        number: coverage.number,
        branch: coverage.branch,
        birthDate: person.birthDate,
      },
      visit: (options = {}) => openVisit(browser, url, options),
    },
    async close() {
      await browser.close();
      await server.close();
      await runtime.close();
    },
  };
}

/** Through the real intake; the person whom nobody knows stays unknown, so that the work list has something to show. */
async function takeIn(runtime: TestRuntime, region: Region): Promise<void> {
  const unknown = new Set(
    region.specialCases.filter(({ kind }) => kind === 'unknown-person').map(({ file }) => file),
  );
  const special = new Set(region.specialCases.map(({ file }) => file));
  const late: { name: string; bytes: Uint8Array }[] = [];
  for (const { name, bytes } of region.files) {
    if (unknown.has(name)) late.push({ name, bytes });
    else if (name >= FIRST_BILL || special.has(name)) await runtime.take(bytes, { name });
  }
  for (const { name, bytes } of late) await runtime.take(bytes, { name, createPersons: false });
}

async function createAccounts(runtime: TestRuntime, region: Region, person: ShowcasePerson): Promise<void> {
  const { db } = runtime;
  const common = { password: PASSWORD, personId: null, demoHint: '' };
  for (const { account, role, facility, organisation, displayName } of region.showcase.staff) {
    await createOrganisation(db, {
      name: organisation,
      kind: facility?.kind ?? 'operator',
      facilityCode: facility?.code ?? null,
    });
    await createAccount(db, { ...common, account, displayName, roles: [role], organisation });
  }
  const { coverage, birthDate, descriptionJa } = person;
  const found = await findPerson(db, {
    insurerNumber: coverage.insurer.number,
    symbol: coverage.symbol,
    number: coverage.number,
    branch: coverage.branch,
    birthDate,
  });
  if (found.result !== 'found') throw new Error(`the patient is ${found.result}`);
  await createAccount(db, {
    ...common,
    account: 'patient',
    displayName: person.name,
    roles: ['patient'],
    organisation: null,
    personId: found.person.personId,
    demoHint: descriptionJa,
  });
}
