import Type from 'typebox';
import type { App } from '../../../kernel/http/app.ts';
import type { IdentityDeps } from '../deps.ts';
import { answerSession, askingOf } from '../http.ts';
import { acceptInvitation, openInvitation } from './accept-invitation.ts';

const PUBLIC = { config: { permission: 'public', audience: 'portal' } } as const;
const Code = Type.String({ minLength: 1, maxLength: 200 });

export function acceptInvitationRoutes(app: App, deps: IdentityDeps): void {
  app.post('/api/invitations/open', { ...PUBLIC, schema: { body: Type.Object({ code: Code }) } }, (request) =>
    openInvitation(deps, askingOf(request), request.body.code),
  );

  app.post(
    '/api/invitations/accept',
    {
      ...PUBLIC,
      schema: { body: Type.Object({ code: Code, password: Type.String({ minLength: 1, maxLength: 1000 }) }) },
    },
    async (request, reply) => {
      const token = await acceptInvitation(deps, askingOf(request), request.body);
      return answerSession(deps, request, reply, token);
    },
  );
}
