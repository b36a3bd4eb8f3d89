import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { AppError } from '../errors/app-error.ts';
import type { App } from './app.ts';
import { errorAnswer } from './error-answer.ts';

/** The build names these files by their content. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * Serves the built portal. Addresses that are neither the interface's nor a file's belong to its own router.
 * Without a built portal only the interface answers.
 */
export async function servePortal(app: App, directory: string): Promise<void> {
  const page = join(directory, 'index.html');
  const html = existsSync(page) ? readFileSync(page) : null;
  if (html !== null) {
    await app.register(fastifyStatic, { root: directory, serve: false, cacheControl: false });
    app.get('/assets/*', { config: { permission: 'public', audience: 'portal' } }, (request, reply) => {
      const { '*': name } = request.params as { '*': string };
      return reply.header('cache-control', FOR_EVER).sendFile(join('assets', name));
    });
    app.get('/favicon.svg', { config: { permission: 'public', audience: 'portal' } }, (_request, reply) =>
      reply.sendFile('favicon.svg'),
    );
  }
  app.setNotFoundHandler((request, reply) => {
    // A file that is missing today must not be missing for ever.
    reply.header('cache-control', 'no-store');
    const wantsPage = ['GET', 'HEAD'].includes(request.method) && !/^\/(api|assets|fhir)\//.test(request.url);
    if (wantsPage && html !== null) return reply.type('text/html; charset=utf-8').send(html);
    const { status, body } = errorAnswer(new AppError('ROUTE_UNKNOWN'), request.id);
    return reply.status(status).send(body);
  });
}
