// The landscape of two classes: numbers added to their logits, and every cell the module's.
import assert from 'node:assert/strict';
import { onScreen } from './brush.mjs';
import {
  after, arrived, close, evaluateScene, pixels, playground, settled, sum, table, written,
} from './playground.mjs';
import { known, show } from './scene.mjs';
import { address } from './state.mjs';

const on = playground();
const CELLS = 27;
const LOSSES = { 'Cross-entropy': sum({ kind: 'cross_entropy' }), Jaccard: sum({ kind: 'jaccard' }) };
const scene = known();
const [FIRST, SECOND] = [1, 2];

/** The scene with numbers added to two classes' logits. */
function biased(...biases) {
  const plane = scene.height * scene.width;
  const logits = scene.logits.map((z, i) => {
    const which = [FIRST, SECOND].indexOf(Math.floor(i / plane));
    return which < 0 ? z : z + biases[which];
  });
  return { ...scene, logits };
}

/** Opens the scene and the landscape of two classes. */
async function landscape(page) {
  await show(page, scene);
  await page.getByTestId('tab-landscape').click();
  await page.getByTestId('landscape-classes').click();
  await page.getByTestId('chart-class').selectOption(String(FIRST));
  await page.getByTestId('other-class').selectOption(String(SECOND));
  await found(page);
}

/** Waits until the map has been found. */
async function found(page) {
  await page.waitForTimeout(600);
  await page.waitForFunction(() => document.querySelector('.lp-chart-empty')?.hidden);
  await settled(page);
}

on('a cell is what the module makes of both classes with more or less of them', async (page) => {
  await landscape(page);
  assert.equal(await page.locator('.lp-chart h2').last().textContent(), 'Landscape of two classes');
  const told = await table(page);
  // The middles of cells from −6 to 6, with more digits than the table shows.
  const middle = (shown) => ((Math.round(((written(shown) + 6) / 12) * CELLS - 0.5) + 0.5) / CELLS) * 12 - 6;
  for (const [name, loss] of Object.entries(LOSSES)) {
    const rows = told.rows.filter(([head]) => head.startsWith(`${name}: `));
    for (const [row, column] of [[1, 3], [5, 2], [8, 8]]) {
      const there = biased(middle(told.head[column]), middle(rows[row][0].replace(`${name}: `, '')));
      close(written(rows[row][column]), (await evaluateScene(page, there, loss)).value, `${name} ${row} ${column}`, 1e-3);
    }
  }
  // Nothing that is tried is less than what is said to be least.
  const least = await page.getByTestId('landscape-least').locator('.lp-number').allTextContents();
  const value = async (at) => (await evaluateScene(page, biased(...at), LOSSES['Cross-entropy'])).value;
  const at = least[0].split(', ').map(written);
  const there = await value(at);
  for (const [x, y] of [[0.3, 0], [-0.3, 0], [0, 0.3], [0, -0.3]]) {
    assert.ok((await value([at[0] + x, at[1] + y])) >= there - 1e-6, `${x} ${y}`);
  }
});

on('it is read by pointer and keyboard, follows the painting and is kept', async (page) => {
  await landscape(page);
  const chart = page.getByTestId('chart');
  const readOff = page.getByTestId('chart-read-off');
  await chart.focus();
  await page.keyboard.press('ArrowRight');
  assert.match(await readOff.textContent(), /first class's bias 0\.120, second 0:/);
  await chart.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await chart.boundingBox();
  await page.mouse.move(x + width / 4, y + height / 5);
  assert.match(await readOff.textContent(), /Jaccard [\d.]+/);
  const before = await pixels(page, 'chart');
  await after(page, () => page.getByTestId('undo').click());
  await found(page);
  assert.ok(!before.equals(await pixels(page, 'chart')));
  await address(page);
  await page.reload();
  await arrived(page);
  assert.equal(await page.getByTestId('landscape-classes').getAttribute('aria-pressed'), 'true');
  assert.equal(await page.getByTestId('other-class').inputValue(), String(SECOND));
});

on('at 64² with four contenders it is there soon after the reader rests', async (page) => {
  while ((await page.locator('article').count()) < 5) await after(page, () => page.getByTestId('contender-0-duplicate').click());
  await page.getByTestId('tab-landscape').click();
  await page.getByTestId('landscape-classes').click();
  await found(page);
  const drawn = await page.getByTestId('chart').getAttribute('data-drawn');
  const start = performance.now();
  await page.getByTestId('other-class').selectOption({ index: 1 });
  await page.waitForFunction((drawn) => document.querySelector('[data-testid="chart"]').dataset.drawn !== drawn, drawn);
  const took = performance.now() - start;
  assert.ok(took < 2000, `${took} ms`);
});

on('it follows the brush with fewer cells, and has all of them once the reader pauses', async (page) => {
  await landscape(page);
  const chart = page.getByTestId('chart');
  const drawn = async () => Number(await chart.getAttribute('data-drawn'));
  const [before, map] = [await drawn(), await pixels(page, 'chart')];
  await page.mouse.move(...(await onScreen(page, 'canvas-prediction', [3, 3])));
  await page.mouse.down();
  for (let step = 0; step < 12; step += 1) {
    await page.mouse.move(...(await onScreen(page, 'canvas-prediction', [3 + step, 5])));
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  // The pointer is still down.
  const coarse = await drawn();
  assert.ok(coarse > before);
  assert.ok(!map.equals(await pixels(page, 'chart')));
  await found(page);
  assert.ok((await drawn()) > coarse);
  await page.mouse.up();
});

on('a loss that is the same everywhere says so', async (page) => {
  await landscape(page);
  await page.getByTestId('contender-0').locator('details > summary').first().click();
  const weight = page.getByTestId('contender-0-term-0-weight');
  await after(page, async () => {
    await weight.fill('0');
    await weight.press('Enter');
  });
  await found(page);
  const least = await page.getByTestId('landscape-least').locator('.lp-number').allTextContents();
  assert.equal(least[1], 'the same everywhere');
  assert.match((await table(page)).caption, /is the same everywhere\./);
});

on('of two classes in all the least point is the one next to the prediction, and the page says why', async (page) => {
  await show(page, known({ classes: 2 }));
  await page.getByTestId('tab-landscape').click();
  await page.getByTestId('landscape-classes').click();
  await found(page);
  await page.getByText('There are no other classes').waitFor();
  const least = await page.getByTestId('landscape-least').locator('.lp-number').allTextContents();
  for (const place of least) {
    const [first, second] = place.split(', ').map(written);
    close(first, -second, place, 2e-2);
  }
});
