import Type from 'typebox';
import type { Session } from '../../../kernel/auth/session.ts';
import { type App, sessionCookieOf, sessionOf } from '../../../kernel/http/app.ts';
import { listDemoAccounts } from '../accounts.ts';
import type { IdentityDeps } from '../deps.ts';
import { checkCode, passSecondFactor, requireStage } from '../factor.ts';
import { answerSession, askingOf, clearSession, partyOf, publicSession } from '../http.ts';
import { AuthenticationResponse } from '../model/response-schema.ts';
import { passkeyRequest } from '../passkeys.ts';
import { noteEvent } from '../security-log.ts';
import { endSession } from '../session.ts';
import { signInWithPasskey } from './passkey-sign-in.ts';
import { signIn } from './sign-in.ts';

export interface SignInRouteDeps extends IdentityDeps {
  /** Password of the demo accounts, shown where they exist. */
  readonly demoPassword: string;
  /** Cards of the demo, where there is one. */
  readonly listDemoCards: () => Promise<
    readonly { readonly key: string; readonly displayName: string; readonly hint: string }[]
  >;
}

const PUBLIC = { config: { permission: 'public', audience: 'portal' } } as const;
const UNFINISHED = { config: { permission: 'unfinished', audience: 'portal' } } as const;
const CODE = { body: Type.Object({ code: Type.String({ minLength: 1, maxLength: 100 }) }) };

/** Whoever gave a password and still owes the second factor. */
const halfSignedIn = (session: Session | null): Session | null =>
  session?.stage === 'second-factor' ? session : null;

export function signInRoutes(app: App, deps: SignInRouteDeps): void {
  app.get('/api/session', PUBLIC, async (request) => {
    const demo = await listDemoAccounts(deps);
    return {
      session: request.session === null ? null : publicSession(request.session),
      demo:
        demo.length === 0
          ? null
          : {
              accounts: demo.map((one) => ({ ...one, password: deps.demoPassword })),
              cards: await deps.listDemoCards(),
            },
    };
  });

  app.post(
    '/api/sign-in',
    {
      ...PUBLIC,
      schema: {
        body: Type.Object({
          account: Type.String({ minLength: 1, maxLength: 200 }),
          password: Type.String({ minLength: 1, maxLength: 1000 }),
        }),
      },
    },
    async (request, reply) => {
      const token = await signIn(deps, askingOf(request), request.body);
      // Whoever sat here before has gone.
      const before = sessionCookieOf(request);
      if (before !== undefined) await endSession(deps, before);
      return answerSession(deps, request, reply, token);
    },
  );

  for (const method of ['totp', 'recovery'] as const) {
    app.post(`/api/sign-in/${method}`, { ...UNFINISHED, schema: CODE }, async (request, reply) => {
      const session = requireStage(sessionOf(request), 'second-factor');
      const asking = askingOf(request);
      await checkCode(deps, asking, session, { method, code: request.body.code });
      return answerSession(deps, request, reply, await passSecondFactor(deps, asking, session, method));
    });
  }

  app.post(
    '/api/sign-in/passkey/options',
    { ...PUBLIC, schema: { body: Type.Object({ account: Type.Optional(Type.String({ maxLength: 200 })) }) } },
    async (request) => {
      const session = halfSignedIn(request.session);
      const purpose = session === null ? 'sign-in' : 'second-factor';
      return { options: await passkeyRequest(deps, partyOf(deps, request), { purpose, session }) };
    },
  );

  app.post(
    '/api/sign-in/passkey',
    { ...PUBLIC, schema: { body: Type.Object({ response: AuthenticationResponse }) } },
    async (request, reply) => {
      const { body } = request;
      const session = halfSignedIn(request.session);
      const token = await signInWithPasskey(deps, askingOf(request), partyOf(deps, request), {
        session,
        response: body.response,
      });
      const before = sessionCookieOf(request);
      if (session === null && before !== undefined) await endSession(deps, before);
      return answerSession(deps, request, reply, token);
    },
  );

  app.post('/api/sign-out', PUBLIC, async (request, reply) => {
    const token = sessionCookieOf(request);
    const ended = token === undefined ? null : await endSession(deps, token);
    if (ended !== null) await noteEvent(deps, askingOf(request), request.session, { event: 'sign-out' });
    return clearSession(request, reply).status(204).send();
  });
}
