import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { AppError } from '../../kernel/errors/app-error.ts';
import { type App, sessionOf } from '../../kernel/http/app.ts';
import { requirePersonId } from '../access/index.ts';
import { OVERRIDE_REASONS } from './alerts/settle.ts';
import { prescriptionCopy } from './copy/prescription-copy.ts';
import type { LifeDeps } from './deps.ts';
import { type Caller, callerOf } from './door.ts';
import { Day, DraftSchema, draftOf } from './draft-schema.ts';
import { cancelInHouse, changeInHouse, listInHouse, registerInHouse } from './in-house/in-house.ts';
import { ownPrescriptionsOf, prescriptionQr, viewPrescription, workList } from './life/read-own.ts';
import { registerDocument, registerDraft } from './life/register.ts';
import { cancel, change, type StepRequest, undoCancel, undoChange } from './life/steps.ts';

const PRESCRIBING = { permission: ['physician', 'system'], audience: 'both' } as const;
/** Signing is dangerous: with a factor given a short while ago. Programs bring the signature with them. */
const SIGNING = { ...PRESCRIBING, stepUp: true } as const;
const READING = { permission: ['physician', 'pharmacist', 'system'], audience: 'both' } as const;

const Id = Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }) });
const Person = Type.Object({ ref: Type.String({ maxLength: 36 }) });
const Version = Type.Optional(Type.Integer({ minimum: 1 }));
const Key = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, pattern: '^[\\x21-\\x7e]+$' }),
  ),
});
const IssueTypeSchema = Type.Union([Type.Literal('electronic'), Type.Literal('paper')]);
const Decisions = Type.Optional(
  Type.Array(
    Type.Object({
      alertId: Type.String({ format: 'uuid' }),
      decision: Type.Literal('overridden'),
      reason: Type.Union(OVERRIDE_REASONS.map((reason) => Type.Literal(reason))),
      comment: Type.Optional(Type.String({ maxLength: 500 })),
    }),
    { maxItems: 200 },
  ),
);
/** 1 MiB of records, in base64 inside the document, which is in base64 again; and its signature. */
const MOST_BODY_BYTES = 3 * 1024 * 1024;
const Base64 = Type.String({
  minLength: 4,
  maxLength: MOST_BODY_BYTES,
  pattern: '^[A-Za-z0-9+/]+={0,2}$',
});
const Sign = Type.Optional(Type.Literal('service'));

/** Who asks, as this module's use cases want it. */
const callerIn = (request: FastifyRequest): Caller => callerOf(sessionOf(request), request.id);

type KeyHeaders = { readonly 'idempotency-key'?: string };
const keyIn = (headers: KeyHeaders): string | null => headers['idempotency-key'] ?? null;

/** What institutions do with prescriptions. */
export function institutionRoutes(app: App, deps: LifeDeps): void {
  issueRoutes(app, deps);
  stepRoutes(app, deps);
  readRoutes(app, deps);
  inHouseRoutes(app, deps);
}

function issueRoutes(app: App, deps: LifeDeps): void {
  app.post(
    '/api/persons/:ref/prescriptions',
    {
      config: SIGNING,
      schema: {
        params: Person,
        headers: Key,
        body: Type.Object({
          draft: DraftSchema,
          issueType: IssueTypeSchema,
          decisions: Decisions,
          sign: Sign,
        }),
      },
    },
    (request) => {
      const { draft, issueType, decisions = [] } = request.body;
      return registerDraft(deps, {
        caller: callerIn(request),
        personId: requirePersonId(request.params.ref),
        draft: draftOf(draft),
        issueType,
        decisions,
        key: keyIn(request.headers),
      });
    },
  );

  app.post(
    '/api/prescriptions',
    {
      config: PRESCRIBING,
      bodyLimit: MOST_BODY_BYTES,
      schema: {
        headers: Key,
        body: Type.Object({ document: Base64, issueType: IssueTypeSchema, decisions: Decisions }),
      },
    },
    (request) => {
      const { document, issueType, decisions = [] } = request.body;
      return registerDocument(deps, {
        caller: callerIn(request),
        document: Buffer.from(document, 'base64'),
        issueType,
        decisions,
        key: keyIn(request.headers),
      });
    },
  );

  app.post(
    '/api/prescriptions/:id/change',
    {
      config: SIGNING,
      bodyLimit: MOST_BODY_BYTES,
      schema: {
        params: Id,
        headers: Key,
        body: Type.Object({
          draft: Type.Optional(DraftSchema),
          document: Type.Optional(Base64),
          issueType: IssueTypeSchema,
          decisions: Decisions,
          version: Version,
          sign: Sign,
        }),
      },
    },
    (request) => {
      const { draft, document, issueType, decisions = [] } = request.body;
      if ((draft === undefined) === (document === undefined))
        throw new AppError('INPUT_INVALID', { body: 'either draft or document' });
      const by =
        draft !== undefined ? { draft: draftOf(draft) } : { document: Buffer.from(document ?? '', 'base64') };
      return change(deps, { ...stepOf(request), issueType, decisions, by });
    },
  );
}

interface StepCall extends FastifyRequest {
  readonly params: { readonly id: string };
  readonly headers: FastifyRequest['headers'] & KeyHeaders;
  readonly body: { readonly version?: number } | null | undefined;
}

function stepOf(request: StepCall): StepRequest {
  return {
    caller: callerIn(request),
    prescriptionId: request.params.id,
    version: request.body?.version ?? null,
    key: keyIn(request.headers),
  };
}

const StepSchema = {
  params: Id,
  headers: Key,
  body: Type.Optional(Type.Union([Type.Object({ version: Version }), Type.Null()])),
};

function stepRoutes(app: App, deps: LifeDeps): void {
  const options = { config: PRESCRIBING, schema: StepSchema };
  app.post('/api/prescriptions/:id/cancel', options, (request) => cancel(deps, stepOf(request)));
  app.post('/api/prescriptions/:id/undo-cancel', options, (request) => undoCancel(deps, stepOf(request)));
  app.post('/api/prescriptions/:id/undo-change', options, (request) => undoChange(deps, stepOf(request)));
}

function readRoutes(app: App, deps: LifeDeps): void {
  app.get(
    '/api/persons/:ref/prescriptions',
    { config: PRESCRIBING, schema: { params: Person } },
    async (request) => ({
      prescriptions: await ownPrescriptionsOf(deps, callerIn(request), requirePersonId(request.params.ref)),
    }),
  );

  app.get(
    '/api/prescriptions',
    {
      config: PRESCRIBING,
      schema: {
        querystring: Type.Object({
          state: Type.Optional(Type.Union(STATES.map((state) => Type.Literal(state)))),
          from: Type.Optional(Day),
          to: Type.Optional(Day),
          inquiries: Type.Optional(Type.Literal('open')),
          cursor: Type.Optional(Type.String({ maxLength: 60 })),
        }),
      },
    },
    (request) => {
      const { state = null, from = null, to = null, inquiries, cursor = null } = request.query;
      const openInquiries = inquiries === 'open';
      return workList(deps, callerIn(request), { state, from, to, openInquiries, cursor });
    },
  );

  app.get('/api/prescriptions/:id', { config: READING, schema: { params: Id } }, (request) =>
    viewPrescription(deps, callerIn(request), request.params.id),
  );

  app.get('/api/prescriptions/:id/qr', { config: READING, schema: { params: Id } }, (request) =>
    prescriptionQr(deps, callerIn(request), request.params.id),
  );

  app.get(
    '/api/prescriptions/:id/copy.pdf',
    { config: READING, schema: { params: Id } },
    async (request, reply) => {
      const pdf = await prescriptionCopy(deps, callerIn(request), request.params.id);
      return reply.type('application/pdf').header('content-disposition', 'inline').send(pdf);
    },
  );
}

const STATES = ['open', 'in-dispensing', 'dispensed', 'refused', 'cancelled'] as const;

/** 院内処方等. */
function inHouseRoutes(app: App, deps: LifeDeps): void {
  app.get(
    '/api/persons/:ref/in-house',
    { config: PRESCRIBING, schema: { params: Person } },
    async (request) => ({
      inHouse: await listInHouse(deps, callerIn(request), requirePersonId(request.params.ref)),
    }),
  );

  app.post(
    '/api/persons/:ref/in-house',
    {
      config: PRESCRIBING,
      schema: { params: Person, headers: Key, body: Type.Object({ draft: DraftSchema }) },
    },
    (request) =>
      registerInHouse(deps, {
        caller: callerIn(request),
        personId: requirePersonId(request.params.ref),
        draft: draftOf(request.body.draft),
        key: keyIn(request.headers),
      }),
  );

  app.post(
    '/api/in-house/:id/change',
    {
      config: PRESCRIBING,
      schema: { params: Id, headers: Key, body: Type.Object({ draft: DraftSchema, version: Version }) },
    },
    (request) => {
      const { prescriptionId: inHouseId, ...asked } = stepOf(request);
      return changeInHouse(deps, { ...asked, inHouseId, draft: draftOf(request.body.draft) });
    },
  );

  app.post('/api/in-house/:id/cancel', { config: PRESCRIBING, schema: StepSchema }, (request) => {
    const { prescriptionId: inHouseId, ...asked } = stepOf(request);
    return cancelInHouse(deps, { ...asked, inHouseId });
  });
}
