import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Session } from '../../kernel/auth/session.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { SESSION_COOKIES, STEP_UP_MS } from '../../kernel/http/app.ts';
import type { Asking, IdentityDeps } from './deps.ts';
import type { RelyingParty } from './passkeys.ts';
import { readSession, type SessionDeps } from './session.ts';

const cookieFlags = ({ server }: FastifyRequest) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure: server.overTls }) as const;

const cookieName = ({ server }: FastifyRequest): string =>
  server.overTls ? SESSION_COOKIES.secure : SESSION_COOKIES.plain;

export const askingOf = (request: FastifyRequest): Asking => ({
  address: request.ip,
  userAgent: request.headers['user-agent'] ?? '',
  requestId: request.id,
});

/** A session without the person's key, which is the server's own business. */
export const publicSession = ({ personId: _, ...session }: Session) => session;

/** Hands the browser the token of a session and answers with the session as it is now. */
export async function answerSession(
  deps: SessionDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
): Promise<{ session: ReturnType<typeof publicSession> | null }> {
  const session = await readSession(deps, token);
  reply.setCookie(cookieName(request), token, cookieFlags(request));
  return { session: session === null ? null : publicSession(session) };
}

export const clearSession = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  reply.clearCookie(cookieName(request), cookieFlags(request));

/**
 * Where the passkeys of this request are valid: the configured address of the portal. On the machine itself any port
 * will do, as long as the page was opened as `localhost`; the browser signs what it saw, so a forged Host gains nothing.
 * Throws PASSKEY_ADDRESS where the page was opened under another name: a passkey would not work there.
 */
export function partyOf({ publicOrigin }: IdentityDeps, request: FastifyRequest): RelyingParty {
  const configured = new URL(publicOrigin);
  const { hostname } = request;
  if (hostname !== configured.hostname) throw new AppError('PASSKEY_ADDRESS', { address: publicOrigin });
  const local = hostname === 'localhost';
  return { id: hostname, origin: local ? `${request.protocol}://${request.host}` : configured.origin };
}

/**
 * Adding a factor is part of enrolment; later it asks for a factor given just now, so that a borrowed session cannot
 * be made one's own. Throws STEP_UP_REQUIRED, SIGN_IN_UNFINISHED, SESSION_LOCKED.
 */
export function mayEnrol({ clock }: SessionDeps, session: Session): Session {
  if (session.stage === 'enrolment') return session;
  requireComplete(session);
  const confirmedAt = session.confirmedAt?.getTime() ?? 0;
  if (clock().getTime() - confirmedAt > STEP_UP_MS) throw new AppError('STEP_UP_REQUIRED');
  return session;
}

/** For routes that let in unfinished sessions of one stage. Throws SIGN_IN_UNFINISHED, SESSION_LOCKED. */
function requireComplete(session: Session): Session {
  if (session.stage === 'locked') throw new AppError('SESSION_LOCKED');
  if (session.stage !== 'complete') throw new AppError('SIGN_IN_UNFINISHED', { stage: session.stage });
  return session;
}
