// A pen: pressure sets the size of what it paints, and the hand that holds it paints nothing.
import assert from 'node:assert/strict';
import { covered, takeBrush } from './brush.mjs';
import { after, arrived, differences, pixels, playground, settled } from './playground.mjs';
import { known, show } from './scene.mjs';

const on = playground();
const scene = known();
const FROM = [10.5, 8.5];
const TO = [20.5, 8.5];

/** Tells the page of a pointer at a place on the label. */
const point = (page, type, [x, y], { kind = 'pen', pressure = 0.5, id = 7 } = {}) =>
  page.getByTestId('canvas-label').evaluate((canvas, { type, x, y, kind, pressure, id }) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const down = type !== 'pointerup';
    canvas.dispatchEvent(new PointerEvent(type, {
      pointerType: kind, pointerId: id, pressure, isPrimary: true, bubbles: true, cancelable: true,
      button: type === 'pointermove' ? -1 : 0, buttons: down ? 1 : 0,
      clientX: left + (x * width) / canvas.width, clientY: top + (y * height) / canvas.height,
    }));
  }, { type, x, y, kind, pressure, id });

async function stroke(page, options) {
  await point(page, 'pointerdown', FROM, options);
  await point(page, 'pointermove', TO, options);
  await point(page, 'pointerup', TO, options);
}

async function ready(page) {
  await show(page, scene);
  await takeBrush(page, { class: 1, size: 5 });
  return pixels(page, 'canvas-label');
}

const changed = (size) => covered(scene, [FROM, TO], size).filter((i) => scene.label[i] !== 1);

on('a pen pressed half as hard paints half as wide, unless that is switched off', async (page) => {
  const before = await ready(page);
  assert.equal(await page.getByTestId('pressure').count(), 0, 'nothing is said of pens without one');
  await after(page, () => stroke(page));
  assert.deepEqual(differences(before, await pixels(page, 'canvas-label')), changed(2.5));
  await after(page, () => page.getByTestId('undo').click());
  await page.getByTestId('pressure').uncheck();
  await after(page, () => stroke(page));
  assert.deepEqual(differences(before, await pixels(page, 'canvas-label')), changed(5));
});

on('a mouse has no pressure', async (page) => {
  const before = await ready(page);
  await after(page, () => stroke(page, { kind: 'mouse', pressure: 0.5 }));
  assert.deepEqual(differences(before, await pixels(page, 'canvas-label')), changed(5));
});

on('the hand that holds the pen paints nothing, and a finger does again later', async (page) => {
  const before = await ready(page);
  await after(page, () => point(page, 'pointerdown', FROM));
  const palm = { kind: 'touch', id: 9 };
  await point(page, 'pointerdown', [24.5, 20.5], palm);
  await point(page, 'pointermove', [28.5, 20.5], palm);
  await point(page, 'pointerup', [28.5, 20.5], palm);
  await after(page, () => point(page, 'pointermove', TO));
  await point(page, 'pointerup', TO);
  await settled(page);
  assert.deepEqual(differences(before, await pixels(page, 'canvas-label')), changed(2.5), 'the stroke goes on');
  await after(page, () => page.getByTestId('undo').click());
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 700)));
  await after(page, () => stroke(page, { kind: 'touch', id: 9 }));
  assert.deepEqual(differences(before, await pixels(page, 'canvas-label')), changed(5));
});

on('how near it is and what is unfolded outlive a reload', async (page) => {
  await ready(page);
  await page.getByTestId('makers').locator('summary').click();
  for (let i = 0; i < 2; i += 1) await page.getByTestId('zoom-in').click();
  const width = () => page.getByTestId('canvas-label').evaluate((canvas) => Math.round(canvas.getBoundingClientRect().width));
  const near = await width();
  await page.reload();
  await arrived(page);
  assert.equal(await width(), near);
  assert.ok(await page.getByTestId('make-noise').isVisible());
});

/** Something is lifted where no canvas hears of it. */
const liftElsewhere = (page, kind, id) =>
  page.evaluate(({ kind, id }) => {
    document.body.dispatchEvent(new PointerEvent('pointerup', { pointerType: kind, pointerId: id, bubbles: true }));
  }, { kind, id });

on('a pen that was lifted elsewhere keeps no finger from painting', async (page) => {
  const before = await ready(page);
  await page.getByTestId('tool-f').click();
  await after(page, () => point(page, 'pointerdown', FROM));
  await liftElsewhere(page, 'pen', 7);
  await after(page, () => page.getByTestId('undo').click());
  await takeBrush(page, { class: 1, size: 5 });
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 700)));
  await after(page, () => stroke(page, { kind: 'touch', id: 9 }));
  assert.deepEqual(differences(before, await pixels(page, 'canvas-label')), changed(5));
});

on('a finger that was lifted elsewhere is none too many', async (page) => {
  const before = await ready(page);
  await after(page, () => stroke(page, { kind: 'touch', id: 8 }));
  await after(page, () => page.getByTestId('undo').click());
  await point(page, 'pointerdown', FROM, { kind: 'touch', id: 9 });
  await liftElsewhere(page, 'touch', 9);
  await after(page, () => stroke(page, { kind: 'touch', id: 10 }));
  assert.deepEqual(differences(before, await pixels(page, 'canvas-label')), changed(5));
});
