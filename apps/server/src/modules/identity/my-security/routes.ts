import Type from 'typebox';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { type App, sessionOf } from '../../../kernel/http/app.ts';
import type { IdentityDeps } from '../deps.ts';
import { requireStage } from '../factor.ts';
import { answerSession, askingOf, mayEnrol, partyOf } from '../http.ts';
import { RegistrationResponse } from '../model/response-schema.ts';
import { addPasskey, passkeyCreation } from '../passkeys.ts';
import { renewRecoveryCodes } from '../recovery-codes.ts';
import { noteEvent } from '../security-log.ts';
import { endSessions } from '../session.ts';
import { beginTotp } from '../totp.ts';
import { changeOwnPassword } from './change-own-password.ts';
import { enrolled, enrolTotp, removeFactor } from './factors.ts';
import { readSecurity } from './read-security.ts';

const UNFINISHED = { config: { permission: 'unfinished', audience: 'portal' } } as const;
const SIGNED_IN = { config: { permission: 'signed-in', audience: 'portal' } } as const;
const CONFIRMED = { config: { permission: 'signed-in', audience: 'portal', stepUp: true } } as const;
const Password = Type.String({ minLength: 1, maxLength: 1000 });
const Id = Type.String({ format: 'uuid' });

/** What an account proves itself with, and where it is signed in. */
export function mySecurityRoutes(app: App, deps: IdentityDeps): void {
  passwordRoute(app, deps);
  totpRoutes(app, deps);
  passkeyRoutes(app, deps);
  sessionRoutes(app, deps);
}

function passwordRoute(app: App, deps: IdentityDeps): void {
  app.post(
    '/api/me/password',
    { ...UNFINISHED, schema: { body: Type.Object({ current: Password, next: Password }) } },
    async (request, reply) => {
      const session = requireStage(sessionOf(request), 'password-change', 'complete');
      const token = await changeOwnPassword(deps, askingOf(request), session, request.body);
      return answerSession(deps, request, reply, token);
    },
  );
}

function totpRoutes(app: App, deps: IdentityDeps): void {
  app.post('/api/me/totp', UNFINISHED, async (request) =>
    beginTotp(deps, mayEnrol(deps, staffOnly(request)).account),
  );

  app.post(
    '/api/me/totp/confirm',
    { ...UNFINISHED, schema: { body: Type.Object({ code: Type.String({ minLength: 1, maxLength: 100 }) }) } },
    async (request, reply) => {
      const session = requireStage(staffOnly(request), 'enrolment', 'complete');
      const { token, recoveryCodes } = await enrolTotp(deps, askingOf(request), session, request.body.code);
      return { ...(await answerSession(deps, request, reply, token)), recoveryCodes: recoveryCodes ?? [] };
    },
  );

  app.delete('/api/me/totp', CONFIRMED, async (request, reply) => {
    await removeFactor(deps, askingOf(request), sessionOf(request), { totp: true });
    return reply.status(204).send();
  });

  app.post('/api/me/recovery-codes', CONFIRMED, async (request) => {
    const session = staffOnly(request);
    const recoveryCodes = await renewRecoveryCodes(deps.db, session.account);
    await noteEvent(deps, askingOf(request), session, {
      event: 'second-factor-enrolled',
      method: 'recovery',
    });
    return { recoveryCodes };
  });
}

/** Patients have their card, and passkeys beside it. */
function staffOnly(request: Parameters<typeof sessionOf>[0]) {
  const session = sessionOf(request);
  if (session.kind !== 'staff') throw new AppError('ROLE_NOT_ALLOWED');
  return session;
}

function passkeyRoutes(app: App, deps: IdentityDeps): void {
  app.post('/api/me/passkeys/options', UNFINISHED, async (request) => {
    const session = mayEnrol(deps, sessionOf(request));
    return { options: await passkeyCreation(deps, partyOf(deps, request), session) };
  });

  app.post(
    '/api/me/passkeys',
    {
      ...UNFINISHED,
      schema: {
        body: Type.Object({
          name: Type.String({ minLength: 1, maxLength: 60 }),
          response: RegistrationResponse,
        }),
      },
    },
    async (request, reply) => {
      const session = requireStage(sessionOf(request), 'enrolment', 'complete');
      await addPasskey(deps, partyOf(deps, request), session, request.body);
      const { token, recoveryCodes } = await enrolled(deps, askingOf(request), session, 'passkey');
      return { ...(await answerSession(deps, request, reply, token)), recoveryCodes };
    },
  );

  app.delete(
    '/api/me/passkeys/:id',
    { ...CONFIRMED, schema: { params: Type.Object({ id: Id }) } },
    async (request, reply) => {
      await removeFactor(deps, askingOf(request), sessionOf(request), { passkeyId: request.params.id });
      return reply.status(204).send();
    },
  );
}

function sessionRoutes(app: App, deps: IdentityDeps): void {
  app.get('/api/me/security', SIGNED_IN, (request) => readSecurity(deps, sessionOf(request)));

  app.delete(
    '/api/me/sessions/:sessionId',
    { ...SIGNED_IN, schema: { params: Type.Object({ sessionId: Id }) } },
    async (request, reply) => {
      const session = sessionOf(request);
      const { sessionId } = request.params;
      if ((await endSessions(deps, session.account, { only: sessionId })) === 0)
        throw new AppError('SESSION_UNKNOWN');
      await noteEvent(deps, askingOf(request), session, {
        event: 'session-revoked',
        detail: { sessions: 1 },
      });
      return reply.status(204).send();
    },
  );

  app.post('/api/me/sessions/end-others', SIGNED_IN, async (request, reply) => {
    const session = sessionOf(request);
    const sessions = await endSessions(deps, session.account, { except: session.sessionId });
    await noteEvent(deps, askingOf(request), session, { event: 'session-revoked', detail: { sessions } });
    return reply.status(204).send();
  });
}
