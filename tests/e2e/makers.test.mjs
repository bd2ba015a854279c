// Predictions and labels that are made: previewed, applied, cancelled, and that the numbers are theirs.
import assert from 'node:assert/strict';
import { drag, takeBrush } from './brush.mjs';
import { after, arrived, close, evaluateScene, pixels, playground, settled, sum, value } from './playground.mjs';
import { known, show } from './scene.mjs';

const on = playground();
const scene = known();
const JACCARD = sum({ kind: 'jaccard' });
const plane = scene.height * scene.width;

const assertValue = async (page, scene) =>
  close(await value(page, 0), (await evaluateScene(page, scene, JACCARD)).value, 'Jaccard');

/** What the module makes of the scene's label. */
const soften = (page, request) =>
  page.evaluate(async (request) => {
    const module = await import(new URL('embed/loss-playground.js', document.baseURI));
    await module.default();
    return module.softenLabel(request);
  }, { shape: [1, scene.classes, scene.height, scene.width], ...request });

async function open(page) {
  await show(page, scene);
  await page.getByTestId('makers').locator('summary').click();
}

const way = (page, name) => page.getByTestId(`make-${name}`);
const choose = (page, name) => after(page, () => way(page, name).click());
const slide = (page, name, to) => after(page, () => page.getByTestId(`make-${name}`).fill(String(to)));

/** The scene's logits moved, its edges going on. */
function shifted(right, down) {
  const at = (i, by, size) => Math.min(Math.max(i - by, 0), size - 1);
  const logits = scene.logits.map((_, i) => {
    const [row, column] = [Math.floor((i % plane) / scene.width), i % scene.width];
    const from = at(row, down, scene.height) * scene.width + at(column, right, scene.width);
    return scene.logits[Math.floor(i / plane) * plane + from];
  });
  return { ...scene, logits };
}

on('a prediction is previewed while the slider moves, applied as one step, and undone', async (page) => {
  await open(page);
  await choose(page, 'shift');
  assert.equal(await way(page, 'shift').getAttribute('aria-pressed'), 'true');
  await assertValue(page, shifted(2, 2));
  await slide(page, 'right', 5);
  await slide(page, 'down', -3);
  await assertValue(page, shifted(5, -3));
  await page.getByTestId('make-apply').click();
  await page.getByTestId('make-apply').waitFor({ state: 'hidden' });
  assert.equal(await way(page, 'shift').getAttribute('aria-pressed'), 'false');
  await settled(page);
  await assertValue(page, shifted(5, -3));
  await after(page, () => page.getByTestId('undo').click());
  await assertValue(page, scene);
  await after(page, () => page.getByTestId('redo').click());
  await assertValue(page, shifted(5, -3));
});

on('cancelling, undoing and Escape restore what was there', async (page) => {
  await open(page);
  const before = await pixels(page, 'canvas-prediction');
  const ways = [
    () => page.getByTestId('make-cancel').click(),
    () => page.keyboard.press('Control+z'),
    () => page.keyboard.press('Escape'),
    () => way(page, 'noise').click(),
  ];
  for (const cancel of ways) {
    await choose(page, 'noise');
    await slide(page, 'amount', 3);
    assert.ok(!before.equals(await pixels(page, 'canvas-prediction')));
    await page.getByTestId('make-seed').focus();
    await after(page, cancel);
    await page.getByTestId('make-cancel').waitFor({ state: 'hidden' });
    assert.ok(before.equals(await pixels(page, 'canvas-prediction')));
    await assertValue(page, scene);
  }
});

on('another way starts from the same prediction, and painting applies what is shown', async (page) => {
  await open(page);
  await choose(page, 'random');
  await choose(page, 'confidence');
  await slide(page, 'temperature', 4);
  const mild = { ...scene, logits: scene.logits.map((z) => z / 4) };
  await assertValue(page, mild);
  await takeBrush(page, { class: 1, size: 5 });
  await after(page, () => drag(page, 'canvas-label', [8, 9.3], [24, 9.3]));
  await page.getByTestId('make-cancel').waitFor({ state: 'hidden' });
  await after(page, () => page.keyboard.press('Control+z'));
  await assertValue(page, mild);
  await after(page, () => page.keyboard.press('Control+z'));
  await assertValue(page, scene);
});

on('labels are those that the module makes', async (page) => {
  await open(page);
  const label = scene.label;
  await choose(page, 'smoothing');
  await slide(page, 'epsilon', 0.3);
  await assertValue(page, { ...scene, label: await soften(page, { method: 'smoothing', label, epsilon: 0.3 }) });
  await choose(page, 'boundary-smoothing');
  await slide(page, 'window', 5);
  await assertValue(page, { ...scene, label: await soften(page, { method: 'boundary_smoothing', label, k: 5, epsilon: 0.5 }) });
  await choose(page, 'distillation');
  await slide(page, 'temperature', 2.5);
  await slide(page, 'share', 0.25);
  const distilled = { method: 'distillation', teacher_logits: scene.logits, label, temperature: 2.5, label_share: 0.25 };
  await assertValue(page, { ...scene, label: await soften(page, distilled) });
  assert.ok(await page.getByTestId('label-soft').isChecked());
  await page.getByTestId('make-apply').click();
  await after(page, () => page.getByTestId('undo').click());
  assert.ok(!(await page.getByTestId('label-soft').isChecked()));
  await assertValue(page, scene);
});

on('the panel works from the keyboard', async (page) => {
  await show(page, scene);
  const focused = () => page.evaluate(() => document.activeElement.dataset.testid ?? document.activeElement.tagName);
  await page.getByTestId('makers').locator('summary').focus();
  await page.keyboard.press('Enter');
  await way(page, 'confidence').focus();
  await after(page, () => page.keyboard.press('Space'));
  await page.getByTestId('make-temperature').focus();
  await after(page, () => page.keyboard.press('ArrowRight'));
  await assertValue(page, { ...scene, logits: scene.logits.map((z) => z / Math.fround(2.1)) });
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'make-apply');
  await page.keyboard.press('Enter');
  await page.getByTestId('make-apply').waitFor({ state: 'hidden' });
  assert.equal(await focused(), 'SUMMARY', 'the keys stay in the panel');
});

on('every way shows something on the smallest and on a large image', async (page) => {
  await page.getByTestId('makers').locator('summary').click();
  for (const size of ['16', '256']) {
    await after(page, () => page.getByTestId('image-size').selectOption(size));
    for (const button of await page.locator('.lp-ways button').all()) {
      await after(page, () => button.click());
      assert.equal(await button.getAttribute('aria-pressed'), 'true');
      assert.ok(Number.isFinite(await value(page, 0)));
    }
    await after(page, () => page.getByTestId('make-cancel').click());
  }
});

on('what is kept and shared is the painting without what is only previewed', async (page) => {
  await open(page);
  await choose(page, 'shift');
  await assertValue(page, shifted(2, 2));
  await page.getByTestId('copy-link').click();
  await page.getByTestId('status').filter({ hasText: /link/i }).waitFor();
  await page.reload();
  await arrived(page);
  await assertValue(page, scene);
  await choose(page, 'shift');
  await page.getByTestId('make-apply').click();
  await page.getByTestId('make-apply').waitFor({ state: 'hidden' });
  await page.waitForTimeout(700);
  await page.reload();
  await arrived(page);
  await assertValue(page, shifted(2, 2));
});
