// The gradients side by side, and the difference of two.
import assert from 'node:assert/strict';
import { onScreen } from './brush.mjs';
import { after, arrived, evaluateScene, pixels, playground, settled, sum } from './playground.mjs';
import { known, show } from './scene.mjs';

const on = playground();
const scene = known();
const LOSSES = { reference: sum({ kind: 'cross_entropy' }), 0: sum({ kind: 'jaccard' }) };

const open = async (page) => {
  await page.getByTestId('compare').locator('summary').click();
  await page.getByTestId('compare-canvas-difference').waitFor();
  await settled(page);
};
const strongest = (page, name) => page.getByTestId(`compare-scale-${name}`).textContent();

/** Where a canvas has the strongest colour: the pixel's index. */
const peak = (rgba) => {
  const opacity = (i) => rgba[4 * i + 3];
  return [...Array(rgba.length / 4).keys()].reduce((best, i) => (opacity(i) > opacity(best) ? i : best), 0);
};

/** What the strongest-pull view makes of a gradient: the largest pull of any class, by pixel. */
const pulls = (gradient) => {
  const plane = scene.height * scene.width;
  const own = (i) => Math.max(...Array.from({ length: scene.classes }, (_, c) => -gradient[c * plane + i]));
  return Array.from({ length: plane }, (_, i) => Math.max(own(i), 0));
};

const largest = (numbers) => numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

on('every gradient has a canvas, and so has a difference', async (page) => {
  await show(page, scene);
  await open(page);
  const gradients = {};
  for (const [who, loss] of Object.entries(LOSSES)) gradients[who] = (await evaluateScene(page, scene, loss)).gradient;
  const difference = gradients[0].map((g, i) => g - gradients.reference[i]);
  await page.getByTestId('compare-shared').uncheck();
  for (const [name, gradient] of Object.entries({ ...gradients, difference })) {
    const canvas = await pixels(page, `compare-canvas-${name}`);
    const [expected, scale] = [pulls(gradient), largest(gradient)];
    for (const i of [0, 100, 400, peak(canvas)]) {
      assert.ok(Math.abs(canvas[4 * i + 3] - (255 * expected[i]) / scale) <= 1, `${name} at ${i}`);
    }
    const exponent = Math.floor(Math.log10(scale));
    assert.match(await strongest(page, name), new RegExp(`strongest ${(scale / 10 ** exponent).toFixed(1).slice(0, 1)}`));
  }
});

on('one scale for all makes the weaker one fainter', async (page) => {
  await show(page, scene);
  await open(page);
  const opacity = async (name) => {
    const rgba = await pixels(page, `compare-canvas-${name}`);
    return rgba[4 * peak(rgba) + 3];
  };
  const shared = await Promise.all(Object.keys(LOSSES).map(opacity));
  await page.getByTestId('compare-shared').uncheck();
  const own = await Promise.all(Object.keys(LOSSES).map(opacity));
  assert.ok(own.every((now, i) => now >= shared[i]));
  assert.notDeepEqual(own, shared);
});

on('the difference follows the choice, painting and the number of contenders', async (page) => {
  await show(page, scene);
  await open(page);
  await page.getByTestId('compare-side-1').selectOption('0');
  await page.getByTestId('compare-scale-difference').getByText('no pull anywhere').waitFor();
  await page.getByTestId('compare-side-0').selectOption('reference');
  await page.getByTestId('compare-scale-difference').getByText('strongest').waitFor();
  const before = await pixels(page, 'compare-canvas-difference');
  await after(page, async () => page.mouse.click(...(await onScreen(page, 'canvas-prediction', [5, 5]))));
  assert.ok(!before.equals(await pixels(page, 'compare-canvas-difference')));
  await after(page, () => page.getByTestId('add-contender').click());
  await page.getByTestId('compare-canvas-2').waitFor();
  // Who is gone gives way to who is there.
  await after(page, () => page.getByTestId('contender-0-remove').click());
  await page.getByTestId('compare-canvas-0').waitFor({ state: 'detached' });
  assert.equal(await page.getByTestId('compare-side-1').inputValue(), '1');
  await page.getByTestId('compare-scale-difference').getByText('strongest').waitFor();
  await page.reload();
  await arrived(page);
  assert.equal(await page.getByTestId('compare-side-0').inputValue(), 'reference', 'a reload keeps it');
});

on('pressing one selects the pixel everywhere', async (page) => {
  await show(page, scene);
  await open(page);
  await page.getByTestId('compare-canvas-difference').scrollIntoViewIfNeeded();
  await page.mouse.click(...(await onScreen(page, 'compare-canvas-difference', [7.5, 3.5])));
  await page.getByTestId('chart-pixel').getByText('row 3, column 7').waitFor();
});
