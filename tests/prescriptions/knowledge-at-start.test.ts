import { expect, test } from 'vitest';
import { createServer } from '../../apps/server/src/main.ts';
import { createTestRuntime } from '../../apps/server/src/testing/test-runtime.ts';
import { TEST_ORIGIN } from '../../apps/server/src/testing/test-server.ts';

/** The first check of a day takes as long as any other. @spec prescriptions.md §5.4 step 6 */
test('what is known about drugs is read when the server listens, before anybody asks', async () => {
  const runtime = await createTestRuntime();
  let asked = 0;
  const knowledge = () => {
    asked += 1;
    return runtime.knowledge();
  };
  const server = await createServer(
    { ...runtime, knowledge },
    { maxUploadBytes: 1024, publicOrigin: TEST_ORIGIN, trustedProxies: [], tls: null, mail: null },
  );
  try {
    expect(asked).toBe(0);
    await server.app.listen({ port: 0, host: '127.0.0.1' });
    await expect.poll(() => asked).toBe(1);
  } finally {
    await server.close();
    await runtime.close();
  }
});
