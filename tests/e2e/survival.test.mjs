// What survives a reload, every scene at every size, and what is asked before something is lost.
import assert from 'node:assert/strict';
import { drag, select, takeBrush } from './brush.mjs';
import { npy } from './files.mjs';
import { after, arrived, differences, pixels, playground, settled, value } from './playground.mjs';
import { known, random, show } from './scene.mjs';
import { CANVASES, assertLooks, look, settings } from './state.mjs';

const on = playground();

async function reload(page) {
  await page.reload();
  await arrived(page);
}

/** Whether a canvas shows but one colour. */
const isEmpty = (bytes) => bytes.subarray(4).equals(bytes.subarray(0, -4));

on('a reload keeps the painting, the losses and every setting', async (page) => {
  await show(page, known());
  await takeBrush(page, { class: 2, size: 9 });
  await after(page, () => drag(page, 'canvas-label', [6, 9.3], [20, 9.3]));
  await after(page, () => page.getByTestId('label-soft').check());
  await after(page, () => drag(page, 'canvas-prediction', [6, 9.3], [20, 9.3]));
  await after(page, () => page.getByTestId('contender-1-duplicate').click());
  await after(page, () => page.getByTestId('contender-0-remove').click());
  await after(page, () => page.getByTestId('contender-1-term-1-kind').selectOption('tversky'));
  await page.getByTestId('theme').selectOption('dark');
  await page.getByTestId('show-whose').selectOption('2');
  await page.getByTestId('show-gradient').selectOption('1');
  await page.getByTestId('show-prediction').selectOption('2');
  await page.getByTestId('chart-class').selectOption('0');
  await page.getByTestId('chart-log-y').check();
  await page.getByTestId('tool-s').click();
  await select(page, [9, 12]);
  const [before, shown] = [await settings(page), await look(page)];
  // At once, so that nothing but the page's going can have kept it.
  await reload(page);
  assert.deepEqual(await settings(page), before);
  await assertLooks(page, shown);
  await reload(page);
  assert.deepEqual(await settings(page), before, 'and again');
});

on('a reload that asks for the address just replaced loses nothing', async (page, site) => {
  const hash = () => page.evaluate(() => location.hash);
  const moved = (from) => page.waitForFunction((from) => location.hash !== from, from);
  await page.getByTestId('chart-log-x').check();
  await moved('');
  const before = await hash();
  await page.getByTestId('chart-log-y').check();
  await moved(before);
  // As if the reload had begun just before.
  await page.evaluate((before) => history.replaceState(true, '', before), before);
  await reload(page);
  assert.ok(await page.getByTestId('chart-log-y').isChecked());
  // Whoever comes from elsewhere gets what the address says.
  await page.goto('about:blank');
  await page.goto(`${site.url}${before}`);
  await arrived(page);
  assert.ok(!(await page.getByTestId('chart-log-y').isChecked()));
});

on('every scene opens at the smallest size and at the largest', async (page) => {
  const buttons = page.locator('[data-testid^="preset-"]');
  assert.ok((await buttons.count()) >= 12);
  for (const size of [16, 512]) {
    await after(page, () => page.getByTestId('image-size').selectOption(String(size)));
    for (const button of await buttons.all()) {
      await after(page, () => button.click());
      assert.equal(await button.getAttribute('aria-pressed'), 'true');
      const name = `${await button.getAttribute('aria-label')} at ${size}`;
      const shown = await look(page);
      shown.forEach((bytes, i) => assert.ok(!isEmpty(bytes), `${name}: ${CANVASES[i]}`));
      assert.equal(shown[0].length, size * size * 4, name);
      for (const who of ['reference', 0, 1]) assert.ok((await value(page, who)) > 0, `${name}: ${who}`);
      assert.ok((await page.getByTestId('status').textContent()).length > 20, `${name}: what it is good for`);
    }
  }
  await reload(page);
  assert.equal((await pixels(page, 'canvas-label')).length, 512 * 512 * 4, 'the largest is kept too');
});

on('classes can be added without asking, and none that is painted goes without', async (page) => {
  await show(page, known());
  const classes = page.getByTestId('classes');
  const before = await look(page);
  await after(page, () => classes.selectOption('6'));
  assert.ok((await pixels(page, 'canvas-label')).equals(before[0]));
  assert.equal(await page.locator('[data-testid^="class-"]:not([data-testid="class-void"])').count(), 6);
  await after(page, () => classes.selectOption('3'));
  assert.equal(await page.locator('[data-testid^="class-"]:not([data-testid="class-void"])').count(), 3, 'nothing was painted with the others');
  await classes.selectOption('2');
  const question = page.getByTestId('question');
  await question.waitFor();
  assert.match(await question.textContent(), /2 classes, what is painted as .* becomes background/);
  await page.getByTestId('answer-cancel').click();
  await settled(page);
  assert.equal(await classes.inputValue(), '3');
  assert.ok((await pixels(page, 'canvas-label')).equals(before[0]));
  await classes.selectOption('2');
  await after(page, () => page.getByTestId('answer-0').click());
  assert.equal(await classes.inputValue(), '2');
  assert.ok(differences(before[0], await pixels(page, 'canvas-label')).length > 0);
  await after(page, () => page.getByTestId('undo').click());
  assert.equal(await classes.inputValue(), '3');
  assert.ok((await pixels(page, 'canvas-label')).equals(before[0]));
});

on('behind a question nothing is done, and it goes with what it asks about', async (page) => {
  await show(page, known());
  await takeBrush(page, { class: 1, size: 3 });
  await after(page, () => drag(page, 'canvas-label', [4, 5.3], [20, 5.3]));
  const painted = await look(page);
  const classes = page.getByTestId('classes');
  const question = page.getByTestId('question');
  await classes.selectOption('2');
  await question.waitFor();
  for (const keys of ['Control+z', 'e', '[']) await page.keyboard.press(keys);
  await settled(page);
  (await look(page)).forEach((bytes, i) => assert.ok(bytes.equals(painted[i])));
  assert.equal(await page.getByTestId('tool-b').getAttribute('aria-pressed'), 'true');
  // The browser's own way back is not ours to stop.
  await after(page, () => page.goBack());
  await question.waitFor({ state: 'hidden' });
  await classes.selectOption('2');
  await question.waitFor();
  assert.match(await question.textContent(), /2 classes/);
});

on('class weights follow the number of classes', async (page) => {
  const parameter = 'contender-0-term-0-class_weights';
  await page.getByTestId('contender-0-term-0-parameters').evaluate((details) => (details.open = true));
  await after(page, () => page.getByTestId(parameter).check());
  await after(page, () => page.getByTestId('classes').selectOption('5'));
  assert.ok(await page.getByTestId(`${parameter}-4`).isVisible());
  assert.ok(Number.isFinite(await value(page, 0)));
});

on('a painting that is too large to keep says so', async (page) => {
  const next = random(3);
  const noise = npy([8, 512, 512], Float32Array.from({ length: 8 * 512 * 512 }, next));
  const file = { name: 'noise.npy', mimeType: 'application/octet-stream', buffer: noise };
  await after(page, () => page.getByTestId('open-prediction-input').setInputFiles(file));
  const alert = page.getByTestId('alert');
  await alert.waitFor();
  assert.match(await alert.textContent(), /too large for the browser to keep/);
});
