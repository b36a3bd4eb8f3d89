import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { type App, sessionOf } from '../../kernel/http/app.ts';
import { findFile, listFiles, listFindings, toIntakeFile } from './list-files/list-files.ts';
import type { IntakeWorker } from './take-in/intake-worker.ts';
import { type ReceiveDeps, receiveFile } from './take-in/receive-file.ts';
import { listWorkItems } from './work-list/list.ts';
import { type RetryDeps, retryWorkItems } from './work-list/retry.ts';

export interface ClaimRouteDeps extends ReceiveDeps, RetryDeps {
  readonly worker: IntakeWorker;
  readonly maxUploadBytes: number;
}

const INTAKE = { permission: ['intake-operator'], audience: 'portal' } as const;
const FileParams = Type.Object({ sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }) });
const Cursor = Type.Optional(Type.String({ maxLength: 40 }));
const Kind = Type.Union([
  Type.Literal('person-unresolved'),
  Type.Literal('code-unknown'),
  Type.Literal('claim-broken'),
]);
const PROGRESS_INTERVAL_MS = 250;

export function claimRoutes(app: App, deps: ClaimRouteDeps): void {
  const { db } = deps;
  // Only here is a body anything but JSON. It is handed on as it flows in: a file need not fit into memory.
  app.register(async (scope) => {
    const upload = scope.withTypeProvider<TypeBoxTypeProvider>();
    upload.removeAllContentTypeParsers();
    upload.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
    upload.post(
      '/api/claims/files',
      {
        config: INTAKE,
        bodyLimit: deps.maxUploadBytes,
        schema: { querystring: Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }) }) },
      },
      async (request, reply) => {
        const { file, duplicate } = await receiveFile(deps, {
          name: request.query.name,
          source: request.body as Readable,
          receivedBy: sessionOf(request).account,
          createPersons: false,
          maxBytes: deps.maxUploadBytes,
        });
        deps.worker.poke();
        return reply.status(duplicate ? 200 : 202).send({ file: toIntakeFile(file), duplicate });
      },
    );
  });

  app.get(
    '/api/claims/files',
    { config: INTAKE, schema: { querystring: Type.Object({ cursor: Cursor }) } },
    (request) => listFiles(db, request.query.cursor ?? null),
  );

  app.get(
    '/api/claims/files/:sha256',
    { config: INTAKE, schema: { params: FileParams } },
    async (request) => ({
      file: toIntakeFile(await findFile(db, request.params.sha256)),
    }),
  );

  app.get(
    '/api/claims/files/:sha256/events',
    { config: INTAKE, schema: { params: FileParams } },
    async (request, reply) => {
      const { sha256 } = request.params;
      await findFile(db, sha256);
      reply.hijack();
      const stream = reply.raw;
      stream.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      let open = true;
      stream.on('close', () => {
        open = false;
      });
      while (open) {
        const file = toIntakeFile(await findFile(db, sha256));
        stream.write(`event: progress\ndata: ${JSON.stringify(file)}\n\n`);
        if (file.finishedAt !== null) break;
        await sleep(PROGRESS_INTERVAL_MS);
      }
      stream.end();
    },
  );

  app.get(
    '/api/claims/files/:sha256/findings',
    {
      config: INTAKE,
      schema: {
        params: FileParams,
        querystring: Type.Object({ code: Type.Optional(Type.String({ maxLength: 60 })), cursor: Cursor }),
      },
    },
    async (request) => {
      const { code = null, cursor = null } = request.query;
      return listFindings(db, await findFile(db, request.params.sha256), code, cursor);
    },
  );

  app.get(
    '/api/claims/work-items',
    {
      config: INTAKE,
      schema: {
        querystring: Type.Object({
          state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('resolved')])),
          kind: Type.Optional(Kind),
          cursor: Cursor,
        }),
      },
    },
    (request) => {
      const { state = 'open', kind = null, cursor = null } = request.query;
      return listWorkItems(db, { state, kind, cursor });
    },
  );

  app.post(
    '/api/claims/work-items/retry',
    {
      config: INTAKE,
      schema: {
        body: Type.Object({
          kind: Type.Optional(Kind),
          ids: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 1000 })),
        }),
      },
    },
    (request) => {
      const { kind, ids } = request.body;
      return retryWorkItems(deps, {
        ...(kind === undefined ? {} : { kind }),
        ...(ids === undefined ? {} : { ids }),
      });
    },
  );
}
