// The losses on trial: every kind and every control gives what the module makes of the same configuration.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, close, evaluateScene, playground, settled, sum, table, value, written } from './playground.mjs';
import { arrayFile, known, show, softLabel } from './scene.mjs';

const on = playground();
const scene = known();
const START = [
  sum({ kind: 'jaccard' }),
  sum({ kind: 'cross_entropy', weight: 0.25 }, { kind: 'jaccard', weight: 0.75 }),
];

/** Checks a contender's value, and its terms' where it has several; or the reason why there is none. */
async function assertContender(page, slot, loss) {
  const card = page.getByTestId(`contender-${slot}`);
  const expected = await evaluateScene(page, scene, loss).catch((error) => error);
  if (expected instanceof Error) {
    const said = await card.locator('> .lp-error').textContent();
    assert.ok(said !== '' && expected.message.includes(said), `${said}, expected ${expected.message}`);
    assert.ok(Number.isNaN(await value(page, slot)));
    return;
  }
  close(await value(page, slot), expected.value, JSON.stringify(loss));
  const shown = await page.getByTestId(`contender-${slot}-value`).textContent();
  close(written(shown), expected.value, 'six digits', 5e-6);
  for (const [i, term] of loss.terms.length > 1 ? expected.terms.entries() : []) {
    const own = await page.getByTestId(`contender-${slot}-term-${i}-value`).textContent();
    close(written(own), term.value, `term ${i}`, 5e-6);
  }
}

/** The names of the controls of a term's parameters, with what they are. */
function controls(page, slot, term) {
  const prefix = `contender-${slot}-term-${term}-`;
  return page.getByTestId(`contender-${slot}-term-${term}-parameters`).evaluate((details, prefix) => {
    details.open = true;
    const fields = [...details.querySelectorAll('select, input')].map(({ dataset, type, options }) => ({
      name: dataset.testid.slice(prefix.length),
      type,
      options: [...(options ?? [])].map((option) => option.value),
    }));
    return fields.filter(({ type, name }) => type !== 'range' && name !== 'weight');
  }, prefix);
}

/** Something to type into a number, other than its default. */
const TYPED = { smooth: 2.5, gamma: 1.7, threshold: 0.2, alpha: 0.7, beta: 0.3 };

on('losses can be added, duplicated and removed', async (page) => {
  await show(page, scene);
  const add = page.getByTestId('add-contender');
  await after(page, () => add.click());
  await assertContender(page, 2, sum({ kind: 'dice' }));
  await after(page, () => page.getByTestId('contender-1-duplicate').click());
  await assertContender(page, 3, START[1]);
  assert.ok(await add.isDisabled(), 'four are all there can be');
  assert.ok(await page.getByTestId('contender-0-duplicate').isDisabled());
  await after(page, () => page.getByTestId('contender-0-remove').click());
  assert.equal(await page.getByTestId('contender-0').count(), 0);
  for (const [slot, loss] of [[1, START[1]], [2, sum({ kind: 'dice' })], [3, START[1]]]) {
    await assertContender(page, slot, loss);
  }
  await after(page, () => page.getByTestId('contender-3-term-0-kind').selectOption('dice'));
  await assertContender(page, 1, START[1]);
  for (const slot of [1, 2, 3]) await after(page, () => page.getByTestId(`contender-${slot}-remove`).click());
  await assert.doesNotReject(() => after(page, () => add.click()));
  await assertContender(page, 0, sum({ kind: 'dice' }));
});

on('terms can be added, weighted and removed', async (page) => {
  await show(page, scene);
  await assertContender(page, 1, START[1]);
  await after(page, () => page.getByTestId('contender-0-add-term').click());
  await assertContender(page, 0, sum({ kind: 'jaccard' }, { kind: 'cross_entropy' }));
  await after(page, () => page.getByTestId('contender-0-term-1-kind').selectOption('dice'));
  const weight = page.getByTestId('contender-0-term-1-weight');
  await after(page, async () => {
    await weight.fill('0,4');
    await weight.press('Enter');
  });
  await assertContender(page, 0, sum({ kind: 'jaccard' }, { kind: 'dice', weight: 0.4 }));
  await after(page, () => page.getByTestId('contender-0-term-0-remove').click());
  await assertContender(page, 0, sum({ kind: 'dice', weight: 0.4 }));
});

on('every kind of loss of several classes is offered', async (page) => {
  const offered = page.getByTestId('contender-0-term-0-kind').locator('option');
  const names = await offered.evaluateAll((options) => options.map((option) => option.value));
  const error = await evaluateScene(page, scene, sum({ kind: '?' })).catch((error) => error.message);
  const kinds = error.slice(error.indexOf('expected one of')).match(/(?<=")\w+(?=")/g);
  assert.deepEqual(names.sort(), kinds.filter((kind) => kind !== 'lovasz_hinge').sort());
});

on('every parameter of every kind does what the module does', async (page) => {
  await show(page, scene);
  const kind = page.getByTestId('contender-0-term-0-kind');
  const kinds = await kind.locator('option').evaluateAll((all) => all.map((option) => option.value));
  await after(page, () => page.getByTestId('contender-1-remove').click());
  for (const name of kinds) {
    // By way of cross-entropy, which has no settings that another kind could keep.
    await after(page, () => kind.selectOption('cross_entropy'));
    if (name !== 'cross_entropy') await after(page, () => kind.selectOption(name));
    await assertContender(page, 0, sum({ kind: name }));
    const term = { kind: name };
    for (const { name: parameter, type, options } of await controls(page, 0, 0)) {
      await setEvery(page, term, parameter, type, options);
    }
  }
});

/** Gives a parameter of the first contender's only term other values, and checks each of them. */
async function setEvery(page, term, parameter, type, options) {
  const field = page.getByTestId(`contender-0-term-0-${parameter}`);
  const check = async (action, value) => {
    const name = parameter.replace(/-.*/, '');
    const key = parameter.slice(name.length + 1);
    if (key) term[name] = { d: 1, i: 0, c: 0, ...term[name], [key]: value };
    else term[name] = value;
    await after(page, action);
    await assertContender(page, 0, { terms: [term] });
  };
  const type_ = async (number) => {
    await field.fill(String(number));
    await field.press('Enter');
  };
  if (type === 'checkbox' && parameter === 'class_weights') {
    await check(() => field.check(), [1, 1, 1]);
    const second = page.getByTestId('contender-0-term-0-class_weights-1');
    await check(() => second.fill('2.5').then(() => second.press('Enter')), [1, 2.5, 1]);
  } else if (type === 'checkbox') {
    const on = await field.isChecked();
    await check(() => field.setChecked(!on), !on);
  } else if (type.startsWith('select')) {
    const others = options.filter((option) => option !== term[parameter]);
    for (const option of [...others.slice(1), others[0]]) {
      // One ratio of all classes has none to weigh.
      if (option === 'agnostic') delete term.class_weights;
      await check(() => field.selectOption(option), option);
    }
  } else if (parameter === 'shards') {
    // The page has one image, which cannot be cut in two: the card then says so.
    await check(() => type_(2), 2);
    await check(() => type_(1), 1);
  } else {
    await check(() => type_(TYPED[parameter] ?? 2), TYPED[parameter] ?? 2);
  }
}

on('another kind keeps what was set and has its own defaults for the rest', async (page) => {
  await show(page, scene);
  const kind = page.getByTestId('contender-0-term-0-kind');
  await controls(page, 0, 0);
  await after(page, () => page.getByTestId('contender-0-term-0-norm').fill('2').then(() => page.keyboard.press('Enter')));
  await after(page, () => kind.selectOption('dice'));
  await assertContender(page, 0, sum({ kind: 'dice', norm: 2 }));
  await after(page, () => kind.selectOption('focal'));
  await assertContender(page, 0, sum({ kind: 'focal' }));
});

on('class weights are gone and out of sight where all classes make one ratio', async (page) => {
  await show(page, scene);
  await controls(page, 0, 0);
  const weights = page.getByTestId('contender-0-term-0-class_weights');
  const classes = page.getByTestId('contender-0-term-0-classes');
  await after(page, () => weights.check());
  const first = page.getByTestId('contender-0-term-0-class_weights-0');
  await after(page, () => first.fill('3').then(() => first.press('Enter')));
  await assertContender(page, 0, sum({ kind: 'jaccard', class_weights: [3, 1, 1] }));
  await after(page, () => classes.selectOption('agnostic'));
  assert.ok(await weights.isHidden());
  await assertContender(page, 0, sum({ kind: 'jaccard', classes: 'agnostic' }));
  await after(page, () => classes.selectOption('all'));
  assert.ok(await weights.isVisible());
  assert.ok(!(await weights.isChecked()));
});

on('a slider sets what it says', async (page) => {
  await show(page, scene);
  await after(page, () => page.getByTestId('contender-0-term-0-kind').selectOption('tversky'));
  await controls(page, 0, 0);
  await after(page, () => page.getByTestId('contender-0-term-0-alpha-slider').press('ArrowRight'));
  assert.equal(await page.getByTestId('contender-0-term-0-alpha').inputValue(), '0.55');
  await assertContender(page, 0, sum({ kind: 'tversky', alpha: 0.55 }));
});

on('what was said of a refused number goes when the loss is changed in another way', async (page) => {
  const weight = page.getByTestId('contender-1-term-0-weight');
  const error = page.getByTestId('contender-1-term-0-weight-error');
  await weight.fill('-1');
  await weight.press('Enter');
  await error.getByText('-1 was given').waitFor();
  await after(page, () => page.getByTestId('contender-1-mix').fill('0.25'));
  assert.equal(await error.textContent(), '');
});

on('a very large weight is a power of ten in the title, and short in its field', async (page) => {
  const weight = page.getByTestId('contender-1-term-0-weight');
  await after(page, async () => {
    await weight.fill('1e30');
    await weight.press('Enter');
  });
  assert.match(await page.getByTestId('contender-1').locator('h3').first().textContent(), /^10³⁰ /);
  assert.equal(await weight.inputValue(), '1e30');
});

on('a number that cannot be taken leaves the old one and says what is expected', async (page) => {
  await show(page, scene);
  await controls(page, 0, 0);
  const field = page.getByTestId('contender-0-term-0-gamma');
  const error = page.getByTestId('contender-0-term-0-gamma-error');
  for (const typed of ['abc', '-1', '0', '1e999', '']) {
    await field.fill(typed);
    await field.press('Enter');
    await error.waitFor();
    assert.match(await error.textContent(), /gamma: .* was given, expected a finite number of at least 0.01/);
    assert.equal(await field.inputValue(), '1');
    await settled(page);
    await assertContender(page, 0, START[0]);
  }
  await after(page, () => field.fill('2').then(() => field.press('Enter')));
  assert.ok(await error.isHidden(), 'a good number settles it');
  await assertContender(page, 0, sum({ kind: 'jaccard', gamma: 2 }));
});

on('a loss that cannot take the label says why, and the others go on', async (page) => {
  const soft = { ...scene, label: softLabel(scene) };
  await show(page, scene);
  await after(page, () => page.getByTestId('open-label-input').setInputFiles(arrayFile(scene, soft.label, 'soft.npy')));
  await after(page, () => page.getByTestId('contender-0-term-0-kind').selectOption('lovasz_softmax'));
  const said = await page.getByTestId('contender-0').locator('> .lp-error').textContent();
  assert.match(said, /hard label/);
  assert.ok(Number.isNaN(await value(page, 0)));
  close(await value(page, 1), (await evaluateScene(page, soft, START[1])).value, 'the other');
});

on('a loss of one class is not offered where there are always several', async (page) => {
  await page.getByTestId('tab-race').click();
  for (const list of ['contender-0-term-0-kind', 'race-switch-to']) {
    const kinds = await page.getByTestId(list).locator('option').evaluateAll((all) => all.map((option) => option.value));
    assert.ok(kinds.includes('lovasz_softmax') && !kinds.includes('lovasz_hinge'), list);
  }
});

on('a thousand can be typed as one, and a small number can be read in its field', async (page) => {
  await page.getByTestId('contender-0-term-0-parameters').locator('summary').click();
  const field = page.getByTestId('contender-0-term-0-smooth');
  for (const [typed, shown] of [['1,000', '1000'], ['0,5', '0.5'], ['1e-12', '1e-12'], ['1,5,5', '1e-12']]) {
    await field.fill(typed);
    await field.blur();
    assert.equal(await field.inputValue(), shown);
  }
});

on('the focus goes to what is nearest when its control goes', async (page) => {
  const focused = () => page.evaluate(() => document.activeElement.dataset.testid);
  const press = async (name, next) => {
    await page.getByTestId(name).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction((next) => document.activeElement.dataset.testid === next, next);
    assert.equal(await focused(), next);
  };
  await press('contender-1-term-1-remove', 'contender-1-term-0-kind');
  await press('contender-1-remove', 'add-contender');
  const file = { name: 'text.npy', mimeType: 'application/octet-stream', buffer: Buffer.from('no array') };
  await page.getByTestId('open-prediction-input').setInputFiles(file);
  await press('alert-dismiss', 'canvas-label');
});

on('losses of the same name carry numbers wherever their names tell them apart', async (page) => {
  await after(page, () => page.getByTestId('contender-0-duplicate').click());
  const names = ['Cross-entropy', 'Jaccard', '0.25 Cross-entropy + 0.75 Jaccard', 'Jaccard (2)'];
  const texts = (list) => page.locator(list).allTextContents();
  assert.deepEqual(await texts('.lp-card-head h3'), [`${names[0]} Reference`, ...names.slice(1)]);
  assert.deepEqual((await texts('[data-testid="show-whose"] option')).map((text) => text.slice(2)), names);
  await page.getByTestId('compare').locator('summary').click();
  await page.getByTestId('compare-2').getByText('Jaccard (2)').waitFor();
  const rows = (await table(page)).rows.map(([name]) => name);
  assert.ok(rows.includes('Jaccard (2)'), rows.join());
  await page.waitForFunction(() => document.querySelector('[data-testid="summary"]').textContent.includes('Jaccard (2) '));
  await page.getByTestId('export').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-chart-csv').click()]);
  assert.ok((await readFile(await download.path(), 'utf8')).includes('Jaccard (2)'));
  await page.getByTestId('tab-race').click();
  await page.getByTestId('race-2').getByText('Jaccard (2)').waitFor();
  // The other one's number is gone with its reason.
  await after(page, () => page.getByTestId('contender-0-remove').click());
  assert.deepEqual(await texts('.lp-card-head h3'), [`${names[0]} Reference`, names[2], 'Jaccard']);
});

on('the kind of a term is chosen with the arrow keys, and its parameters stay unfolded', async (page) => {
  const kind = page.getByTestId('contender-0-term-0-kind');
  await page.getByTestId('contender-0-term-0-parameters').locator('summary').click();
  await kind.focus();
  const seen = new Set();
  for (let i = 0; i < 3; i += 1) {
    await after(page, () => page.keyboard.press('ArrowDown'));
    assert.ok(await kind.evaluate((select) => select === document.activeElement), 'the focus stays');
    seen.add(await kind.inputValue());
  }
  assert.equal(seen.size, 3, [...seen].join());
  for (const of of ['tversky', 'focal']) {
    await after(page, () => kind.selectOption(of));
    assert.ok(await page.getByTestId(`contender-0-term-0-${of === 'focal' ? 'gamma' : 'alpha'}`).isVisible());
  }
});

on('a slider comes to its default with the arrow keys', async (page) => {
  const [slider, field] = ['-slider', ''].map((part) => page.getByTestId(`contender-0-term-0-gamma${part}`));
  await page.getByTestId('contender-0-term-0-parameters').locator('summary').click();
  await slider.focus();
  assert.equal(await slider.inputValue(), '1');
  for (const [key, expected] of [['ArrowRight', '1.05'], ['ArrowLeft', '1']]) {
    await after(page, () => page.keyboard.press(key));
    assert.equal(await field.inputValue(), expected);
  }
});
