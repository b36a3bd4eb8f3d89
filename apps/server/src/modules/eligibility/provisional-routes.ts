import Type from 'typebox';
import { AppError } from '../../kernel/errors/app-error.ts';
import { type App, sessionOf } from '../../kernel/http/app.ts';
import { actorOf, type DiscloseDeps, requirePersonId } from '../access/index.ts';
import { DESK, Numbers, requireDay } from './desk-routes.ts';
import { type AtFacility, createProvisional } from './provisional/create.ts';
import { closeProvisional, listProvisionals, recheckNow } from './provisional/list.ts';
import { REASONS } from './provisional/record.ts';

const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
const STATES = ['open', 'resolved', 'staff', 'closed'] as const;

/** Throws ROLE_NOT_ALLOWED for patients; who else may is decided at the door. */
export function facilityOf(request: Parameters<typeof sessionOf>[0]): AtFacility {
  const session = sessionOf(request);
  const actor = actorOf(session);
  if (actor.kind !== 'staff') throw new AppError('ROLE_NOT_ALLOWED');
  return { actor, requestId: request.id };
}

export function provisionalRoutes(app: App, deps: DiscloseDeps): void {
  app.post(
    '/api/eligibility/provisional',
    {
      config: DESK,
      schema: {
        body: Type.Object({
          checkInId: Type.Optional(Type.String({ format: 'uuid' })),
          ref: Type.Optional(Type.String({ maxLength: 36 })),
          name: Type.String({ minLength: 1, maxLength: 100 }),
          birthDate: Type.String({ maxLength: 10 }),
          declaredInsurer: Type.Optional(Type.String({ maxLength: 60 })),
          declaredRatioPercent: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
          totalYen: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000 })),
          reason: Type.Union(REASONS.map((reason) => Type.Literal(reason))),
          numbers: Type.Optional(Type.Object(Numbers)),
        }),
      },
    },
    async (request) => {
      const { body } = request;
      const provisional = await createProvisional(deps, facilityOf(request), {
        personId: body.ref === undefined ? null : requirePersonId(body.ref),
        checkInId: body.checkInId ?? null,
        name: body.name,
        birthDate: requireDay(body.birthDate, '/birthDate'),
        numbers: body.numbers ?? null,
        reason: body.reason,
        declaredInsurer: body.declaredInsurer ?? null,
        declaredRatioPercent: body.declaredRatioPercent ?? null,
        totalYen: body.totalYen ?? null,
      });
      return { provisional };
    },
  );

  app.get(
    '/api/eligibility/provisional',
    {
      config: DESK,
      schema: {
        querystring: Type.Object({
          state: Type.Optional(Type.Union(STATES.map((state) => Type.Literal(state)))),
        }),
      },
    },
    (request) => listProvisionals(deps, facilityOf(request), request.query.state ?? null),
  );

  app.post(
    '/api/eligibility/provisional/:id/recheck',
    { config: DESK, schema: { params: Id } },
    async (request) => ({
      provisional: await recheckNow(deps, facilityOf(request), request.params.id),
    }),
  );

  app.post(
    '/api/eligibility/provisional/:id/close',
    {
      config: DESK,
      schema: { params: Id, body: Type.Object({ note: Type.String({ minLength: 1, maxLength: 500 }) }) },
    },
    async (request) => ({
      provisional: await closeProvisional(deps, facilityOf(request), {
        id: request.params.id,
        note: request.body.note,
      }),
    }),
  );
}
