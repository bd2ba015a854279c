// Serves the built site under a base path, which proves that it works under any.
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

export const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
/** The files that come after the first download (`src/app/page/chunk.rs`). */
export const LATER = /(chunk|split)_\w+\.wasm$/;
const BASE = '/any/base/';

/** Starts a server on localhost; port 0 takes any free one, and another folder may hold another build. */
export async function serveDist(port = 0, folder = DIST) {
  // As static hosts do: a frame in a sandbox asks as nobody.
  const setHeaders = (response) => response.setHeader('access-control-allow-origin', '*');
  const files = sirv(folder, { dev: true, setHeaders });
  const server = createServer((request, response) => {
    const missing = () => response.writeHead(404).end(`not found: ${request.url}`);
    if (!request.url.startsWith(BASE)) return missing();
    request.url = request.url.slice(BASE.length - 1);
    files(request, response, missing);
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, 'localhost', resolve));
  return {
    url: `http://localhost:${server.address().port}${BASE}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      // Browsers keep connections open, and the server would wait for them.
      server.closeAllConnections();
      await closed;
    },
  };
}
