// Splits the page's WebAssembly into what a stroke needs and the chunks that come after it (src/app/page/chunk.rs).
// trunk runs it on what it has built, before that is in dist (Trunk.toml): it puts the chunks, and the JavaScript
// that goes with them, in place of trunk's own, in a folder with their hash in its name.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAME = 'loss-playground';
const root = fileURLToPath(new URL('..', import.meta.url));
const site = process.env.TRUNK_STAGING_DIR;
if (!site) throw new Error('trunk runs this: TRUNK_STAGING_DIR says where its files are');
const work = mkdtempSync(join(tmpdir(), 'split-'));
process.on('exit', () => rmSync(work, { recursive: true }));

// What they have to say is shown if they fail; else it is about names of data, which are stripped.
const run = (command, ...options) => execFileSync(command, options, { stdio: ['ignore', 'ignore', 'pipe'] });
// Where cargo builds, however it has been told.
const metadata = execFileSync('cargo', ['metadata', '--no-deps', '--format-version', '1'], { cwd: root });
const { target_directory: target } = JSON.parse(metadata);
const linked = join(target, 'wasm32-unknown-unknown', 'page', `${NAME}.wasm`);

const read = (name) => readFileSync(join(work, name));
const rewrite = (path, from, to) => {
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
  writeFileSync(path, text.replaceAll(from, to));
};

run('wasm-split-cli', linked, work, '--out-name', NAME);
// The chunks find what they share with the first by its name.
const bindgen = ['--target', 'web', '--keep-lld-exports', '--no-demangle', '--no-typescript'];
run('wasm-bindgen', ...bindgen, '--out-dir', work, '--out-name', NAME, join(work, `${NAME}.wasm`));
rmSync(join(work, `${NAME}.wasm`));
// As the first one is: also from a host that does not know what WebAssembly is.
const streamed = 'WebAssembly.instantiateStreaming(src, imports)';
const whole =
  'src.then((found) => (found.ok ? found.arrayBuffer() : Promise.reject(new Error(`${found.status}: ${found.url}`))))' +
  '.then((bytes) => WebAssembly.instantiate(bytes, imports))';
rewrite(join(work, '__wasm_split.js'), streamed, whole);
for (const name of readdirSync(work).filter((name) => name.endsWith('.wasm'))) {
  // The first is loaded into memory that holds nothing yet.
  const first = name === `${NAME}_bg.wasm` ? ['--zero-filled-memory'] : [];
  const path = join(work, name);
  run('wasm-opt', '-Oz', '--low-memory-unused', ...first, '--reorder-functions-by-name', '--strip-debug', path, '-o', path);
}

const files = readdirSync(work).sort();
const hash = createHash('sha256');
for (const name of files) hash.update(name).update(read(name));
const folder = `${NAME}-${hash.digest('hex').slice(0, 16)}`;
mkdirSync(join(site, folder));
for (const name of files) writeFileSync(join(site, folder, name), read(name));

// trunk's own, and where the page names them.
const page = join(site, 'index.html');
const own = readdirSync(site).filter((name) => name.startsWith(`${NAME}-`) && name !== folder);
for (const name of own) {
  rmSync(join(site, name));
  rewrite(page, name, `${folder}/${name.endsWith('.wasm') ? `${NAME}_bg.wasm` : `${NAME}.js`}`);
}
// The JavaScript asks for this part of it only when it has come itself.
rewrite(page, '</head>', `<link rel="modulepreload" href="./${folder}/__wasm_split.js" crossorigin></head>`);
