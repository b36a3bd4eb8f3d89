import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { dateInTokyo } from '../../kernel/clock.ts';
import { type App, sessionOf } from '../../kernel/http/app.ts';
import { actorOf, ownPersonId, personBanner, requirePersonId } from '../access/index.ts';
import type { PersonRecord } from './model/record.ts';
import { packRecord } from './view-record/pack-record.ts';
import { answerRecord, type ViewRecordDeps } from './view-record/view-record.ts';

/** Anybody signed in may knock: `access` refuses those who may not see the record, and the attempt leaves its entry. */
export function recordRoutes(app: App, deps: ViewRecordDeps): void {
  // As bytes: the framework would encode a text of this size twice, once to learn its length.
  const write = (record: PersonRecord) =>
    Buffer.from(
      JSON.stringify(packRecord(record, personBanner(record.person, dateInTokyo(record.generatedAt)))),
    );

  app.get(
    '/api/persons/:ref/record',
    {
      config: { permission: 'signed-in', audience: 'portal' },
      schema: { params: Type.Object({ ref: Type.String({ maxLength: 36 }) }) },
    },
    async (request, reply) =>
      asJson(
        reply,
        await answerRecord(
          deps,
          {
            actor: actorOf(sessionOf(request)),
            personId: requirePersonId(request.params.ref),
            purpose: 'care',
            audience: 'institution',
            requestId: request.id,
          },
          write,
        ),
      ),
  );

  app.get(
    '/api/principals/:ref/record',
    {
      config: { permission: ['patient'], audience: 'portal' },
      schema: { params: Type.Object({ ref: Type.String({ maxLength: 36 }) }) },
    },
    async (request, reply) => {
      const actor = actorOf(sessionOf(request));
      const personId = requirePersonId(request.params.ref);
      const input = { actor, personId, purpose: 'self', audience: 'patient', requestId: request.id } as const;
      return asJson(reply, await answerRecord(deps, input, write));
    },
  );

  app.get(
    '/api/me/record',
    { config: { permission: ['patient'], audience: 'portal' } },
    async (request, reply) => {
      const session = sessionOf(request);
      return asJson(
        reply,
        await answerRecord(
          deps,
          {
            actor: actorOf(session),
            personId: ownPersonId(session),
            purpose: 'self',
            audience: 'patient',
            requestId: request.id,
          },
          write,
        ),
      );
    },
  );
}

const asJson = (reply: FastifyReply, body: Buffer) =>
  reply.type('application/json; charset=utf-8').send(body);
