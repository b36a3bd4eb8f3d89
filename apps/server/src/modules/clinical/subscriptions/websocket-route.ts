import type { IncomingMessage } from 'node:http';
import fastifyWebsocket from '@fastify/websocket';
import type { Session } from '../../../kernel/auth/session.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { FHIR_PATH } from '../../../kernel/fhir/exchange.ts';
import { outcomeOfError } from '../../../kernel/fhir/operation-outcome.ts';
import { type App, sessionOf } from '../../../kernel/http/app.ts';
import type { Sockets } from './sockets.ts';

export interface WebsocketRouteDeps {
  readonly sockets: Sockets;
  readonly publicOrigin: string;
  /** The session as it is now, by what it was opened with; null when there is none any more. */
  readonly readAgain: (session: Session) => Promise<Session | null>;
}

/** Below the origin. */
export const WEBSOCKET_PATH = `${FHIR_PATH}/websocket`;
const MOST_MESSAGE_BYTES = 1024;

/** Where programs wait for pings. Only a bearer token opens it: browsers would send their cookie from any page. */
export function websocketRoute(app: App, { sockets, publicOrigin, readAgain }: WebsocketRouteDeps): void {
  let closing = false;
  // Requests that offer another protocol elsewhere (h2c, say) are answered as if they had not.
  const shouldUpgradeCallback = (request: IncomingMessage): boolean => !closing && isUpgrade(request);
  Object.assign(app.server, { shouldUpgradeCallback });
  app.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) => {
      const { status, outcome } = outcomeOfError(error, request.id);
      if (status >= 500) request.log.error({ err: error, requestId: request.id }, 'request failed');
      if (status === 401) reply.header('www-authenticate', 'Bearer');
      return reply.status(status).type('application/fhir+json; charset=utf-8').send(JSON.stringify(outcome));
    });
    // Nobody else closes a connection whose upgrade is refused before the library saw it.
    scope.addHook('onResponse', async ({ raw }) => {
      if (isUpgrade(raw)) raw.socket.destroySoon();
    });
    await scope.register(fastifyWebsocket, {
      options: { maxPayload: MOST_MESSAGE_BYTES },
      // What breaks the protocol is closed by the library with the code that says so.
      errorHandler: (_error, socket) => socket.close(),
      preClose: (done) => {
        closing = true;
        sockets.close();
        done();
      },
    });
    scope.route({
      method: 'GET',
      url: WEBSOCKET_PATH,
      exposeHeadRoute: false,
      config: { permission: 'signed-in', audience: 'systems' },
      onRequest: async ({ headers: { origin } }) => {
        if (origin !== undefined && origin !== publicOrigin) throw new AppError('ROLE_NOT_ALLOWED');
      },
      handler: async () => {
        throw new AppError('ROUTE_UNKNOWN');
      },
      wsHandler: (socket, request) => {
        const session = sessionOf(request);
        sockets.open(socket, { session, readAgain: () => readAgain(session) });
      },
    });
  });
}

const isUpgrade = ({ method, url = '', headers }: IncomingMessage): boolean =>
  method === 'GET' &&
  url.split('?', 1)[0] === WEBSOCKET_PATH &&
  headers.upgrade?.toLowerCase() === 'websocket';
