// The other tools, and edits of the whole image.
import assert from 'node:assert/strict';
import { covered, drag, onScreen, painted, takeBrush } from './brush.mjs';
import { after, close, differences, edit, evaluateScene, pixels, playground, readOut, settled, sum, value } from './playground.mjs';
import { known, show, softmax } from './scene.mjs';

const on = playground();
const scene = known();
const JACCARD = sum({ kind: 'jaccard' });

const assertValue = async (page, scene) =>
  close(await value(page, 0), (await evaluateScene(page, scene, JACCARD)).value, 'Jaccard');

const click = async (page, canvas, place) => page.mouse.click(...(await onScreen(page, canvas, place)));

on('the eraser leaves background in the label and no opinion in the prediction', async (page) => {
  await show(page, scene);
  await takeBrush(page, { class: 1, size: 5 });
  await page.keyboard.press('e');
  const erased = covered(scene, await after(page, () => drag(page, 'canvas-label', [4, 10.3], [28, 10.3])), 5);
  const next = painted(scene, 'label', erased, 0);
  await assertValue(page, next);
  const gone = covered(scene, await after(page, () => drag(page, 'canvas-prediction', [4, 18.3], [28, 18.3])), 5);
  const logits = next.logits.slice();
  for (const i of gone) for (let c = 0; c < 3; c += 1) logits[c * 24 * 32 + i] = Math.log(1 / 3);
  await assertValue(page, { ...next, logits });
});

on('fill changes the region under it and nothing else', async (page) => {
  await show(page, scene);
  const before = await pixels(page, 'canvas-label');
  await page.getByTestId('tool-f').click();
  await page.getByTestId('class-2').click();
  await after(page, () => click(page, 'canvas-label', [2, 2]));
  // A block of the known label is 4 high and 8 wide.
  const block = [...Array(24 * 32).keys()].filter((i) => i % 32 < 8 && i < 4 * 32);
  assert.deepEqual(differences(before, await pixels(page, 'canvas-label')), block);
  await assertValue(page, painted(scene, 'label', block, 2));
});

on('soften blurs a soft label and leaves a hard one alone', async (page) => {
  await show(page, scene);
  await takeBrush(page, { class: 1, size: 8 });
  await page.getByTestId('tool-s').click();
  const before = await pixels(page, 'canvas-label');
  await drag(page, 'canvas-label', [6, 12], [26, 12]);
  await settled(page);
  assert.ok(before.equals(await pixels(page, 'canvas-label')));
  await page.getByTestId('status').getByText('tick “soft label”').waitFor();
  await after(page, () => page.getByTestId('label-soft').check());
  await after(page, () => drag(page, 'canvas-label', [6, 12], [26, 12]));
  assert.ok(differences(before, await pixels(page, 'canvas-label')).length > 50);
});

on('pick takes the class under it', async (page) => {
  await show(page, scene);
  for (const [place, of] of [[[2, 2], 0], [[10, 2], 1], [[18, 2], 2]]) {
    await page.getByTestId('tool-i').click();
    await click(page, 'canvas-label', place);
    assert.equal(await page.getByTestId(`class-${of}`).getAttribute('aria-pressed'), 'true');
  }
});

on('copying the label makes the prediction right everywhere', async (page) => {
  await show(page, scene);
  await edit(page, 'copy');
  assert.ok((await value(page, 0)) < 1e-3);
  assert.ok((await pixels(page, 'canvas-label')).length > 0);
  await after(page, () => page.getByTestId('undo').click());
  await assertValue(page, scene);
});

on('copying the prediction makes the label what is predicted, hard or soft', async (page) => {
  await show(page, scene);
  const plane = scene.height * scene.width;
  const best = Uint8Array.from({ length: plane }, (_, i) => {
    const z = [...Array(scene.classes).keys()].map((c) => scene.logits[c * plane + i]);
    return z.indexOf(Math.max(...z));
  });
  await edit(page, 'copy-back');
  await assertValue(page, { ...scene, label: best });
  await after(page, () => page.getByTestId('undo').click());
  await after(page, () => page.getByTestId('label-soft').check());
  await edit(page, 'copy-back');
  // The label is the prediction now, of which cross-entropy is the entropy.
  const entropy = (await evaluateScene(page, { ...scene, label: softmax(scene) }, sum({ kind: 'cross_entropy' }))).value;
  close(await value(page, 'reference'), entropy, 'cross-entropy');
  assert.ok((await value(page, 0)) < 1e-6);
});

on('inverting negates the logits, and swapping exchanges a class with background', async (page) => {
  await show(page, scene);
  const inverted = { ...scene, logits: scene.logits.map((z) => -z) };
  await edit(page, 'invert');
  await assertValue(page, inverted);
  await page.getByTestId('class-0').click();
  assert.ok(await page.getByTestId('swap').isDisabled(), 'background with itself');
  await page.getByTestId('class-2').click();
  await edit(page, 'swap');
  await assertValue(page, { ...inverted, label: scene.label.map((c) => [2, 1, 0][c]) });
  await after(page, () => page.getByTestId('undo').click());
  await after(page, () => page.getByTestId('undo').click());
  await assertValue(page, scene);
});

on('a hundred strokes can be undone', async (page) => {
  await show(page, scene);
  await takeBrush(page, { class: 1, size: 5 });
  const before = await pixels(page, 'canvas-label');
  await page.getByTestId('canvas-label').focus();
  for (let i = 0; i < 100; i += 1) {
    await page.keyboard.press(i % 2 ? 'ArrowRight' : 'ArrowDown');
    await page.keyboard.press(`${(i % 3) + 1}`);
    await page.keyboard.press('Enter');
  }
  await settled(page);
  assert.ok(!before.equals(await pixels(page, 'canvas-label')));
  for (let i = 0; i < 100; i += 1) await page.keyboard.press('Control+z');
  await settled(page);
  assert.ok(before.equals(await pixels(page, 'canvas-label')));
  await assertValue(page, scene);
});

on('clearing empties one layer', async (page) => {
  await show(page, scene);
  await edit(page, 'clear-prediction');
  const blank = { ...scene, logits: new Float32Array(scene.logits.length) };
  await assertValue(page, blank);
  await edit(page, 'clear-label');
  await assertValue(page, { ...blank, label: new Uint8Array(scene.label.length) });
});

on('the read-out shows the numbers of the pixel under the pointer', async (page) => {
  await show(page, scene);
  const x = softmax(scene);
  const gradients = {};
  for (const [who, loss] of [['reference', sum({ kind: 'cross_entropy' })], [0, JACCARD]]) {
    gradients[who] = (await evaluateScene(page, scene, loss)).gradient;
  }
  for (const [canvas, row, column] of [['label', 3, 7], ['prediction', 12, 30], ['gradient', 23, 0]]) {
    await page.mouse.move(...(await onScreen(page, `canvas-${canvas}`, [column + 0.5, row + 0.5])));
    assert.equal(await page.getByTestId('readout-position').textContent(), `row ${row}, column ${column}`);
    for (let c = 0; c < scene.classes; c += 1) {
      const at = (c * scene.height + row) * scene.width + column;
      const label = scene.label[row * scene.width + column] === c ? 1 : 0;
      assert.equal(await readOut(page, 'label', c), label);
      assert.equal(await readOut(page, 'logit', c), scene.logits[at]);
      close(await readOut(page, 'probability', c), x[at], 'probability');
      for (const who of Object.keys(gradients)) close(await readOut(page, who, c), gradients[who][at], `gradient of ${who}`);
    }
  }
});

on('shortcuts need no part of the page to have the focus', async (page) => {
  await show(page, scene);
  await page.evaluate(() => document.activeElement.blur());
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY');
  await page.keyboard.press('e');
  assert.equal(await page.getByTestId('tool-e').getAttribute('aria-pressed'), 'true');
  await after(page, () => edit(page, 'clear-label'));
  const empty = await pixels(page, 'canvas-label');
  await page.evaluate(() => document.activeElement.blur());
  await after(page, () => page.keyboard.press('Control+z'));
  assert.ok(!(await pixels(page, 'canvas-label')).equals(empty));
});
