// Questions: each opens a scene, losses and an experiment; by pointer, by keyboard, by link and by the back button.
import assert from 'node:assert/strict';
import { after, arrived, edit, pixels, playground, settled, table, value, written } from './playground.mjs';
import { known, show } from './scene.mjs';
import { address } from './state.mjs';

const on = playground();
const heading = (page) => page.getByTestId('lesson');
const focused = (page) => page.evaluate(() => document.activeElement.dataset.testid);
const label = (page) => pixels(page, 'canvas-label');

/** Chooses a question. */
async function ask(page, id) {
  await page.getByTestId('lessons').click();
  await after(page, () => page.getByTestId(`lesson-${id}`).click());
}

on('every question opens something that works, and the next one follows', async (page) => {
  await ask(page, 'plateau');
  const asked = [];
  for (;;) {
    const question = await heading(page).textContent();
    asked.push(question);
    assert.equal(await focused(page), 'lesson', question);
    assert.equal(await page.getByTestId('alert').count(), 0, question);
    for (const contender of await page.locator('article').all()) {
      assert.notEqual(await contender.getAttribute('data-value'), '', question);
    }
    assert.equal(await page.locator('.lp-refusal:visible').count(), 0, question);
    const next = page.getByTestId('lesson-next');
    if ((await next.count()) === 0) break;
    await after(page, () => next.click());
  }
  assert.equal(new Set(asked).size, asked.length);
  assert.equal(asked.length, await page.locator('.lp-menu button[data-testid^="lesson-"]').count());
});

on('what an answer says is in the experiment beside it', async (page) => {
  await ask(page, 'plateau');
  const { head, rows } = await table(page);
  const at = (distance) => head.findIndex((name) => name.includes(distance));
  const fades = (row) => written(row[at('0.001')]) / written(row[at('0.01 ')]);
  const [entropy, jaccard] = ['Cross-entropy', 'Jaccard'].map((name) => rows.find((row) => row[0].startsWith(name)));
  assert.ok(fades(entropy) < 0.2, `${entropy}`);
  assert.ok(fades(jaccard) > 0.9, `${jaccard}`);
  // The doubt: where the label is 1.
  await page.getByTestId('tool-v').click();
  await page.getByTestId('canvas-label').click();
  await settled(page);
  const hard = (await table(page)).rows.find((row) => row[0].startsWith('Jaccard'));
  assert.ok(fades(hard) < 0.2, `${hard}`);
});

on('a question takes nothing away: back, undo, close', async (page) => {
  await show(page, known());
  await address(page);
  const before = await label(page);
  await ask(page, 'tversky');
  assert.ok(!(await label(page)).equals(before));
  await after(page, () => page.evaluate(() => history.back()));
  assert.ok((await label(page)).equals(before));
  assert.equal(await heading(page).count(), 0);
  await ask(page, 'tversky');
  await after(page, () => page.getByTestId('undo').click());
  assert.ok((await label(page)).equals(before));
  await heading(page).waitFor({ state: 'detached' });
  await ask(page, 'tversky');
  await page.getByTestId('lesson-close').click();
  await heading(page).waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement.dataset.testid === 'lessons');
});

on('it can be set up again, and a link or a reload asks it anew', async (page) => {
  await ask(page, 'iou-or-dice');
  const [first, values] = [await label(page), [await value(page, 0), await value(page, 1)]];
  await edit(page, 'clear-label');
  await after(page, () => page.getByTestId('contender-1-remove').click());
  await after(page, () => page.getByTestId('lesson-again').click());
  assert.ok((await label(page)).equals(first));
  assert.deepEqual([await value(page, 0), await value(page, 1)], values);
  const link = await address(page);
  const question = await heading(page).textContent();
  await page.reload();
  await arrived(page);
  assert.equal(await heading(page).textContent(), question);
  await ask(page, 'lovasz');
  await after(page, () => page.goto(link));
  assert.equal(await heading(page).textContent(), question);
  assert.equal(await value(page, 1), values[1]);
});

on('all of it works by keyboard', async (page) => {
  await page.getByTestId('lessons').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'lesson-plateau');
  await after(page, () => page.keyboard.press('Enter'));
  await page.waitForFunction(() => document.activeElement.dataset.testid === 'lesson');
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'lesson-experiment');
  await page.keyboard.press('Enter');
  assert.equal(await focused(page), 'tab-near-target');
  const { top } = await page.getByTestId('tab-near-target').evaluate((tab) => tab.getBoundingClientRect());
  assert.ok(top >= 0 && top < 450, `${top}`);
});
