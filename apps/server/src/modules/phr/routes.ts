import Type from 'typebox';
import { type App, sessionOf } from '../../kernel/http/app.ts';
import { actorOf, type DiscloseDeps, ownPersonId, type Patient } from '../access/index.ts';
import {
  changeSettings,
  countUnread,
  listNotices,
  markRead,
  readSettings,
} from './read-notices/read-notices.ts';

const PATIENT = { permission: ['patient'], audience: 'portal' } as const;
const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
const Mail = Type.String({ maxLength: 254, pattern: '^[^\\s@<>,;"]+@[^\\s@<>,;"]+$' });

export function phrRoutes(app: App, deps: DiscloseDeps): void {
  app.get('/api/me/notices', { config: PATIENT }, async (request) => {
    const notices = await listNotices(deps, homeOf(request));
    return { notices, unread: notices.filter((notice) => notice.readAt === null).length };
  });
  app.get('/api/me/notices/unread', { config: PATIENT }, async (request) => ({
    unread: await countUnread(deps, ownPersonId(sessionOf(request))),
  }));
  app.post(
    '/api/me/notices/:id/read',
    {
      config: PATIENT,
      schema: { params: Type.Object({ id: Type.String({ pattern: UUID }) }) },
    },
    async (request, reply) => {
      await markRead(deps, ownPersonId(sessionOf(request)), request.params.id);
      return reply.status(204).send();
    },
  );
  app.get('/api/me/notice-settings', { config: PATIENT }, (request) => readSettings(deps, homeOf(request)));
  app.post(
    '/api/me/notice-settings',
    { config: PATIENT, schema: { body: Type.Object({ mail: Type.Union([Mail, Type.Null()]) }) } },
    (request) => changeSettings(deps, { ...homeOf(request), settings: request.body }),
  );
}

const homeOf = (request: Parameters<typeof sessionOf>[0]): Patient => {
  const session = sessionOf(request);
  return { actor: actorOf(session), personId: ownPersonId(session), requestId: request.id };
};
