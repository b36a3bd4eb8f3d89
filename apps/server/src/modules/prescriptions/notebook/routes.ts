import Type from 'typebox';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { type App, sessionOf } from '../../../kernel/http/app.ts';
import { actorOf, ownPersonId, requirePersonId } from '../../access/index.ts';
import { exportNotebook, listNotebook } from './export-notebook.ts';
import { importNotebook, type NotebookDeps, removeEntry } from './import-notebook.ts';

const PATIENT = { permission: ['patient'], audience: 'portal' } as const;
const Person = Type.Object({ ref: Type.String({ maxLength: 36 }) });
const Format = Type.Object({ format: Type.Optional(Type.Literal('jahistc')) });
const Entry = Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }) });
/** 1 MiB of records in base64. */
const MOST_BODY_BYTES = 1_500_000;
const ImportBody = Type.Object(
  {
    bytesBase64: Type.Optional(Type.String({ minLength: 4, pattern: '^[A-Za-z0-9+/]+={0,2}$' })),
    text: Type.Optional(Type.String({ minLength: 1 })),
  },
  { additionalProperties: false },
);

type AnyRequest = Parameters<typeof sessionOf>[0];

const callerOf = (request: AnyRequest) => ({ actor: actorOf(sessionOf(request)), requestId: request.id });
const homeOf = (request: AnyRequest) => ({
  ...callerOf(request),
  personId: ownPersonId(sessionOf(request)),
});

/** The patient's own medication notebook; a proxy may look at it and take it along. */
export function notebookRoutes(app: App, deps: NotebookDeps): void {
  app.get('/api/me/notebook', { config: PATIENT }, (request) => listNotebook(deps, homeOf(request)));
  app.get('/api/me/notebook/export', { config: PATIENT, schema: { querystring: Format } }, (request) =>
    exportNotebook(deps, homeOf(request)),
  );
  app.post(
    '/api/me/notebook/import',
    { config: PATIENT, schema: { body: ImportBody }, bodyLimit: MOST_BODY_BYTES },
    (request) => importNotebook(deps, homeOf(request), inputOf(request.body)),
  );
  app.delete('/api/me/notebook/:id', { config: PATIENT, schema: { params: Entry } }, (request) =>
    removeEntry(deps, homeOf(request), request.params.id),
  );
  app.get('/api/principals/:ref/notebook', { config: PATIENT, schema: { params: Person } }, (request) =>
    listNotebook(deps, { ...callerOf(request), personId: requirePersonId(request.params.ref) }),
  );
  app.get(
    '/api/principals/:ref/notebook/export',
    { config: PATIENT, schema: { params: Person, querystring: Format } },
    (request) =>
      exportNotebook(deps, { ...callerOf(request), personId: requirePersonId(request.params.ref) }),
  );
}

/** Bytes keep their encoding; text was decoded by whoever sends it. */
function inputOf({ bytesBase64, text }: { bytesBase64?: string; text?: string }): Uint8Array | string {
  if (bytesBase64 !== undefined && text === undefined) return Buffer.from(bytesBase64, 'base64');
  if (text !== undefined && bytesBase64 === undefined) return text;
  throw new AppError('RX_NOTEBOOK_UNREADABLE', { rule: 'EMPTY_INPUT' });
}
