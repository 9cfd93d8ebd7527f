import { createServer } from 'node:net';

/** Browsers refuse some ports of other protocols; the highest of them. */
const LAST_REFUSED = 10_080;

/**
 * A port of this machine that nothing listens on and no browser refuses.
 * @returns {Promise<number>}
 */
export async function freePort() {
  for (;;) {
    const port = await anyPort();
    if (port > LAST_REFUSED) return port;
  }
}

/** One that the system chooses. */
const anyPort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
