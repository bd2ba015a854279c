// Painting as a reader does it, and what a stroke ought to have painted.
import { settled } from './playground.mjs';

/** A canvas's frame on the screen. */
async function frame(page, name) {
  const canvas = page.getByTestId(name);
  await canvas.scrollIntoViewIfNeeded();
  return canvas.evaluate((canvas) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return { left, top, sx: canvas.width / width, sy: canvas.height / height };
  });
}

/** Where on the screen a place on a canvas is, in whole pixels as a mouse has them. */
export async function onScreen(page, name, [x, y]) {
  const { left, top, sx, sy } = await frame(page, name);
  return [Math.round(left + x / sx), Math.round(top + y / sy)];
}

/** Selects a pixel, as a click on the gradient does, and takes the pointer away again. */
export async function select(page, [row, column]) {
  await page.mouse.click(...(await onScreen(page, 'canvas-gradient', [column + 0.5, row + 0.5])));
  await page.mouse.move(0, 0);
  await settled(page);
}

/** Sets the brush: its class by number, its width in pixels, full strength up to the rim. */
export async function takeBrush(page, { class: of, size }) {
  await page.getByTestId('tool-b').click();
  await page.getByTestId(`class-${of}`).click();
  for (const [slider, value] of [['size', size], ['hardness', 1], ['strength', 1]]) {
    await page.getByTestId(slider).fill(String(value));
  }
}

/** Draws a straight stroke with the mouse; returns the two ends as the page saw them. */
export async function drag(page, name, from, to) {
  const ends = [await onScreen(page, name, from), await onScreen(page, name, to)];
  await page.mouse.move(...ends[0]);
  await page.mouse.down();
  await page.mouse.move(...ends[1], { steps: 8 });
  await page.mouse.up();
  return asSeen(page, name, ends);
}

/** The same with a finger. */
export async function swipe(page, name, from, to) {
  const ends = [await onScreen(page, name, from), await onScreen(page, name, to)];
  const client = await page.context().newCDPSession(page);
  const touch = (type, [x, y]) => client.send('Input.dispatchTouchEvent', { type, touchPoints: [{ x, y }] });
  await touch('touchStart', ends[0]);
  for (let step = 1; step <= 8; step += 1) {
    await touch('touchMove', [0, 1].map((i) => ends[0][i] + ((ends[1][i] - ends[0][i]) * step) / 8));
  }
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  return asSeen(page, name, ends);
}

async function asSeen(page, name, ends) {
  const { left, top, sx, sy } = await frame(page, name);
  return ends.map(([x, y]) => [(x - left) * sx, (y - top) * sy]);
}

/** The pixels, by index, whose centres lie within the brush along a stroke. */
export function covered({ height, width }, [from, to], size) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = dx * dx + dy * dy;
  return [...Array(height * width).keys()].filter((i) => {
    const [x, y] = [(i % width) + 0.5 - from[0], Math.floor(i / width) + 0.5 - from[1]];
    const t = length === 0 ? 0 : Math.min(Math.max((x * dx + y * dy) / length, 0), 1);
    return Math.hypot(x - t * dx, y - t * dy) <= size / 2;
  });
}

/** What a full-strength brush leaves to the classes that it does not paint. */
const FLOOR = 1e-4;

/** The scene after painting `of` on these pixels of a layer. */
export function painted(scene, layer, pixels, of) {
  const label = scene.label.slice();
  const logits = scene.logits.slice();
  const plane = scene.height * scene.width;
  for (const i of pixels) {
    if (layer === 'label') label[i] = of;
    for (let c = 0; layer === 'prediction' && c < scene.classes; c += 1) {
      logits[c * plane + i] = Math.log(c === of ? 1 - FLOOR * (scene.classes - 1) : FLOOR);
    }
  }
  return { ...scene, label, logits };
}
