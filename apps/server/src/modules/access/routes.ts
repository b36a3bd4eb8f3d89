import Type from 'typebox';
import { dateInTokyo } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { type App, sessionOf } from '../../kernel/http/app.ts';
import { listConsents, recordConsent, withdrawConsent } from './consent/consent.ts';
import type { DiscloseDeps } from './disclose/disclose.ts';
import { identifyPerson, showPerson } from './identify-person/identify-person.ts';
import { listDisclosures } from './list-disclosures/list-disclosures.ts';
import { actorOf, ownPersonId, requirePersonId } from './model/actor-of.ts';
import { personBanner } from './model/person-banner.ts';

const CategorySchema = Type.Union([
  Type.Literal('medication'),
  Type.Literal('treatment'),
  Type.Literal('surgery'),
]);
const PersonParams = Type.Object({ ref: Type.String({ maxLength: 36 }) });

const FindBody = Type.Object({
  insurerNumber: Type.String({ minLength: 1, maxLength: 20 }),
  symbol: Type.String({ maxLength: 60 }),
  number: Type.String({ minLength: 1, maxLength: 60 }),
  branch: Type.Optional(Type.String({ maxLength: 4 })),
  birthDate: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
});

/** Anybody signed in may knock at these: `access` refuses those who are not at a desk, and the attempt leaves its entry. */
const DESK = 'signed-in';

export function accessRoutes(app: App, deps: DiscloseDeps): void {
  const today = () => dateInTokyo(deps.clock());

  app.post(
    '/api/reception/find',
    { config: { permission: DESK, audience: 'portal' }, schema: { body: FindBody } },
    async (request) => {
      const { branch = '', ...numbers } = request.body;
      if (Number.isNaN(Date.parse(numbers.birthDate)))
        throw new AppError('INPUT_INVALID', { '/birthDate': 'date' });
      const found = await identifyPerson(deps, {
        actor: actorOf(sessionOf(request)),
        requestId: request.id,
        numbers: { ...numbers, branch },
      });
      return found.result === 'found'
        ? { result: 'found', person: personBanner(found.person, today()) }
        : found;
    },
  );

  app.get(
    '/api/persons/:ref',
    { config: { permission: DESK, audience: 'portal' }, schema: { params: PersonParams } },
    async (request) => {
      const person = await showPerson(deps, deskOf(request));
      if (person === null) throw new AppError('PERSON_UNKNOWN');
      return { person: personBanner(person, today()) };
    },
  );

  app.get(
    '/api/persons/:ref/consents',
    { config: { permission: DESK, audience: 'portal' }, schema: { params: PersonParams } },
    async (request) => ({ consents: await listConsents(deps, deskOf(request)) }),
  );

  app.post(
    '/api/persons/:ref/consents',
    {
      config: { permission: DESK, audience: 'portal' },
      schema: {
        params: PersonParams,
        body: Type.Object({
          categories: Type.Array(CategorySchema, { minItems: 1, maxItems: 3 }),
          method: Type.Union([Type.Literal('card-reader'), Type.Literal('written'), Type.Literal('spoken')]),
        }),
      },
    },
    async (request) => ({ consents: await recordConsent(deps, { ...deskOf(request), ...request.body }) }),
  );

  app.delete(
    '/api/persons/:ref/consents/:category',
    {
      config: { permission: DESK, audience: 'portal' },
      schema: { params: Type.Object({ ref: Type.String({ maxLength: 36 }), category: CategorySchema }) },
    },
    async (request) => ({
      consents: await withdrawConsent(deps, { ...deskOf(request), category: request.params.category }),
    }),
  );

  app.get(
    '/api/me/disclosures',
    {
      config: { permission: ['patient'], audience: 'portal' },
      schema: { querystring: Type.Object({ cursor: Type.Optional(Type.String({ maxLength: 100 })) }) },
    },
    (request) => {
      const session = sessionOf(request);
      const personId = ownPersonId(session);
      const cursor = request.query.cursor ?? null;
      return listDisclosures(deps, { actor: actorOf(session), personId, requestId: request.id, cursor });
    },
  );
}

type PersonRequest = Parameters<typeof sessionOf>[0] & { readonly params: { readonly ref: string } };

const deskOf = (request: PersonRequest) => ({
  actor: actorOf(sessionOf(request)),
  personId: requirePersonId(request.params.ref),
  requestId: request.id,
});
