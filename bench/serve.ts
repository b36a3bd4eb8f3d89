import { readConfig } from '../apps/server/src/kernel/config/config.ts';
import { createServer } from '../apps/server/src/main.ts';
import { openRuntime } from '../apps/server/src/runtime.ts';

// The web server in a process of its own, as it is run; it joins the database that the measurement started.
const config = readConfig({ data: process.argv[2] });
const runtime = await openRuntime(config, 'share');
const server = await createServer(runtime, config);
await server.app.listen({ port: 0, host: '127.0.0.1' });
const address = server.app.server.address();
process.send?.({ port: typeof address === 'object' ? address?.port : null });
process.once('SIGTERM', async () => {
  await server.close();
  await runtime.close();
  process.disconnect();
});
