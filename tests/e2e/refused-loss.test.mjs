// A loss that cannot be evaluated: nothing on the page goes on showing what it was, and everything says why.
import assert from 'node:assert/strict';
import { after, pixels, playground, settled, table, value } from './playground.mjs';
import { known, show } from './scene.mjs';

const on = playground();
const WHY = /a soft label/;
const LOVASZ = 'Lovász-Softmax';

const isEmpty = async (page, name) => (await pixels(page, name)).every((byte) => byte === 0);
const kind = (page, slot, name) => after(page, () => page.getByTestId(`contender-${slot}-term-0-kind`).selectOption(name));
const soften = (page) => after(page, () => page.getByTestId('label-soft').click());

/** Opens an experiment and waits until it is drawn or says that there is nothing to draw. */
async function experiment(page, name) {
  await page.getByTestId(`tab-${name}`).click();
  await page.waitForTimeout(400);
  await settled(page);
}

/** Lovász-Softmax beside cross-entropy, first with a hard label. */
async function start(page) {
  await show(page, known());
  await kind(page, 0, 'lovasz_softmax');
  await page.getByTestId('contender-0-add-term').click();
  await settled(page);
}

on('its numbers and its gradients go, and the reason stands in their place', async (page) => {
  await start(page);
  await page.getByTestId('compare').locator('summary').click();
  assert.ok(Number.isFinite(await value(page, 0)));
  for (const name of ['canvas-gradient', 'compare-canvas-0', 'compare-canvas-difference']) {
    assert.ok(!(await isEmpty(page, name)), name);
  }
  await soften(page);
  assert.ok(Number.isNaN(await value(page, 0)));
  const card = await page.getByTestId('contender-0').evaluate((card) => card.innerText);
  assert.equal(card.split('soft label').length, 2, `once, and in full: ${card}`);
  assert.match(card, /^Lovász-Softmax was given with a soft label, but .* use Jaccard$/m);
  for (const term of [0, 1]) assert.equal(await page.getByTestId(`contender-0-term-${term}-value`).textContent(), '');
  assert.equal(await page.getByTestId('readout-0-1').textContent(), '–');
  for (const name of ['canvas-gradient', 'compare-canvas-0', 'compare-canvas-difference']) {
    assert.ok(await isEmpty(page, name), name);
    const frame = page.locator('.lp-frame', { has: page.getByTestId(name) });
    assert.match(await frame.getByTestId('refusal').textContent(), WHY, name);
  }
  assert.ok(!(await isEmpty(page, 'compare-canvas-1')), 'the others stay');
  await page.getByTestId('export').click();
  await page.getByTestId('export-gradient-png').click();
  await page.getByTestId('status').getByText('nothing to save').waitFor();
  await page.waitForFunction(() => /Lovász.*soft label/.test(document.querySelector('[data-testid="summary"]').textContent));
  await soften(page);
  assert.ok(Number.isFinite(await value(page, 0)));
  assert.ok(!(await isEmpty(page, 'canvas-gradient')));
  assert.equal(await page.getByTestId('refusal').first().textContent(), '');
});

on('charts of several losses leave it out and say so; charts of it alone are empty', async (page) => {
  await start(page);
  for (const name of ['near-target', 'path', 'landscape']) {
    await experiment(page, name);
    assert.ok(JSON.stringify(await table(page)).includes(LOVASZ), `${name}: there at first`);
    assert.equal(await page.getByTestId('left-out').count(), 0);
    await soften(page);
    await experiment(page, name);
    assert.ok(!JSON.stringify(await table(page)).includes(LOVASZ), `${name}: left out`);
    const said = await page.getByTestId('left-out').textContent();
    assert.match(said, WHY);
    assert.ok(said.includes(LOVASZ), said);
    await soften(page);
  }
  for (const name of ['sweep', 'reductions']) {
    if (name === 'reductions') await page.getByTestId('contender-0-term-1-remove').click();
    // Only ratios have a matrix.
    if (name === 'reductions') await kind(page, 0, 'jaccard');
    await experiment(page, name);
    assert.ok(!(await isEmpty(page, 'chart')), name);
    if (name === 'sweep') await soften(page);
    else await shards(page, '2');
    await experiment(page, name);
    assert.ok(await isEmpty(page, 'chart'), name);
    assert.match(await page.locator('.lp-chart-empty').textContent(), name === 'sweep' ? WHY : /2 shards were asked for/);
  }
});

async function shards(page, number) {
  await page.getByTestId('contender-0-term-0-parameters').locator('summary').click();
  await page.getByTestId('contender-0-term-0-shards').fill(number);
  await after(page, () => page.keyboard.press('Enter'));
}

on('a race leaves out who cannot run, from the start or after a change of its loss', async (page) => {
  await show(page, known());
  await soften(page);
  await experiment(page, 'race');
  await page.getByTestId('race-canvas-0').waitFor();
  await page.getByTestId('race-switches').selectOption('0');
  await page.getByTestId('race-switch-to').selectOption('lovasz_softmax');
  const said = page.getByTestId('left-out');
  await said.waitFor();
  assert.match(await said.textContent(), /Jaccard, then Lovász-Softmax: .*a soft label/);
  assert.equal(await page.getByTestId('race-canvas-0').count(), 0);
  assert.ok(await page.getByTestId('race-canvas-1').isVisible());
  await page.getByTestId('race-switches').selectOption('');
  await page.getByTestId('race-canvas-0').waitFor();
  await kind(page, 0, 'lovasz_softmax');
  await said.waitFor();
  assert.match(await said.textContent(), /Lovász-Softmax .*a soft label/);
});
