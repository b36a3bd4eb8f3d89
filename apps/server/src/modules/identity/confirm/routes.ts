import Type from 'typebox';
import type { Session } from '../../../kernel/auth/session.ts';
import { type App, sessionOf } from '../../../kernel/http/app.ts';
import type { Asking, IdentityDeps } from '../deps.ts';
import { checkCode, requireStage } from '../factor.ts';
import { answerSession, askingOf, partyOf } from '../http.ts';
import { AuthenticationResponse } from '../model/response-schema.ts';
import { checkPasskey, passkeyRequest } from '../passkeys.ts';
import { noteEvent } from '../security-log.ts';
import { advanceSession, lockSession } from '../session.ts';
import { noteAddress } from '../throttle.ts';

const UNFINISHED = { config: { permission: 'unfinished', audience: 'portal' } } as const;

/** Giving a factor once more: for what is dangerous, and after a pause. @spec security.md §9.2, §9.3 */
export function confirmRoutes(app: App, deps: IdentityDeps): void {
  const confirmed = async (asking: Asking, session: Session): Promise<string> => {
    const token = await advanceSession(deps, session, { stage: 'complete', confirmed: true });
    await noteAddress(deps, session.account, asking.address);
    return token;
  };

  app.post(
    '/api/session/confirm',
    { ...UNFINISHED, schema: { body: Type.Object({ code: Type.String({ minLength: 1, maxLength: 100 }) }) } },
    async (request, reply) => {
      const session = requireStage(sessionOf(request), 'complete', 'locked');
      const asking = askingOf(request);
      const { code } = request.body;
      // Whoever lost the telephone has codes on paper.
      await checkCode(deps, asking, session, { method: /^[0-9]{6}$/.test(code) ? 'totp' : 'recovery', code });
      return answerSession(deps, request, reply, await confirmed(asking, session));
    },
  );

  app.post('/api/session/confirm/passkey/options', UNFINISHED, async (request) => {
    const session = requireStage(sessionOf(request), 'complete', 'locked');
    return { options: await passkeyRequest(deps, partyOf(deps, request), { purpose: 'confirm', session }) };
  });

  app.post(
    '/api/session/confirm/passkey',
    { ...UNFINISHED, schema: { body: Type.Object({ response: AuthenticationResponse }) } },
    async (request, reply) => {
      const session = requireStage(sessionOf(request), 'complete', 'locked');
      const asking = askingOf(request);
      const { response } = request.body;
      const party = partyOf(deps, request);
      await checkPasskey(deps, party, { purpose: 'confirm', session, response }).catch(
        async (error: unknown) => {
          const refused = {
            event: 'sign-in-failed',
            method: 'passkey',
            refusalCode: 'PASSKEY_REFUSED',
          } as const;
          await noteEvent(deps, asking, session, refused);
          throw error;
        },
      );
      return answerSession(deps, request, reply, await confirmed(asking, session));
    },
  );

  app.post('/api/session/lock', UNFINISHED, async (request, reply) => {
    const session = sessionOf(request);
    if (session.stage === 'complete') await lockSession(deps, session);
    return reply.status(204).send();
  });
}
