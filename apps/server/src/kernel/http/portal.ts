import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { AppError } from '../errors/app-error.ts';
import type { App } from './app.ts';
import { errorAnswer } from './error-answer.ts';

/**
 * Serves the built portal. Addresses that are neither the interface's nor a file's belong to its own router.
 * Without a built portal only the interface answers.
 */
export async function servePortal(app: App, directory: string): Promise<void> {
  const page = join(directory, 'index.html');
  const html = existsSync(page) ? readFileSync(page) : null;
  if (html !== null) {
    await app.register(fastifyStatic, {
      root: join(directory, 'assets'),
      // The plugin's own route could not say who may enter.
      serve: false,
      immutable: true,
      maxAge: '1y',
      cacheControl: true,
      setHeaders: (reply) => {
        reply.header('cache-control', 'public, max-age=31536000, immutable');
      },
    });
    app.get<{ Params: { '*': string } }>(
      '/assets/*',
      { config: { permission: 'public' } },
      (request, reply) => reply.sendFile(request.params['*']),
    );
  }
  app.setNotFoundHandler((request, reply) => {
    const wantsPage =
      request.method === 'GET' && !request.url.startsWith('/api/') && !request.url.startsWith('/assets/');
    if (wantsPage && html !== null) return reply.type('text/html; charset=utf-8').send(html);
    const { status, body } = errorAnswer(new AppError('ROUTE_UNKNOWN'), request.id);
    return reply.status(status).send(body);
  });
}
