// Classes with names, colours and visibility of the reader's own: everywhere, kept, and taken back.
import assert from 'node:assert/strict';
import { after, arrived, close, edit, evaluateScene, pixels, playground, sum, value } from './playground.mjs';
import { known, show } from './scene.mjs';
import { address } from './state.mjs';

const on = playground();
const scene = known();
const TEAL = [0x12, 0x80, 0x7a];

async function open(page) {
  await show(page, scene);
  await page.getByTestId('looks').locator('summary').click();
  await page.getByTestId('look-name-1').waitFor();
}

/** A canvas's pixel at which the label has a class. */
async function colourOf(page, of, name = 'canvas-label') {
  const at = 4 * scene.label.indexOf(of);
  return [...(await pixels(page, name)).subarray(at, at + 4)];
}

/** Waits until a class's pixel of the label has this colour. */
async function drawn(page, of, expected) {
  await page.waitForFunction(([at, expected]) => {
    const canvas = document.querySelector('[data-testid="canvas-label"]');
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    return expected.every((byte, i) => data[4 * at + i] === byte);
  }, [scene.label.indexOf(of), expected]);
}

on('a name is everywhere, and the one that was given comes back', async (page) => {
  await open(page);
  const name = page.getByTestId('look-name-1');
  const before = await name.getAttribute('placeholder');
  await name.fill('  tumour ');
  await name.press('Enter');
  for (const place of ['class-1', 'show-prediction', 'show-gradient']) {
    await page.getByTestId(place).filter({ hasText: 'tumour' }).waitFor();
  }
  await page.locator('.lp-readout tbody th', { hasText: 'tumour' }).waitFor();
  await page.getByTestId('look-reset-1').click();
  await page.getByTestId('class-1').filter({ hasText: before }).waitFor();
  assert.equal(await name.inputValue(), '');
});

on('a colour is on the canvas, the swatch and in the read-out', async (page) => {
  await open(page);
  await page.getByTestId('look-colour-1').fill('#12807a');
  await drawn(page, 1, [...TEAL, 255]);
  const chip = page.getByTestId('class-1').locator('i');
  assert.equal(await chip.evaluate((chip) => chip.style.backgroundColor), `rgb(${TEAL.join(', ')})`);
  const line = page.locator('.lp-readout tbody .lp-chip').nth(1);
  assert.equal(await line.evaluate((chip) => chip.style.backgroundColor), `rgb(${TEAL.join(', ')})`);
});

on('colours that are hard to tell apart are named', async (page) => {
  await open(page);
  const said = page.getByTestId('classes-alike');
  assert.equal(await said.textContent(), '');
  await page.getByTestId('look-colour-1').fill('#59b3e8');
  await said.filter({ hasText: 'hard to tell apart' }).waitFor();
  await page.getByTestId('looks-reset').click();
  await said.filter({ hasNotText: 'hard' }).waitFor({ state: 'attached' });
});

on('a hidden class leaves its ground free, and still counts', async (page) => {
  await open(page);
  const note = page.getByTestId('classes-hidden');
  assert.equal(await note.textContent(), '');
  await page.getByTestId('look-shown-1').focus();
  await page.keyboard.press('Space');
  await drawn(page, 1, [0, 0, 0, 0]);
  assert.equal((await colourOf(page, 2))[3], 255);
  assert.match(await note.textContent(), /still count/);
  assert.match(await page.getByTestId('class-1').textContent(), /hidden/);
  // A prediction that is sure of the hidden class is as good as not there.
  await edit(page, 'copy');
  assert.ok((await colourOf(page, 1, 'canvas-prediction'))[3] < 2);
  await after(page, () => page.getByTestId('undo').click());
  const { value: expected } = await evaluateScene(page, scene, sum({ kind: 'jaccard' }));
  close(await value(page, 0), expected, 'Jaccard');
});

on('all of it is in the address, and a preset brings its own names', async (page) => {
  await open(page);
  await page.getByTestId('look-name-1').fill('road');
  await page.getByTestId('look-name-1').press('Enter');
  await page.getByTestId('look-colour-1').fill('#12807a');
  await page.getByTestId('look-shown-2').uncheck();
  await drawn(page, 2, [0, 0, 0, 0]);
  const kept = await address(page);
  await page.goto('about:blank');
  await page.goto(kept);
  await arrived(page);
  await drawn(page, 1, [...TEAL, 255]);
  await drawn(page, 2, [0, 0, 0, 0]);
  assert.match(await page.getByTestId('class-1').textContent(), /road/);
  await after(page, () => page.locator('.lp-preset').nth(1).click());
  assert.doesNotMatch(await page.getByTestId('class-1').textContent(), /road/);
  await after(page, () => page.getByTestId('undo').click());
  await page.getByTestId('class-1').filter({ hasText: 'road' }).waitFor();
});

on('the keys that undo work from the field of a colour, which has no text of its own', async (page) => {
  await open(page);
  const before = await pixels(page, 'canvas-label');
  await edit(page, 'clear-label');
  assert.ok(!before.equals(await pixels(page, 'canvas-label')));
  await page.getByTestId('look-colour-1').focus();
  await after(page, () => page.keyboard.press('Control+z'));
  assert.ok(before.equals(await pixels(page, 'canvas-label')));
});

on('a new name is soon in the description', async (page) => {
  await open(page);
  await page.getByTestId('look-name-1').fill('liver');
  await page.getByTestId('look-name-1').press('Enter');
  await page.waitForFunction(() => document.querySelector('[data-testid="summary"]').textContent.includes('liver '));
});

on('the names of another scene are in every label of a row', async (page) => {
  await page.getByTestId('looks').locator('summary').click();
  const shown = page.getByTestId('look-shown-1');
  const labels = new Set();
  for (const scene of ['empty-class', 'rare-class']) {
    await after(page, () => page.getByTestId(`preset-${scene}`).click());
    const name = await page.getByTestId('look-name-1').getAttribute('placeholder');
    assert.ok((await shown.getAttribute('aria-label')).includes(name), name);
    labels.add(name);
  }
  assert.equal(labels.size, 2);
});
