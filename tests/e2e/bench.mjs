// What a visitor downloads, how soon the page is ready, and how fast it follows the brush; as Markdown.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { newPage } from './browser.mjs';
import { after } from './playground.mjs';
import { DIST, LATER } from './server.mjs';
import { benchmark, duplicate, head, onPage, paint, quantile, row, sorted, spread, tenths } from './timing.mjs';

// Milliseconds at the 95th percentile: paint in the same frame, losses a little later.
const AIM = { download: 200, pixel: 17, loss: { 64: 50, 256: 50, 512: 100 } };
const STARTS = 5;
const MOVES = 160;
const SIZES = [64, 256, 512];
const CONTENDERS = [2, 4];
const BACKENDS = { cpu: 'CPU', gpu: 'WebGPU, in software' };

/** What there is to paint with, and what comes after it; the module for other pages apart. */
function downloads() {
  const names = readdirSync(DIST, { recursive: true }).filter((name) => !name.startsWith('embed/'));
  const isLater = (name) => LATER.test(name);
  head('download', 'KB', 'KB gzipped', 'aim');
  for (const [when, own] of [
    ['first', names.filter((name) => !isLater(name))],
    ['later', names.filter(isLater)],
  ]) {
    let total = 0;
    for (const kind of ['wasm', 'js', 'css']) {
      const files = own.filter((name) => name.endsWith(`.${kind}`) && name !== 'service-worker.js');
      if (files.length === 0) continue;
      const contents = files.map((name) => readFileSync(join(DIST, name)));
      const zipped = contents.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0);
      total += zipped;
      row(`${when}, ${kind}`, tenths(Buffer.concat(contents).length / 1000), tenths(zipped / 1000), '');
    }
    row(`${when}, all`, '', tenths(total / 1000), when === 'first' ? AIM.download : '');
  }
}

/** Milliseconds from asking for the page to its first values, each time in a fresh context. */
async function starts(browser, site) {
  const times = [];
  for (let i = 0; i < STARTS; i += 1) {
    const page = await newPage(browser);
    await page.addInitScript(() => {
      const look = () => {
        if (document.querySelector('.lp')?.dataset.revision > 0) window.ready = performance.now();
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await page.goto(site.url);
    times.push(await (await page.waitForFunction(() => window.ready)).jsonValue());
    await page.close();
  }
  return times;
}

/** To the smallest of the sizes, whatever has been painted. */
async function shrink(page) {
  await after(page, async () => {
    await page.getByTestId('image-size').selectOption('16');
    await page.evaluate(() => new Promise(requestAnimationFrame));
    const answer = page.getByTestId('answer-0');
    if (await answer.isVisible()) await answer.click();
  });
}

await benchmark(async (browser, site) => {
  downloads();
  const times = await starts(browser, site);
  console.log(`\nReady after ${quantile(times, 0.5).toFixed(0)} ms (median of ${STARTS} first visits, ${sorted(times)[0].toFixed(0)} at best).\n`);
  head('ms, 3 classes', 'contenders', 'pixel p50', 'pixel p95', 'aim', 'loss p50', 'loss p95', 'aim', 'moves', 'losses');
  await onPage(browser, site, async (page) => {
    for (const contenders of CONTENDERS) {
      await duplicate(page, contenders);
      for (const [backend, name] of Object.entries(BACKENDS)) {
        await shrink(page);
        await page.getByTestId('backend').selectOption(backend);
        await page.locator(`[data-testid="badge"][data-backend="${backend}"]`).waitFor();
        for (const size of SIZES) {
          await after(page, () => page.getByTestId('image-size').selectOption(String(size)));
          // The first few warm up the code.
          await paint(page, 10);
          const times = await paint(page, MOVES);
          const [pixel, loss] = [times.pixel, times.loss].map(spread);
          const moves = [times.pixel.length - 1, times.loss.length];
          row(`${name}, ${size} × ${size}`, contenders, ...pixel, AIM.pixel, ...loss, AIM.loss[size], ...moves);
        }
      }
    }
  });
});
