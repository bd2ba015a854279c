// WebGPU and CPU give the same numbers, and the page lives with either, with neither, and with the loss of one.
import assert from 'node:assert/strict';
import { launch, newPage } from './browser.mjs';
import { drag, select, takeBrush } from './brush.mjs';
import { after, close, differences, opened, pixels, playground, readOut, settled, value, written } from './playground.mjs';
import { known, show } from './scene.mjs';

const on = playground({ webgpu: true });
const scene = known();
const EVERYONE = ['reference', 0, 1];

const badge = (page) => page.getByTestId('badge');
const backend = (page) => badge(page).getAttribute('data-backend');
const reason = (page) => page.getByTestId('badge-reason').textContent();

/** Chooses what computes, and waits until it has. */
async function choose(page, choice) {
  await after(page, () => page.getByTestId('backend').selectOption(choice));
  await page.locator(`[data-testid="badge"][data-backend="${choice}"]`).waitFor();
}

/** Opens the scene and selects a pixel. */
async function begin(page) {
  await show(page, scene);
  await select(page, [10, 13]);
}

/** Values, and the gradients at the selected pixel. */
async function numbers(page) {
  const gradient = (who) => Promise.all([0, 1, 2].map((c) => readOut(page, who, c)));
  const of = async (who) => [await value(page, who), ...(await gradient(who))];
  return Promise.all(EVERYONE.map(of));
}

/** Keeps the WebGPU devices that the page asks for within reach. */
const keepDevices = (page) =>
  page.addInitScript(() => {
    window.devices = [];
    const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...given) {
      const device = await request.apply(this, given);
      window.devices.push(device);
      return device;
    };
  });

on('an emulated GPU is left alone until it is asked for, and then gives the numbers of the CPU', async (page) => {
  await begin(page);
  assert.equal(await backend(page), 'cpu');
  assert.match(await reason(page), /only emulated/);
  const cpu = await numbers(page);
  await choose(page, 'gpu');
  assert.match(await badge(page).textContent(), /^WebGPU · /);
  const gpu = await numbers(page);
  // A gradient's small numbers are differences of larger ones, which bound what float32 can tell.
  const largest = Math.max(...cpu.flatMap(([, ...gradient]) => gradient.map(Math.abs)));
  EVERYONE.forEach((who, i) => {
    close(gpu[i][0], cpu[i][0], `value of ${who}`, 2e-6);
    gpu[i].slice(1).forEach((x, c) => assert.ok(Math.abs(x - cpu[i][c + 1]) <= 2e-6 * largest, `gradient of ${who}: ${x}, ${cpu[i][c + 1]}`));
  });
  await choose(page, 'cpu');
  assert.deepEqual(await numbers(page), cpu);
  assert.equal(await reason(page), '', 'nobody who asked for the CPU wants to know');
});

for (const width of [1280, 1440]) {
  on(`the head of the page is one line at ${width} pixels, and the badge says all of it by its title`, async (page) => {
    const lines = () => page.locator('.lp-head').evaluate((head) => {
      const shown = [...head.querySelectorAll('h1, p, button, select, span:not(p span)')].filter((part) => part.checkVisibility());
      const [first, ...rest] = shown.map((part) => part.getBoundingClientRect());
      return rest.every(({ top, bottom }) => top < first.bottom && bottom > first.top && bottom - top < 40);
    });
    for (const backend of ['auto', 'gpu']) {
      await page.getByTestId('backend').selectOption(backend);
      await settled(page);
      assert.ok(await lines(), backend);
      const said = (await badge(page).locator('span').allTextContents()).filter(Boolean);
      const title = await badge(page).getAttribute('title');
      assert.ok(said.every((part) => title.includes(part)), `${said} in ${title}`);
    }
    assert.ok(await badge(page).evaluate(({ clientWidth }) => clientWidth > 100));
  }, { context: { viewport: { width, height: 800 } } });
}

on('the badge names the adapter', async (page) => {
  await choose(page, 'gpu');
  assert.match(await badge(page).getAttribute('data-adapter'), /swiftshader/i);
  assert.match(await badge(page).textContent(), /WebGPU · .*swiftshader/i);
});

on('painting goes on the GPU as on the CPU', async (page) => {
  await begin(page);
  await choose(page, 'gpu');
  await takeBrush(page, { class: 1, size: 6 });
  const before = await pixels(page, 'canvas-gradient');
  await after(page, () => drag(page, 'canvas-prediction', [4, 12.3], [28, 12.3]));
  assert.equal(await backend(page), 'gpu');
  assert.ok(differences(before, await pixels(page, 'canvas-gradient')).length > 0);
  const gpu = await numbers(page);
  await choose(page, 'cpu');
  (await numbers(page)).forEach(([cpu], i) => close(gpu[i][0], cpu, `value of ${EVERYONE[i]}`, 2e-6));
});

/** Takes the page's device away, as a driver that is updated does. */
const lose = (page) => page.evaluate(() => window.devices.forEach((device) => device.destroy()));

on('a GPU that is lost between two strokes costs nothing but the GPU', async (page) => {
  await begin(page);
  await choose(page, 'gpu');
  const painted = await Promise.all(['canvas-label', 'canvas-prediction'].map((name) => pixels(page, name)));
  const gpu = await numbers(page);
  await lose(page);
  await page.getByTestId('alert').waitFor();
  await page.locator('[data-testid="badge"][data-backend="cpu"]').waitFor();
  await settled(page);
  assert.match(await page.getByTestId('alert').textContent(), /GPU stopped: .*lost.*CPU goes on, and nothing of the painting is lost/);
  assert.match(await reason(page), /GPU was lost/);
  const now = await Promise.all(['canvas-label', 'canvas-prediction'].map((name) => pixels(page, name)));
  now.forEach((bytes, i) => assert.ok(bytes.equals(painted[i])));
  (await numbers(page)).forEach(([cpu], i) => close(gpu[i][0], cpu, `value of ${EVERYONE[i]}`, 2e-6));
  await after(page, () => page.getByTestId('alert-again').press('Enter'));
  await page.locator('[data-testid="badge"][data-backend="gpu"]').waitFor();
  assert.equal(await page.getByTestId('alert').count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), 'canvas-label', 'the focus has a place');
}, { prepare: keepDevices });

on('a GPU that is lost during a stroke does not stop the stroke', async (page) => {
  await begin(page);
  await choose(page, 'gpu');
  await takeBrush(page, { class: 2, size: 4 });
  const before = await pixels(page, 'canvas-label');
  await after(page, async () => {
    const stroke = drag(page, 'canvas-label', [4, 9.3], [28, 9.3]);
    await lose(page);
    await stroke;
  });
  await after(page, () => drag(page, 'canvas-label', [4, 15.3], [28, 15.3]));
  await page.getByTestId('alert').waitFor();
  assert.equal(await page.getByTestId('alert').count(), 1, 'it is said once');
  assert.equal(await backend(page), 'cpu');
  const rows = new Set(differences(before, await pixels(page, 'canvas-label')).map((i) => Math.floor(i / 32)));
  assert.deepEqual([...rows], [7, 8, 9, 10, 13, 14, 15, 16]);
}, { prepare: keepDevices });

/** Goes to a step of the race; everyone's loss there. */
async function raced(page, step) {
  await page.getByTestId('race-position').fill(String(step));
  return racedTo(page, step);
}

async function racedTo(page, step) {
  await page.waitForFunction((step) => {
    const test = (name) => document.querySelector(`[data-testid="${name}"]`);
    const standing = test('race-standing-0')?.textContent ?? '';
    return test('race-progress')?.textContent.startsWith(`step ${step} of`) && standing.startsWith('loss');
  }, step);
  const standing = (who) => page.getByTestId(`race-standing-${who}`).textContent();
  return Promise.all(EVERYONE.map(async (who) => written((await standing(who)).match(/loss (\S+)/)[1])));
}

const raceOn = (page, backend) => page.locator(`[data-testid="race-bar"][data-backend="${backend}"]`).waitFor();

on('a race runs on the GPU that is chosen, and when that is lost, as far as it was on the CPU', async (page) => {
  await show(page, scene);
  await page.getByTestId('tab-race').click();
  await raceOn(page, 'cpu');
  const start = await racedTo(page, 0);
  const cpu = await raced(page, 32);
  assert.ok(cpu.every((loss, i) => loss < start[i]), `${cpu} from ${start}`);
  await choose(page, 'gpu');
  await raceOn(page, 'gpu');
  // What was reached is reached again there.
  const gpu = await racedTo(page, 32);
  gpu.forEach((loss, i) => close(loss, cpu[i], `loss of ${EVERYONE[i]}`, 2e-3));
  (await raced(page, 8)).forEach((loss, i) => assert.ok(loss > gpu[i], 'back it is higher'));
  await raced(page, 32);
  await lose(page);
  await raceOn(page, 'cpu');
  assert.deepEqual(await racedTo(page, 32), cpu);
  assert.equal(await page.getByTestId('alert').count(), 1, 'it is said once');
}, { prepare: keepDevices });

for (const webgpu of [false, 'blocked']) {
  on(`without WebGPU (${webgpu}) the page computes on the CPU and says so`, async (_, site) => {
    const browser = await launch({ webgpu });
    try {
      const page = await newPage(browser, { viewport: { width: 1440, height: 900 } });
      await opened(page, site);
      await page.getByText('no WebGPU here').waitFor();
      assert.equal(await backend(page), 'cpu');
      // Asked for all the same, it is still not there.
      await after(page, () => page.getByTestId('backend').selectOption('gpu'));
      assert.equal(await backend(page), 'cpu');
      assert.match(await reason(page), /no WebGPU/);
      assert.notEqual(await badge(page).getAttribute('title'), '', 'the reason in full');
      assert.ok(Number.isFinite(await value(page, 0)));
      assert.deepEqual(page.problems, []);
    } finally {
      await browser.close();
    }
  }, { start: async () => {} });
}

on('over plain HTTP, where browsers keep much from a page, it paints, copies, races and says what is missing', async (_, site) => {
  const browser = await launch({ webgpu: false, flags: ['--host-resolver-rules=MAP plain.test localhost'] });
  try {
    const page = await newPage(browser, { viewport: { width: 1440, height: 900 } });
    await opened(page, { url: site.url.replace('localhost', 'plain.test') });
    assert.ok(!(await page.evaluate(() => isSecureContext)));
    await page.getByText('WebGPU needs HTTPS').waitFor();
    await show(page, scene);
    const before = await pixels(page, 'canvas-label');
    await takeBrush(page, { class: 1, size: 5 });
    await after(page, () => drag(page, 'canvas-label', [8, 9.3], [24, 9.3]));
    assert.notEqual(differences(before, await pixels(page, 'canvas-label')).length, 0);
    await page.getByTestId('copy-link').click();
    await page.getByTestId('status').getByText('Link copied').waitFor();
    await page.getByTestId('tab-race').click();
    await raceOn(page, 'cpu');
    assert.deepEqual(page.problems, []);
  } finally {
    await browser.close();
  }
}, { start: async () => {} });

on('why an adapter gives no device is said as the browser says it', async (page) => {
  await page.getByText('no WebGPU here').waitFor();
  assert.match(await badge(page).getAttribute('title'), /gives no device: OperationError: the driver is busy; evaluate on the CPU$/);
}, {
  prepare: (page) =>
    page.addInitScript(() => {
      GPUAdapter.prototype.requestDevice = () => Promise.reject(new DOMException('the driver is busy', 'OperationError'));
    }),
});
