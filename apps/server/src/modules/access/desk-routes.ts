import Type from 'typebox';
import { dateInTokyo } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import type { App } from '../../kernel/http/app.ts';
import { listConsents, recordConsent, withdrawConsent } from './consent/consent.ts';
import type { DiscloseDeps } from './disclose/disclose.ts';
import { openEmergency, recordOralConsent } from './exceptional/exceptional-views.ts';
import { identifyPerson, showPerson } from './identify-person/identify-person.ts';
import { personBanner } from './model/person-banner.ts';
import {
  CategoriesSchema,
  CategorySchema,
  DateSchema,
  deskOf,
  NoteSchema,
  officeOf,
  PersonParams,
} from './model/schemas.ts';

const FindBody = Type.Object({
  insurerNumber: Type.String({ minLength: 1, maxLength: 20 }),
  symbol: Type.String({ maxLength: 60 }),
  number: Type.String({ minLength: 1, maxLength: 60 }),
  branch: Type.Optional(Type.String({ maxLength: 4 })),
  birthDate: DateSchema,
});

/** Anybody signed in may knock at these: the door refuses those who are not at a desk, and the attempt leaves its entry. */
const DESK = { permission: 'signed-in', audience: 'portal' } as const;

/** What the staff of an institution do about a person. */
export function deskRoutes(app: App, deps: DiscloseDeps): void {
  const today = () => dateInTokyo(deps.clock());

  app.post('/api/reception/find', { config: DESK, schema: { body: FindBody } }, async (request) => {
    const { branch = '', ...numbers } = request.body;
    const found = await identifyPerson(deps, { ...officeOf(request), numbers: { ...numbers, branch } });
    return found.result === 'found'
      ? { result: 'found', person: personBanner(found.person, today()) }
      : found;
  });

  app.get('/api/persons/:ref', { config: DESK, schema: { params: PersonParams } }, async (request) => {
    const person = await showPerson(deps, deskOf(request));
    if (person === null) throw new AppError('PERSON_UNKNOWN');
    return { person: personBanner(person, today()) };
  });

  app.get(
    '/api/persons/:ref/consents',
    { config: DESK, schema: { params: PersonParams } },
    async (request) => ({
      consents: await listConsents(deps, deskOf(request)),
    }),
  );

  app.post(
    '/api/persons/:ref/consents',
    {
      config: DESK,
      schema: {
        params: PersonParams,
        body: Type.Object({
          categories: CategoriesSchema,
          method: Type.Union([Type.Literal('card-reader'), Type.Literal('written'), Type.Literal('spoken')]),
        }),
      },
    },
    async (request) => ({ consents: await recordConsent(deps, { ...deskOf(request), ...request.body }) }),
  );

  app.delete(
    '/api/persons/:ref/consents/:category',
    {
      config: DESK,
      schema: { params: Type.Object({ ref: Type.String({ maxLength: 36 }), category: CategorySchema }) },
    },
    async (request) => ({
      consents: await withdrawConsent(deps, { ...deskOf(request), category: request.params.category }),
    }),
  );

  app.post(
    '/api/persons/:ref/oral-consent',
    {
      config: DESK,
      schema: {
        params: PersonParams,
        body: Type.Object({ categories: CategoriesSchema, chartNote: NoteSchema }),
      },
    },
    async (request) => ({
      consents: await recordOralConsent(deps, { ...deskOf(request), ...request.body }),
    }),
  );

  app.post(
    '/api/persons/:ref/emergency',
    {
      config: { ...DESK, stepUp: true },
      schema: {
        params: PersonParams,
        body: Type.Object({
          lifeThreatening: Type.Boolean(),
          ableToConsent: Type.Boolean(),
          reason: NoteSchema,
          /** The second confirmation. */
          confirmed: Type.Literal(true),
        }),
      },
    },
    async (request) => ({ emergency: await openEmergency(deps, { ...deskOf(request), ...request.body }) }),
  );
}
