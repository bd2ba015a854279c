// What a visitor downloads, how soon the page is ready, and how fast it follows the brush; as Markdown.
import { readFileSync, readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { gzipSync } from 'node:zlib';
import { launch, newPage } from './browser.mjs';
import { onScreen } from './brush.mjs';
import { after, opened } from './playground.mjs';
import { serveDist } from './server.mjs';

// Milliseconds at the 95th percentile: paint in the same frame, losses a little later.
const AIM = { download: 200, pixel: 17, loss: { 64: 50, 256: 50, 512: 100 } };
const STARTS = 5;
const MOVES = 160;
// A slow size is given up on after so many milliseconds; the table says how many moves it came to.
const LONGEST = 15_000;
const SIZES = [64, 256, 512];
const CONTENDERS = [2, 4];
const EXPERIMENTS = ['near-target', 'path', 'landscape', 'sweep'];
const BACKENDS = { cpu: 'CPU', gpu: 'WebGPU, in software' };

const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);
const head = (...names) => {
  row(...names);
  row(...names.map((_, i) => (i === 0 ? '---' : '---:')));
};
const sorted = (numbers) => [...numbers].sort((a, b) => a - b);
const quantile = (numbers, q) => sorted(numbers)[Math.min(Math.floor(q * numbers.length), numbers.length - 1)];
const tenths = (number) => number.toFixed(1);

/** The page's own files, the module for other pages apart. */
function downloads() {
  const dist = new URL('../../dist/', import.meta.url);
  let total = 0;
  head('download', 'KB', 'KB gzipped', 'aim');
  for (const kind of ['wasm', 'js', 'css']) {
    const files = readdirSync(dist).filter((name) => name.endsWith(`.${kind}`));
    const bytes = Buffer.concat(files.map((name) => readFileSync(new URL(name, dist))));
    const zipped = gzipSync(bytes, { level: 9 }).length;
    total += zipped;
    row(kind, tenths(bytes.length / 1000), tenths(zipped / 1000), '');
  }
  row('all', '', tenths(total / 1000), AIM.download);
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

/** Paints in circles; the page itself records how long pixels and losses took to follow. */
async function paint(page, moves) {
  await page.getByTestId('canvas-prediction').scrollIntoViewIfNeeded();
  const size = await page.getByTestId('canvas-prediction').evaluate((canvas) => canvas.width);
  await page.evaluate(() => performance.clearMeasures());
  const at = (i) => [0.5 + 0.3 * Math.cos(i / 8), 0.5 + 0.3 * Math.sin(i / 8)].map((x) => x * size);
  const [left, top] = await onScreen(page, 'canvas-prediction', [0, 0]);
  const [right] = await onScreen(page, 'canvas-prediction', [size, 0]);
  const place = (i) => at(i).map((x, axis) => [left, top][axis] + (x * (right - left)) / size);
  await page.mouse.move(...place(0));
  await page.mouse.down();
  const end = Date.now() + LONGEST;
  for (let i = 1; i <= moves && Date.now() < end; i += 1) {
    await page.mouse.move(...place(i));
    // One move a frame, as a hand does it.
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await after(page, () => page.mouse.up().then(() => page.getByTestId('undo').click()));
  return page.evaluate(() => {
    const durations = (name) => performance.getEntriesByName(name).map((entry) => entry.duration);
    return { pixel: durations('paint-to-pixel'), loss: durations('paint-to-loss') };
  });
}

const site = await serveDist();
const browser = await launch();
try {
  const { length, 0: { model } } = cpus();
  console.log(`${length} × ${model.trim()}, Chromium ${browser.version()}\n`);
  downloads();
  const times = await starts(browser, site);
  console.log(`\nReady after ${quantile(times, 0.5).toFixed(0)} ms (median of ${STARTS} first visits, ${sorted(times)[0].toFixed(0)} at best).\n`);
  head('ms, 3 classes', 'contenders', 'pixel p50', 'pixel p95', 'aim', 'loss p50', 'loss p95', 'aim', 'moves', 'losses');
  const page = await newPage(browser, { viewport: { width: 1440, height: 900 } });
  await opened(page, site);
  for (const contenders of CONTENDERS) {
    while ((await page.locator('article').count()) < contenders + 1) {
      await after(page, () => page.getByTestId('contender-1-duplicate').click());
    }
    for (const [backend, name] of Object.entries(BACKENDS)) {
      await after(page, () => page.getByTestId('image-size').selectOption('16'));
      await page.getByTestId('backend').selectOption(backend);
      await page.locator(`[data-testid="badge"][data-backend="${backend}"]`).waitFor();
      for (const size of SIZES) {
        await after(page, () => page.getByTestId('image-size').selectOption(String(size)));
        // The first few warm up the code.
        await paint(page, 10);
        const times = await paint(page, MOVES);
        const [pixel, loss] = [times.pixel, times.loss].map((all) => [0.5, 0.95].map((q) => tenths(quantile(all, q))));
        const moves = [times.pixel.length - 1, times.loss.length];
        row(`${name}, ${size} × ${size}`, contenders, ...pixel, AIM.pixel, ...loss, AIM.loss[size], ...moves);
      }
    }
  }
  console.log('');
  head('ms, CPU, 64 × 64, four contenders, in sight', 'pixel p50', 'pixel p95', 'loss p50', 'loss p95', 'aim');
  await page.getByTestId('backend').selectOption('cpu');
  await after(page, () => page.getByTestId('image-size').selectOption('64'));
  for (const experiment of EXPERIMENTS) {
    await page.getByTestId(`tab-${experiment}`).click();
    await paint(page, 10);
    const { pixel, loss } = await paint(page, MOVES);
    const numbers = [pixel, loss].flatMap((all) => [0.5, 0.95].map((q) => tenths(quantile(all, q))));
    row(experiment, ...numbers, AIM.loss[64]);
  }
  if (page.problems.length > 0) throw new Error(page.problems.join('\n'));
} finally {
  await browser.close();
  await site.close();
}
