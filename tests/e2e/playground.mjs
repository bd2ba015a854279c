// The page as a test sees it: opening it, waiting for it, reading it, and the module beside it.
import assert from 'node:assert/strict';
import { after as afterAll, before, test } from 'node:test';
import { launch, newPage } from './browser.mjs';
import { serveDist } from './server.mjs';

/**
 * A browser for one test file. The function that it returns is a test on a fresh page, which fails
 * if the console has anything to complain about at the end.
 */
export function playground({ webgpu = false } = {}) {
  let site;
  let browser;
  before(async () => {
    site = await serveDist();
    browser = await launch({ webgpu });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
  return (name, body, { context, prepare, start = opened, ...options } = {}) =>
    test(name, { timeout: 60_000, ...options }, async () => {
      const page = await newPage(browser, { viewport: { width: 1440, height: 900 }, ...context });
      page.setDefaultTimeout(20_000);
      try {
        await prepare?.(page);
        await start(page, site);
        await body(page, site);
        assert.deepEqual(page.problems, []);
      } finally {
        await page.close();
      }
    });
}

/** Opens the page and waits until it is all there. */
export async function opened(page, site) {
  await page.goto(site.url);
  await arrived(page);
}

/** Waits for a page's first values, and for all that comes after them. */
export async function arrived(page) {
  await page.waitForFunction(() => document.querySelector('.lp') && !document.querySelector('.lp-coming'));
  await settled(page, 0);
}

/** An empty page from where the site comes from, for tests of the module alone. */
export async function bare(page, site) {
  const url = `${site.url}bare.html`;
  const body = '<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>bare</title>';
  await page.route(url, (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto(url);
}

/** How many evaluations the page has shown. */
const revision = (page) => page.locator('.lp').evaluate((root) => Number(root.dataset.revision));

/** Does one of the edits of the menu, and waits until the page has evaluated what came of it. */
export async function edit(page, name) {
  await page.getByTestId('edit').click();
  await after(page, () => page.getByTestId(name).click());
}

/** Does something and waits until the page has evaluated what came of it. */
export async function after(page, action) {
  const before = await revision(page);
  const result = await action();
  await settled(page, before);
  return result;
}

/** Waits until the page has evaluated more than `beyond` times and nothing changes any more. */
export async function settled(page, beyond = -1) {
  await page.waitForFunction((beyond) => Number(document.querySelector('.lp')?.dataset.revision) > beyond, beyond);
  await page.evaluate(async () => {
    const { dataset } = document.querySelector('.lp');
    const chart = document.querySelector('[data-testid="chart"]')?.dataset;
    const now = () => [dataset.revision, dataset.sceneRevision, chart?.drawn].join();
    for (let [last, quiet] = [now(), 0]; quiet < 3; last = now()) {
      await new Promise(requestAnimationFrame);
      quiet = now() === last ? quiet + 1 : 0;
    }
  });
}

/** A loss's value as the page has it, with every digit; `who` is a slot or 'reference'. NaN if it has none. */
export async function value(page, who) {
  const text = await page.getByTestId(`contender-${who}`).getAttribute('data-value');
  return text ? Number(text) : NaN;
}

/** A canvas's RGBA bytes. */
export async function pixels(page, name) {
  const bytes = await page.getByTestId(name).evaluate((canvas) => {
    // A copy, because reading the page's own canvas often would make the browser slow it down.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
    copy.drawImage(canvas, 0, 0);
    return new Uint8Array(copy.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  });
  return Buffer.from(bytes);
}

/** The pixels at which two canvases of one size differ, by index. */
export function differences(before, now) {
  assert.equal(before.length, now.length);
  const pixel = (bytes, i) => bytes.readUInt32LE(4 * i);
  return [...Array(now.length / 4).keys()].filter((i) => pixel(before, i) !== pixel(now, i));
}

/** A number of the pixel's read-out: `row` is a class; NaN where there is none. */
export async function readOut(page, column, row) {
  const text = await page.getByTestId(`readout-${column}-${row}`).getAttribute('data-value');
  return text ? Number(text) : NaN;
}

/** What the module makes of a request, in the same page. */
export function evaluate(page, request) {
  return page.evaluate(async (request) => {
    const module = await import(new URL('embed/loss-playground.js', document.baseURI));
    await module.default();
    return module.evaluate(request);
  }, request);
}

/** The same for a scene, on the CPU. */
export function evaluateScene(page, { classes, height, width, label, logits }, loss) {
  return evaluate(page, { shape: [1, classes, height, width], label, logits, loss, backend: 'cpu' });
}

/** The table beside the chart: its head, its rows, and its caption. */
export async function table(page) {
  const details = page.getByTestId('chart-details');
  if (!(await details.evaluate((element) => element.open))) await details.locator('summary').click();
  const element = page.getByTestId('chart-table');
  await element.waitFor();
  return element.evaluate((table) => ({
    caption: table.caption.textContent,
    head: [...table.tHead.rows[0].cells].map((cell) => cell.textContent),
    rows: [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent)),
  }));
}

/** Terms as a loss. */
export const sum = (...terms) => ({ terms });

/** Fails unless two numbers agree to about so many parts. */
export function close(actual, expected, what, relative = 1e-6) {
  const most = relative * Math.abs(expected) + 1e-12;
  assert.ok(Math.abs(actual - expected) <= most, `${what}: ${actual}, expected ${expected}`);
}

/** A number as the page writes it: −4.78·10⁻⁴. */
export function written(text) {
  const [mantissa, power] = text.trim().replaceAll('−', '-').split('·10');
  const digits = (power ?? '').replace('⁻', '-').replace(/[⁰¹²³⁴-⁹]/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit));
  return Number(mantissa) * 10 ** Number(digits);
}
