import Type from 'typebox';
import type { App } from '../../kernel/http/app.ts';
import { denyInstitution, hideEntry, listLimits, stopSharing, withhold } from './limits/limits.ts';
import { listDisclosures } from './list-disclosures/list-disclosures.ts';
import { endOfDay } from './model/days.ts';
import {
  CategoriesSchema,
  CategorySchema,
  DateSchema,
  deskOf,
  FacilityCodeSchema,
  homeOf,
  IdParams,
  NoteSchema,
  PersonParams,
} from './model/schemas.ts';
import { giveConsent, listOwnConsents, withdrawOwnConsents } from './own-consents/own-consents.ts';
import { type ProofDeps, proveDisclosure } from './prove-disclosure/prove-disclosure.ts';
import { confirmProxy, createProxyCode, endProxy, listProxies, offerProxy } from './proxies/proxies.ts';
import { askQuestion } from './questions/questions.ts';

const PATIENT = { permission: ['patient'], audience: 'portal' } as const;
const On = Type.Object({ on: Type.Boolean() });
const Cursor = Type.Object({ cursor: Type.Optional(Type.String({ maxLength: 100 })) });
const ConsentBody = Type.Object({
  facilityCode: FacilityCodeSchema,
  categories: CategoriesSchema,
  basis: Type.Union([Type.Literal('persistent'), Type.Literal('visiting'), Type.Literal('online')]),
  until: Type.Optional(DateSchema),
});
const WithdrawBody = Type.Object({
  facilityCode: FacilityCodeSchema,
  categories: Type.Optional(CategoriesSchema),
});

/** What patients do about what is theirs, and proxies in their place (`/api/principals/:ref`). */
export function patientRoutes(app: App, deps: ProofDeps): void {
  consentRoutes(app, deps);
  limitRoutes(app, deps);
  proxyRoutes(app, deps);

  app.get('/api/me/disclosures', { config: PATIENT, schema: { querystring: Cursor } }, (request) =>
    listDisclosures(deps, { ...homeOf(request), cursor: request.query.cursor ?? null }),
  );
  app.get(
    '/api/principals/:ref/disclosures',
    { config: PATIENT, schema: { params: PersonParams, querystring: Cursor } },
    (request) => listDisclosures(deps, { ...deskOf(request), cursor: request.query.cursor ?? null }),
  );
  app.post(
    '/api/me/disclosures/:id/question',
    { config: PATIENT, schema: { params: IdParams, body: Type.Object({ text: NoteSchema }) } },
    (request) =>
      askQuestion(deps, { ...homeOf(request), entryId: request.params.id, text: request.body.text }),
  );
  app.get('/api/me/disclosures/:id/proof', { config: PATIENT, schema: { params: IdParams } }, (request) =>
    proveDisclosure(deps, { ...homeOf(request), entryId: request.params.id }),
  );
}

function consentRoutes(app: App, deps: ProofDeps): void {
  app.get('/api/me/consents', { config: PATIENT }, async (request) => ({
    consents: await listOwnConsents(deps, homeOf(request)),
  }));
  app.post('/api/me/consents', { config: PATIENT, schema: { body: ConsentBody } }, async (request) => ({
    consents: await giveConsent(deps, { ...homeOf(request), ...request.body }),
  }));
  app.post(
    '/api/me/consents/withdraw',
    { config: PATIENT, schema: { body: WithdrawBody } },
    async (request) => ({
      consents: await withdrawOwnConsents(deps, { ...homeOf(request), ...request.body }),
    }),
  );
  app.get(
    '/api/principals/:ref/consents',
    { config: PATIENT, schema: { params: PersonParams } },
    async (request) => ({ consents: await listOwnConsents(deps, deskOf(request)) }),
  );
  app.post(
    '/api/principals/:ref/consents',
    { config: PATIENT, schema: { params: PersonParams, body: ConsentBody } },
    async (request) => ({ consents: await giveConsent(deps, { ...deskOf(request), ...request.body }) }),
  );
  app.post(
    '/api/principals/:ref/consents/withdraw',
    { config: PATIENT, schema: { params: PersonParams, body: WithdrawBody } },
    async (request) => ({
      consents: await withdrawOwnConsents(deps, { ...deskOf(request), ...request.body }),
    }),
  );
}

function limitRoutes(app: App, deps: ProofDeps): void {
  app.get('/api/me/restrictions', { config: PATIENT }, (request) => listLimits(deps, homeOf(request)));
  app.post('/api/me/restrictions/stop-sharing', { config: PATIENT, schema: { body: On } }, (request) =>
    stopSharing(deps, { ...homeOf(request), ...request.body }),
  );
  app.post('/api/me/restrictions/withheld', { config: PATIENT, schema: { body: On } }, (request) =>
    withhold(deps, { ...homeOf(request), ...request.body }),
  );
  app.post(
    '/api/me/restrictions/denied',
    {
      config: PATIENT,
      schema: {
        body: Type.Object({
          facilityCode: FacilityCodeSchema,
          category: Type.Union([CategorySchema, Type.Null()]),
        }),
      },
    },
    (request) => denyInstitution(deps, { ...homeOf(request), ...request.body, on: true }),
  );
  app.delete(
    '/api/me/restrictions/denied/:facilityCode',
    {
      config: PATIENT,
      schema: {
        params: Type.Object({ facilityCode: FacilityCodeSchema }),
        querystring: Type.Object({ category: Type.Optional(CategorySchema) }),
      },
    },
    (request) =>
      denyInstitution(deps, {
        ...homeOf(request),
        facilityCode: request.params.facilityCode,
        category: request.query.category ?? null,
        on: false,
      }),
  );
  app.post(
    '/api/me/restrictions/hidden',
    {
      config: PATIENT,
      schema: {
        body: Type.Object({ key: HideKey, label: Type.String({ minLength: 1, maxLength: 200 }) }),
      },
    },
    (request) => hideEntry(deps, { ...homeOf(request), ...request.body, on: true }),
  );
  app.delete(
    '/api/me/restrictions/hidden/:key',
    { config: PATIENT, schema: { params: Type.Object({ key: HideKey }) } },
    (request) => hideEntry(deps, { ...homeOf(request), key: request.params.key, label: '', on: false }),
  );
}

const HideKey = Type.String({ pattern: '^[A-Za-z0-9_-]{8,64}$' });

function proxyRoutes(app: App, deps: ProofDeps): void {
  app.get('/api/me/proxies', { config: PATIENT }, async (request) => ({
    proxies: await listProxies(deps, homeOf(request)),
  }));
  app.post('/api/me/proxy-code', { config: PATIENT }, (request) => createProxyCode(deps, homeOf(request)));
  app.post(
    '/api/me/proxies',
    {
      config: PATIENT,
      schema: {
        body: Type.Object({
          otherCode: Type.String({ minLength: 10, maxLength: 20 }),
          as: Type.Union([Type.Literal('principal'), Type.Literal('proxy')]),
          scopes: Type.Array(
            Type.Union([Type.Literal('view'), Type.Literal('consent'), Type.Literal('share')]),
            { minItems: 1, maxItems: 3 },
          ),
          to: Type.Union([DateSchema, Type.Null()]),
        }),
      },
    },
    async (request) => {
      const { to, ...offer } = request.body;
      const until = to === null ? null : endOfDay(to);
      return { proxies: await offerProxy(deps, { ...homeOf(request), ...offer, until }) };
    },
  );
  app.post(
    '/api/me/proxies/:id/confirm',
    { config: PATIENT, schema: { params: IdParams } },
    async (request) => ({
      proxies: await confirmProxy(deps, { ...homeOf(request), id: request.params.id }),
    }),
  );
  app.post('/api/me/proxies/:id/end', { config: PATIENT, schema: { params: IdParams } }, async (request) => ({
    proxies: await endProxy(deps, { ...homeOf(request), id: request.params.id }),
  }));
}
