import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Session } from '../../kernel/auth/session.ts';
import { SESSION_COOKIE } from '../../kernel/http/app.ts';
import type { Asking } from './deps.ts';
import { readSession, type SessionDeps } from './session.ts';

const COOKIE = { path: '/', httpOnly: true, sameSite: 'strict' } as const;

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
  reply.setCookie(SESSION_COOKIE, token, { ...COOKIE, secure: request.protocol === 'https' });
  return { session: session === null ? null : publicSession(session) };
}

export const clearSession = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  reply.clearCookie(SESSION_COOKIE, { ...COOKIE, secure: request.protocol === 'https' });

export const cookieToken = (request: FastifyRequest): string | undefined => request.cookies[SESSION_COOKIE];
