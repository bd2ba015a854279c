// What the benchmarks of the page share: the browser, Markdown, quantiles, and a hand that paints.
import { cpus } from 'node:os';
import { launch, newPage } from './browser.mjs';
import { onScreen } from './brush.mjs';
import { after, opened } from './playground.mjs';
import { serveDist } from './server.mjs';

// A slow page is given up on after so many milliseconds; the tables say how many moves it came to.
const LONGEST = 15_000;

export const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);
export const head = (...names) => {
  row(...names);
  row(...names.map((_, i) => (i === 0 ? '---' : '---:')));
};
export const sorted = (numbers) => [...numbers].sort((a, b) => a - b);
export const quantile = (numbers, q) => sorted(numbers)[Math.min(Math.floor(q * numbers.length), numbers.length - 1)];
export const tenths = (number) => number.toFixed(1);
/** The median and the 95th percentile, as cells. */
export const spread = (numbers) => [0.5, 0.95].map((q) => (numbers.length > 0 ? tenths(quantile(numbers, q)) : '–'));

/** Names the machine and runs `body` with a browser and the site, and closes both. */
export async function benchmark(body) {
  const site = await serveDist();
  const browser = await launch();
  try {
    const { length, 0: { model } } = cpus();
    console.log(`${length} × ${model.trim()}, Chromium ${browser.version()}\n`);
    await body(browser, site);
  } finally {
    await browser.close();
    await site.close();
  }
}

/** Runs `body` on the open page, which must have nothing to complain about at the end. */
export async function onPage(browser, site, body) {
  const page = await newPage(browser, { viewport: { width: 1440, height: 900 } });
  await opened(page, site);
  await body(page);
  if (page.problems.length > 0) throw new Error(page.problems.join('\n'));
}

/** So many contenders beside the reference. */
export async function duplicate(page, contenders) {
  while ((await page.locator('article').count()) < contenders + 1) {
    await after(page, () => page.getByTestId('contender-1-duplicate').click());
  }
}

/** Paints in circles; the page itself records how long pixels, losses and the chart took to follow. */
export async function paint(page, moves) {
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
    return { pixel: durations('paint-to-pixel'), loss: durations('paint-to-loss'), chart: durations('paint-to-chart') };
  });
}
