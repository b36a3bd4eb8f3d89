import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { startWorker, type Worker } from '../../../../kernel/background/worker.ts';
import { type App, sessionOf } from '../../../../kernel/http/app.ts';
import { targetsAllowedAt } from '../../../../kernel/http/targets.ts';
import type { LifeDeps } from '../../deps.ts';
import { type Caller, callerOf } from '../../door.ts';
import { deliverDue, forgetOld } from './deliver.ts';
import { listWebhooks, type ManageDeps, registerWebhook, removeWebhook, resumeWebhook } from './manage.ts';

const MANAGING = { permission: ['manager', 'system'], audience: 'both' } as const;
const Id = Type.Object({ id: Type.String({ format: 'uuid', maxLength: 36 }) });
const DELIVER_MS = 2_000;
const FORGET_MS = 60 * 60 * 1000;

const callerIn = (request: FastifyRequest): Caller => callerOf(sessionOf(request), request.id);

/** Webhooks on steps of prescriptions: their routes, and whoever delivers. */
export function openWebhooks(app: App, given: LifeDeps): Pick<Worker, 'idle' | 'stop'> {
  const deps: ManageDeps & LifeDeps = { ...given, targets: targetsAllowedAt(given.publicOrigin) };
  const { onError } = given;
  const worker = startWorker({
    everyMs: DELIVER_MS,
    onError,
    run: (signal) => deliverDue(deps, signal),
  });
  const forgetting = startWorker({ everyMs: FORGET_MS, onError, run: () => forgetOld(deps) });
  webhookRoutes(app, deps, () => worker.poke());
  return {
    async idle() {
      worker.poke();
      await worker.idle();
    },
    async stop() {
      await Promise.all([worker.stop(), forgetting.stop()]);
    },
  };
}

function webhookRoutes(app: App, deps: ManageDeps, poke: () => void): void {
  app.get('/api/webhooks', { config: MANAGING }, async (request) => ({
    webhooks: await listWebhooks(deps, callerIn(request)),
  }));
  app.post(
    '/api/webhooks',
    {
      config: { ...MANAGING, stepUp: true },
      schema: { body: Type.Object({ url: Type.String({ minLength: 1, maxLength: 500 }) }) },
    },
    (request) => registerWebhook(deps, callerIn(request), request.body.url),
  );
  app.post('/api/webhooks/:id/resume', { config: MANAGING, schema: { params: Id } }, async (request) => {
    await resumeWebhook(deps, callerIn(request), request.params.id);
    poke();
    return {};
  });
  app.delete('/api/webhooks/:id', { config: MANAGING, schema: { params: Id } }, async (request) => {
    await removeWebhook(deps, callerIn(request), request.params.id);
    return {};
  });
}
