import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer as createProbe } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, vi } from 'vitest';
import { generateRegion, type Region, type ShowcasePerson } from '../../../apps/server/src/demo/index.ts';
import { createServer } from '../../../apps/server/src/main.ts';
import {
  createTestRuntime,
  TEST_NOW,
  type TestRuntime,
} from '../../../apps/server/src/testing/test-runtime.ts';
import { createAccounts, numbersOf, signInTo, type TestCards } from './accounts.ts';
import { hasChromium, launchChromium } from './chromium.ts';
import type { Certificate } from './steps.ts';
import { openVisit, type Visit, type VisitOptions } from './visit.ts';

/** The smallest region in which somebody fits every part of the showcase that the tests ask for. */
const PEOPLE = 60;
/** Bills of these months are taken in: enough for every page, and quick. */
const FIRST_BILL = '2026-02';
const DIST = fileURLToPath(new URL('../../../apps/portal/dist/index.html', import.meta.url));

export type NamedCertificate = Certificate & { readonly name: string };

export interface Portal {
  readonly region: Region;
  readonly runtime: TestRuntime;
  readonly cards: TestCards;
  /** The person with the most drugs; the account is `patient`. */
  readonly patient: NamedCertificate;
  /** Somebody with a card that was never registered. */
  readonly unregistered: NamedCertificate;
  visit(options?: VisitOptions): Promise<Visit>;
}

/**
 * The real application with the built portal over a small region, and a browser, for the tests of one file.
 * Skipped tests start nothing.
 */
export function usePortal(): Portal {
  // A page is quick, but a test walks many, and axe looks at each.
  vi.setConfig({ testTimeout: 90_000 });
  beforeAll(async () => {
    if (!hasChromium) return;
    if (!existsSync(DIST)) throw new Error('apps/portal/dist is missing: build it first, or run npm test');
    opened.push(await openPortal());
  }, 120_000);
  afterAll(async () => {
    for (const { close } of opened) await close();
  });
  return {
    get region() {
      return openedPortal().region;
    },
    get runtime() {
      return openedPortal().runtime;
    },
    get cards() {
      return openedPortal().cards;
    },
    get patient() {
      return openedPortal().patient;
    },
    get unregistered() {
      return openedPortal().unregistered;
    },
    visit: (options) => openedPortal().visit(options),
  };
}

/** The portal of this test file, once it is open. */
const opened: { portal: Portal; close: () => Promise<void> }[] = [];

function openedPortal(): Portal {
  const [only] = opened;
  if (only === undefined) throw new Error('the portal is open inside tests only');
  return only.portal;
}

/**
 * Opens a page as one of the region's members of staff (staff.csv of the demo), as `insurer-clerk` of the patient's
 * insurer, or as `patient` by card.
 */
export async function signInAs(page: Page, account: string, path = '/'): Promise<void> {
  const { runtime, patient } = openedPortal();
  await signInTo(runtime, page, account, path, patient.name);
}

async function openPortal(): Promise<{ portal: Portal; close: () => Promise<void> }> {
  const runtime = await createTestRuntime();
  const region = generateRegion({
    seed: 'browser',
    referenceDate: TEST_NOW.slice(0, 10),
    people: PEOPLE,
  });
  await takeIn(runtime, region);
  const people = {
    patient: showcasePerson(region, 'polypharmacy'),
    unregistered: showcasePerson(region, 'healthy'),
  };
  const cards = await createAccounts(runtime, region, people);
  const port = await freePort();
  // Passkeys know names of hosts only, no addresses.
  const url = `http://localhost:${port}`;
  const server = await createServer(runtime, {
    maxUploadBytes: 8 * 1024 * 1024,
    publicOrigin: url,
    trustedProxies: [],
    tls: null,
    mail: null,
  });
  await server.app.listen({ port, host: '127.0.0.1' });
  const browser: Browser = await launchChromium();
  return {
    portal: {
      region,
      runtime,
      cards,
      patient: certificateOf(people.patient),
      unregistered: certificateOf(people.unregistered),
      visit: (options = {}) => openVisit(browser, url, options),
    },
    async close() {
      await browser.close();
      await server.close();
      await runtime.close();
    },
  };
}

function showcasePerson(region: Region, key: string): ShowcasePerson {
  const person = region.showcase.people.find((one) => one.key === key);
  if (person === undefined) throw new Error(`nobody in the region is ${key}`);
  return person;
}

const certificateOf = ({ name, birthDate, coverage }: ShowcasePerson): NamedCertificate => ({
  name,
  birthDate,
  ...numbersOf(coverage),
});

/** Cards sign for the server's own address, which therefore has to be known before it listens. */
async function freePort(): Promise<number> {
  const probe = createProbe();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
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
