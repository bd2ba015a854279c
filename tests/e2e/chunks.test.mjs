// What comes after the first download: the page works without it, says what is missing, and asks again.
import assert from 'node:assert/strict';
import { playground, after, settled, value } from './playground.mjs';

const test = playground();
const LATER = /(chunk|split)_\w+\.wasm$/;

/** Opens the page, whose later requests are dealt with by `deal`. */
function start(deal) {
  return async (page, site) => {
    // Its requests would be its own.
    await page.addInitScript(() => delete Navigator.prototype.serviceWorker);
    await page.route(LATER, deal);
    await page.goto(site.url);
    await settled(page, 0);
  };
}

/** Saves the label, and gives the file's name. */
async function save(page) {
  await page.getByTestId('export').click();
  await page.getByTestId('export-label-npy').click();
}

const held = [];
let isHeld = true;
test(
  'before anything else has come one can paint',
  async (page) => {
    await page.getByText('Loading …').first().waitFor();
    const before = await value(page, 0);
    assert.ok(before > 0 && before < 1, `${before}`);
    await after(page, () => page.getByTestId('canvas-prediction').click({ position: { x: 60, y: 60 } }));
    assert.ok(Math.abs((await value(page, 0)) - before) > 1e-6, 'painting changes the value');
    await page.getByTestId('tab-sweep').click();
    const saved = page.waitForEvent('download');
    await save(page);
    await page.getByTestId('status').getByText('is on its way').waitFor();
    isHeld = false;
    await Promise.all(held.map((route) => route.continue()));
    assert.match((await saved).suggestedFilename(), /label.*\.npy$/, 'what was asked for meanwhile is done');
    await page.getByTestId('sweep-knob').waitFor();
    await page.getByTestId('scores').waitFor();
    await page.getByTestId('makers').waitFor();
    assert.equal(await page.locator('.lp-coming').count(), 0);
  },
  { start: start((route) => (isHeld ? held.push(route) : route.continue())) },
);

let isRefused = true;
test(
  'a chunk that cannot be had is said so, and asked for again',
  async (page) => {
    const missing = 'could not be loaded';
    await page.locator('.lp-experiment').getByText(missing).waitFor();
    await save(page);
    await page.getByTestId('alert').getByText(missing).waitFor();
    await page.getByTestId('alert-dismiss').click();
    await page.getByTestId('contender-0-code').click();
    await page.getByTestId('alert').getByText(missing).waitFor();
    assert.equal(await page.getByTestId('contender-0-code-dialog').isVisible(), false);
    assert.ok(page.problems.length > 0, 'the console knows more');
    page.problems.length = 0;
    const again = page.locator('.lp-experiment').getByTestId('load-again');
    await again.press('Enter');
    await page.locator('.lp-experiment').getByText(missing).waitFor();
    assert.equal(await again.evaluate((button) => button === document.activeElement), true, 'the focus stays');
    page.problems.length = 0;
    isRefused = false;
    await again.press('Enter');
    await page.getByTestId('chart').waitFor();
    await page.waitForFunction(() => document.activeElement.dataset.testid === 'tab-near-target');
    await page.getByTestId('scores').waitFor();
    const saved = page.waitForEvent('download');
    await save(page);
    await saved;
    await page.getByTestId('makers').waitFor();
    await page.getByTestId('contender-0-code').click();
    await page.getByTestId('contender-0-code-text').getByText('import torch').waitFor();
  },
  { start: start((route) => (isRefused ? route.abort() : route.continue())) },
);

let isOffline = true;
test(
  'what is missing comes once there is a network again',
  async (page) => {
    await page.locator('.lp-experiment').getByTestId('load-again').waitFor();
    page.problems.length = 0;
    isOffline = false;
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await page.getByTestId('chart').waitFor();
    await page.getByTestId('makers').waitFor();
  },
  { start: start((route) => (isOffline ? route.fulfill({ status: 404 }) : route.continue())) },
);

test(
  'nothing else is loaded before the first values, not for working offline either',
  async (page) => {
    assert.deepEqual(await page.evaluate(() => window.early), []);
    await page.waitForFunction(() => window.cameBefore);
    assert.deepEqual(await page.evaluate(() => window.cameBefore), [true, true]);
  },
  {
    prepare: (page) =>
      page.addInitScript(() => {
        const { fetch } = window;
        const hasValues = () => document.querySelector('.lp')?.dataset.revision > 0;
        window.early = [];
        window.fetch = (address, ...rest) => {
          if (/(chunk|split)_/.test(address) && !hasValues()) window.early.push(String(address));
          return fetch(address, ...rest);
        };
        ServiceWorkerContainer.prototype.register = async () => {
          const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
          window.cameBefore = ['experiments', 'files'].map((part) => loaded.some((name) => name.endsWith(`split_${part}.wasm`)));
        };
      }),
  },
);

const withGpu = playground({ webgpu: true });
let isGpuRefused = true;
withGpu(
  'WebGPU that could not be loaded is asked for again when it is chosen',
  async (page) => {
    await page.getByTestId('badge-reason').getByText('could not be loaded').waitFor();
    page.problems.length = 0;
    isGpuRefused = false;
    await page.getByTestId('backend').selectOption('gpu');
    await page.locator('[data-testid="badge"][data-backend="gpu"]').waitFor();
  },
  { start: start((route) => (isGpuRefused && /gpu/.test(route.request().url()) ? route.abort() : route.continue())) },
);
