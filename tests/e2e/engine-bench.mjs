// How fast the module's evaluate() is in Chromium, copies into and out of WebAssembly included; as Markdown.
import { cpus } from 'node:os';
import { launch, newPage } from './browser.mjs';
import { bare } from './playground.mjs';
import { serveDist } from './server.mjs';

const WORK = [
  ['jaccard', [1, 3, 64, 64]],
  ['jaccard', [1, 4, 128, 128]],
  ['jaccard', [1, 4, 512, 512]],
  ['jaccard', [1, 21, 512, 512]],
  ['cross_entropy', [1, 4, 512, 512]],
  ['lovasz_softmax', [1, 4, 64, 64]],
  ['lovasz_softmax', [1, 4, 256, 256]],
  ['lovasz_softmax', [1, 4, 512, 512]],
];

/** The median of several runs, in milliseconds. */
const measure = (page, work) =>
  page.evaluate(async ({ kind, shape, soft, backend }) => {
    const module = await import(new URL('embed/loss-playground.js', document.baseURI).href);
    await module.default();
    const [images, classes, height, width] = shape;
    const numbers = images * classes * height * width;
    const logits = Float32Array.from({ length: numbers }, () => 8 * Math.random() - 4);
    const label = soft
      ? Float32Array.from({ length: numbers }, () => Math.random() / classes)
      : Uint8Array.from({ length: numbers / classes }, () => Math.floor(Math.random() * classes));
    const request = { shape, logits, label, loss: { terms: [{ kind }] }, backend };
    const times = [];
    for (let run = 0; run < 13; run += 1) {
      const start = performance.now();
      await module.evaluate(request);
      times.push(performance.now() - start);
    }
    // The first ones compile shaders and WebAssembly.
    return times.slice(4).sort((a, b) => a - b)[4];
  }, work);

const site = await serveDist();
const browser = await launch({ webgpu: true });
const page = await newPage(browser);
await bare(page, site);
console.log(`${cpus().length} × ${cpus()[0].model}, Chromium ${browser.version()}, WebGPU in software (SwiftShader)\n`);
console.log('| loss and gradient | label | CPU, ms | CPU, ns per number | WebGPU in software, ms |');
console.log('| --- | --- | ---: | ---: | ---: |');
for (const [kind, shape] of WORK) {
  for (const soft of kind === 'lovasz_softmax' ? [false] : [true, false]) {
    const cpu = await measure(page, { kind, shape, soft, backend: 'cpu' });
    const gpu = await measure(page, { kind, shape, soft, backend: 'gpu' });
    const each = (cpu * 1e6) / shape.reduce((a, b) => a * b);
    console.log(`| ${kind} [${shape}] | ${soft ? 'soft' : 'hard'} | ${cpu.toFixed(2)} | ${each.toFixed(1)} | ${gpu.toFixed(1)} |`);
  }
}
await browser.close();
await site.close();
