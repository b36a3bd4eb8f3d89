import { setTimeout as sleep } from 'node:timers/promises';
import Type from 'typebox';
import { dateInTokyo } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import type { App } from '../../kernel/http/app.ts';
import { CATEGORIES } from '../access/index.ts';
import { DESK, requireDay } from './desk-routes.ts';
import { facilityOf } from './provisional-routes.ts';
import { IDENTIFICATIONS, PRESCRIPTIONS, selectCompletedAfter, toCheckIn } from './reader/check-in.ts';
import { completeCheckIn, listCheckIns, setReferenceNumber } from './reader/complete.ts';
import { identifyAtReader, type ReaderDeps } from './reader/identify.ts';

const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
const oneOf = <const T extends string>(values: readonly T[]) =>
  Type.Union(values.map((value) => Type.Literal(value)));
const LOOK_EVERY_MS = 500;

export function readerRoutes(app: App, deps: ReaderDeps): void {
  app.post(
    '/api/reader/identify',
    {
      config: DESK,
      schema: {
        body: Type.Object({
          challengeId: Type.String({ maxLength: 100 }),
          certificate: Type.String({ maxLength: 20_000 }),
          signature: Type.String({ maxLength: 4_000 }),
          identification: oneOf(IDENTIFICATIONS),
        }),
      },
    },
    (request) => {
      const { identification, ...card } = request.body;
      return identifyAtReader(deps, facilityOf(request), { card, identification, address: request.ip });
    },
  );

  app.post(
    '/api/reader/check-ins/:id',
    {
      config: DESK,
      schema: {
        params: Id,
        body: Type.Object({
          consents: Type.Array(oneOf(CATEGORIES), { maxItems: CATEGORIES.length }),
          prescription: Type.Union([...PRESCRIPTIONS.map((one) => Type.Literal(one)), Type.Null()]),
        }),
      },
    },
    async (request) => ({
      checkIn: await completeCheckIn(deps, facilityOf(request), {
        id: request.params.id,
        choice: request.body,
      }),
    }),
  );

  app.post(
    '/api/reader/check-ins/:id/reference-number',
    {
      config: DESK,
      schema: {
        params: Id,
        body: Type.Object({ referenceNumber: Type.String({ minLength: 1, maxLength: 60 }) }),
      },
    },
    async (request) => ({
      checkIn: await setReferenceNumber(deps, facilityOf(request), {
        id: request.params.id,
        ...request.body,
      }),
    }),
  );

  app.get(
    '/api/reader/check-ins',
    {
      config: DESK,
      schema: { querystring: Type.Object({ date: Type.Optional(Type.String({ maxLength: 10 })) }) },
    },
    (request) => {
      const date = requireDay(request.query.date ?? dateInTokyo(deps.clock()), '/date');
      return listCheckIns(deps, facilityOf(request), date);
    },
  );

  // The table is looked at and not a channel in memory: the reader may stand at another process than the desk.
  app.get('/api/reader/events', { config: DESK }, async (request, reply) => {
    const { actor } = facilityOf(request);
    const { facilityCode } = actor;
    if (facilityCode === null) throw new AppError('INSTITUTION_REQUIRED');
    let seen = deps.clock();
    // The list goes through the door, which refuses those who are not at a desk.
    await listCheckIns(deps, { actor, requestId: request.id }, dateInTokyo(seen));
    reply.hijack();
    const stream = reply.raw;
    stream.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    stream.write(': open\n\n');
    let open = true;
    stream.on('close', () => {
      open = false;
    });
    while (open) {
      for (const one of await selectCompletedAfter(deps.db, facilityCode, seen)) {
        seen = one.completedAt ?? seen;
        stream.write(`event: check-in\ndata: ${JSON.stringify(toCheckIn(one))}\n\n`);
      }
      await sleep(LOOK_EVERY_MS);
    }
  });
}
