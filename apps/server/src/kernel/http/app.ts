import { randomUUID } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import fastify, {
  type FastifyBaseLogger,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Role, Session } from '../auth/session.ts';
import { AppError } from '../errors/app-error.ts';
import { errorAnswer } from './error-answer.ts';

/** Who may call a route: anybody, anybody signed in, or one of these roles. Every route declares it. */
export type Permission = 'public' | 'signed-in' | readonly Role[];

declare module 'fastify' {
  interface FastifyContextConfig {
    permission?: Permission;
  }
  interface FastifyRequest {
    session: Session | null;
  }
}

export const SESSION_COOKIE = 'tsunagu_session';
/** A page of another site cannot send this header, so a forged form cannot change anything. */
const REQUEST_HEADER = 'x-tsunagu-request';
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const MOST_JSON_BYTES = 1024 * 1024;

export interface AppOptions {
  readonly logger: FastifyBaseLogger;
  readonly authenticate: (token: string) => Promise<Session | null>;
}

/** A web application whose routes are closed unless they say who may enter. */
export async function createApp({ logger, authenticate }: AppOptions) {
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MOST_JSON_BYTES,
    genReqId: () => randomUUID(),
    forceCloseConnections: true,
  })
    .withTypeProvider<TypeBoxTypeProvider>()
    .setValidatorCompiler(TypeBoxValidatorCompiler);

  app.addHook('onRoute', (route) => {
    if (route.config?.permission === undefined)
      throw new Error(`no permission declared: ${route.method} ${route.url}`);
  });
  await app.register(fastifyCookie);
  app.decorateRequest('session', null);
  app.addHook('onRequest', async (request, reply) => {
    secureHeaders(reply);
    await admit(request, authenticate);
  });
  app.setErrorHandler((error, request, reply) => {
    const { status, body } = errorAnswer(error, request.id);
    if (status >= 500) request.log.error({ err: error, requestId: request.id }, 'request failed');
    return reply.status(status).send(body);
  });
  return app;
}

export type App = Awaited<ReturnType<typeof createApp>>;

async function admit(request: FastifyRequest, authenticate: AppOptions['authenticate']): Promise<void> {
  const { permission } = request.routeOptions.config;
  // Unknown addresses have no route; the not-found handler answers them.
  if (permission === undefined) return;
  if (!SAFE_METHODS.has(request.method) && request.headers[REQUEST_HEADER] === undefined) {
    throw new AppError('REQUEST_HEADER_MISSING');
  }
  const token = request.cookies[SESSION_COOKIE];
  request.session = token === undefined ? null : await authenticate(token);
  if (permission === 'public') return;
  if (request.session === null) throw new AppError('SESSION_REQUIRED');
  if (permission === 'signed-in') return;
  if (!request.session.roles.some((role) => permission.includes(role)))
    throw new AppError('ROLE_NOT_ALLOWED');
}

/** The session of a route that is not public. */
export function sessionOf(request: FastifyRequest): Session {
  if (request.session === null) throw new AppError('SESSION_REQUIRED');
  return request.session;
}

function secureHeaders(reply: FastifyReply): void {
  reply.headers({
    'content-security-policy':
      "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  });
}
