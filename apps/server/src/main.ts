import { readFile } from 'node:fs/promises';
import type { ServerOptions } from 'node:https';
import { fileURLToPath } from 'node:url';
import type { Session } from './kernel/auth/session.ts';
import { startWorker } from './kernel/background/worker.ts';
import type { Config, TlsFiles } from './kernel/config/config.ts';
import type { ErrorCode } from './kernel/errors/app-error.ts';
import { openDefinitionSets } from './kernel/fhir/definition-sets.ts';
import { FHIR_PATH } from './kernel/fhir/exchange.ts';
import type { PersonReader } from './kernel/fhir/ports.ts';
import { fhirRoutes } from './kernel/fhir/routes.ts';
import { type App, type Credentials, createApp, type RoleRefused } from './kernel/http/app.ts';
import { describeApi } from './kernel/http/openapi/describe-api.ts';
import { serveTryOut } from './kernel/http/openapi/try-out.ts';
import { servePortal } from './kernel/http/portal.ts';
import { targetsAllowedAt } from './kernel/http/targets.ts';
import { accessRoutes, findUnusualAccess, standingConsents } from './modules/access/index.ts';
import { claimRoutes, type IntakeWorker, retryWorkItems, startIntakeWorker } from './modules/claims/index.ts';
import {
  type Clinical,
  clinicalRoutes,
  openClinical,
  WEBSOCKET_PATH,
  websocketRoute,
} from './modules/clinical/index.ts';
import {
  coveragesOfPerson,
  type Eligibility,
  type InsuredQuestion,
  insuredPersons,
  startEligibility,
} from './modules/eligibility/index.ts';
import {
  appRoutes,
  cardRoutes,
  identifyByCard,
  identityRoutes,
  listDemoCards,
  readSession,
  readSystemSession,
  systemRoutes,
} from './modules/identity/index.ts';
import { phrRoutes, startNoticeWorker } from './modules/phr/index.ts';
import { openPrescriptions, type Prescriptions } from './modules/prescriptions/index.ts';
import {
  everything,
  exportOperations,
  fhirPersonReader,
  findByIdentifier,
  institutionDirectory,
  lastn,
  matchOperation,
  recordRoutes,
  startExportWorker,
  viewAsXml,
} from './modules/records/index.ts';
import { parsePersonId } from './modules/registry/index.ts';

import { DEMO_PASSWORD, prescriptionsOf, type Runtime } from './runtime.ts';

const PORTAL = fileURLToPath(new URL('../../portal/dist', import.meta.url));
/** How often the log is looked through for unusual access. */
const UNUSUAL_ACCESS_MS = 15 * 60 * 1000;

/** Asks programs for a certificate where authorities are named, and takes those that show none as well. */
async function tlsOptions({ certificate, key, clientAuthorities }: TlsFiles): Promise<ServerOptions> {
  const [cert, privateKey, ca] = await Promise.all([
    readFile(certificate),
    readFile(key),
    clientAuthorities === null ? null : readFile(clientAuthorities),
  ]);
  const mutual = ca === null ? {} : { ca, requestCert: true, rejectUnauthorized: false };
  return { cert, key: privateKey, minVersion: 'TLSv1.3', ...mutual };
}

export interface Server {
  readonly app: App;
  readonly worker: IntakeWorker;
  readonly eligibility: Eligibility;
  readonly clinical: Clinical;
  readonly prescriptions: Prescriptions;
  close(): Promise<void>;
}

export type ServerConfig = Pick<
  Config,
  'maxUploadBytes' | 'publicOrigin' | 'trustedProxies' | 'tls' | 'mail'
> &
  Partial<Pick<Config, 'fhirPackages'>> & {
    /** Sees the application before its routes are declared. */
    readonly observe?: (app: App) => void;
  };

/** A refusal at the route itself; what concerns a person is refused, and entered, at the door. */
const noteRefusedRoute = (
  { audit }: Runtime,
  { session, requestId, method, route }: RoleRefused,
  refusalCode: ErrorCode = 'ROLE_NOT_ALLOWED',
): Promise<void> =>
  audit.append({
    event: 'route-refused',
    personId: session.personId,
    account: session.account,
    actorRole: session.roles.join(','),
    facilityCode: session.organisation?.facilityCode ?? null,
    facilityName: session.organisation?.name ?? null,
    outcome: 'refused',
    refusalCode,
    requestId,
    detail: { route: `${method} ${route}` },
  });

/** The web application with every module's routes, not listening yet. */
export async function createServer(runtime: Runtime, config: ServerConfig): Promise<Server> {
  const { clock, logger } = runtime;
  const worker = startIntakeWorker({
    ...runtime,
    onError: (error, sha256) => logger.error({ err: error, sha256 }, 'a claim file could not be taken in'),
  });
  // With what a session was opened, for connections that outlive their request.
  const shown = new WeakMap<Session, Credentials>();
  const app = await createApp({
    logger,
    clock,
    publicOrigin: config.publicOrigin,
    trustedProxies: config.trustedProxies,
    onRoleRefused: (refused) => noteRefusedRoute(runtime, refused),
    ...(config.tls === null ? {} : { https: await tlsOptions(config.tls) }),
    authenticate: async (credentials) => {
      const { entrance, token, clientCertificate } = credentials;
      if (entrance === 'portal') return readSession(runtime, token);
      const session = await readSystemSession(runtime, token, clientCertificate);
      if (session !== null) shown.set(session, credentials);
      return session;
    },
  });
  config.observe?.(app);
  await describeApi(app);
  identityRoutes(app, {
    ...runtime,
    publicOrigin: config.publicOrigin,
    demoPassword: DEMO_PASSWORD,
    listDemoCards: () => listDemoCards(runtime),
  });
  cardRoutes(app, { ...runtime, publicOrigin: config.publicOrigin });
  const { requests } = systemRoutes(app, { ...runtime, publicOrigin: config.publicOrigin });
  appRoutes(app, { ...runtime, publicOrigin: config.publicOrigin, requests });
  accessRoutes(app, runtime);
  recordRoutes(app, runtime);
  claimRoutes(app, { ...runtime, worker, maxUploadBytes: config.maxUploadBytes });
  const sets = openDefinitionSets({ directory: config.fhirPackages ?? null });
  const clinical = openClinical({
    ...runtime,
    sets,
    publicOrigin: config.publicOrigin,
    definitions: async () => (await sets.get('core')).definitions,
    targets: targetsAllowedAt(config.publicOrigin),
    onError: (error) => logger.error({ err: error }, 'notifications could not be sent'),
  });
  clinicalRoutes(app, { ...runtime, sets, publicOrigin: config.publicOrigin });
  websocketRoute(app, {
    sockets: clinical.sockets,
    publicOrigin: config.publicOrigin,
    readAgain: async (session) => {
      const { token, clientCertificate } = shown.get(session) ?? {};
      return token === undefined ? null : readSystemSession(runtime, token, clientCertificate ?? null);
    },
  });
  const eligibility = startEligibility(app, {
    ...runtime,
    maxUploadBytes: config.maxUploadBytes,
    viewRecordXml: (kind, file, sender) => viewAsXml(runtime, kind, file, sender),
    standingConsents: ({ actor }, personId) =>
      standingConsents(runtime.db, { personId, facilityCode: actor.facilityCode ?? '', now: clock() }),
    // Claims and submissions of people whom nobody knew find them now.
    peopleRegistered: async () => {
      await retryWorkItems(runtime, { kind: 'person-unresolved' });
      await clinical.peopleRegistered();
    },
    identifyByCard: async (card, request) => {
      const cardDeps = { ...runtime, publicOrigin: config.publicOrigin };
      const found = await identifyByCard(cardDeps, { ...card, purpose: 'reader' }, request);
      return found.result === 'linked' ? found : null;
    },
    onError: (error) => logger.error({ err: error }, 'background work on eligibility failed'),
  });
  const prescriptions = openPrescriptions(app, prescriptionsOf(runtime, config.publicOrigin));
  phrRoutes(app, runtime);
  // The first caller should not wait for either to be read.
  app.addHook('onListen', async () => {
    const failed = (what: string) => (error: unknown) =>
      logger.error({ err: error }, `${what} could not be read`);
    await Promise.all([
      sets.get('core').catch(failed('FHIR definitions')),
      runtime.knowledge().catch(failed('what is known about drugs')),
    ]);
  });
  const readerOf = (sources: Runtime['sources']): PersonReader =>
    fhirPersonReader({
      ...runtime,
      sources,
      coverages: async (personId) => {
        const known = parsePersonId(personId);
        return known === null ? [] : (await coveragesOfPerson(runtime.db, known)).knownAt(clock());
      },
    });
  const reader = readerOf(runtime.sources);
  const readers: readonly PersonReader[] = [reader];
  const exporting = {
    ...runtime,
    // Insurers pay claims; prescriptions are between institution, pharmacy and patient.
    persons: [readerOf(runtime.sources.filter(({ id }) => id !== 'prescriptions'))],
    insured: (question: InsuredQuestion) => insuredPersons(runtime.db, question),
  };
  const exports = startExportWorker({
    ...exporting,
    onError: (error) => logger.error({ err: error }, 'an export could not be made'),
  });
  fhirRoutes(app, {
    persons: readers,
    finder: { byIdentifier: (caller, identifier) => findByIdentifier(runtime, caller, identifier) },
    directories: [institutionDirectory(runtime)],
    writer: clinical.writer,
    receivers: [clinical.receiver],
    websocket: `${config.publicOrigin.replace(/^http/, 'ws')}${WEBSOCKET_PATH}`,
    operations: [
      everything(reader),
      lastn(reader, { clock, definitions: async () => (await sets.get('core')).definitions }),
      matchOperation({ ...runtime, reader }),
      ...exportOperations({ ...exporting, poke: exports.poke }),
    ],
    sets,
    publicOrigin: config.publicOrigin,
    clock,
    sealer: runtime.secrets,
    onTokenRefused: ({ caller: { session, requestId }, code, route }) => {
      const [method = '', path = ''] = route.split(' ');
      return noteRefusedRoute(runtime, { session, requestId, method, route: `${FHIR_PATH}/${path}` }, code);
    },
  });
  const notices = startNoticeWorker({
    ...runtime,
    mail: config.mail,
    onError: (error) => logger.error({ err: error }, 'notices could not be made or sent'),
  });
  const finder = startWorker({
    everyMs: UNUSUAL_ACCESS_MS,
    onError: (error) => logger.error({ err: error }, 'the log could not be looked through'),
    run: async () => {
      await findUnusualAccess(runtime);
    },
  });
  await serveTryOut(app);
  await servePortal(app, PORTAL);
  return {
    app,
    worker,
    eligibility,
    clinical,
    prescriptions,
    async close() {
      await app.close();
      await notices.stop();
      await exports.stop();
      await finder.stop();
      await prescriptions.stop();
      await clinical.stop();
      await eligibility.stop();
      await worker.stop();
    },
  };
}
