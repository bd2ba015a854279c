// What comes after the first download: the page works without it, says what is missing, and asks again.
import assert from 'node:assert/strict';
import { after, playground, settled, value } from './playground.mjs';
import { LATER } from './server.mjs';

const test = playground();

/** Later requests, of those that match, that are dealt with by `deal` until that is over. */
function trouble(deal, which = LATER) {
  let over = false;
  return {
    end: () => (over = true),
    async start(page, site) {
      // Its requests would be its own.
      await page.addInitScript(() => delete Navigator.prototype.serviceWorker);
      await page.route(which, (route) => (over ? route.continue() : deal(route)));
      await page.goto(site.url);
      await settled(page, 0);
    },
  };
}

/** Asks for the label as a file. */
async function save(page) {
  await page.getByTestId('export').click();
  await page.getByTestId('export-label-npy').click();
}

const held = [];
const holding = trouble((route) => held.push(route));
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
    holding.end();
    await Promise.all(held.map((route) => route.continue()));
    assert.match((await saved).suggestedFilename(), /label.*\.npy$/, 'what was asked for meanwhile is done');
    await page.getByTestId('sweep-knob').waitFor();
    await page.getByTestId('scores').waitFor();
    await page.getByTestId('makers').waitFor();
    assert.equal(await page.locator('.lp-coming').count(), 0);
  },
  { start: holding.start },
);

const refusing = trouble((route) => route.abort());
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
    refusing.end();
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
  { start: refusing.start },
);

const absent = trouble((route) => route.fulfill({ status: 404 }));
test(
  'what is missing comes once there is a network again',
  async (page) => {
    await page.locator('.lp-experiment').getByTestId('load-again').waitFor();
    page.problems.length = 0;
    absent.end();
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await page.getByTestId('chart').waitFor();
    await page.getByTestId('makers').waitFor();
  },
  { start: absent.start },
);

const chartless = trouble((route) => route.abort(), /split_experiments/);
test(
  'a chart that is not loaded cannot be saved yet',
  async (page) => {
    const save = async () => {
      await page.getByTestId('export').click();
      await page.getByTestId('export-chart-csv').click();
    };
    await page.getByTestId('makers').waitFor();
    await save();
    await page.getByTestId('status').getByText('The chart is not loaded yet').waitFor();
    page.problems.length = 0;
    chartless.end();
    await page.locator('.lp-experiment').getByTestId('load-again').click();
    await page.locator('[data-testid="chart"][data-drawn]').waitFor();
    const saved = page.waitForEvent('download');
    await save();
    assert.match((await saved).suggestedFilename(), /\.csv$/);
  },
  { start: chartless.start },
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
      page.addInitScript((pattern) => {
        const later = new RegExp(pattern);
        const { fetch } = window;
        const hasValues = () => document.querySelector('.lp')?.dataset.revision > 0;
        window.early = [];
        window.fetch = (address, ...rest) => {
          if (later.test(address) && !hasValues()) window.early.push(String(address));
          return fetch(address, ...rest);
        };
        ServiceWorkerContainer.prototype.register = async () => {
          const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
          window.cameBefore = ['experiments', 'files'].map((part) => loaded.some((name) => name.endsWith(`split_${part}.wasm`)));
        };
      }, LATER.source),
  },
);

const withGpu = playground({ webgpu: true });
const withoutGpu = trouble((route) => route.abort(), /split_gpu/);
withGpu(
  'WebGPU that could not be loaded is asked for again when it is chosen',
  async (page) => {
    await page.getByTestId('badge-reason').getByText('could not be loaded').waitFor();
    page.problems.length = 0;
    withoutGpu.end();
    await page.getByTestId('backend').selectOption('gpu');
    await page.locator('[data-testid="badge"][data-backend="gpu"]').waitFor();
  },
  { start: withoutGpu.start },
);
