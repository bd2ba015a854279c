// Void: painted like a class, counted by nothing.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { covered, drag, onScreen, select, takeBrush } from './brush.mjs';
import { png } from './files.mjs';
import {
  after, arrived, close, edit, evaluate, pixels, playground, readOut, settled, sum, value,
} from './playground.mjs';
import { known, show, softLabel, arrayFile } from './scene.mjs';
import { address } from './state.mjs';

const on = playground();
const scene = known();
const { classes, height, width } = scene;
const plane = height * width;
const LOSSES = { 0: sum({ kind: 'jaccard' }), reference: sum({ kind: 'cross_entropy' }) };

/** What the module makes of the scene with only some pixels kept. */
const masked = (page, keep, loss, label = scene.label) =>
  evaluate(page, { shape: [1, classes, height, width], label, logits: scene.logits, keep, loss, backend: 'cpu' });

async function assertMasked(page, keep, label) {
  for (const [who, loss] of Object.entries(LOSSES)) {
    close(await value(page, who), (await masked(page, keep, loss, label)).value, who, 1e-5);
  }
}

/** 1 for all pixels but these. */
const without = (pixels) => {
  const keep = new Uint8Array(plane).fill(1);
  for (const i of pixels) keep[i] = 0;
  return keep;
};

/** A stroke of void across the label; returns what is kept. */
async function paintVoid(page) {
  await takeBrush(page, { class: 'void', size: 5 });
  return without(covered(scene, await after(page, () => drag(page, 'canvas-label', [4, 10.3], [28, 10.3])), 5));
}

on('void counts for nothing, as the module has it with a mask', async (page) => {
  await show(page, scene);
  const before = await pixels(page, 'canvas-label');
  const keep = await paintVoid(page);
  await assertMasked(page, keep);
  // Dark and grey stripes, and no pull there.
  const label = await pixels(page, 'canvas-label');
  const pull = await pixels(page, 'canvas-gradient');
  keep.forEach((kept, i) => {
    if (kept === 1) return assert.equal(label.readUInt32LE(4 * i), before.readUInt32LE(4 * i));
    assert.ok([0x12, 0x8a].includes(label[4 * i]) && label[4 * i] === label[4 * i + 2], `${i}`);
    assert.equal(pull[4 * i + 3], 0);
  });
  await select(page, [10, 13]);
  assert.equal(await page.getByTestId('readout-position').textContent(), 'row 10, column 13, void');
  for (let c = 0; c < classes; c += 1) {
    assert.ok(Number.isNaN(await readOut(page, 'label', c)));
    assert.ok((await readOut(page, 0, c)) === 0);
  }
  assert.match(await page.getByTestId('chart-class').locator('option').first().textContent(), /^class 0 \(label is void\)$/);
  // Whichever class is chosen, the first entry is the label's.
  await page.getByTestId('chart-class').selectOption('1');
  assert.match(await page.getByTestId('chart-class').locator('option').first().textContent(), /^class 0 \(label is void\)$/);
  // The scores leave it out, too.
  const expected = await page.evaluate(async ([request, hard]) => {
    const { score } = await import(new URL('embed/loss-playground.js', document.baseURI));
    return score({ ...request, label: Int32Array.from(hard), ignore_index: 255 });
  }, [{ shape: [1, classes, height, width], logits: scene.logits }, [...scene.label].map((c, i) => (keep[i] === 1 ? c : 255))]);
  await page.waitForFunction(
    (score) => Math.abs(Number(document.querySelector('[data-testid="score-mIoUD"]').dataset.value) - score) < 1e-4,
    expected.mIoUD,
  );
  await after(page, () => page.getByTestId('undo').click());
  assert.ok(before.equals(await pixels(page, 'canvas-label')));
  await after(page, () => page.getByTestId('redo').click());
  await assertMasked(page, keep);
});

on('void is erased to background, filled, picked and chosen by its key', async (page) => {
  await show(page, scene);
  await paintVoid(page);
  await page.getByTestId('tool-i').click();
  await page.getByTestId('class-1').click();
  await page.mouse.click(...(await onScreen(page, 'canvas-label', [14, 10.5])));
  assert.equal(await page.getByTestId('class-void').getAttribute('aria-pressed'), 'true');
  await page.getByTestId('tool-e').click();
  await after(page, () => drag(page, 'canvas-label', [2, 10.3], [30, 10.3]));
  const label = await pixels(page, 'canvas-label');
  assert.ok([0x12, 0x8a].every((grey) => label[4 * (10 * width + 13)] !== grey));
  await page.keyboard.press('2');
  assert.equal(await page.getByTestId('class-void').getAttribute('aria-pressed'), 'false');
  await page.keyboard.press('0');
  assert.equal(await page.getByTestId('class-void').getAttribute('aria-pressed'), 'true');
  // A block of the known label is 4 high and 8 wide.
  await page.getByTestId('tool-f').click();
  await after(page, async () => page.mouse.click(...(await onScreen(page, 'canvas-label', [2, 2]))));
  assert.ok([0x12, 0x8a].includes((await pixels(page, 'canvas-label'))[4 * (2 * width + 2)]));
});

on('a prediction cannot be void, and the page says so', async (page) => {
  await show(page, scene);
  const before = await pixels(page, 'canvas-prediction');
  await takeBrush(page, { class: 'void', size: 5 });
  await drag(page, 'canvas-prediction', [4, 10.3], [28, 10.3]);
  await page.getByTestId('status').getByText('Only a label can be void').waitFor();
  await settled(page);
  assert.ok(before.equals(await pixels(page, 'canvas-prediction')));
});

on('a soft label can be void, too, and is saved and opened so', async (page) => {
  await show(page, scene);
  const soft = softLabel(scene);
  await after(page, () => page.getByTestId('open-label-input').setInputFiles(arrayFile(scene, soft, 'soft.npy')));
  const keep = await paintVoid(page);
  await assertMasked(page, keep, soft);
  const shown = await pixels(page, 'canvas-label');
  await page.getByTestId('export').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-label-npy').click()]);
  const file = { name: 'label.npy', mimeType: 'application/octet-stream', buffer: await readFile(await download.path()) };
  await edit(page, 'clear-label');
  await after(page, () => page.getByTestId('open-label-input').setInputFiles(file));
  assert.ok(shown.equals(await pixels(page, 'canvas-label')));
  await assertMasked(page, keep, soft);
  // A link holds it.
  await address(page);
  await page.reload();
  await arrived(page);
  assert.ok(shown.equals(await pixels(page, 'canvas-label')));
});

on('a label map whose void is 255 opens with it', async (page) => {
  await show(page, scene);
  const keep = without(Array.from({ length: 100 }, (_, i) => 7 * i));
  const pixel = (row, column) => (keep[row * width + column] === 1 ? scene.label[row * width + column] : 255);
  const file = { name: 'void.png', mimeType: 'image/png', buffer: png({ width, height, pixel }) };
  await after(page, () => page.getByTestId('open-label-input').setInputFiles(file));
  assert.equal(await page.getByTestId('status').textContent(), 'void.png: 3 classes, 24×32, classes from 0, 1, 2; void where 255');
  await assertMasked(page, keep);
});

on('where all is void, the matrix of scores is empty', async (page) => {
  await show(page, scene);
  await page.getByTestId('class-void').click();
  await page.getByTestId('tool-r').click();
  await after(page, () => drag(page, 'canvas-label', [0.2, 0.2], [width - 0.2, height - 0.2]));
  await page.getByTestId('tab-reductions').click();
  for (const show of ['iou', 'dice']) {
    await page.getByTestId('reductions-show').selectOption(show);
    await page.locator('.lp-chart-empty').waitFor();
    assert.match(await page.locator('.lp-chart-empty').textContent(), /\S/);
  }
});
