// Nearer and back, on all canvases at once, and that painting still hits the pixels under the pointer.
import assert from 'node:assert/strict';
import { covered, drag, onScreen, painted, takeBrush } from './brush.mjs';
import { after, close, differences, evaluateScene, pixels, playground, settled, sum, value } from './playground.mjs';
import { known, show } from './scene.mjs';

const on = playground();
const scene = known();
const NAMES = ['canvas-label', 'canvas-prediction', 'canvas-gradient'];
const JACCARD = sum({ kind: 'jaccard' });

/** Each canvas's place and width in its frame, in parts of the frame. */
const places = (page) =>
  Promise.all(NAMES.map((name) => page.getByTestId(name).evaluate((canvas) => {
    const own = canvas.getBoundingClientRect();
    const frame = canvas.closest('.lp-frame').getBoundingClientRect();
    return [(own.left - frame.left) / frame.width, (own.top - frame.top) / frame.width, own.width / frame.width];
  })));

/** The one place that all canvases have. */
async function place(page) {
  const [label, ...others] = await places(page);
  for (const other of others) other.forEach((part, i) => assert.ok(Math.abs(part - label[i]) < 0.01));
  return { left: label[0], top: label[1], scale: label[2] };
}

const zoomed = (page) =>
  page.waitForFunction(() => {
    const canvas = document.querySelector('[data-testid="canvas-label"]');
    return canvas.clientWidth > 1.2 * canvas.closest('.lp-frame').clientWidth;
  });

const whole = (page) =>
  page.waitForFunction(() => {
    const canvas = document.querySelector('[data-testid="canvas-label"]');
    return canvas.clientWidth <= canvas.closest('.lp-frame').clientWidth + 1;
  });

async function assertPaints(page) {
  await takeBrush(page, { class: 1, size: 3 });
  const before = await pixels(page, 'canvas-label');
  const touched = covered(scene, await after(page, () => drag(page, 'canvas-label', [13, 11.3], [18, 11.3])), 3);
  const changed = touched.filter((i) => scene.label[i] !== 1);
  assert.deepEqual(differences(before, await pixels(page, 'canvas-label')), changed);
  const { value: expected } = await evaluateScene(page, painted(scene, 'label', touched, 1), JACCARD);
  close(await value(page, 0), expected, 'Jaccard');
}

on('the wheel zooms with Ctrl, around the pointer, and pans without', async (page) => {
  await show(page, scene);
  const at = await onScreen(page, 'canvas-label', [16, 12]);
  const scrolled = () => page.evaluate(() => [scrollX, scrollY].join());
  const before = await scrolled();
  await page.mouse.move(...at);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -200);
  await page.keyboard.up('Control');
  await zoomed(page);
  const near = await place(page);
  close(near.scale, Math.E, 'scale', 0.01);
  const now = await onScreen(page, 'canvas-label', [16, 12]);
  assert.ok(Math.hypot(now[0] - at[0], now[1] - at[1]) <= 2, 'what is under the pointer stays');
  const left = await page.getByTestId('canvas-label').evaluate((canvas) => canvas.getBoundingClientRect().left);
  await page.mouse.wheel(40, 0);
  await page.waitForFunction((left) => {
    const canvas = document.querySelector('[data-testid="canvas-label"]');
    return canvas.getBoundingClientRect().left < left - 20;
  }, left);
  assert.equal(await scrolled(), before, 'the page stays');
  const [x, y] = await page.getByTestId('canvas-label').evaluate((canvas, [x, y]) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [Math.floor(((x - left) / width) * canvas.width), Math.floor(((y - top) / height) * canvas.height)];
  }, at);
  assert.notEqual(x, 16, 'another pixel has come under the pointer');
  await page.waitForFunction(([x, y]) => {
    const position = document.querySelector('[data-testid="readout-position"]').textContent;
    return position.match(/\d+/g).join() === [y, x].join();
  }, [x, y]);
  await assertPaints(page);
  await page.getByTestId('zoom-whole').click();
  await whole(page);
});

on('buttons zoom, and the keyboard\'s cursor stays in sight', async (page) => {
  await show(page, scene);
  assert.ok(await page.getByTestId('zoom-out').isDisabled());
  for (let i = 0; i < 10; i += 1) await page.getByTestId('zoom-in').click();
  await zoomed(page);
  // Eight pixels fill the frame, and no fewer.
  close((await place(page)).scale, 4, 'scale', 0.01);
  await page.getByTestId('canvas-label').focus();
  for (const key of [...Array(5).fill('Shift+ArrowUp'), ...Array(5).fill('Shift+ArrowLeft')]) await page.keyboard.press(key);
  await settled(page);
  const { left, top } = await place(page);
  assert.ok(Math.abs(left) < 0.01 && Math.abs(top) < 0.01, `${left}, ${top}`);
  await page.getByTestId('zoom-whole').click();
  await whole(page);
  await assertPaints(page);
});

const FINGERS = { context: { hasTouch: true, isMobile: true, viewport: { width: 820, height: 1180 } } };

/** Puts one finger on a canvas, which `moves` a little or not, then a second one, and spreads them. */
async function pinch(page, name, { moves = 0 } = {}) {
  const client = await page.context().newCDPSession(page);
  const touch = (type, ...points) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  const [a, b] = [await onScreen(page, name, [12, 12]), await onScreen(page, name, [20, 12])];
  await touch('touchStart', a);
  if (moves > 0) await touch('touchMove', [a[0] + moves, a[1]]);
  await touch('touchStart', [a[0] + moves, a[1]], b);
  const apart = b[0] - a[0];
  for (let i = 1; i <= 6; i += 1) await touch('touchMove', [a[0] + moves - (apart * i) / 12, a[1]], [b[0] + (apart * i) / 12, b[1]]);
  await zoomed(page);
  await touch('touchEnd');
  await settled(page);
}

on('two fingers zoom, and take back what the first one painted', async (page) => {
  await show(page, scene);
  await takeBrush(page, { class: 1, size: 5 });
  const before = await pixels(page, 'canvas-label');
  await pinch(page, 'canvas-label', { moves: 3 });
  assert.ok(before.equals(await pixels(page, 'canvas-label')), 'nothing is painted');
  assert.ok(await page.getByTestId('zoom-out').isEnabled());
  const { scale } = await place(page);
  assert.ok(scale > 1.5 && scale < 3, `${scale}`);
  await page.getByTestId('zoom-whole').click();
  await whole(page);
}, FINGERS);

on('of two fingers the first one neither fills, picks nor selects, and a preview stays one; alone it does', async (page) => {
  await show(page, scene);
  const before = await pixels(page, 'canvas-label');
  const position = () => page.getByTestId('readout-position').textContent();
  const selected = await position();
  const pressed = () => page.locator('[data-testid^="class-"][aria-pressed="true"]').getAttribute('data-testid');
  await page.getByTestId('class-2').click();
  for (const tool of ['f', 'i', 'v']) {
    await page.getByTestId(`tool-${tool}`).click();
    await pinch(page, 'canvas-label');
    await page.getByTestId('zoom-whole').click();
    await whole(page);
    assert.ok(before.equals(await pixels(page, 'canvas-label')), tool);
    assert.equal(await pressed(), 'class-2', tool);
    assert.equal(await position(), selected, tool);
  }
  await page.getByTestId('tool-f').click();
  await after(page, async () => page.touchscreen.tap(...(await onScreen(page, 'canvas-label', [12.5, 12.5]))));
  assert.ok(!before.equals(await pixels(page, 'canvas-label')), 'a tap fills');
  await after(page, () => page.getByTestId('undo').click());

  await page.getByTestId('tool-b').click();
  await page.getByTestId('makers').locator('summary').click();
  await after(page, () => page.getByTestId('make-noise').click());
  const preview = await pixels(page, 'canvas-prediction');
  await pinch(page, 'canvas-prediction');
  assert.ok(await page.getByTestId('make-cancel').isVisible(), 'still a preview');
  assert.ok(preview.equals(await pixels(page, 'canvas-prediction')));
}, FINGERS);

on('an image that becomes smaller is shown no larger than it can be', async (page) => {
  await show(page, scene);
  await after(page, () => page.getByTestId('image-size').selectOption('512'));
  while (await page.getByTestId('zoom-in').isEnabled()) {
    const { scale } = await place(page);
    await page.getByTestId('zoom-in').click();
    if ((await place(page)).scale === scale) break;
  }
  assert.ok((await place(page)).scale > 8);
  await after(page, () => page.getByTestId('undo').click());
  await zoomed(page);
  const { scale } = await place(page);
  assert.ok(scale <= 4.01, `${scale}`);
});
