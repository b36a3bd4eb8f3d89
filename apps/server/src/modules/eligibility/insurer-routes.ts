import { Readable } from 'node:stream';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { Worker } from '../../kernel/background/worker.ts';
import type { FileStore } from '../../kernel/files/file-store.ts';
import type { App } from '../../kernel/http/app.ts';
import {
  type ChangeDeps,
  closeCoverage,
  correctCoverage,
  registerCoverage,
} from './insurer/change-coverage.ts';
import { CoverageBody } from './insurer/coverage-body.ts';
import { clerkOf, parseCoverageRef, throughDoor } from './insurer/own-insurer.ts';
import { listCoverages, listOverlaps, showCoverage } from './insurer/read-coverages.ts';
import { toFileView } from './insurer-files/file-record.ts';
import {
  correctedTemplate,
  findInsurerFile,
  listFileFindings,
  listInsurerFiles,
} from './insurer-files/list-files.ts';
import { receiveInsurerFile } from './insurer-files/receive-file.ts';

export interface InsurerRouteDeps extends ChangeDeps {
  readonly files: FileStore;
  readonly fileWorker: Worker;
  readonly maxUploadBytes: number;
}

const INSURER = { permission: ['insurer-clerk', 'system'], audience: 'both' } as const;
const Id = Type.Object({ id: Type.String({ maxLength: 80 }) });
const Cursor = Type.Optional(Type.String({ maxLength: 400 }));
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', format: 'date' });

/** What an insurer does, at the portal or by its own system. @spec eligibility.md §1 (insurers register and close eligibility) */
export function insurerRoutes(app: App, deps: InsurerRouteDeps): void {
  coverageRoutes(app, deps);
  fileRoutes(app, deps);
}

function coverageRoutes(app: App, deps: InsurerRouteDeps): void {
  app.get(
    '/api/insurer/coverages',
    {
      config: INSURER,
      schema: {
        querystring: Type.Object({
          query: Type.Optional(Type.String({ maxLength: 60 })),
          state: Type.Optional(
            Type.Union([Type.Literal('current'), Type.Literal('ended'), Type.Literal('all')]),
          ),
          cursor: Cursor,
        }),
      },
    },
    (request) => {
      const { query = '', state = 'all', cursor = null } = request.query;
      return listCoverages(deps, clerkOf(request), { query, state, cursor });
    },
  );

  app.get('/api/insurer/coverages/:id', { config: INSURER, schema: { params: Id } }, (request) =>
    showCoverage(deps, clerkOf(request), parseCoverageRef(request.params.id)),
  );

  app.get('/api/insurer/overlaps', { config: INSURER }, (request) => listOverlaps(deps, clerkOf(request)));

  app.post('/api/insurer/coverages', { config: INSURER, schema: { body: CoverageBody } }, (request) =>
    registerCoverage(deps, clerkOf(request), request.body),
  );

  app.post(
    '/api/insurer/coverages/:id/correct',
    { config: INSURER, schema: { params: Id, body: CoverageBody } },
    (request) =>
      correctCoverage(deps, clerkOf(request), {
        one: parseCoverageRef(request.params.id),
        body: request.body,
      }),
  );

  app.post(
    '/api/insurer/coverages/:id/close',
    {
      config: INSURER,
      schema: {
        params: Id,
        body: Type.Object({
          validTo: Day,
          reasonOfLoss: Type.Union(['01', '02', '03', '99'].map((code) => Type.Literal(code))),
        }),
      },
    },
    (request) =>
      closeCoverage(deps, clerkOf(request), { one: parseCoverageRef(request.params.id), ...request.body }),
  );
}

function fileRoutes(app: App, deps: InsurerRouteDeps): void {
  const { db } = deps;
  app.register(async (scope) => {
    const upload = scope.withTypeProvider<TypeBoxTypeProvider>();
    upload.removeAllContentTypeParsers();
    for (const type of ['application/octet-stream', 'text/csv'])
      upload.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
    upload.post(
      '/api/insurer/files',
      {
        config: INSURER,
        bodyLimit: deps.maxUploadBytes,
        schema: { querystring: Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }) }) },
      },
      async (request, reply) => {
        const clerk = clerkOf(request);
        const { file, duplicate } = await throughDoor(deps, clerk, () =>
          receiveInsurerFile(deps, {
            ...clerk,
            name: request.query.name,
            source: request.body as Readable,
            receivedBy: clerk.actor.account,
            maxBytes: deps.maxUploadBytes,
          }),
        );
        deps.fileWorker.poke();
        return reply.status(duplicate ? 200 : 202).send({ file: toFileView(file), duplicate });
      },
    );
  });

  app.get('/api/insurer/files', { config: INSURER }, (request) => {
    const clerk = clerkOf(request);
    return throughDoor(deps, clerk, () => listInsurerFiles(db, clerk.insurerNumber));
  });

  app.get(
    '/api/insurer/files/:id',
    { config: INSURER, schema: { params: Id, querystring: Type.Object({ cursor: Cursor }) } },
    async (request) => {
      const file = await findOwn(deps, request);
      return listFileFindings(db, file, request.query.cursor ?? null);
    },
  );

  app.get(
    '/api/insurer/files/:id/corrected',
    { config: INSURER, schema: { params: Id } },
    async (request, reply) => {
      const file = await findOwn(deps, request);
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="refused-rows-${file.fileId}.csv"`)
        .send(Readable.from(correctedTemplate(deps, file)));
    },
  );
}

type FileRequest = Parameters<typeof clerkOf>[0] & { readonly params: { readonly id: string } };

/** Throws FILE_UNKNOWN for another insurer's. */
function findOwn(deps: InsurerRouteDeps, request: FileRequest) {
  const clerk = clerkOf(request);
  return throughDoor(deps, clerk, () => findInsurerFile(deps.db, clerk.insurerNumber, request.params.id));
}
