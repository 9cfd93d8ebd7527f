import { createServer, type Server } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from '../../scripts/lib/freePort.mjs';

const listen = (port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });

test('a free port is one that can be listened on and that browsers do not refuse; a taken one is not given', async () => {
  const first = await freePort();
  expect(first).toBeGreaterThan(10_080);
  const server = await listen(first);
  expect(await freePort()).not.toBe(first);
  server.close();
});

test('the end-to-end tests take a free port unless told one, and all their processes the same', async () => {
  const { HUB_E2E_PORT: before } = process.env;
  delete process.env.HUB_E2E_PORT;
  const server = await listen(4180).catch(() => null);
  try {
    const { default: config } = await import('../../playwright.config');
    const address = new URL(config.use!.baseURL!);
    expect(address.port).not.toBe('4180');
    expect(process.env.HUB_E2E_PORT).toBe(address.port);
    (await listen(Number(address.port))).close();
  } finally {
    server?.close();
    if (before === undefined) delete process.env.HUB_E2E_PORT;
    else process.env.HUB_E2E_PORT = before;
  }
});
