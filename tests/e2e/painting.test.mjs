// Painting with mouse, finger and keyboard: what changes, and that the numbers are those of what was painted.
import assert from 'node:assert/strict';
import { covered, drag, onScreen, painted, select, swipe, takeBrush } from './brush.mjs';
import { after, close, differences, evaluateScene, pixels, playground, settled, sum, value } from './playground.mjs';
import { known, show } from './scene.mjs';
import { look } from './state.mjs';

const on = playground();
const scene = known();

// What the page starts with.
const LOSSES = {
  reference: sum({ kind: 'cross_entropy' }),
  0: sum({ kind: 'jaccard' }),
  1: sum({ kind: 'cross_entropy', weight: 0.25 }, { kind: 'jaccard', weight: 0.75 }),
};

async function assertValues(page, scene) {
  for (const [who, loss] of Object.entries(LOSSES)) {
    close(await value(page, who), (await evaluateScene(page, scene, loss)).value, who);
  }
}

/** Paints with `stroke` and checks everything that must and must not have changed. */
async function assertPainted(page, layer, stroke, { of, size, under }) {
  // The chart is about the selected pixel, which is therefore one that is going to be painted.
  if (under) await select(page, under);
  const before = await look(page);
  const ends = await after(page, stroke);
  const now = await look(page);
  const touched = covered(scene, ends, size);
  const next = painted(scene, layer, touched, of);
  const changed = layer === 'label' ? touched.filter((i) => scene.label[i] !== of) : touched;
  const own = layer === 'label' ? 0 : 1;
  assert.deepEqual(differences(before[own], now[own]), changed, 'the pixels under the brush, and no others');
  assert.ok(before[1 - own].equals(now[1 - own]), 'the other layer stays');
  assert.ok(differences(before[2], now[2]).length > 0, 'the gradient follows');
  assert.ok(!before[3].equals(now[3]), 'the chart follows');
  await assertValues(page, next);
  return before;
}

on('a mouse paints the label', async (page) => {
  await show(page, scene);
  await assertValues(page, scene);
  await takeBrush(page, { class: 1, size: 5 });
  const stroke = () => drag(page, 'canvas-label', [8, 9.3], [24, 9.3]);
  const before = await assertPainted(page, 'label', stroke, { of: 1, size: 5, under: [9, 8] });
  await after(page, () => page.keyboard.press('Control+z'));
  assert.ok(before[0].equals(await pixels(page, 'canvas-label')), 'undone');
  await assertValues(page, scene);
  await after(page, () => page.keyboard.press('Control+Shift+z'));
  assert.ok(!before[0].equals(await pixels(page, 'canvas-label')), 'done again');
});

on('a mouse paints the prediction', async (page) => {
  await show(page, scene);
  await takeBrush(page, { class: 2, size: 4 });
  const stroke = () => drag(page, 'canvas-prediction', [6, 14.4], [26, 14.4]);
  await assertPainted(page, 'prediction', stroke, { of: 2, size: 4, under: [14, 8] });
});

on('a stroke goes on when the mouse leaves the canvas, and ends with the button', async (page) => {
  await show(page, scene);
  await takeBrush(page, { class: 1, size: 3 });
  const stroke = () => drag(page, 'canvas-label', [20, 5.4], [40, 5.4]);
  await assertPainted(page, 'label', stroke, { of: 1, size: 3, under: [5, 24] });
  const ended = await pixels(page, 'canvas-label');
  await page.mouse.move(...(await onScreen(page, 'canvas-label', [16, 16])));
  await settled(page);
  assert.ok(ended.equals(await pixels(page, 'canvas-label')));
});

const finger = { context: { hasTouch: true, isMobile: true, viewport: { width: 820, height: 1180 } } };

for (const layer of ['label', 'prediction']) {
  on(`a finger paints the ${layer} and does not scroll the page`, async (page) => {
    await show(page, scene);
    await takeBrush(page, { class: 1, size: 5 });
    const scrolled = () => page.evaluate(() => [scrollX, scrollY].join());
    const canvas = `canvas-${layer}`;
    await onScreen(page, canvas, [0, 0]);
    const before = await scrolled();
    const stroke = () => swipe(page, canvas, [5, 4.2], [5, 20.2]);
    await assertPainted(page, layer, stroke, { of: 1, size: 5, under: [9, 5] });
    assert.equal(await scrolled(), before);
  }, finger);
}

on('whatever is done in the middle of a stroke ends it, and all of it is undone in order', async (page) => {
  await show(page, scene);
  const looks = async () => [await pixels(page, 'canvas-label'), await pixels(page, 'canvas-prediction')];
  const same = (a, b) => a.every((bytes, i) => bytes.equals(b[i]));
  const start = await looks();
  await takeBrush(page, { class: 1, size: 3 });
  const cross = () => page.mouse.move(...stop, { steps: 4 });
  const [go, stop] = [await onScreen(page, 'canvas-label', [4, 9.3]), await onScreen(page, 'canvas-label', [28, 9.3])];
  const others = [
    () => page.keyboard.press('Enter'),
    () => page.getByTestId('clear-prediction').evaluate((button) => button.click()),
    () => page.keyboard.press('Control+z'),
  ];
  for (const other of others) {
    await page.mouse.move(...go);
    await page.mouse.down();
    await after(page, cross);
    const stroke = await looks();
    assert.ok(!same(stroke, start), 'the stroke is seen');
    await page.keyboard.press('3');
    await after(page, other);
    const changed = await looks();
    await page.mouse.move(...go, { steps: 4 });
    await page.mouse.up();
    await settled(page);
    assert.ok(same(await looks(), changed), 'the stroke has ended');
    if (other !== others[2]) {
      assert.ok(!same(changed, stroke), 'the other edit is seen');
      await after(page, () => page.keyboard.press('Control+z'));
      assert.ok(same(await looks(), stroke), 'the other edit is taken back');
      await after(page, () => page.keyboard.press('Control+z'));
    }
    assert.ok(same(await looks(), start), 'the stroke is taken back');
    await page.keyboard.press('2');
  }
});

on('undoing works from a list of choices and with Caps Lock on', async (page) => {
  await show(page, scene);
  await takeBrush(page, { class: 1, size: 3 });
  const before = await pixels(page, 'canvas-label');
  await after(page, () => drag(page, 'canvas-label', [4, 9.3], [28, 9.3]));
  await page.getByTestId('theme').focus();
  await after(page, () => page.keyboard.press('Control+z'));
  assert.ok(before.equals(await pixels(page, 'canvas-label')));
  await after(page, () => page.keyboard.press('Control+y'));
  const capital = { key: 'Z', code: 'KeyZ', ctrlKey: true, bubbles: true };
  const press = (init) => page.getByTestId('theme').dispatchEvent('keydown', init);
  await after(page, () => press(capital));
  assert.ok(before.equals(await pixels(page, 'canvas-label')));
  await after(page, () => press({ ...capital, key: 'z', shiftKey: true }));
  assert.ok(!before.equals(await pixels(page, 'canvas-label')));
});

on('the keyboard moves a cursor and paints under it', async (page) => {
  await show(page, scene);
  await takeBrush(page, { class: 0, size: 4 });
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const position = async () => (await page.getByTestId('readout-position').textContent()).match(/\d+/g).map(Number);
  const canvas = page.getByTestId('canvas-label');
  await canvas.focus();
  // Into the corner, from where every way is known.
  await press(...Array(5).fill('Shift+ArrowUp'), ...Array(5).fill('Shift+ArrowLeft'));
  assert.deepEqual(await position(), [0, 0]);
  await press('Shift+ArrowDown', 'Shift+ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowUp', 'ArrowLeft');
  assert.deepEqual(await position(), [8, 9]);
  await press('3', ']');
  const stroke = async () => {
    await press('Enter');
    return [[9.5, 8.5], [9.5, 8.5]];
  };
  await assertPainted(page, 'label', stroke, { of: 2, size: 5 });
  assert.ok(await canvas.evaluate((canvas) => canvas === document.activeElement), 'the canvas keeps the focus');
});

on('a browser that does not tell which moves it has bundled can be painted in', async (page) => {
  await show(page, scene);
  await takeBrush(page, { class: 1, size: 5 });
  const stroke = () => drag(page, 'canvas-label', [8, 9.3], [24, 9.3]);
  await assertPainted(page, 'label', stroke, { of: 1, size: 5, under: [9, 8] });
}, { prepare: (page) => page.addInitScript(() => delete PointerEvent.prototype.getCoalescedEvents) });

on('where the keyboard\'s cursor is, and what is there, is said once it rests', async (page) => {
  await show(page, scene);
  const spoken = page.getByTestId('spoken-pixel');
  await select(page, [5, 7]);
  await page.getByTestId('canvas-label').focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
  await page.waitForFunction(() => /row 6, column 9/.test(document.querySelector('[data-testid="spoken-pixel"]').textContent));
  assert.match(await spoken.textContent(), new RegExp(`label class ${scene.label[6 * scene.width + 9]}, prediction class \\d \\d+`));
  assert.equal(await spoken.getAttribute('aria-live'), 'polite');
});
