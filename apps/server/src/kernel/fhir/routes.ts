import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.ts';
import { type App, sessionOf } from '../http/app.ts';
import { capabilityStatement } from './capability.ts';
import { dispatch } from './dispatch.ts';
import {
  FHIR_PATH,
  type FhirAnswer,
  type FhirDeps,
  type FhirRequest,
  lastOf,
  type Method,
  type Parameter,
} from './exchange.ts';
import { fhirHeadersOf } from './headers.ts';
import { type Format, formatOf, kindOfBody, readBody, writeResource } from './media.ts';
import { noteRefusal } from './note-refusal.ts';
import { outcomeOfError } from './operation-outcome.ts';

const MOST_BODY_BYTES = 1024 * 1024;
const MOST_BUNDLE_BYTES = 16 * 1024 * 1024;
const MOST_PARAMETERS = 100;
/** About how the answer is written, not about what it holds. */
const OF_THE_FORMAT = new Set(['_format', '_pretty']);

/** Whoever is signed in may come; readers, writers and the door behind them decide about each resource. */
const ANYBODY = { permission: 'signed-in', audience: 'both', apps: true } as const;
const EVERYBODY = { permission: 'public', audience: 'both', apps: true } as const;

/** The FHIR interface below `/fhir/R4`: REST of R4 over what the modules hand in. */
export function fhirRoutes(app: App, deps: FhirDeps): void {
  app.register(
    async (scope) => {
      readBytes(scope);
      scope.setErrorHandler((error, request, reply) => answerError(deps, error, request, reply));
      scope.setNotFoundHandler((request, reply) =>
        answerError(deps, new AppError('ROUTE_UNKNOWN'), request, reply),
      );
      const handler = (request: FastifyRequest, reply: FastifyReply) => handle(deps, request, reply);
      scope.get('/metadata', { config: EVERYBODY }, (request, reply) => describe(deps, request, reply));
      const bundles = { config: ANYBODY, bodyLimit: MOST_BUNDLE_BYTES };
      const others = { config: ANYBODY, bodyLimit: MOST_BODY_BYTES };
      for (const prefixTrailingSlash of ['slash', 'no-slash'] as const) {
        scope.post('/', { ...bundles, prefixTrailingSlash }, handler);
        scope.get('/', { ...others, prefixTrailingSlash }, handler);
      }
      scope.post('/Bundle', bundles, handler);
      scope.post('/Bundle/$validate', bundles, handler);
      for (const url of ['/:type', '/:type/:id']) {
        scope.get(url, others, handler);
        scope.post(url, others, handler);
        scope.put(url, others, handler);
        scope.patch(url, others, handler);
        scope.delete(url, others, handler);
      }
      scope.get('/:type/:id/:part', others, handler);
      scope.post('/:type/:id/:part', others, handler);
      scope.delete('/:type/:id/:part', others, handler);
      scope.get('/:type/:id/:part/:last', others, handler);
      scope.post('/:type/:id/:part/:last', others, handler);
    },
    { prefix: FHIR_PATH },
  );
}

/** Bodies are kept as they come; what they are is decided where the definitions are at hand. */
function readBytes(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

async function handle(deps: FhirDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const session = sessionOf(request);
  const { path, parameters } = addressOf(request.url);
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const contentType = request.headers['content-type'] ?? null;
  const kind = kindOfBody(contentType, bytes);
  const isForm = kind === 'form';
  if (isForm && path.at(-1) !== '_search') throw new AppError('FHIR_MEDIA_TYPE_UNSUPPORTED');
  if (request.method === 'PATCH' && kind !== 'patch' && kind !== null)
    throw new AppError('FHIR_MEDIA_TYPE_UNSUPPORTED');
  const all = isForm ? [...parameters, ...parametersIn(bytes.toString())] : parameters;
  if (all.length > MOST_PARAMETERS) throw new AppError('FHIR_PARAMETER_INVALID', { reason: 'too many' });
  const format = formatOf(lastOf(all, '_format'), request.headers.accept ?? null);
  const hasBody = kind !== null && !isForm;
  const asked: FhirRequest = {
    caller: { session, requestId: request.id },
    method: methodOf(request),
    path,
    parameters: all.filter(([name]) => !OF_THE_FORMAT.has(name)),
    headers: fhirHeadersOf(request.headers),
    body: hasBody ? readBody(kind, bytes, (await deps.sets.get('core')).definitions) : null,
    original: { contentType: contentType ?? '', bytes },
  };
  try {
    return await send(deps, reply, await dispatch(deps, asked), format);
  } catch (error) {
    await noteRefusal(deps, error, asked);
    throw error;
  }
}

/** The statement is for everybody, also before anybody is signed in. */
async function describe(deps: FhirDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { parameters } = addressOf(request.url);
  const format = formatOf(lastOf(parameters, '_format'), request.headers.accept ?? null);
  return send(deps, reply, { status: 200, resource: await capabilityStatement(deps) }, format);
}

const METHODS: Readonly<Record<string, Method>> = {
  GET: 'GET',
  HEAD: 'GET',
  POST: 'POST',
  PUT: 'PUT',
  PATCH: 'PATCH',
  DELETE: 'DELETE',
};

function methodOf({ method }: FastifyRequest): Method {
  const known = METHODS[method];
  if (known === undefined) throw new AppError('FHIR_INTERACTION_NOT_ALLOWED');
  return known;
}

const parametersIn = (text: string): Parameter[] => [...new URLSearchParams(text)];

function addressOf(url: string): {
  readonly path: readonly string[];
  readonly parameters: readonly Parameter[];
} {
  const at = url.indexOf('?');
  const path = (at < 0 ? url : url.slice(0, at)).slice(FHIR_PATH.length);
  const parameters = at < 0 ? [] : parametersIn(url.slice(at + 1));
  try {
    const parts = path.split('/').slice(1).map(decodeURIComponent);
    if (parts.at(-1) === '') parts.pop();
    return { path: parts, parameters };
  } catch {
    throw new AppError('ROUTE_UNKNOWN');
  }
}

async function send(
  deps: FhirDeps,
  reply: FastifyReply,
  answer: FhirAnswer,
  format: Format,
): Promise<FastifyReply> {
  const { status, headers = {}, resource, bytes } = answer;
  reply.status(status).headers(headers);
  if (bytes !== undefined) return reply.type(bytes.contentType).send(bytes.content);
  if (resource === undefined) return reply.send();
  const { definitions } = await deps.sets.get('core');
  const { contentType, text } = writeResource(format, resource, definitions);
  return reply.type(contentType).send(text);
}

async function answerError(
  deps: FhirDeps,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const known = ofTheFramework(error);
  const { status, outcome } = outcomeOfError(known, request.id);
  if (status >= 500) request.log.error({ err: error, requestId: request.id }, 'request failed');
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  const allow = known instanceof AppError ? known.fields.allow : undefined;
  if (typeof allow === 'string') reply.header('allow', allow);
  return send(deps, reply, { status, resource: outcome }, errorFormat(request)).catch(() =>
    reply.type('application/fhir+json; charset=utf-8').send(JSON.stringify(outcome)),
  );
}

function ofTheFramework(error: unknown): unknown {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' ? new AppError('FHIR_MEDIA_TYPE_UNSUPPORTED') : error;
}

/** An error is told in JSON where the wanted format is the error. */
function errorFormat(request: FastifyRequest): Format {
  try {
    return formatOf(lastOf(addressOf(request.url).parameters, '_format'), request.headers.accept ?? null);
  } catch {
    return 'json';
  }
}
