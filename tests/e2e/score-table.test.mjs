// The prediction's scores on the page: those of the module, beside the losses that are aligned with them.
import assert from 'node:assert/strict';
import { after, arrived, close, edit, playground } from './playground.mjs';
import { arrayFile, known, show, softLabel } from './scene.mjs';
import { address } from './state.mjs';

const on = playground();
const scene = known();
const SCORES = ['mIoUD', 'mIoUI', 'mIoUC', 'mDiceD', 'mDiceI', 'mDiceC', 'mAccD', 'mAccI', 'mAccC', 'Acc', 'ECED', 'ECEI'];

const RATIOS = ['IoU', 'Dice', 'Acc'];
const worst = (end) => RATIOS.flatMap((ratio) => ['I', 'C'].map((way) => `m${ratio}${way}${end}`));

/** What the module scores a scene. */
const score = (page, { classes, height, width, label, logits }, q) =>
  page.evaluate(
    async (request) => {
      const module = await import(new URL('embed/loss-playground.js', document.baseURI));
      await module.default();
      return module.score(request);
    },
    { shape: [1, classes, height, width], label, logits, q },
  );

/** Waits until the table is about the latest evaluation, and compares it. */
async function assertScores(page, scene, q = 5) {
  await page.waitForFunction(() => {
    const revision = document.querySelector('.lp').dataset.revision;
    return document.querySelector('[data-testid="scores"]').dataset.revision === revision;
  });
  const expected = await score(page, scene, q);
  for (const name of [...SCORES, 'SCED', 'SCEI', ...worst('Q'), ...worst('q')]) {
    const cell = page.getByTestId(`score-${name}`);
    close(Number(await cell.getAttribute('data-value')), expected[name.replace(/q$/, String(q))], name);
  }
}

/** What a score's cell says, marks included. */
const said = (page, name) => page.getByTestId(`score-${name}`).textContent();

on('the scores are those of the module', async (page) => {
  await show(page, scene);
  await assertScores(page, scene);
  const other = known({ seed: 5, classes: 4, height: 16, width: 48 });
  await show(page, other);
  await assertScores(page, other);
});

on('they follow the brush', async (page) => {
  await show(page, scene);
  const before = await page.getByTestId('score-Acc').getAttribute('data-value');
  await edit(page, 'copy');
  await page.waitForFunction((before) => {
    const now = document.querySelector('[data-testid="score-Acc"]').dataset.value;
    return now === '100' && now !== before;
  }, before);
});

on('a soft label is scored by its most probable class, and the page says so', async (page) => {
  await show(page, scene);
  const about = page.getByTestId('scores-about');
  assert.doesNotMatch(await about.textContent(), /soft/);
  const soft = softLabel(scene);
  const file = arrayFile(scene, soft, 'label.npy');
  await page.getByTestId('open-label-input').setInputFiles(file);
  await page.waitForFunction(() => /soft/.test(document.querySelector('[data-testid="scores-about"]').textContent));
  const plane = scene.height * scene.width;
  const largest = Uint8Array.from({ length: plane }, (_, pixel) => {
    const y = Array.from({ length: scene.classes }, (_, c) => soft[c * plane + pixel]);
    return y.indexOf(Math.max(...y));
  });
  await assertScores(page, { ...scene, label: largest });
});

on('a mark stands by the scores that a loss is aligned with', async (page) => {
  await show(page, scene);
  assert.match(await said(page, 'mIoUD'), /aligned with Jaccard and 0.25 Cross-entropy \+ 0.75 Jaccard/);
  assert.match(await said(page, 'Acc'), /Cross-entropy/);
  assert.doesNotMatch(await said(page, 'mDiceD'), /aligned/);
  await page.getByTestId('contender-0-preset').selectOption('jdt-dice-fine');
  await page.waitForFunction(() => {
    const text = (name) => document.querySelector(`[data-testid="score-${name}"]`).textContent;
    return /aligned with Dice/.test(text('mDiceI')) && /aligned with Dice/.test(text('mDiceC'));
  });
  assert.doesNotMatch(await said(page, 'mIoUD'), /Jaccard and/);
  assert.doesNotMatch(await said(page, 'mDiceD'), /aligned/);
});

on('a large image is scored, too', async (page) => {
  await after(page, () => page.getByTestId('image-size').selectOption('256'));
  await page.waitForFunction(() => {
    const revision = document.querySelector('.lp').dataset.revision;
    return document.querySelector('[data-testid="scores"]').dataset.revision === revision;
  });
  assert.ok(Number(await page.getByTestId('score-mIoUD').getAttribute('data-value')) > 0);
});

on('the share of the worst images can be set, and is kept', async (page) => {
  await show(page, scene);
  await page.getByTestId('more-scores').locator('summary').click();
  await page.getByTestId('worst').fill('20');
  const row = page.getByTestId('more-scores').getByRole('rowheader', { name: 'IoU, worst 20 %' });
  await row.waitFor();
  await page.waitForFunction(() => document.querySelector('[data-testid="score-mIoUIq"]').dataset.value !== '');
  await assertScores(page, scene, 20);
  await page.goto(await address(page));
  await page.reload();
  await arrived(page);
  assert.equal(await page.getByTestId('worst').inputValue(), '20');
});
