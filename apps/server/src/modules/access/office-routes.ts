import Type from 'typebox';
import { dateInTokyo } from '../../kernel/clock.ts';
import type { App } from '../../kernel/http/app.ts';
import { sessionOf } from '../../kernel/http/app.ts';
import type { DiscloseDeps } from './disclose/disclose.ts';
import { closeDisasterMode, listDisasterModes, openDisasterMode } from './exceptional/disaster-modes.ts';
import { searchInDisaster } from './exceptional/exceptional-views.ts';
import { facilityOf } from './model/actor.ts';
import { endOfDay, startOfDay } from './model/days.ts';
import { personBanner } from './model/person-banner.ts';
import { DateSchema, IdParams, NoteSchema, officeOf } from './model/schemas.ts';
import { answerQuestion, listQuestions } from './questions/questions.ts';
import { listEmergencyAccesses, reviewEmergencyAccess } from './review/emergency-reviews.ts';
import { openModeAt } from './standing/read-standing.ts';
import { exportViewLog, listViewLog } from './view-log/view-log.ts';
import { EXPORT_FORMATS, writeViewLog } from './view-log/write-view-log.ts';

const MANAGER = { permission: ['manager'], audience: 'portal' } as const;
const MINISTRY = { permission: ['ministry'], audience: 'portal' } as const;
const ANYBODY = { permission: 'signed-in', audience: 'portal' } as const;
const SEX = { male: 1, female: 2, unknown: 3 } as const;

const LogFilter = {
  from: Type.Optional(DateSchema),
  to: Type.Optional(DateSchema),
  account: Type.Optional(Type.String({ maxLength: 200 })),
  emergency: Type.Optional(Type.Literal('true')),
};

/** What managers, and the ministry, do. */
export function officeRoutes(app: App, deps: DiscloseDeps): void {
  logRoutes(app, deps);
  reviewRoutes(app, deps);
  modeRoutes(app, deps);
}

function logRoutes(app: App, deps: DiscloseDeps): void {
  app.get(
    '/api/facility/view-log',
    {
      config: MANAGER,
      schema: {
        querystring: Type.Object({ ...LogFilter, cursor: Type.Optional(Type.String({ maxLength: 100 })) }),
      },
    },
    (request) => {
      const filter = { ...filterOf(request.query), cursor: request.query.cursor };
      return listViewLog(deps, { ...officeOf(request), filter });
    },
  );
  app.get(
    '/api/facility/view-log/export',
    {
      config: { ...MANAGER, stepUp: true },
      schema: {
        querystring: Type.Object({
          ...LogFilter,
          format: Type.Union(EXPORT_FORMATS.map((format) => Type.Literal(format))),
        }),
      },
    },
    async (request, reply) => {
      const { format } = request.query;
      const office = { ...officeOf(request), filter: filterOf(request.query), format };
      const { bytes, type } = await exportViewLog(deps, office, (entries, isCut) =>
        writeViewLog(entries, format, isCut),
      );
      const name = `view-log-${dateInTokyo(deps.clock())}.${format === 'fhir' ? 'json' : format}`;
      return reply.type(type).header('content-disposition', `attachment; filename="${name}"`).send(bytes);
    },
  );
}

interface LogQuery {
  readonly from?: string;
  readonly to?: string;
  readonly account?: string;
  readonly emergency?: 'true';
}

const filterOf = ({ from, to, account, emergency }: LogQuery) => ({
  from: from === undefined ? undefined : startOfDay(from),
  to: to === undefined ? undefined : endOfDay(to),
  account,
  emergency: emergency === 'true',
});

function reviewRoutes(app: App, deps: DiscloseDeps): void {
  app.get(
    '/api/emergency-accesses',
    {
      config: MANAGER,
      schema: {
        querystring: Type.Object({ state: Type.Union([Type.Literal('open'), Type.Literal('reviewed')]) }),
      },
    },
    async (request) => ({
      accesses: await listEmergencyAccesses(deps, { ...officeOf(request), ...request.query }),
    }),
  );
  app.post(
    '/api/emergency-accesses/:id/review',
    {
      config: MANAGER,
      schema: {
        params: IdParams,
        body: Type.Object({
          outcome: Type.Union([
            Type.Literal('appropriate'),
            Type.Literal('inappropriate'),
            Type.Literal('unclear'),
          ]),
          note: Type.String({ maxLength: 2000 }),
        }),
      },
    },
    async (request, reply) => {
      await reviewEmergencyAccess(deps, { ...officeOf(request), ...request.params, ...request.body });
      return reply.status(204).send();
    },
  );
  app.get(
    '/api/facility/questions',
    {
      config: MANAGER,
      schema: {
        querystring: Type.Object({ state: Type.Union([Type.Literal('open'), Type.Literal('answered')]) }),
      },
    },
    async (request) => ({ questions: await listQuestions(deps, { ...officeOf(request), ...request.query }) }),
  );
  app.post(
    '/api/facility/questions/:id/answer',
    { config: MANAGER, schema: { params: IdParams, body: Type.Object({ text: NoteSchema }) } },
    async (request, reply) => {
      await answerQuestion(deps, { ...officeOf(request), ...request.params, ...request.body });
      return reply.status(204).send();
    },
  );
}

function modeRoutes(app: App, deps: DiscloseDeps): void {
  app.get('/api/disaster-modes', { config: ANYBODY }, async (request) => {
    const { roles } = sessionOf(request);
    const all = await listDisasterModes(deps);
    // Which officer opened a mode is the ministry's own business.
    const modes = roles.includes('ministry') ? all : all.map((mode) => ({ ...mode, openedBy: null }));
    const here = await openModeAt(deps.db, facilityOf(officeOf(request).actor), deps.clock());
    return { modes, openHere: modes.find((mode) => mode.id === here?.modeId) ?? null };
  });
  app.post(
    '/api/disaster-modes',
    {
      config: { ...MINISTRY, stepUp: true },
      schema: {
        body: Type.Object({
          name: Type.String({ minLength: 1, maxLength: 200 }),
          areas: Type.Array(Type.String({ maxLength: 2 }), { minItems: 1, maxItems: 47 }),
          from: Type.String({ format: 'date-time' }),
          to: Type.String({ format: 'date-time' }),
          reference: NoteSchema,
        }),
      },
    },
    async (request) => {
      const { from, to, ...mode } = request.body;
      const input = { ...mode, from: new Date(from), to: new Date(to) };
      return { id: await openDisasterMode(deps, sessionOf(request), request.id, input) };
    },
  );
  app.post(
    '/api/disaster-modes/:id/close',
    { config: { ...MINISTRY, stepUp: true }, schema: { params: IdParams } },
    async (request, reply) => {
      await closeDisasterMode(deps, sessionOf(request), request.id, request.params.id);
      return reply.status(204).send();
    },
  );
  app.post(
    '/api/disaster/search',
    {
      config: ANYBODY,
      schema: {
        body: Type.Object({
          name: Type.String({ minLength: 1, maxLength: 100 }),
          birthDate: DateSchema,
          sex: Type.Union([Type.Literal('male'), Type.Literal('female'), Type.Literal('unknown')]),
          address: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
          insurer: Type.Optional(Type.String({ minLength: 1, maxLength: 20 })),
          consent: Type.Union([Type.Literal('oral'), Type.Literal('unconscious')]),
          chartNote: NoteSchema,
        }),
      },
    },
    async (request) => {
      const { name, birthDate, sex, address, insurer, consent, chartNote } = request.body;
      const items = { name, birthDate, sex: SEX[sex], address, insurerNumber: insurer };
      const found = await searchInDisaster(deps, { ...officeOf(request), items, consent, chartNote });
      if (found.result !== 'found') return found;
      return { result: 'found', person: personBanner(found.person, dateInTokyo(deps.clock())) };
    },
  );
}
