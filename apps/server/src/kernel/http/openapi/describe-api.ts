import fastifySwagger from '@fastify/swagger';
import type { FastifySchema } from 'fastify';
import Type, { type TSchema } from 'typebox';
import { STATUS_BY_KIND } from '../../errors/app-error.ts';
import type { App, Audience, Permission } from '../app.ts';
import operations from './operations.json' with { type: 'json' };
import tags from './tags.json' with { type: 'json' };

/** What a route declares about itself. */
interface Declared {
  readonly url: string;
  readonly method: string;
  readonly schema?: FastifySchema;
  readonly permission: Permission;
  readonly audience: Audience;
  readonly stepUp: boolean;
}

interface RawBody {
  readonly body: string;
  /** Of a form. */
  readonly fields?: readonly string[];
}

type Operation = readonly [ja: string, en: string, body?: RawBody];

const OPERATIONS = new Map(Object.entries(operations as unknown as Readonly<Record<string, Operation>>));

const DESCRIPTION = `Tsunagu（繋ぐ）のHTTPインターフェース。FHIR R4のインターフェースは /fhir/R4 にあり、その能力は [/fhir/R4/metadata](/fhir/R4/metadata) が示します。
この文書は誰でも読めますが、呼び出しにはセッションまたはトークンが必要です。ポータルにサインインしたブラウザーでは、そのままお試しいただけます。

The interface of Tsunagu beside FHIR R4, whose capabilities stand at [/fhir/R4/metadata](/fhir/R4/metadata). Anybody may read this document; calls need a session (the portal's cookie, and the header X-Tsunagu-Request for whatever changes something) or a program's access token (POST /oauth/token).

- \`x-permission\`: who may call: \`public\`, \`unfinished\` (sign-in has begun), \`signed-in\`, or roles.
- \`x-audience\`: through which entrance: \`portal\` (cookie), \`systems\` (bearer token), \`both\`.
- \`x-step-up\`: asks for a factor given within the last five minutes.
- Errors have one shape everywhere; the status follows from the kind, and the code is stable.`;

/** Notes every route that is declared from here on in an OpenAPI 3.1 document (`app.swagger()`). */
export async function describeApi(app: App): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Tsunagu', version: '1', description: DESCRIPTION },
      tags: tags.map(({ name, description }) => ({ name, description })),
      components: {
        securitySchemes: {
          cookie: { type: 'apiKey', in: 'cookie', name: 'tsunagu_session' },
          bearer: { type: 'http', scheme: 'bearer' },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      const { permission, audience, stepUp = false } = route.config ?? {};
      const method = Array.isArray(route.method) ? (route.method[0] ?? '') : String(route.method);
      // What browsers ask before they ask is nobody's business.
      if (permission === undefined || audience === undefined || method === 'OPTIONS' || !isDescribed(url))
        return { schema: { hide: true }, url };
      const declared = {
        url,
        method,
        permission,
        audience,
        stepUp,
        ...(schema === undefined ? {} : { schema }),
      };
      return { schema: describe(declared), url };
    },
  });
}

const isDescribed = (url: string): boolean => tagOf(url) !== undefined;

const tagOf = (url: string): string | undefined =>
  tags.find(({ paths }) => paths.some((path) => url === path || url.startsWith(`${path}/`)))?.name;

function describe({ url, method, schema = {}, permission, audience, stepUp }: Declared): FastifySchema {
  const [ja, en, raw] = OPERATIONS.get(`${method} ${url}`) ?? [];
  const tag = tagOf(url);
  return {
    ...schema,
    ...(raw === undefined ? {} : { body: rawBody(raw), consumes: [raw.body] }),
    operationId: operationId(method, url),
    ...(ja === undefined ? {} : { summary: ja }),
    ...(en === undefined ? {} : { description: `${en}.` }),
    ...(tag === undefined ? {} : { tags: [tag] }),
    security: securityOf(permission, audience),
    ...{
      'x-permission': permission,
      'x-audience': audience,
      ...(stepUp ? { 'x-step-up': true } : {}),
    },
    response: { '2xx': DONE, ...errorAnswers(permission, schema) },
  };
}

const rawBody = ({ fields }: RawBody): TSchema =>
  fields === undefined
    ? Type.String({ format: 'binary' })
    : Type.Object(Object.fromEntries(fields.map((field) => [field, Type.Optional(Type.String())])));

/** `POST /api/me/totp/confirm` → `post-api-me-totp-confirm`: the address names the operation, and is unique. */
const operationId = (method: string, url: string): string =>
  `${method} ${url}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '');

function securityOf(permission: Permission, audience: Audience): { [scheme: string]: string[] }[] {
  if (permission === 'public') return [];
  return [
    ...(audience === 'systems' ? [] : [{ cookie: [] }]),
    ...(audience === 'portal' ? [] : [{ bearer: [] }]),
  ];
}

const DONE = { description: 'Done; what there is to tell stands in the body.', type: 'null' };

const ERROR = Type.Object({
  error: Type.Object({
    code: Type.String({ description: 'Stable; docs/errors.md lists them all.' }),
    kind: Type.Enum(Object.keys(STATUS_BY_KIND)),
    message: Type.String({ description: 'Static text in English.' }),
    fields: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]), {
      description: 'Where and what; never personal data.',
    }),
    requestId: Type.String({ format: 'uuid' }),
    findings: Type.Optional(
      Type.Array(Type.Object({}, { additionalProperties: true }), {
        description: 'Everything that is wrong, each with its place, where a refusal lists it.',
      }),
    ),
  }),
});

const error = (description: string): TSchema => ({ ...ERROR, description });

/** Which errors a route may answer with follows from its declaration; every other one has the same shape. */
function errorAnswers(permission: Permission, { body, querystring, params }: FastifySchema): object {
  const shaped = [body, querystring, params].some((part) => part !== undefined);
  return {
    ...(shaped ? { 400: error('INPUT_INVALID: the fields that are wrong are named.') } : {}),
    ...(permission === 'public' ? {} : { 401: error(UNAUTHENTICATED) }),
    ...(typeof permission === 'object'
      ? { 403: error('ROLE_NOT_ALLOWED, or what the person’s decision refuses.') }
      : {}),
    default: error('Any other refusal; the status follows from the kind.'),
  };
}

const UNAUTHENTICATED = 'SESSION_REQUIRED, SESSION_LOCKED, SIGN_IN_UNFINISHED, STEP_UP_REQUIRED.';
