// Many classes: painted, evaluated, told apart.
import assert from 'node:assert/strict';
import { onScreen } from './brush.mjs';
import { after, close, evaluateScene, pixels, playground, readOut, sum, value } from './playground.mjs';
import { known, show } from './scene.mjs';

const on = playground();
const scene = known({ classes: 21, height: 16, width: 16, seed: 3 });

on('twenty-one classes have colours of their own, names and numbers', async (page) => {
  await show(page, scene);
  const loss = sum({ kind: 'jaccard' });
  close(await value(page, 0), (await evaluateScene(page, scene, loss)).value, 'Jaccard');
  const colours = await page.locator('[data-testid^="class-"]:not([data-testid="class-void"]) i').evaluateAll((chips) => chips.map((chip) => chip.style.backgroundColor));
  assert.equal(new Set(colours).size, 21);
  assert.ok(Number.isFinite(await readOut(page, 'logit', 20)));
  await page.getByTestId('class-20').click();
  await page.getByTestId('strength').fill('1');
  await after(page, async () => page.mouse.click(...(await onScreen(page, 'canvas-label', [8.5, 8.5]))));
  const rgba = await pixels(page, 'canvas-label');
  const [r, g, b] = rgba.subarray(4 * (8 * 16 + 8));
  assert.equal(`rgb(${r}, ${g}, ${b})`, colours[20]);
  const width = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(width <= 0, 'nothing scrolls sideways');
});

on('the smallest image has eight pixels a side', async (page) => {
  await after(page, () => page.getByTestId('image-size').selectOption('8'));
  assert.equal((await pixels(page, 'canvas-label')).length, 8 * 8 * 4);
  assert.ok(Number.isFinite(await value(page, 0)));
});

on('class weights come back with their classes', async (page) => {
  await show(page, known({ seed: 2 }));
  const testid = 'contender-0-term-0-class_weights';
  await page.getByTestId('contender-0-term-0-parameters').locator('summary').click();
  await page.getByTestId(testid).check();
  const weight = page.getByTestId(`${testid}-2`);
  await after(page, async () => {
    await weight.fill('5');
    await weight.press('Enter');
  });
  const before = await value(page, 0);
  await page.getByTestId('classes').selectOption('2');
  await after(page, () => page.getByTestId('answer-0').click());
  assert.equal(await weight.count(), 0);
  await after(page, () => page.getByTestId('undo').click());
  assert.equal(await weight.inputValue(), '5');
  close(await value(page, 0), before, 'the loss');
});
