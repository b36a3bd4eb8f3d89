import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export interface ExampleOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** Under which the app was registered. */
  readonly clientId: string;
  /** Base of the FHIR interface. */
  readonly iss: string;
}

const client = fileURLToPath(import.meta.resolve('fhirclient/build/fhir-client.min.js'));
const page = (name: string): string => fileURLToPath(new URL(`./page/${name}`, import.meta.url));

/** The whole of what is served: no other file can be reached. */
const FILES: Readonly<Record<string, { readonly path: string; readonly type: string }>> = {
  '/': { path: page('index.html'), type: 'text/html; charset=utf-8' },
  '/app.js': { path: page('app.js'), type: 'text/javascript; charset=utf-8' },
  '/style.css': { path: page('style.css'), type: 'text/css; charset=utf-8' },
  '/fhir-client.js': { path: client, type: 'text/javascript; charset=utf-8' },
};

/** Serves the sample app on the loopback interface. It is a page and nothing else: no secret, no data. */
export async function serveExample({ port, clientId, iss }: ExampleOptions) {
  let config = { clientId, iss };
  const { origin } = new URL(iss);
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    response.setHeader(
      'content-security-policy',
      `default-src 'self'; img-src 'self' data:; connect-src 'self' ${origin}; frame-ancestors 'none'; base-uri 'none'`,
    );
    response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('cache-control', 'no-store');
    if (pathname === '/config.json') {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(config));
      return;
    }
    const file = FILES[pathname];
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('content-type', file.type).end(await readFile(file.path));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const bound = address !== null && typeof address === 'object' ? address.port : port;
  return {
    url: `http://127.0.0.1:${bound}/`,
    /** For whoever registers the app only after its address is known. */
    setClientId(id: string) {
      config = { ...config, clientId: id };
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4444' },
      'client-id': { type: 'string', default: '' },
      iss: { type: 'string', default: 'http://localhost:8080/fhir/R4' },
    },
  });
  const { url } = await serveExample({
    port: Number(values.port),
    clientId: values['client-id'],
    iss: values.iss,
  });
  process.stdout.write(`${url}\n`);
}
