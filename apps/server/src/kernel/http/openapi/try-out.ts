import fastifySwaggerUi from '@fastify/swagger-ui';
import type { App } from '../app.ts';
import { API_DOCS } from './address.ts';

/** The page on which engineers read the document and try calls with the session of their browser, at `/api-docs`. */
export async function serveTryOut(app: App): Promise<void> {
  await app.register(fastifySwaggerUi, {
    routePrefix: API_DOCS,
    theme: { title: 'Tsunagu API' },
    uiConfig: {
      // Without the bar for other documents, which also styles itself in a way that the policy forbids.
      layout: 'BaseLayout',
      docExpansion: 'none',
      filter: true,
      displayRequestDuration: true,
      // Written into the page's script as it stands: a call that changes something needs this header.
      requestInterceptor: (request) => {
        request.headers['X-Tsunagu-Request'] = '1';
        return request;
      },
    },
  });
}
