import { setTimeout as sleep } from 'node:timers/promises';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { Worker } from '../../kernel/background/worker.ts';
import type { App } from '../../kernel/http/app.ts';
import { fetchResult, listJobs, showJob } from './bulk/results.ts';
import { findJob, toJob } from './bulk-job.ts';
import { type BulkDeps, MOST_LIST_BYTES, receiveBulk } from './bulk-receive.ts';
import { DESK } from './desk-routes.ts';
import { facilityOf } from './provisional-routes.ts';

export interface BulkRouteDeps extends BulkDeps {
  readonly bulkWorker: Worker;
}

const Params = Type.Object({ n: Type.String({ pattern: '^\\d{1,30}$' }) });
const PROGRESS_INTERVAL_MS = 250;

export function bulkRoutes(app: App, deps: BulkRouteDeps): void {
  app.register(async (scope) => {
    const upload = scope.withTypeProvider<TypeBoxTypeProvider>();
    upload.removeAllContentTypeParsers();
    upload.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, payload, done) => done(null, payload));
    upload.post(
      '/api/eligibility/bulk',
      {
        config: DESK,
        bodyLimit: MOST_LIST_BYTES,
        schema: { querystring: Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }) }) },
      },
      async (request, reply) => {
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const job = await receiveBulk(deps, facilityOf(request), { name: request.query.name, bytes });
        deps.bulkWorker.poke();
        return reply.status(202).send({ job: toJob(job) });
      },
    );
  });

  app.get('/api/eligibility/bulk', { config: DESK }, (request) => listJobs(deps, facilityOf(request)));

  app.get(
    '/api/eligibility/bulk/:n',
    {
      config: DESK,
      schema: {
        params: Params,
        querystring: Type.Object({ cursor: Type.Optional(Type.String({ maxLength: 20 })) }),
      },
    },
    (request) =>
      showJob(deps, facilityOf(request), {
        receptionNumber: request.params.n,
        cursor: request.query.cursor ?? null,
      }),
  );

  app.get(
    '/api/eligibility/bulk/:n/events',
    { config: DESK, schema: { params: Params } },
    async (request, reply) => {
      const { actor } = facilityOf(request);
      const read = async () => toJob(await findJob(deps.db, actor.facilityCode ?? '', request.params.n));
      let job = await read();
      reply.hijack();
      const stream = reply.raw;
      stream.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      let open = true;
      stream.on('close', () => {
        open = false;
      });
      while (open) {
        stream.write(`event: progress\ndata: ${JSON.stringify(job)}\n\n`);
        if (job.finishedAt !== null) break;
        await sleep(PROGRESS_INTERVAL_MS);
        job = await read();
      }
      stream.end();
    },
  );

  app.get(
    '/api/eligibility/bulk/:n/result',
    {
      config: DESK,
      schema: {
        params: Params,
        querystring: Type.Object({
          format: Type.Optional(Type.Union([Type.Literal('xml'), Type.Literal('zip')])),
          encoding: Type.Optional(Type.Union([Type.Literal('utf-8'), Type.Literal('shift_jis')])),
        }),
      },
    },
    async (request, reply) => {
      const { format = 'xml', encoding = 'utf-8' } = request.query;
      const receptionNumber = request.params.n;
      const { name, bytes } = await fetchResult(deps, facilityOf(request), {
        receptionNumber,
        encoding,
        format,
      });
      return reply
        .type(format === 'zip' ? 'application/zip' : 'application/xml')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(Buffer.from(bytes));
    },
  );
}
