import Type from 'typebox';
import { type App, sessionOf } from '../../kernel/http/app.ts';
import type { DiscloseDeps } from './disclose/disclose.ts';
import { IdParams, NoteSchema } from './model/schemas.ts';
import { closeUnusualAccess, listUnusualAccess } from './unusual-access/work-list.ts';

const OPERATOR = { permission: ['administrator'], audience: 'portal' } as const;

/** What whoever operates the installation looks into. */
export function operatorRoutes(app: App, deps: DiscloseDeps): void {
  app.get(
    '/api/operator/unusual-access',
    {
      config: OPERATOR,
      schema: {
        querystring: Type.Object({ state: Type.Union([Type.Literal('open'), Type.Literal('closed')]) }),
      },
    },
    async (request) => ({ findings: await listUnusualAccess(deps, request.query.state) }),
  );
  app.post(
    '/api/operator/unusual-access/:id/close',
    { config: OPERATOR, schema: { params: IdParams, body: Type.Object({ note: NoteSchema }) } },
    async (request, reply) => {
      await closeUnusualAccess(deps, sessionOf(request), request.id, { ...request.params, ...request.body });
      return reply.status(204).send();
    },
  );
}
