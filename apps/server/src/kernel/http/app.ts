import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { TLSSocket } from 'node:tls';
import fastifyCookie from '@fastify/cookie';
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import fastify, {
  type FastifyBaseLogger,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerFactory,
  LogController,
} from 'fastify';
import type { Role, Session } from '../auth/session.ts';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors/app-error.ts';
import { FHIR_PATH } from '../fhir/exchange.ts';
import { outcomeOfError } from '../fhir/operation-outcome.ts';
import { errorAnswer } from './error-answer.ts';
import { API_DOCS } from './openapi/address.ts';

/**
 * Who may call a route: anybody, anybody whose sign-in is not finished yet, anybody signed in, or one of these roles.
 * Every route declares it.
 */
export type Permission = 'public' | 'unfinished' | 'signed-in' | readonly Role[];

/** Through which entrance a route is called: people in the portal (cookie), systems (bearer token), or both. */
export type Audience = 'portal' | 'systems' | 'both';

declare module 'fastify' {
  interface FastifyContextConfig {
    permission?: Permission;
    audience?: Audience;
    /** Asks for a factor given a short while ago. @spec security.md §9.2 */
    stepUp?: boolean;
    /** Whether apps that people let act for them may enter. Everywhere else they are refused. */
    apps?: boolean;
  }
  interface FastifyRequest {
    session: Session | null;
  }
  interface FastifyInstance {
    /** Whether people reach the portal over TLS, also where a proxy speaks it. */
    readonly overTls: boolean;
  }
}

/** Over TLS the browser takes the cookie from this host alone, so that nobody can plant one. */
export const SESSION_COOKIES = { plain: 'tsunagu_session', secure: '__Host-tsunagu_session' } as const;
/** A page of another site cannot send this header, so a forged form cannot change anything. */
const REQUEST_HEADER = 'x-tsunagu-request';
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const MOST_JSON_BYTES = 1024 * 1024;

/** How long a factor counts as just given. */
export const STEP_UP_MS = 5 * 60 * 1000;

export interface AppOptions {
  readonly logger: FastifyBaseLogger;
  readonly clock: Clock;
  readonly authenticate: Authenticate;
  /** Where people reach the portal: scheme, host and port. */
  readonly publicOrigin: string;
  /** Addresses of proxies whose word about the caller's address counts. */
  readonly trustedProxies?: readonly string[];
  /** Of the server itself, where it speaks TLS. */
  readonly https?: ServerOptions;
  /** Told when somebody asks for a route that their role does not allow; the refusal waits for it. */
  readonly onRoleRefused?: (refused: RoleRefused) => Promise<void>;
}

export interface RoleRefused {
  readonly session: Session;
  readonly requestId: string;
  readonly method: string;
  /** As it was declared: with the names of its parameters, not their values. */
  readonly route: string;
}

/** How a request shows whose it is. */
export interface Credentials {
  readonly entrance: 'portal' | 'systems';
  readonly token: string;
  /** The certificate of the connection, where the caller showed one that the server trusts. */
  readonly clientCertificate: Buffer | null;
}

/** The session behind a token; null when there is none. */
export type Authenticate = (credentials: Credentials) => Promise<Session | null>;

/** A web application whose routes are closed unless they say who may enter. */
export async function createApp(options: AppOptions) {
  const { logger, publicOrigin, trustedProxies = [], https } = options;
  const overTls = publicOrigin.startsWith('https:');
  const app = fastify({
    ...(https === undefined ? {} : { serverFactory: tlsFactory(https) }),
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MOST_JSON_BYTES,
    genReqId: () => randomUUID(),
    forceCloseConnections: true,
    frameworkErrors: (_error, request, reply) => refuseAddress(request, reply),
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
  })
    .withTypeProvider<TypeBoxTypeProvider>()
    .setValidatorCompiler(TypeBoxValidatorCompiler);

  app.addHook('onRoute', (route) => {
    // Declared by a library that knows nothing of permissions; the files and the document are for everybody.
    if (route.url === API_DOCS || route.url.startsWith(`${API_DOCS}/`))
      route.config = { ...route.config, permission: 'public', audience: 'portal' };
    if (route.config?.permission === undefined)
      throw new Error(`no permission declared: ${route.method} ${route.url}`);
    if (route.config.audience === undefined)
      throw new Error(`no audience declared: ${route.method} ${route.url}`);
  });
  await app.register(fastifyCookie);
  app.decorateRequest('session', null);
  app.decorate('overTls', overTls);
  app.addHook('onRequest', async (request, reply) => {
    secureHeaders(reply, overTls);
    await admit(request, options);
  });
  app.setErrorHandler((error, request, reply) => {
    const { status, body } = errorAnswer(error, request.id);
    if (status >= 500) request.log.error({ err: error, requestId: request.id }, 'request failed');
    return reply.status(status).send(body);
  });
  return app;
}

/** An address that cannot be decoded belongs to no route; the framework's own answer would repeat it. */
function refuseAddress(request: FastifyRequest, reply: FastifyReply): void {
  const error = new AppError('INPUT_INVALID', { url: 'unreadable' });
  if (request.url.startsWith(`${FHIR_PATH}/`)) {
    const { status, outcome } = outcomeOfError(error, request.id);
    reply.status(status).type('application/fhir+json; charset=utf-8').send(JSON.stringify(outcome));
  } else {
    const { status, body } = errorAnswer(error, request.id);
    reply.status(status).send(body);
  }
}

/** The framework knows a server over TLS as another type; requests and answers are the same. */
const tlsFactory =
  (options: ServerOptions): FastifyServerFactory<Server> =>
  (handler) =>
    createTlsServer(options, (request, answer) => handler(request, answer)) as unknown as Server;

export type App = Awaited<ReturnType<typeof createApp>>;

async function admit(request: FastifyRequest, options: AppOptions): Promise<void> {
  const { permission, audience, stepUp, apps } = request.routeOptions.config;
  // Unknown addresses have no route; the not-found handler answers them.
  if (permission === undefined) return;
  const credentials = credentialsOf(request);
  const entrance = credentials?.entrance ?? 'portal';
  // A browser sends its cookie with a forged form too, but never a token of a system. A request that carries neither
  // gains nothing by being forged, except where anybody may enter, as at the sign-in.
  const forgeable = entrance === 'portal' && audience !== 'systems' && !SAFE_METHODS.has(request.method);
  const worthForging = credentials !== null || permission === 'public';
  if (forgeable && worthForging && request.headers[REQUEST_HEADER] === undefined)
    throw new AppError('REQUEST_HEADER_MISSING');
  if (credentials !== null && (audience === 'both' || audience === entrance))
    request.session = await options.authenticate(credentials);
  if (request.session !== null && request.session.app !== null && apps !== true)
    throw new AppError('APP_NOT_ALLOWED');
  if (permission === 'public') return;
  const session = admitSession(request.session, permission);
  if (typeof permission !== 'string' && !session.roles.some((role) => permission.includes(role))) {
    const { method, id: requestId } = request;
    await options.onRoleRefused?.({ session, requestId, method, route: request.routeOptions.url ?? '' });
    throw new AppError('ROLE_NOT_ALLOWED');
  }
  if (stepUp === true) requireRecentFactor(session, options.clock);
}

function admitSession(session: Session | null, permission: Permission): Session {
  if (session === null) throw new AppError('SESSION_REQUIRED');
  if (permission === 'unfinished') return session;
  if (session.stage === 'locked') throw new AppError('SESSION_LOCKED');
  if (session.stage !== 'complete') throw new AppError('SIGN_IN_UNFINISHED', { stage: session.stage });
  return session;
}

function requireRecentFactor(session: Session, clock: Clock): void {
  const confirmedAt = session.confirmedAt?.getTime() ?? 0;
  if (session.kind !== 'system' && clock().getTime() - confirmedAt > STEP_UP_MS)
    throw new AppError('STEP_UP_REQUIRED');
}

/** The token in the session's cookie. */
export const sessionCookieOf = (request: FastifyRequest): string | undefined =>
  request.cookies[request.server.overTls ? SESSION_COOKIES.secure : SESSION_COOKIES.plain];

/** A bearer token wins over a cookie: whoever sends one does not come from a forged form. */
function credentialsOf(request: FastifyRequest): Credentials | null {
  const bearer = /^Bearer ([\w~+/.-]+=*)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined)
    return { entrance: 'systems', token: bearer, clientCertificate: certificateOf(request) };
  const cookie = sessionCookieOf(request);
  return cookie === undefined ? null : { entrance: 'portal', token: cookie, clientCertificate: null };
}

function certificateOf({ raw: { socket } }: FastifyRequest): Buffer | null {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null;
  return socket.getPeerCertificate().raw ?? null;
}

/** The session of a route that is not public. */
export function sessionOf(request: FastifyRequest): Session {
  if (request.session === null) throw new AppError('SESSION_REQUIRED');
  return request.session;
}

function secureHeaders(reply: FastifyReply, overTls: boolean): void {
  if (overTls) reply.header('strict-transport-security', 'max-age=31536000');
  reply.headers({
    'content-security-policy':
      "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  });
}
