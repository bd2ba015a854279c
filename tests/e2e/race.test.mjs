// The descent race: every control, and its numbers beside the module's.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, close, evaluateScene, pixels, playground, sum, value, written } from './playground.mjs';
import { known, show } from './scene.mjs';

const on = playground();
const scene = known();
const JACCARD = sum({ kind: 'jaccard' });

/** Opens the tab and waits for the race to stand at its start. */
async function race(page) {
  await page.getByTestId('tab-race').click();
  await standsAt(page, 0);
}

const progress = (page) => page.getByTestId('race-progress').textContent();
const steps = async (page) => Number((await progress(page)).match(/step (\d+)/)[1]);
const standing = (page, who) => page.getByTestId(`race-standing-${who}`).textContent();
const loss = async (page, who) => written((await standing(page, who)).match(/loss (\S+)/)[1]);

/** Waits until so many steps are done and everyone's standing is known. */
async function standsAt(page, step) {
  await page.waitForFunction((step) => {
    const test = (name) => document.querySelector(`[data-testid="${name}"]`);
    const standing = test('race-standing-0')?.textContent ?? '';
    return test('race-progress')?.textContent.startsWith(`step ${step} of`) && standing.startsWith('loss');
  }, step);
}

/** Sets something, and waits for the race that starts. */
async function set(page, name, value) {
  const control = page.getByTestId(name);
  if ((await control.evaluate((node) => node.tagName)) === 'SELECT') {
    await control.selectOption(value);
  } else {
    await control.fill(value);
    await control.blur();
  }
  await standsAt(page, 0);
}

async function go(page, step) {
  await page.getByTestId('race-position').fill(String(step));
  await standsAt(page, step);
}

/** Logits after a step against the gradient. */
const stepped = (logits, gradient, rate) => logits.map((z, i) => z - rate * gradient[i]);

on('a step of gradient descent is the module\'s gradient times the rate', async (page) => {
  await show(page, scene);
  await race(page);
  await set(page, 'race-optimiser', 'sgd');
  await set(page, 'race-schedule', 'poly');
  await set(page, 'race-steps', '10');
  await set(page, 'race-rate', '50');
  close(await loss(page, 0), await value(page, 0), 'at the start', 6e-4);
  let now = scene;
  for (let step = 0; step < 3; step += 1) {
    const { gradient } = await evaluateScene(page, now, JACCARD);
    const rate = 50 * (1 - step / 10) ** 0.9;
    now = { ...now, logits: stepped(now.logits, Object.values(gradient), rate) };
    await page.getByTestId('race-step').click();
    await standsAt(page, step + 1);
  }
  close(await loss(page, 0), (await evaluateScene(page, now, JACCARD)).value, 'after three steps', 6e-4);
});

on('nothing runs by itself; space plays and pauses, and the end is the end', async (page) => {
  await show(page, scene);
  await race(page);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  assert.equal(await steps(page), 0);
  await page.getByTestId('canvas-label').focus();
  await page.keyboard.press('Space');
  await page.getByTestId('race-play').getByText('Pause').waitFor();
  await page.waitForFunction(() => !document.querySelector('[data-testid="race-progress"]').textContent.startsWith('step 0 '));
  await page.keyboard.press('Space');
  await page.getByTestId('race-play').getByText('Play').waitFor();
  await set(page, 'race-steps', '60');
  await page.getByTestId('race-speed').selectOption('most');
  await page.getByTestId('race-play').click();
  await standsAt(page, 60);
  await page.getByTestId('race-play').getByText('Play').waitFor();
  const end = await loss(page, 0);
  assert.ok(end < (await value(page, 0)), 'the loss went down');
  // Playing again starts again, which the curves show.
  const drawn = () => Number(document.querySelector('[data-testid="chart"]').dataset.drawn);
  const before = await page.evaluate(drawn);
  await page.getByTestId('race-play').click();
  await page.waitForFunction((before) => Number(document.querySelector('[data-testid="chart"]').dataset.drawn) > before, before);
  await standsAt(page, 60);
  await page.getByTestId('race-play').getByText('Play').waitFor();
  assert.equal(await loss(page, 0), end);
});

on('scrubbing back shows what was there', async (page) => {
  await show(page, scene);
  await race(page);
  const seen = [];
  for (const step of [0, 20, 52, 90]) {
    await go(page, step);
    seen.push([step, await standing(page, 0), await pixels(page, 'race-canvas-0')]);
  }
  for (const [step, text, bytes] of seen.reverse()) {
    await go(page, step);
    assert.equal(await standing(page, 0), text);
    assert.ok(bytes.equals(await pixels(page, 'race-canvas-0')), `the canvas at step ${step}`);
  }
  await go(page, 20);
  await page.getByTestId('race-reset').click();
  await standsAt(page, 0);
});

on('a race pauses where it was while another chart is looked at, unless something else is to be raced', async (page) => {
  await show(page, scene);
  await race(page);
  await go(page, 20);
  await page.getByTestId('race-play').click();
  await page.waitForFunction(() => !document.querySelector('[data-testid="race-progress"]').textContent.startsWith('step 20 '));
  await page.getByTestId('tab-path').click();
  await page.waitForTimeout(300);
  await page.getByTestId('tab-race').click();
  const [reached, text] = [await steps(page), await standing(page, 0)];
  assert.ok(reached > 20 && text.startsWith('loss'), `${reached}: ${text}`);
  await page.getByTestId('race-play').getByText('Play').waitFor();
  await page.waitForTimeout(300);
  assert.equal(await steps(page), reached);
  assert.equal(await page.getByTestId('race-anew').textContent(), '');
  await page.getByTestId('tab-path').click();
  await page.getByTestId('contender-0-term-0-kind').selectOption('dice');
  await page.getByTestId('tab-race').click();
  await standsAt(page, 0);
  assert.match(await page.getByTestId('race-anew').textContent(), /starts anew/);
  await page.getByTestId('race-step').click();
  await standsAt(page, 1);
  assert.equal(await page.getByTestId('race-anew').textContent(), '');
});

on('a prediction goes onto the canvas when it is asked for', async (page) => {
  await show(page, scene);
  await race(page);
  await go(page, 40);
  const shown = await pixels(page, 'race-canvas-0');
  const reached = await loss(page, 0);
  const said = (of) => page.getByTestId('race-anew').filter({ hasText: of }).waitFor({ state: 'attached' });
  await after(page, () => page.getByTestId('race-adopt-0').click());
  await said(/starts from it/);
  assert.ok(shown.equals(await pixels(page, 'canvas-prediction')));
  close(await value(page, 0), reached, 'the card', 6e-4);
  await standsAt(page, 0);
  close(await loss(page, 0), reached, 'the race starts from it', 6e-4);
  await after(page, () => page.getByTestId('undo').click());
  close(await value(page, 0), (await evaluateScene(page, scene, JACCARD)).value, 'taken back');
  await said(/^\s*$/);
});

on('every setting makes another race', async (page) => {
  await show(page, scene);
  await race(page);
  const seen = new Set();
  const differs = async (what) => {
    await go(page, 40);
    const now = await standing(page, 0);
    assert.ok(!seen.has(now), `${what}: ${now}`);
    seen.add(now);
  };
  await differs('as it comes');
  for (const [name, value] of [
    ['race-rate', '0.3'],
    ['race-optimiser', 'momentum'],
    ['race-rate', '20'],
    ['race-schedule', 'half'],
    ['race-steps', '100'],
    ['race-start', 'zeros'],
    ['race-start', 'noise'],
    ['race-seed', '7'],
    ['race-model', 'bumps'],
    ['race-k', '5'],
  ]) {
    await set(page, name, value);
    await differs(`${name} ${value}`);
  }
  assert.match(await page.getByTestId('race-held-out-words').textContent(), /one image/);
  // What is refused leaves everything as it was.
  const refused = page.getByTestId('race-refused');
  for (const [name, kept, typed, why] of [
    ['rate', '20', '-1', 'Learning rate: “-1” was given, a number above 0 is expected, such as 0.1.'],
    ['steps', '100', '2.5', 'Steps: “2.5” was given, a whole number from 1 to 100,000 is expected.'],
    ['k', '5', 'many', 'Bumps a class: “many” was given, a whole number from 1 to 256 is expected.'],
  ]) {
    const field = page.getByTestId(`race-${name}`);
    await field.fill(typed);
    await field.blur();
    await refused.getByText(why, { exact: true }).waitFor();
    assert.equal(await field.inputValue(), kept);
  }
  await set(page, 'race-rate', '10');
  assert.equal(await refused.textContent(), '', 'nothing is refused any more');
});

on('a contender changes its loss on the way, the others do not', async (page) => {
  await show(page, scene);
  await race(page);
  await go(page, 30);
  const [reference, jaccard] = [await standing(page, 'reference'), await standing(page, 0)];
  await set(page, 'race-switches', 'reference');
  await set(page, 'race-switch-at', '20');
  await set(page, 'race-switch-to', 'dice');
  await page.getByTestId('race-reference').getByText('Cross-entropy, then Dice').waitFor();
  await go(page, 30);
  assert.notEqual(await standing(page, 'reference'), reference);
  assert.equal(await standing(page, 0), jaccard);
});

on('curves can be read, listed and saved', async (page) => {
  await show(page, scene);
  await race(page);
  await go(page, 40);
  await page.getByTestId('chart-details').locator('summary').click();
  const table = page.getByTestId('chart-table');
  await table.waitFor();
  const head = await table.locator('thead th').allTextContents();
  assert.ok(head.includes('Jaccard: loss') && head.includes('Jaccard: mIoU, %'), head.join());
  const last = await table.locator('tbody tr').last().locator('th, td').allTextContents();
  close(written(last[head.indexOf('Jaccard: loss')]), await loss(page, 0), 'the table', 6e-4);
  await page.getByTestId('export').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-chart-csv').click()]);
  const csv = await readFile(await download.path(), 'utf8');
  const row = csv.split('\n').find((line) => line.startsWith('"loss","Jaccard",40,'));
  close(Number(row.split(',').at(-1)), await loss(page, 0), 'the file', 6e-4);
});

on('the settings of the race are kept', async (page) => {
  await race(page);
  await set(page, 'race-model', 'shared');
  await set(page, 'race-k', '9');
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
  await page.reload();
  await standsAt(page, 0);
  assert.equal(await page.getByTestId('race-model').inputValue(), 'shared');
  assert.equal(await page.getByTestId('race-k').inputValue(), '9');
});

on('a loss that is infinite on what is held out ends no race', async (page) => {
  await page.getByTestId('preset-empty-image').click();
  await after(page, () => page.getByTestId('contender-1-remove').click());
  await race(page);
  await set(page, 'race-model', 'shared');
  await set(page, 'race-held-out', '2');
  const parameter = (name) => page.getByTestId(`contender-0-term-0-${name}`);
  const type = async (name, number) => {
    await parameter(name).fill(number);
    await parameter(name).press('Enter');
  };
  await parameter('parameters').locator('summary').click();
  await after(page, () => parameter('log_loss').check());
  await after(page, () => parameter('classes').selectOption('all'));
  await after(page, () => type('reduction-i', '1'));
  await after(page, () => type('smooth', '0'));
  await standsAt(page, 0);
  await go(page, 5);
  assert.match(await page.getByTestId('chart-read-off').textContent(), /Jaccard, held out ∞/);
});

on('a race that ends before the step at which a loss is changed says so', async (page) => {
  await show(page, scene);
  await race(page);
  await set(page, 'race-switches', 'reference');
  await set(page, 'race-switch-at', '200');
  await set(page, 'race-steps', '100');
  await page.getByTestId('race-switch-late').waitFor();
  await page.getByTestId('race-reference').getByText('Cross-entropy', { exact: true }).waitFor();
});
