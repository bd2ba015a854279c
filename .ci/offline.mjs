// Makes a built site work offline: writes its service worker, and has its page start it.
// It runs last, because the worker knows every file's hash. A site without it works too, only not offline.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const site = process.argv[2] ?? join(root, 'dist');
const WORKER = 'service-worker.js';

// Once the page has all that it loads by itself (src/app/page/chunk.rs): the worker fetches the same, and would take
// the network from what is needed first.
// A browser that refuses, as some do in private windows, shows the page all the same.
// In a sandboxed frame even asking for it throws.
const REGISTER = `try { navigator.serviceWorker?.register('./${WORKER}').catch(() => {}) } catch {}`;
const START = `<script>addEventListener('loss-playground-complete', () => { ${REGISTER} }, { once: true })</script>`;

const page = join(site, 'index.html');
const html = readFileSync(page, 'utf8');
if (!html.includes(START)) {
  if (!html.includes('</body>')) throw new Error(`${page} has no </body> to put the start of the worker before`);
  writeFileSync(page, html.replace('</body>', `${START}</body>`));
}

const hash = (name) => createHash('sha256').update(readFileSync(join(site, name))).digest('hex');
// The module for other pages is no part of this one.
const files = readdirSync(site, { recursive: true })
  .filter((name) => name !== WORKER && !name.startsWith('embed/') && statSync(join(site, name)).isFile())
  .map((name) => [name, hash(name)]);
if (!files.some(([name]) => name.endsWith('.wasm'))) throw new Error(`${site} has no page in it`);
const first = `const FILES = ${JSON.stringify(Object.fromEntries(files))};\n`;
writeFileSync(join(site, WORKER), first + readFileSync(join(root, 'www', WORKER), 'utf8'));
