// The charts about what kind of function a loss is: R^n, axioms, reductions. Their numbers are the module's.
import assert from 'node:assert/strict';
import {
  after, arrived, close, edit, evaluate, pixels, playground, settled, sum, table, written,
} from './playground.mjs';

const on = playground();
const onGpu = playground({ webgpu: true });

async function experiment(page, name) {
  await page.getByTestId(`tab-${name}`).click();
  await settled(page);
}

/** Moves a slider, as a reader's arrow keys would. */
async function slide(page, name, value) {
  await page.getByTestId(name).fill(String(value));
  await settled(page);
}

const norms = (x, y) => 1 - (Math.abs(x) + Math.abs(y) - Math.abs(x - y)) / (Math.abs(x) + Math.abs(y) + Math.abs(x - y));
const sums = (x, y) => 1 - (Math.abs(x + y) - Math.abs(x - y)) / (Math.abs(x + y) + Math.abs(x - y));

on('on R^n the curves are the two formulas, and the sentence follows y', async (page) => {
  await experiment(page, 'vector');
  const story = page.getByTestId('vector-story');
  assert.match(await story.textContent(), /y = 1 .*top, 2, at x = −1; .* −∞.*1\.33 at −3/);
  for (const y of [1, -2]) {
    await slide(page, 'vector-y', y);
    const { head, rows } = await table(page);
    assert.deepEqual(head.slice(0, 3), ['x', 'by norms: loss', 'by sums: loss']);
    for (const [x, first, second] of rows.map((row) => row.map(written))) {
      close(first, norms(x, y), `by norms at ${x}, ${y}`, 1e-3);
      close(second, sums(x, y), `by sums at ${x}, ${y}`, 2e-2);
    }
  }
  assert.match(await story.textContent(), /x > 0.*at x = 2; .* ∞/);
  await slide(page, 'vector-y', 0);
  assert.match(await story.textContent(), /neither pulls/);
});

on('on R^n the maps show every y, and the pointer reads them', async (page) => {
  await experiment(page, 'vector');
  const curves = await pixels(page, 'chart');
  await page.getByTestId('vector-show').selectOption('maps');
  await settled(page);
  assert.ok(!curves.equals(await pixels(page, 'chart')));
  const { head, rows } = await table(page);
  const xs = head.slice(1).map(written);
  for (const row of rows) {
    const [formula, y] = row[0].split(': ');
    row.slice(1).forEach((cell, i) => {
      const exact = (formula === 'by norms' ? norms : sums)(xs[i], written(y));
      close(written(cell), exact, `${row[0]}, ${xs[i]}`, 2e-2);
    });
  }
  await page.getByTestId('chart').focus();
  await page.keyboard.press('ArrowRight');
  assert.match(await page.getByTestId('chart-read-off').textContent(), /^x .*, y .*by norms .*by sums/);
});

onGpu('the GPU searches too, and what it finds is confirmed', async (page) => {
  await page.getByTestId('backend').selectOption('gpu');
  await search(page, 'reference');
  await page.getByTestId('axioms-search').click();
  const progress = page.getByTestId('axioms-progress');
  await progress.getByText('a second on the GPU').waitFor({ timeout: 60_000 });
  await page.getByTestId('axioms-search').click();
  assert.match(await verdict(page, 2).textContent(), /^broken/);
}, { timeout: 90_000 });

/** The three maps of the table: probabilities by map, class and pixel. */
async function maps(page) {
  const { rows } = await table(page);
  const found = {};
  for (const [name, ...cells] of rows) (found[name.split(':')[0]] ??= []).push(cells.map(written));
  return ['a', 'b', 'c'].map((name) => found[name].reverse());
}

/** What the module makes of one map as the prediction of another. */
async function lossOf(page, x, y, loss) {
  const shape = [1, x.length, 1, x[0].length];
  const [probabilities, label] = [x, y].map((map) => Float32Array.from(map.flat()));
  return (await evaluate(page, { shape, probabilities, label, loss, backend: 'cpu' })).value;
}

/** Adds a loss of that kind as the last contender, and searches it. */
async function search(page, whose) {
  await experiment(page, 'axioms');
  await page.getByTestId('axioms-whose').selectOption(whose);
  await settled(page);
}

/** What is said of an axiom. */
const verdict = (page, axiom) => page.getByTestId(`axiom-${axiom}`).locator('.lp-number');

on('the Jaccard loss breaks no axiom, and the search runs until it is stopped', async (page) => {
  await search(page, '0');
  const button = page.getByTestId('axioms-search');
  const progress = page.getByTestId('axioms-progress');
  const tried = async () => Number((await progress.textContent()).match(/^[\d,]+/)?.[0].replaceAll(',', ''));
  assert.equal(await tried(), 500);
  await button.click();
  await page.waitForFunction(() => /second on the CPU/.test(document.querySelector('[data-testid="axioms-progress"]').textContent));
  assert.equal(await button.textContent(), 'Stop');
  assert.match(await page.getByTestId('axioms-status').textContent(), /^Searching\.$/);
  await button.click();
  assert.match(await page.getByTestId('axioms-status').textContent(), /^Stopped\.$/);
  assert.ok((await tried()) > 500);
  const stopped = await tried();
  await page.waitForTimeout(400);
  assert.equal(await tried(), stopped);
  for (const axiom of [0, 1, 2, 3]) assert.equal(await verdict(page, axiom).textContent(), 'not broken');
});

on('of hard maps only the present classes count, so the Jaccard loss is not symmetric', async (page) => {
  await search(page, '0');
  await page.getByTestId('axioms-classes').selectOption('all');
  await page.getByTestId('axioms-soft').click();
  await verdict(page, 2).getByText('broken:').waitFor();
  const [, ab, ba] = (await verdict(page, 2).textContent()).match(/([\d.]+) ≠ ([\d.]+)/).map(Number);
  await page.getByTestId('axiom-2').click();
  const [a, b] = await maps(page);
  const hard = (map) => Uint8Array.from(map[0], (_, pixel) => map.findIndex((row) => row[pixel] === 1));
  const request = (x, y) => ({
    shape: [1, x.length, 1, x[0].length],
    probabilities: Float32Array.from(x.flat()),
    label: hard(y),
    loss: sum({ kind: 'jaccard' }),
    backend: 'cpu',
  });
  close((await evaluate(page, request(a, b))).value, ab, 'L(a, b)', 1e-3);
  close((await evaluate(page, request(b, a))).value, ba, 'L(b, a)', 1e-3);
  // Why that is so is said, as long as it is.
  const why = page.getByTestId('axioms-only-present');
  await why.getByText('only the classes that are in the label').waitFor();
  await page.getByTestId('axioms-soft').click();
  await why.waitFor({ state: 'hidden' });
});

on('cross-entropy breaks all but positivity, and the drawn maps show it', async (page) => {
  await search(page, 'reference');
  assert.equal(await page.getByTestId('axioms-classes').inputValue(), 'all');
  for (const axiom of [0, 2, 3]) assert.match(await verdict(page, axiom).textContent(), /^broken/);
  assert.equal(await verdict(page, 1).textContent(), 'not broken');
  const loss = sum({ kind: 'cross_entropy' });
  await page.getByTestId('axiom-3').click();
  const [, ac, ab, bc] = (await verdict(page, 3).textContent()).match(/([\d.]+) > ([\d.]+) \+ ([\d.]+)/).map(Number);
  const [a, b, c] = await maps(page);
  close(await lossOf(page, a, c, loss), ac, 'L(a, c)', 1e-2);
  close(await lossOf(page, a, b, loss), ab, 'L(a, b)', 1e-2);
  close(await lossOf(page, b, c, loss), bc, 'L(b, c)', 1e-2);
  // One class by itself means nothing to it, and that is said.
  await page.getByTestId('axioms-classes').selectOption('one');
  assert.match(await page.getByTestId('axioms-status').textContent(), /two classes or more/);
  assert.ok(await page.getByTestId('axioms-search').isDisabled());
  for (const axiom of [0, 1, 2, 3]) assert.equal(await verdict(page, axiom).textContent(), 'not searched');
});

on('what a search has found is still there after a look at another chart, unless the loss has changed', async (page) => {
  await search(page, '0');
  const progress = page.getByTestId('axioms-progress');
  const button = page.getByTestId('axioms-search');
  await button.click();
  await progress.getByText('a second on the CPU').waitFor();
  await experiment(page, 'vector');
  await experiment(page, 'axioms');
  assert.equal(await button.textContent(), 'Search');
  const before = await progress.textContent();
  assert.doesNotMatch(before, /^500 /);
  await experiment(page, 'vector');
  await page.waitForTimeout(300);
  await experiment(page, 'axioms');
  assert.equal(await progress.textContent(), before);
  await experiment(page, 'vector');
  await page.getByTestId('contender-0-term-0-kind').selectOption('dice');
  await experiment(page, 'axioms');
  await progress.getByText('500 triples tried, anew').waitFor();
});

on('every control of the axioms starts another search', async (page) => {
  await search(page, 'reference');
  const seen = [await pixels(page, 'chart')];
  const changes = [
    () => page.getByTestId('axiom-0').click(),
    () => slide(page, 'axioms-pixels', 4),
    () => page.getByTestId('axioms-soft').click(),
  ];
  for (const change of changes) {
    await change();
    await settled(page);
    const verdicts = await page.locator('.lp-axiom .lp-number').allTextContents();
    const now = Buffer.concat([await pixels(page, 'chart'), Buffer.from(verdicts.join())]);
    assert.ok(seen.every((other) => !other.equals(now)));
    seen.push(now);
  }
});

on('of one image the matrix is the losses of its classes, and what to do is said', async (page) => {
  await experiment(page, 'reductions');
  assert.match(await page.getByTestId('reductions-words').textContent(), /Add images/);
  const { rows } = await table(page);
  assert.match(rows[0][0], /Jaccard: D .* · I .* · C .*: image 1/);
  const [d] = rows[0][0].match(/D ([\d.]+)/).slice(1).map(Number);
  close(Number(await page.getByTestId('contender-0').getAttribute('data-value')), d, 'D', 1e-3);
  for (const show of ['iou', 'dice', 'shards']) {
    const before = await pixels(page, 'chart');
    await page.getByTestId('reductions-show').selectOption(show);
    await settled(page);
    assert.ok(!before.equals(await pixels(page, 'chart')), show);
  }
  await page.getByTestId('reductions-show').selectOption('loss');
  await page.getByTestId('reductions-whose').selectOption('1');
  assert.match(await page.getByTestId('reductions-words').textContent(), /left out/);
  await page.getByTestId('reductions-whose').selectOption('reference');
  assert.match(await page.getByTestId('reductions-words').textContent(), /per image/);
});

on('of a batch the matrix has its means, and the shards part', async (page) => {
  for (const change of ['invert', 'clear-prediction', 'swap']) {
    await after(page, () => page.getByTestId('image-copy').click());
    await edit(page, change);
  }
  await experiment(page, 'reductions');
  const number = (text, way) => written(text.match(new RegExp(`${way} ([\\d.]+)`))[1]);
  const { head: head0, rows } = await table(page);
  assert.ok(rows.some(([name]) => name.endsWith('image 4')));
  close(number(rows[0][0], 'D'), Number(await page.getByTestId('contender-0').getAttribute('data-value')), 'D', 1e-3);
  // The mean of the images' means is I.
  const images = rows.filter(([name]) => /image \d$/.test(name)).map((row) => written(row.at(-1)));
  close(images.reduce((a, b) => a + b) / 4, number(rows[0][0], 'I'), 'I', 1e-3);
  // It is read by name, one cell a key.
  const chart = page.getByTestId('chart');
  const readOff = async () => (await page.getByTestId('chart-read-off').textContent()).replace(/\s+/g, ' ');
  await chart.focus();
  for (const key of ['Home', 'ArrowDown', 'ArrowUp']) await chart.press(key);
  const [name, value] = (await readOff()).match(/^(.*): ?(\S+) \(/).slice(1);
  const cell = rows.find((row) => row[0].endsWith(name.split(', ')[0]));
  assert.equal(written(value), written(cell[head0.indexOf(name.split(', ')[1])]), name);
  await chart.press('ArrowRight');
  assert.notEqual((await readOff()).split(':')[0], name, 'the next class');
  const seen = [];
  for (const show of ['iou', 'dice', 'shards']) {
    await page.getByTestId('reductions-show').selectOption(show);
    await settled(page);
    seen.push(await table(page));
  }
  assert.match(seen[0].rows[0][0], /^IoU: D /);
  assert.match(seen[1].rows[0][0], /^Dice: D /);
  const { head, rows: devices } = seen[2];
  assert.deepEqual(devices.map((row) => row[0]), ['1', '2', '4']);
  assert.match(await readOff(), /^devices: [124] /);
  const column = (name) => devices.map((row) => written(row[head.indexOf(name)]));
  const [one, ...more] = column('Cross-entropy: loss');
  more.forEach((value) => close(value, one, 'a mean over pixels does not part', 1e-3));
  const [none, two, four] = column('Jaccard: difference of the gradient');
  assert.ok(none === 0 && two > 0 && four > two, `${none} ${two} ${four}`);
  assert.doesNotMatch(await page.getByTestId('reductions-words').textContent(), /Add images/);
});

on('what is set in the charts outlives a reload', async (page) => {
  await experiment(page, 'vector');
  await slide(page, 'vector-y', -1.5);
  await page.getByTestId('vector-show').selectOption('maps');
  await page.waitForFunction(() => location.hash.length > 4);
  await page.waitForTimeout(1000);
  await page.reload();
  await arrived(page);
  assert.equal(await page.getByTestId('vector-y').inputValue(), '-1.5');
  assert.equal(await page.getByTestId('vector-show').inputValue(), 'maps');
});
