// The charts of path, landscape and sweep: every control, and their numbers the module's.
import assert from 'node:assert/strict';
import { select } from './brush.mjs';
import {
  after, arrived, close, evaluate, evaluateScene, pixels, playground, settled, sum, table, written,
} from './playground.mjs';
import { arrayFile, known, moved, show, softLabel } from './scene.mjs';

const on = playground();
// Of the landscape, a side.
const CELLS = 32;
const LOSSES = {
  'Cross-entropy': sum({ kind: 'cross_entropy' }),
  Jaccard: sum({ kind: 'jaccard' }),
};
const PIXEL = [10, 13];
const OTHER = [20, 6];
const scene = known();
const CLASS = scene.label[PIXEL[0] * scene.width + PIXEL[1]];

/** Opens the scene and an experiment, and waits until it is drawn. */
async function experiment(page, name) {
  await show(page, scene);
  await select(page, PIXEL);
  await page.getByTestId(`tab-${name}`).click();
  await page.locator(`[data-testid="tab-${name}"][aria-selected="true"]`).waitFor();
  await drawn(page);
}

/** Waits until the chart has something to read and does not change any more. */
async function drawn(page) {
  await page.waitForFunction(() => document.querySelector('.lp-chart-empty')?.hidden);
  // A chart that takes long is drawn once the reader has paused.
  await page.waitForTimeout(300);
  await settled(page);
}

/** Does something and waits until the chart has been drawn anew. */
async function redrawn(page, action) {
  const count = () => Number(document.querySelector('[data-testid="chart"]').dataset.drawn);
  const before = await page.evaluate(count);
  await action();
  await page.waitForFunction(
    (before) => Number(document.querySelector('[data-testid="chart"]').dataset.drawn) > before,
    before,
  );
  await drawn(page);
}

const rowHeads = ({ rows }) => rows.map(([head]) => written(head));
const column = ({ head, rows }, name) => rows.map((row) => written(row[head.indexOf(name)]));

/** The length of a gradient. */
const length = (gradient) => Math.hypot(...gradient);

/** Presses every control, each of which changes the chart, and each back again. */
async function everyControl(page, controls) {
  const start = await pixels(page, 'chart');
  for (const [name, there, back] of controls) {
    const turn = (value) => {
      const control = page.getByTestId(name);
      return value === undefined ? control.click() : control.selectOption(value);
    };
    await redrawn(page, () => turn(there));
    assert.ok(!start.equals(await pixels(page, 'chart')), name);
    await redrawn(page, () => turn(back));
    assert.ok(start.equals(await pixels(page, 'chart')), `${name} back`);
  }
}

on('the path starts at the prediction and ends at the label', async (page) => {
  await experiment(page, 'path');
  const told = await table(page);
  for (const [name, loss] of Object.entries(LOSSES)) {
    const now = await evaluateScene(page, scene, loss);
    const values = column(told, `${name}: loss`);
    close(values[0], now.value, `${name} now`, 6e-4);
    close(column(told, `${name}: length of the gradient`)[0], length(now.gradient), `${name}'s gradient`, 6e-4);
    assert.ok(values.at(-1) < 1e-4, `${name} at the label`);
    assert.ok(values.every((value, i) => i === 0 || value <= values[i - 1]), `${name} falls`);
  }
  assert.equal(column(told, 'mIoU: score in %').at(-1), 100);
  assert.equal(column(told, 'mDice: score in %').at(-1), 100);
});

on('every control of the path changes it', async (page) => {
  await experiment(page, 'path');
  await everyControl(page, [
    ['path-along', 'logits', 'probabilities'],
    ['chart-by', 'probability', 'logit'],
    ['chart-log-y'],
  ]);
});

on('a cell of the landscape is what the module makes of the two pixels moved there', async (page) => {
  await experiment(page, 'landscape');
  await page.getByTestId('swap-pixels').click();
  await select(page, OTHER);
  await drawn(page);
  await page.getByTestId('chart-class').selectOption(String(CLASS));
  await drawn(page);
  const place = ([row, column]) => `row ${row}, column ${column}`;
  assert.equal(await page.getByTestId('chart-pixel').textContent(), place(OTHER));
  assert.equal(await page.getByTestId('second-pixel').textContent(), `and ${place(PIXEL)}`);
  const told = await table(page);
  const [first, second] = [told.head[3], told.rows[4][0].replace('Cross-entropy: ', '')].map(written);
  // The cells' middles have four digits in the table, and more on the map.
  const middle = (shown) => (Math.round(shown * CELLS - 0.5) + 0.5) / CELLS;
  const there = moved(moved(scene, OTHER, CLASS, middle(first)), PIXEL, CLASS, middle(second));
  for (const [name, loss] of Object.entries(LOSSES)) {
    const row = told.rows.find(([head]) => head === `${name}: ${told.rows[4][0].split(': ')[1]}`);
    close(written(row[3]), (await evaluateScene(page, there, loss)).value, name, 6e-4);
  }
  // The label is hard: every loss is least where it is.
  const label = [OTHER, PIXEL].map(([row, column]) => Number(scene.label[row * scene.width + column] === CLASS));
  const said = label.map((y) => (y === 1 ? '1.00' : '0')).join(', ');
  const least = await page.getByTestId('landscape-least').locator('.lp-number').allTextContents();
  assert.ok(least.length >= 2 && least.every((text) => text === said), `${least} is ${said}`);
});

on('swapping the pixels mirrors the landscape, and swapping again restores it', async (page) => {
  await experiment(page, 'landscape');
  await page.getByTestId('chart-class').selectOption(String(CLASS));
  await drawn(page);
  await everyControl(page, [['swap-pixels']]);
});

on('products want a corner where norms want the soft label', async (page) => {
  const two = known({ classes: 2 });
  const soft = softLabel(two);
  // A scene of two classes, so that the files are not taken for some of three.
  await after(page, () => page.getByTestId('preset-two-raters').click());
  await show(page, two);
  await after(page, () => page.getByTestId('open-label-input').setInputFiles(arrayFile(two, soft, 'soft.npy')));
  await after(page, () => page.getByTestId('contender-0-duplicate').click());
  await page.getByTestId('contender-0').locator('details > summary').first().click();
  await after(page, () => page.getByTestId('contender-0-term-0-overlap').selectOption('product'));
  await select(page, PIXEL);
  await page.getByTestId('tab-landscape').click();
  await page.getByTestId('swap-pixels').click();
  await select(page, OTHER);
  await page.getByTestId('chart-class').selectOption('1');
  await drawn(page);
  const least = await page.getByTestId('landscape-least').locator('.lp-number').allTextContents();
  const label = [OTHER, PIXEL].map(([row, column]) => soft[(two.height + row) * two.width + column]);
  const said = label.map((y) => y.toPrecision(3)).join(', ');
  // Cross-entropy, products, a mixture, norms.
  assert.match(least[1], /^(0|1\.00), (0|1\.00)$/);
  assert.equal(least[0], said);
  assert.equal(least[3], said);
});

on('a sweep has the module\'s numbers at every setting', async (page) => {
  await experiment(page, 'sweep');
  await page.getByTestId('sweep-who').selectOption('0');
  await page.getByTestId('sweep-knob').selectOption('0.smooth');
  await drawn(page);
  const told = await table(page);
  const settings = column(told, 'smooth s');
  assert.ok(settings[0] < 2e-6 && settings.at(-1) > 900, 'orders of magnitude');
  for (const place of [0, 10, settings.length - 1]) {
    const loss = sum({ kind: 'jaccard', smooth: settings[place] });
    const { value, gradient } = await evaluateScene(page, scene, loss);
    close(column(told, 'Jaccard: loss')[place], value, `at ${settings[place]}`, 2e-3);
    close(column(told, 'Jaccard: length of the gradient')[place], length(gradient), 'its gradient', 2e-3);
  }
  const driven = column(told, 'Jaccard: the pixel is driven to');
  assert.ok(driven.every((t) => t === 1), 'to its label');
});

on('a sweep of the shares of D, I and C has the module\'s numbers', async (page) => {
  // Two images, of which one lacks a class: else two of the three are the same.
  const other = { ...known({ seed: 2 }), label: scene.label.map((c) => (c === 2 ? 0 : c)) };
  await show(page, scene);
  await after(page, () => page.getByTestId('image-copy').click());
  await show(page, other);
  await select(page, PIXEL);
  await page.getByTestId('tab-sweep').click();
  await page.getByTestId('sweep-who').selectOption('0');
  const both = {
    shape: [2, scene.classes, scene.height, scene.width],
    label: Uint8Array.from([...scene.label, ...other.label]),
    logits: Float32Array.from([...scene.logits, ...other.logits]),
    backend: 'cpu',
  };
  for (const [name, rest] of [['d', ['i', 'c']], ['i', ['d']], ['c', ['d']]]) {
    await page.getByTestId('sweep-knob').selectOption(`0.share.${name}`);
    await drawn(page);
    const told = await table(page);
    const settings = rowHeads(told);
    assert.deepEqual([settings[0], settings.at(-1)], [0, 1]);
    for (const place of [0, 5, settings.length - 1]) {
      const share = settings[place];
      // D alone is what there is; two others that have nothing share the rest equally.
      const reduction = { [name]: share, ...Object.fromEntries(rest.map((other) => [other, (1 - share) / rest.length])) };
      const { value, gradient } = await evaluate(page, { ...both, loss: sum({ kind: 'jaccard', reduction }) });
      close(column(told, 'Jaccard: loss')[place], value, `${name} at ${share}`, 6e-4);
      close(column(told, 'Jaccard: length of the gradient')[place], length(gradient), 'its gradient', 6e-4);
    }
  }
});

on('every control of the sweep changes it', async (page) => {
  await experiment(page, 'sweep');
  await page.getByTestId('sweep-who').selectOption('0');
  await page.getByTestId('sweep-knob').selectOption('0.smooth');
  await drawn(page);
  await everyControl(page, [
    ['sweep-who', '1', '0'],
    ['sweep-knob', '0.gamma', '0.smooth'],
    ['chart-log-x'],
    ['chart-log-y'],
  ]);
});

on('a table beside one chart does not stay open, and empty, beside the next', async (page) => {
  await show(page, scene);
  await select(page, PIXEL);
  for (const name of ['near-target', 'path', 'landscape', 'sweep', 'reductions', 'vector']) {
    await page.getByTestId(`tab-${name}`).click();
    await drawn(page);
    const details = page.getByTestId('chart-details');
    assert.equal(await details.evaluate((details) => details.open), (await page.getByTestId('chart-table').count()) > 0, name);
    assert.ok((await table(page)).rows.length > 0, name);
  }
});

on('what is set about a chart is still set after a reload', async (page) => {
  await experiment(page, 'path');
  await page.getByTestId('path-along').selectOption('logits');
  await page.getByTestId('tab-sweep').click();
  await page.getByTestId('sweep-knob').selectOption('0.gamma');
  await drawn(page);
  await page.waitForFunction(() => document.querySelector('.lp')?.dataset.revision > 0);
  await page.reload();
  await arrived(page);
  assert.equal(await page.getByTestId('sweep-knob').inputValue(), '0.gamma');
  await page.getByTestId('tab-path').click();
  assert.equal(await page.getByTestId('path-along').inputValue(), 'logits');
});

on('another experiment starts with its table folded, and the same one pressed again stays as it is', async (page) => {
  await experiment(page, 'path');
  await table(page);
  const canvas = await page.getByTestId('chart').elementHandle();
  const drawn = () => page.getByTestId('chart').getAttribute('data-drawn');
  const before = await drawn();
  await page.getByTestId('tab-path').click();
  await settled(page);
  assert.ok(await canvas.evaluate((canvas) => canvas.isConnected));
  assert.equal(await drawn(), before);
  assert.ok(await page.getByTestId('chart-table').isVisible());
  await page.getByTestId('tab-near-target').click();
  await settled(page);
  assert.equal(await page.getByTestId('chart-details').evaluate((details) => details.open), false);
  assert.ok((await table(page)).rows.length > 0);
});
