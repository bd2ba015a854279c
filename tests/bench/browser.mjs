// How fast the module's evaluate() is beside its peers in the same Chromium; as Markdown. In WebAssembly with copies in
// and out, in WebGPU with inputs that are there already and value and gradient read back.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { launch, newPage } from '../e2e/browser.mjs';
import { bare } from '../e2e/playground.mjs';
import { serveDist } from '../e2e/server.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const JAX = { peer: 'jax', name: 'jax-js' };
const TENSORFLOW = { peer: 'tensorflow', name: 'TensorFlow.js' };
const WASM = { device: 'wasm', backend: 'cpu', on: 'WebAssembly' };
const WEBGPU = { device: 'webgpu', backend: 'gpu', on: 'WebGPU in software' };
// How many times as long as ours the peer should take; no aim is set where none stands.
const WORK = [
  { ...JAX, ...WASM, side: 128 },
  { ...JAX, ...WASM, side: 512, aim: 6 },
  { ...TENSORFLOW, ...WASM, side: 128 },
  { ...TENSORFLOW, ...WASM, side: 512, aim: 12 },
  { ...JAX, ...WEBGPU, side: 128, aim: 3 },
  { ...JAX, ...WEBGPU, side: 512, aim: 7 },
].map((work) => ({ ...work, classes: 4 }));

/** Puts the peers beside the module, bundled, for they import by package name. */
async function serve(page, site) {
  const entryPoints = [here('peers.mjs')];
  const { outputFiles } = await build({ entryPoints, bundle: true, format: 'esm', target: 'esnext', write: false });
  const script = { contentType: 'text/javascript', body: outputFiles[0].text };
  await page.route(`${site.url}peers.mjs`, (route) => route.fulfill(script));
  const wasm = (name) => here(`node_modules/@tensorflow/tfjs-backend-wasm/dist/${name}`);
  await page.route(`${site.url}peers/*.wasm`, (route) =>
    route.fulfill({ path: wasm(new URL(route.request().url()).pathname.split('/').at(-1)) }),
  );
}

const compare = (page, work) =>
  page.evaluate(async (work) => {
    const { compare } = await import(new URL('peers.mjs', document.baseURI).href);
    return compare(work);
  }, work);

const site = await serveDist();
const browser = await launch({ webgpu: true });
try {
  console.log('\n| soft Jaccard and gradient, beside | ours, ms | peer, ms | ratio | aim |');
  console.log('| --- | ---: | ---: | ---: | ---: |');
  for (const { name, on, aim, ...work } of WORK) {
    // A page for each: the peers hold on to memory.
    const page = await newPage(browser);
    await serve(page, site);
    await bare(page, site);
    const [ours, peer] = await compare(page, work);
    if (page.problems.length > 0) throw new Error(page.problems.join('\n'));
    const shape = `[1, ${work.classes}, ${work.side}, ${work.side}]`;
    const cells = [`${name}, ${on} ${shape}`, ours.toFixed(2), peer.toFixed(2), (peer / ours).toFixed(1), aim ?? '–'];
    console.log(`| ${cells.join(' | ')} |`);
    await page.close();
  }
} finally {
  await browser.close();
  await site.close();
}
