import { startWorker } from '../../kernel/background/worker.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { FileStore } from '../../kernel/files/file-store.ts';
import type { App } from '../../kernel/http/app.ts';
import type { DiscloseDeps } from '../access/index.ts';
import { workOffBulk } from './bulk/work-off.ts';
import { bulkRoutes } from './bulk-routes.ts';
import { deskRoutes } from './desk-routes.ts';
import type { ViewRecordXml } from './file-interface/deps.ts';
import { takeInWaitingFiles } from './insurer-files/take-in-all.ts';
import { insurerRoutes } from './insurer-routes.ts';
import { oqsRoutes } from './oqs-routes.ts';
import { recheckDue } from './provisional/recheck.ts';
import { provisionalRoutes } from './provisional-routes.ts';
import type { ReaderDeps } from './reader/identify.ts';
import { readerRoutes } from './reader-routes.ts';

export interface EligibilityDeps
  extends DiscloseDeps,
    Pick<ReaderDeps, 'identifyByCard' | 'standingConsents'> {
  readonly files: FileStore;
  readonly clock: Clock;
  readonly maxUploadBytes: number;
  /** Called in the background after coverages were registered, once for many of them. */
  readonly peopleRegistered: () => Promise<unknown>;
  readonly onError: (error: unknown) => void;
  /** Answers viewing requests of the file interface. */
  readonly viewRecordXml: ViewRecordXml;
}

/** The module at work: its background workers. */
export interface Eligibility {
  /** Looks for work that an earlier process left; returns at once. */
  poke(): void;
  /** Resolves when there is nothing left to do just now. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Registrations within this time are followed up together. */
const FOLLOW_UP_MS = 200;
/** How often is looked whether a provisional visit is due. */
const RECHECK_EVERY_MS = 60_000;

/** Adds the routes and starts the workers. */
export function startEligibility(app: App, deps: EligibilityDeps): Eligibility {
  const followUp = startWorker({
    run: async () => {
      await deps.peopleRegistered();
    },
    onError: deps.onError,
    delayMs: FOLLOW_UP_MS,
  });
  const rechecks = startWorker({
    run: (signal) => recheckDue(deps, signal),
    onError: deps.onError,
    everyMs: RECHECK_EVERY_MS,
  });
  const coverageRegistered = () => followUp.poke();
  const fileWorker = startWorker({
    run: (signal) => takeInWaitingFiles({ ...deps, coverageRegistered }, signal),
    onError: deps.onError,
  });
  const bulkWorker = startWorker({ run: (signal) => workOffBulk(deps, signal), onError: deps.onError });
  deskRoutes(app, deps);
  bulkRoutes(app, { ...deps, bulkWorker });
  oqsRoutes(app, { ...deps, bulkWorker });
  provisionalRoutes(app, deps);
  readerRoutes(app, deps);
  insurerRoutes(app, { ...deps, coverageRegistered, fileWorker });
  const workers = [fileWorker, followUp, rechecks, bulkWorker];
  return {
    poke() {
      for (const worker of [fileWorker, rechecks, bulkWorker]) worker.poke();
    },
    async idle() {
      for (const worker of workers) await worker.idle();
    },
    async stop() {
      for (const worker of workers) await worker.stop();
    },
  };
}
