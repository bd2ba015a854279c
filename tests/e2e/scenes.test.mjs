// The scenes to start from: each has a picture of its own, a name, and a line about what it is good for.
import assert from 'node:assert/strict';
import { after, pixels, playground } from './playground.mjs';

const on = playground();

on('every scene has a picture of its own and says what it is good for', async (page) => {
  const scenes = page.locator('[data-testid^="preset-"]');
  const pictures = await scenes.locator('canvas').evaluateAll((all) => all.map((canvas) => canvas.toDataURL()));
  assert.ok(pictures.length >= 12);
  assert.equal(new Set(pictures).size, pictures.length);
  for (const scene of await scenes.all()) {
    await after(page, () => scene.click());
    const [name, title] = [await scene.getAttribute('aria-label'), await scene.getAttribute('title')];
    assert.equal(name, title);
    await page.getByTestId('status').getByText(`${name}. `).waitFor();
    assert.equal(await scene.getAttribute('aria-pressed'), 'true');
  }
  assert.equal(await page.locator('.lp-preset[aria-pressed="true"]').count(), 1);
});

on('a scene opens from the keyboard, and is undone', async (page) => {
  const before = await pixels(page, 'canvas-label');
  await page.getByTestId('preset-street').focus();
  await after(page, () => page.keyboard.press('Enter'));
  assert.equal(await page.getByTestId('classes').inputValue(), '8');
  await after(page, () => page.getByTestId('undo').click());
  assert.ok(before.equals(await pixels(page, 'canvas-label')));
  assert.equal(await page.getByTestId('preset-street').getAttribute('aria-pressed'), 'false');
});
