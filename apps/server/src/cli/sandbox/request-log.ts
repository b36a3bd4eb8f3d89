import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../kernel/http/app.ts';
import { type Explanation, explain, refusalIn } from './explain.ts';

/** One request as an engineer wants to see it: what was asked, what came of it, and why. */
export interface LoggedRequest {
  readonly at: string;
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
  /** Account of the program, or null for nobody. */
  readonly caller: string | null;
  /** Null where nothing was refused. */
  readonly code: string | null;
  readonly detail: string | null;
  readonly explanation: Explanation | null;
}

const MOST_KEPT = 500;
/** An answer that is longer than this is no refusal. */
const LONGEST_REFUSAL = 64 * 1024;
/** What browsers load is nobody's request to an interface. */
const WATCHED = /^\/(fhir|api|oauth)\//;

/**
 * Watches an application: each request of its interfaces is told to `tell`, and the last ones stand as NDJSON at
 * `/sandbox/requests`. Has to be called before the routes are declared.
 */
export function watchRequests(app: App, tell: (request: LoggedRequest) => void): void {
  const kept: LoggedRequest[] = [];
  const bodies = new WeakMap<FastifyRequest, string>();
  app.addHook('onRequest', async (request, reply) => {
    // As it was asked: the authorization server rewrites it.
    const path = request.url;
    if (!WATCHED.test(path)) return;
    // The token endpoint writes to the connection itself, past all further hooks.
    if (path.startsWith('/oauth/')) captureRaw(reply, (body) => bodies.set(request, body));
    const begun = performance.now();
    reply.raw.once('finish', () => {
      const logged = describe(request, reply, {
        path,
        body: bodies.get(request) ?? '',
        milliseconds: Math.round(performance.now() - begun),
      });
      kept.push(logged);
      if (kept.length > MOST_KEPT) kept.shift();
      tell(logged);
    });
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode >= 400 && typeof payload === 'string') bodies.set(request, payload);
  });
  app.get('/sandbox/requests', { config: { permission: 'public', audience: 'both' } }, (_request, reply) =>
    reply.type('application/x-ndjson').send(kept.map((one) => `${JSON.stringify(one)}\n`).join('')),
  );
}

function describe(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    path,
    body,
    milliseconds,
  }: { readonly path: string; readonly body: string; readonly milliseconds: number },
): LoggedRequest {
  const status = reply.raw.statusCode;
  const refusal = status >= 400 && body.length <= LONGEST_REFUSAL ? refusalIn(body) : null;
  return {
    at: new Date().toISOString(),
    requestId: request.id,
    method: request.method,
    path,
    status,
    milliseconds,
    caller: request.session?.account ?? null,
    code: refusal?.code ?? null,
    detail: refusal === null || refusal.detail === '' ? null : refusal.detail,
    explanation: refusal === null ? null : explain(refusal.code),
  };
}

function captureRaw({ raw }: FastifyReply, take: (body: string) => void): void {
  const end = raw.end.bind(raw);
  const replacement = (...values: Parameters<typeof end>): typeof raw => {
    const [chunk] = values;
    if (typeof chunk === 'string' || Buffer.isBuffer(chunk)) take(chunk.toString());
    return end(...values);
  };
  Object.defineProperty(raw, 'end', { value: replacement, configurable: true, writable: true });
}

/** A line for the terminal, and two more where something was refused. */
export function linesOf(request: LoggedRequest): string[] {
  const { at, method, path, status, milliseconds, caller, code, detail, explanation } = request;
  const line = `${at.slice(11, 19)} ${status} ${method} ${path} ${milliseconds} ms ${caller ?? '-'}`;
  if (code === null) return [line];
  const told = explanation === null ? [] : [`         ${explanation.ja}`, `         ${explanation.en}`];
  return [line, `         ${code}${detail === null ? '' : ` (${detail})`}`, ...told];
}
