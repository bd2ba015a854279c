// Losses by the names of libraries, and the slider that mixes two terms.
import assert from 'node:assert/strict';
import { after, arrived, close, evaluateScene, playground, sum, value } from './playground.mjs';
import { known, show } from './scene.mjs';

const on = playground();
const scene = known();

const preset = (page, slot = 0) => page.getByTestId(`contender-${slot}-preset`);
const note = (page, slot = 0) => page.getByTestId(`contender-${slot}-preset-note`);

/** Waits until a card's menu and its note say what they should. */
async function assertPreset(page, id, said, slot = 0) {
  await page.waitForFunction(
    ({ slot, id }) => document.querySelector(`[data-testid="contender-${slot}-preset"]`)?.value === id,
    { slot, id },
  );
  assert.match(await note(page, slot).textContent(), said);
}

const dice = { kind: 'dice', overlap: 'product', classes: 'all', smooth: 5e-6 };
const foreground = (...class_weights) =>
  sum({ kind: 'cross_entropy' }, { ...dice, class_weights });

on('a preset sets every parameter, and its note goes with the first change', async (page) => {
  await show(page, scene);
  await assertPreset(page, 'jdt-jaccard', /long/);
  await after(page, () => preset(page).selectOption('monai-dice'));
  await assertPreset(page, 'monai-dice', /softmax=True/);
  const monai = { ...dice, reduction: { i: 1 } };
  close(await value(page, 0), (await evaluateScene(page, scene, sum(monai))).value, 'MONAI');
  await page.getByTestId('contender-0-term-0-parameters').locator('summary').click();
  const gamma = page.getByTestId('contender-0-term-0-gamma');
  await after(page, async () => {
    await gamma.fill('2');
    await gamma.press('Enter');
  });
  await assertPreset(page, '', /^$/);
  await after(page, async () => {
    await gamma.fill('1');
    await gamma.press('Enter');
  });
  await assertPreset(page, 'monai-dice', /softmax=True/);
});

on('background stays out, however many classes there are', async (page) => {
  await show(page, scene);
  await after(page, () => preset(page).selectOption('nnunet-dc-ce'));
  close(await value(page, 0), (await evaluateScene(page, scene, foreground(0, 1.5, 1.5))).value, 'three classes');
  await after(page, () => page.getByTestId('classes').selectOption('4'));
  await assertPreset(page, 'nnunet-dc-ce', /background/);
  const fourth = page.getByTestId('contender-0-term-1-class_weights-3');
  close(Number(await fourth.inputValue()), 4 / 3, 'the fourth class');
});

on('of two libraries with the same loss, the one that was chosen is named', async (page) => {
  await show(page, scene);
  for (const [id, said] of [['lovasz-softmax', /hinge/], ['smp-lovasz', /from_logits/], ['lovasz-softmax', /hinge/]]) {
    await preset(page).selectOption(id);
    await assertPreset(page, id, said);
  }
});

on('every preset is offered, and none is refused', async (page) => {
  await show(page, scene);
  const ids = await preset(page).locator('option').evaluateAll((all) => all.map((option) => option.value));
  assert.ok(ids.length > 15, `${ids}`);
  for (const id of ids.filter((id) => id !== '')) {
    await preset(page).selectOption(id);
    await assertPreset(page, id, /\w/);
  }
  await page.waitForFunction(() => document.querySelector('[data-testid="contender-0"]').dataset.value !== '');
});

on('a loss can be added as a library has it', async (page) => {
  await show(page, scene);
  await page.getByTestId('add-contender-preset').selectOption('smp-jaccard');
  await after(page, () => page.getByTestId('add-contender').click());
  await assertPreset(page, 'smp-jaccard', /absent class/, 2);
  const smp = sum({ kind: 'jaccard', smooth: 0, classes: 'present' });
  close(await value(page, 2), (await evaluateScene(page, scene, smp)).value, 'smp');
});

on('what was added keeps the name it was chosen by, as a copy and after a reload', async (page) => {
  await show(page, scene);
  await page.getByTestId('add-contender-preset').selectOption('lovasz-softmax');
  await after(page, () => page.getByTestId('add-contender').click());
  await assertPreset(page, 'lovasz-softmax', /hinge/, 2);
  await after(page, () => page.getByTestId('contender-2-duplicate').click());
  await assertPreset(page, 'lovasz-softmax', /hinge/, 3);
  await page.waitForTimeout(600);
  await page.reload();
  await arrived(page);
  await assertPreset(page, 'lovasz-softmax', /hinge/, 2);
});

on('one slider mixes two terms', async (page) => {
  await show(page, scene);
  assert.equal(await page.getByTestId('contender-0-mix').count(), 0);
  const slider = page.getByTestId('contender-1-mix');
  const mixed = async (first, second) => {
    const loss = sum({ kind: 'cross_entropy', weight: first }, { kind: 'jaccard', weight: second });
    close(await value(page, 1), (await evaluateScene(page, scene, loss)).value, `${first}:${second}`);
    assert.equal(await page.getByTestId('contender-1-mix-ratio').textContent(), `${first} : ${second}`);
    assert.equal(await page.getByTestId('contender-1-term-1-weight').inputValue(), String(second));
  };
  await mixed(0.25, 0.75);
  await slider.focus();
  await after(page, () => slider.press('ArrowLeft'));
  await mixed(0.3, 0.7);
  for (const [mark, first, second] of [['1:0', 1, 0], ['1:1', 1, 1], ['0.25:0.75', 0.25, 0.75]]) {
    const button = page.getByTestId(`contender-1-mix-${mark}`);
    await after(page, () => button.click());
    await mixed(first, second);
    assert.equal(await button.getAttribute('aria-pressed'), 'true');
  }
});

on('the slider follows the weights and goes with the second term', async (page) => {
  await show(page, scene);
  const weight = page.getByTestId('contender-1-term-0-weight');
  await after(page, async () => {
    await weight.fill('0.5');
    await weight.press('Enter');
  });
  close(Number(await page.getByTestId('contender-1-mix').inputValue()), 0.6, 'the share', 1e-3);
  await after(page, () => page.getByTestId('contender-1-term-1-remove').click());
  assert.equal(await page.getByTestId('contender-1-mix').count(), 0);
});
