import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

/** A plain static host with the built page in a folder, which can be taken away and can have a newer version. */
export async function serveBuilt(folder: string, headers: Readonly<Record<string, string>> = {}) {
  /** Text put at the end of a file, by path, as a newer version has. */
  const appended = new Map<string, string>();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const inside = pathname.startsWith(folder)
      ? normalize(pathname.slice(folder.length)) || 'index.html'
      : '';
    const file = join('dist', inside.replace(/^\.$/, 'index.html'));
    if (!inside || inside.startsWith('..') || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { ...headers, 'Content-Type': type, 'Cache-Control': 'no-cache' });
    const stream = createReadStream(file);
    stream.pipe(response, { end: false });
    stream.on('end', () => response.end(appended.get(inside) ?? ''));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${folder}`,
    renew: (path: string, text: string) => appended.set(path, text),
    stop: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
