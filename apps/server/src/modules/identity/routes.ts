import Type from 'typebox';
import type { Session } from '../../kernel/auth/session.ts';
import { type App, SESSION_COOKIE } from '../../kernel/http/app.ts';
import { listDemoAccounts } from './accounts.ts';
import { endSession, readSession } from './session.ts';
import { type SignInDeps, signIn } from './sign-in/sign-in.ts';

export interface IdentityRouteDeps extends SignInDeps {
  /** Password of the demo accounts, shown where they exist. */
  readonly demoPassword: string;
}

const COOKIE = { path: '/', httpOnly: true, sameSite: 'strict' } as const;

/** A session without the person's key, which is the server's own business. */
const publicSession = ({ personId: _, ...session }: Session) => session;

export function identityRoutes(app: App, deps: IdentityRouteDeps): void {
  app.get('/api/session', { config: { permission: 'public', audience: 'portal' } }, async (request) => {
    const demo = await listDemoAccounts(deps.db);
    return {
      session: request.session === null ? null : publicSession(request.session),
      demo:
        demo.length === 0 ? null : { accounts: demo.map((one) => ({ ...one, password: deps.demoPassword })) },
    };
  });

  app.post(
    '/api/sign-in',
    {
      config: { permission: 'public', audience: 'portal' },
      schema: {
        body: Type.Object({
          account: Type.String({ minLength: 1, maxLength: 200 }),
          password: Type.String({ minLength: 1, maxLength: 1000 }),
        }),
      },
    },
    async (request, reply) => {
      const token = await signIn(deps, { ...request.body, address: request.ip });
      const session = await readSession(deps, token);
      reply.setCookie(SESSION_COOKIE, token, { ...COOKIE, secure: request.protocol === 'https' });
      return { session: session === null ? null : publicSession(session) };
    },
  );

  app.post(
    '/api/sign-out',
    { config: { permission: 'public', audience: 'portal' } },
    async (request, reply) => {
      const token = request.cookies[SESSION_COOKIE];
      if (token !== undefined) await endSession(deps, token);
      return reply.clearCookie(SESSION_COOKIE, COOKIE).status(204).send();
    },
  );
}
