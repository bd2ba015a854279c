// Rectangles and ellipses with mouse, finger and keyboard, and that the numbers are those of what was drawn.
import assert from 'node:assert/strict';
import { drag, onScreen, painted, swipe, takeBrush } from './brush.mjs';
import { after, close, differences, evaluateScene, pixels, playground, settled, sum, value } from './playground.mjs';
import { known, show } from './scene.mjs';

const on = playground();
const scene = known();
const JACCARD = sum({ kind: 'jaccard' });

const assertValue = async (page, scene) =>
  close(await value(page, 0), (await evaluateScene(page, scene, JACCARD)).value, 'Jaccard');

/** The pixels, by index, of an area from one pixel to another, row and column, both included. */
function inside({ height, width }, form, [from, to]) {
  const [down, right] = [0, 1].map((axis) => {
    const [first, last] = [Math.min(from[axis], to[axis]), Math.max(from[axis], to[axis]) + 1];
    return { middle: (first + last) / 2, half: (last - first) / 2 };
  });
  return [...Array(height * width).keys()].filter((i) => {
    const y = (Math.floor(i / width) + 0.5 - down.middle) / down.half;
    const x = ((i % width) + 0.5 - right.middle) / right.half;
    return form === 'ellipse' ? Math.hypot(x, y) <= 1 : Math.max(Math.abs(x), Math.abs(y)) <= 1;
  });
}

const corners = (ends) => ends.map(([x, y]) => [Math.floor(y), Math.floor(x)]);

/** Draws and checks which pixels changed, the values, and that one undo takes it all back. */
async function assertDrawn(page, layer, form, of, draw) {
  const name = `canvas-${layer}`;
  const before = await pixels(page, name);
  const area = await after(page, draw);
  const touched = inside(scene, form, area);
  assert.ok(touched.length > 20);
  const changed = differences(before, await pixels(page, name));
  if (layer === 'label') {
    assert.deepEqual(changed, touched.filter((i) => scene.label[i] !== of));
  } else {
    // Here and there a prediction has been so sure already that its colour stays.
    assert.ok(changed.every((i) => touched.includes(i)) && changed.length > 0.95 * touched.length);
  }
  await assertValue(page, painted(scene, layer, touched, of));
  assert.equal(await page.locator('.lp-area:visible').count(), 0, 'the outline goes');
  await after(page, () => page.keyboard.press('Control+z'));
  assert.ok(before.equals(await pixels(page, name)), 'one step takes it back');
  await assertValue(page, scene);
}

for (const [form, tool] of [['rectangle', 'r'], ['ellipse', 'o']]) {
  on(`a mouse draws a ${form} on either layer`, async (page) => {
    await show(page, scene);
    await takeBrush(page, { class: 1, size: 5 });
    await page.getByTestId(`tool-${tool}`).click();
    const label = async () => corners(await drag(page, 'canvas-label', [4.5, 3.5], [25.5, 17.5]));
    await assertDrawn(page, 'label', form, 1, label);
    const prediction = async () => corners(await drag(page, 'canvas-prediction', [28.5, 20.5], [9.5, 6.5]));
    await assertDrawn(page, 'prediction', form, 1, prediction);
    // Beyond the edge the pointer still counts, and what is outside is left out.
    const beyond = async () => corners(await drag(page, 'canvas-label', [20.5, 12.5], [40.5, 20.5]));
    await assertDrawn(page, 'label', form, 1, beyond);
  });

  on(`a finger draws a ${form}`, async (page) => {
    await show(page, scene);
    await takeBrush(page, { class: 2, size: 5 });
    await page.getByTestId(`tool-${tool}`).click();
    const draw = async () => corners(await swipe(page, 'canvas-label', [4.5, 3.5], [22.5, 15.5]));
    await assertDrawn(page, 'label', form, 2, draw);
  }, { context: { hasTouch: true, isMobile: true, viewport: { width: 820, height: 1180 } } });

  on(`the keyboard draws a ${form}`, async (page) => {
    await show(page, scene);
    await takeBrush(page, { class: 2, size: 5 });
    const press = async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await page.getByTestId('canvas-label').focus();
    await press(tool, ...Array(5).fill('Shift+ArrowUp'), ...Array(5).fill('Shift+ArrowLeft'));
    await press('Shift+ArrowDown', 'ArrowRight', 'ArrowRight', 'Enter');
    // Given up: nothing is painted.
    await press('ArrowRight', 'ArrowDown', 'Escape');
    assert.equal(await page.locator('.lp-area:visible').count(), 0);
    await press('ArrowLeft', 'ArrowUp', 'Enter', 'Shift+ArrowRight', 'ArrowRight', 'Shift+ArrowDown');
    assert.equal(await page.locator('.lp-area:visible').count(), 1);
    await settled(page);
    await assertDrawn(page, 'label', form, 2, async () => {
      await press('Enter');
      return [[8, 2], [16, 11]];
    });
    await press('Enter', 'Shift+ArrowRight', 'ArrowUp', 'ArrowUp');
    await assertDrawn(page, 'label', form, 2, async () => {
      await press('Shift+Enter');
      return [[16, 11], [8, 19]];
    });
  });
}

on('while the mouse is down there is an outline, Shift makes it regular, and Escape gives it up', async (page) => {
  await show(page, scene);
  await takeBrush(page, { class: 1, size: 5 });
  await page.getByTestId('tool-o').click();
  const before = await pixels(page, 'canvas-label');
  const outline = page.locator('[data-what="label"] .lp-area');
  const ratio = async () => {
    const { width, height } = await outline.boundingBox();
    return width / height;
  };
  const start = async () => {
    await page.mouse.move(...(await onScreen(page, 'canvas-label', [4.5, 4.5])));
    await page.mouse.down();
    await page.mouse.move(...(await onScreen(page, 'canvas-label', [19.5, 11.5])), { steps: 4 });
  };
  await start();
  close(await ratio(), 2, 'two to one', 0.02);
  assert.ok(before.equals(await pixels(page, 'canvas-label')), 'only an outline');
  await page.keyboard.down('Shift');
  await page.waitForFunction(() => {
    const { width, height } = document.querySelector('[data-what="label"] .lp-area').getBoundingClientRect();
    return Math.abs(width - height) < 1;
  });
  await page.keyboard.press('Escape');
  await outline.waitFor({ state: 'hidden' });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await settled(page);
  assert.ok(before.equals(await pixels(page, 'canvas-label')), 'given up');
  await start();
  await page.keyboard.down('Shift');
  await after(page, () => page.mouse.up());
  await page.keyboard.up('Shift');
  await assertValue(page, painted(scene, 'label', inside(scene, 'ellipse', [[4, 4], [19, 19]]), 1));
});

on('a soft edge fades from the middle to the rim of what is drawn', async (page) => {
  await show(page, scene);
  await after(page, () => page.getByTestId('label-soft').check());
  await takeBrush(page, { class: 1, size: 5 });
  await page.getByTestId('hardness').fill('0');
  await page.getByTestId('strength').fill('0.5');
  await page.getByTestId('tool-r').click();
  await after(page, () => drag(page, 'canvas-label', [2.5, 2.5], [22.5, 20.5]));
  const at = async (column, row) => {
    await page.mouse.move(...(await onScreen(page, 'canvas-label', [column + 0.5, row + 0.5])));
    const cell = page.getByTestId('readout-label-1');
    await page.waitForFunction(
      (at) => document.querySelector('[data-testid="readout-position"]').textContent === at,
      `row ${row}, column ${column}`,
    );
    return Number(await cell.getAttribute('data-value'));
  };
  const was = (column, row) => (scene.label[row * scene.width + column] === 1 ? 1 : 0);
  const middle = await at(12, 11);
  close(middle, 0.5 * was(12, 11) + 0.5, 'the middle', 0.01);
  for (const [column, row] of [[2, 2], [22, 20]]) {
    const rim = Math.abs((await at(column, row)) - was(column, row));
    assert.ok(rim < 0.02, `at the rim: ${rim}`);
  }
});

on('undo takes back an outline before what is painted, and an outline goes with the painting that it was drawn on', async (page) => {
  await show(page, scene);
  await takeBrush(page, { class: 1, size: 5 });
  await after(page, () => drag(page, 'canvas-label', [4.5, 3.5], [12.5, 3.5]));
  const stroke = await pixels(page, 'canvas-label');
  await page.getByTestId('tool-r').click();
  const outline = page.locator('.lp-area:visible');
  const start = async () => {
    await page.mouse.move(...(await onScreen(page, 'canvas-label', [4.5, 4.5])));
    await page.mouse.down();
    await page.mouse.move(...(await onScreen(page, 'canvas-label', [19.5, 11.5])), { steps: 4 });
    assert.equal(await outline.count(), 1);
  };
  const lift = async () => {
    assert.equal(await outline.count(), 0);
    const before = await pixels(page, 'canvas-label');
    await page.mouse.move(...(await onScreen(page, 'canvas-label', [22.5, 15.5])), { steps: 4 });
    await page.mouse.up();
    await settled(page);
    assert.ok(before.equals(await pixels(page, 'canvas-label')));
  };
  await start();
  await page.keyboard.press('Control+z');
  await lift();
  assert.ok(stroke.equals(await pixels(page, 'canvas-label')), 'the stroke stays');
  await start();
  // As another finger would.
  await after(page, () => page.getByTestId('undo').evaluate((button) => button.click()));
  await lift();
  assert.ok(!stroke.equals(await pixels(page, 'canvas-label')));
});
