import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { AppError } from '../../kernel/errors/app-error.ts';
import { type App, sessionOf } from '../../kernel/http/app.ts';
import { requirePersonId } from '../access/index.ts';
import { type Caller, callerOf } from './door.ts';
import { Day } from './draft-schema.ts';
import type { ChangePrescription } from './pharmacy/at-pharmacy.ts';
import {
  type AboutResult,
  cancelResult,
  changeResult,
  storeResult,
  timestampedResult,
} from './pharmacy/change-result.ts';
import type { PharmacyDeps } from './pharmacy/deps.ts';
import { answerInquiry, askPrescriber, noteAnswer } from './pharmacy/inquiries.ts';
import { takePaper } from './pharmacy/paper.ts';
import {
  readResult,
  resultsOfInstitution,
  resultsOfPharmacy,
  viewsOfResults,
} from './pharmacy/read-results.ts';
import { receive, refuse, release, undoRefuse } from './pharmacy/reception.ts';
import { registerResult } from './pharmacy/register-result.ts';
import { searchAtPharmacy, waitingFor } from './pharmacy/search.ts';
import { pharmacyWork } from './pharmacy/work-lists.ts';
import { inputOf, MOST_BODY_BYTES, ResultBody } from './result-schema.ts';

const DISPENSING = { permission: ['pharmacist', 'system'], audience: 'both' } as const;
/** Signing is dangerous: with a factor given a short while ago. Programs bring the signature with them. */
const SIGNING = { ...DISPENSING, stepUp: true } as const;
const PRESCRIBING = { permission: ['physician', 'system'], audience: 'both' } as const;
const READING = { permission: ['physician', 'pharmacist', 'system'], audience: 'both' } as const;

const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
const Uuid = Type.String({ pattern: UUID });
const Id = Type.Object({ id: Uuid });
const InquiryId = Type.Object({ id: Uuid, inquiryId: Uuid });
const Person = Type.Object({ ref: Type.String({ maxLength: 36 }) });
const Key = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, pattern: '^[\\x21-\\x7e]+$' }),
  ),
});
const Version = Type.Optional(Type.Integer({ minimum: 1 }));
const StepBody = Type.Optional(Type.Union([Type.Object({ version: Version }), Type.Null()]));
const Words = Type.String({ minLength: 1, maxLength: 600, pattern: '\\S' });
/** Symbols hold a few thousand bytes each, and a prescription a few symbols. */
const MOST_PAPER_CHARACTERS = 64 * 1024;

const SearchSchema = Type.Union([
  Type.Object({
    accessCode: Type.String({ maxLength: 40 }),
    insurerNumber: Type.String({ minLength: 1, maxLength: 20 }),
    symbol: Type.Optional(Type.String({ maxLength: 60 })),
    number: Type.String({ minLength: 1, maxLength: 60 }),
    branch: Type.Optional(Type.String({ maxLength: 4 })),
  }),
  Type.Object({ prescriptionId: Uuid }),
  Type.Object({ qr: Type.String({ minLength: 1, maxLength: 300 }) }),
]);

const RangeSchema = Type.Object({
  from: Type.Optional(Day),
  to: Type.Optional(Day),
  prescriptionId: Type.Optional(Uuid),
  cursor: Type.Optional(Type.String({ maxLength: 60 })),
});

/** Who asks, as this module's use cases want it. */
const callerIn = (request: FastifyRequest): Caller => callerOf(sessionOf(request), request.id);

type KeyHeaders = { readonly 'idempotency-key'?: string };
const keyIn = (headers: KeyHeaders): string | null => headers['idempotency-key'] ?? null;

interface Call extends FastifyRequest {
  readonly params: { readonly id: string };
  readonly headers: FastifyRequest['headers'] & KeyHeaders;
  readonly body: { readonly version?: number } | null | undefined;
}

const stepOf = (request: Call): ChangePrescription => ({
  caller: callerIn(request),
  prescriptionId: request.params.id,
  version: request.body?.version ?? null,
  key: keyIn(request.headers),
});

const resultOf = (request: Call): AboutResult => ({
  caller: callerIn(request),
  dispensingId: request.params.id,
  version: request.body?.version ?? null,
  key: keyIn(request.headers),
});

/** What pharmacies do with prescriptions, and what the institution answers and reads of it. */
export function pharmacyRoutes(app: App, deps: PharmacyDeps): void {
  findRoutes(app, deps);
  receptionRoutes(app, deps);
  inquiryRoutes(app, deps);
  resultRoutes(app, deps);
  readResultRoutes(app, deps);
}

function findRoutes(app: App, deps: PharmacyDeps): void {
  app.post(
    '/api/pharmacy/search',
    { config: DISPENSING, schema: { body: SearchSchema } },
    async (request) => ({ prescriptions: await searchAtPharmacy(deps, callerIn(request), request.body) }),
  );
  app.get(
    '/api/persons/:ref/prescriptions/waiting',
    { config: DISPENSING, schema: { params: Person } },
    async (request) => ({
      prescriptions: await waitingFor(deps, callerIn(request), requirePersonId(request.params.ref)),
    }),
  );
  app.get('/api/pharmacy/worklist', { config: DISPENSING }, (request) =>
    pharmacyWork(deps, callerIn(request)),
  );
}

function receptionRoutes(app: App, deps: PharmacyDeps): void {
  const options = { config: DISPENSING, schema: { params: Id, headers: Key, body: StepBody } };
  app.post('/api/prescriptions/:id/receive', options, (request) => receive(deps, stepOf(request)));
  app.post('/api/prescriptions/:id/release', options, (request) => release(deps, stepOf(request)));
  app.post('/api/prescriptions/:id/undo-refuse', options, (request) => undoRefuse(deps, stepOf(request)));
  app.post(
    '/api/prescriptions/:id/refuse',
    {
      config: DISPENSING,
      schema: { params: Id, headers: Key, body: Type.Object({ reason: Words, version: Version }) },
    },
    (request) => refuse(deps, { ...stepOf(request), reason: request.body.reason }),
  );
  app.post(
    '/api/pharmacy/paper',
    {
      config: DISPENSING,
      schema: {
        headers: Key,
        body: Type.Object({
          text: Type.Optional(Type.String({ minLength: 1, maxLength: MOST_PAPER_CHARACTERS })),
          bytesBase64: Type.Optional(
            Type.String({
              minLength: 4,
              maxLength: MOST_PAPER_CHARACTERS,
              pattern: '^[A-Za-z0-9+/]+={0,2}$',
            }),
          ),
          qr: Type.Optional(Type.Literal(true)),
        }),
      },
    },
    (request) => {
      const { text, bytesBase64 } = request.body;
      if ((text === undefined) === (bytesBase64 === undefined))
        throw new AppError('INPUT_INVALID', { body: 'either text or bytesBase64' });
      const content = text ?? new Uint8Array(Buffer.from(bytesBase64 ?? '', 'base64'));
      return takePaper(deps, { caller: callerIn(request), content, key: keyIn(request.headers) });
    },
  );
}

function inquiryRoutes(app: App, deps: PharmacyDeps): void {
  const answering = { params: InquiryId, headers: Key, body: Type.Object({ answer: Words }) };
  app.post(
    '/api/prescriptions/:id/inquiries',
    {
      config: DISPENSING,
      schema: { params: Id, headers: Key, body: Type.Object({ question: Words }) },
    },
    (request) =>
      askPrescriber(deps, {
        caller: callerIn(request),
        prescriptionId: request.params.id,
        question: request.body.question,
        key: keyIn(request.headers),
      }),
  );
  const answer = (request: FastifyRequest & AnswerCall) => ({
    caller: callerIn(request),
    prescriptionId: request.params.id,
    inquiryId: request.params.inquiryId,
    answer: request.body.answer,
    key: keyIn(request.headers),
  });
  app.post(
    '/api/prescriptions/:id/inquiries/:inquiryId/note',
    { config: DISPENSING, schema: answering },
    (request) => noteAnswer(deps, answer(request)),
  );
  app.post(
    '/api/prescriptions/:id/inquiries/:inquiryId/answer',
    { config: PRESCRIBING, schema: answering },
    (request) => answerInquiry(deps, answer(request)),
  );
}

interface AnswerCall {
  readonly params: { readonly id: string; readonly inquiryId: string };
  readonly headers: FastifyRequest['headers'] & KeyHeaders;
  readonly body: { readonly answer: string };
}

function resultRoutes(app: App, deps: PharmacyDeps): void {
  app.post(
    '/api/dispensings',
    { config: SIGNING, bodyLimit: MOST_BODY_BYTES, schema: { headers: Key, body: ResultBody } },
    (request) =>
      registerResult(deps, {
        caller: callerIn(request),
        prescriptionIds: request.body.prescriptionIds,
        input: inputOf(request.body),
        key: keyIn(request.headers),
      }),
  );
  app.put(
    '/api/dispensings/:id',
    { config: SIGNING, bodyLimit: MOST_BODY_BYTES, schema: { params: Id, headers: Key, body: ResultBody } },
    (request) =>
      changeResult(deps, {
        ...resultOf(request),
        prescriptionIds: request.body.prescriptionIds,
        input: inputOf(request.body),
      }),
  );
  const options = { config: DISPENSING, schema: { params: Id, headers: Key, body: StepBody } };
  app.post('/api/dispensings/:id/cancel', options, (request) => cancelResult(deps, resultOf(request)));
  app.post('/api/dispensings/:id/store', options, async (request) => {
    const [view] = await viewsOfResults(deps, [await storeResult(deps, resultOf(request))]);
    return view;
  });
}

function readResultRoutes(app: App, deps: PharmacyDeps): void {
  const range = (query: Static<typeof RangeSchema>) => ({
    from: query.from ?? null,
    to: query.to ?? null,
    prescriptionId: query.prescriptionId ?? null,
    cursor: query.cursor ?? null,
  });
  app.get('/api/dispensings', { config: DISPENSING, schema: { querystring: RangeSchema } }, (request) =>
    resultsOfPharmacy(deps, callerIn(request), range(request.query)),
  );
  app.get(
    '/api/prescriptions/results',
    { config: PRESCRIBING, schema: { querystring: RangeSchema } },
    (request) => resultsOfInstitution(deps, callerIn(request), range(request.query)),
  );
  app.get('/api/dispensings/:id', { config: READING, schema: { params: Id } }, (request) => {
    const caller = callerIn(request);
    // 点数表 4: a pharmacy. @spec prescriptions.md §6.5
    const purpose = caller.facilityCode[2] === '4' ? 'dispensing' : 'prescribing';
    return readResult(deps, { caller, purpose }, request.params.id);
  });
  app.get(
    '/api/dispensings/:id/document',
    { config: DISPENSING, schema: { params: Id } },
    async (request, reply) => {
      const caller = callerIn(request);
      const xml = await timestampedResult(deps, { caller, dispensingId: request.params.id });
      // Never as a page: what somebody sent must not run in the portal's name.
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${request.params.id}.xml"`)
        .send(xml);
    },
  );
}
