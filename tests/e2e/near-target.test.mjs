// Near the target with many pixels: a class or the whole image goes to its label, and every number is the module's.
import assert from 'node:assert/strict';
import { select } from './brush.mjs';
import { after, arrived, close, evaluate, pixels, playground, settled, sum, written } from './playground.mjs';
import { arrayFile, known, show, softLabel, softmax } from './scene.mjs';
import { address } from './state.mjs';

const on = playground();
const LOSSES = [sum({ kind: 'cross_entropy' }), sum({ kind: 'jaccard' })];
const scene = known();
const { classes, height, width } = scene;
const plane = height * width;
const CLASS = 1;

/** The scene's label as probabilities. */
const oneHot = Float32Array.from({ length: classes * plane }, (_, i) => Number(scene.label[i % plane] === Math.floor(i / plane)));

/** The scene with this share of the way left to the label, of a class or of all. */
function left(y, t, part) {
  const start = softmax(scene);
  const mix = (i) => y[i] + t * (start[i] - y[i]);
  return Float32Array.from(start, (x, i) => {
    if (part === undefined || Math.floor(i / plane) === part) return mix(i);
    const own = part * plane + (i % plane);
    return (x * (1 - mix(own))) / (1 - start[own]);
  });
}

/** Values and L2 norms of the gradients there, from the module. */
function expected(page, label, probabilities, part) {
  const norm = (gradient) => Math.hypot(...(part === undefined ? gradient : gradient.slice(part * plane, (part + 1) * plane)));
  const shape = [1, classes, height, width];
  const logits = Float32Array.from(probabilities, (x) => Math.log(Math.max(x, 1e-30)));
  return Promise.all(
    LOSSES.map(async (loss) => {
      const [logit, probability] = await Promise.all(
        [{ logits }, { probabilities }].map((x) => evaluate(page, { shape, ...x, label, loss, backend: 'cpu' })),
      );
      return { value: logit.value, logit: norm(logit.gradient), probability: norm(probability.gradient) };
    }),
  );
}

/** Lets something move, and waits until all losses have been found. */
async function moving(page, what) {
  await page.getByTestId(`chart-moving-${what}`).click();
  await found(page);
}

async function found(page) {
  await page.waitForFunction(() => /^\d+ points$/.test(document.querySelector('[data-testid="chart-points"]').textContent));
  await settled(page);
}

/** What is read off: the place, and each loss's value and gradient. */
async function readOff(page) {
  const readOff = page.getByTestId('chart-read-off');
  const [, t] = (await readOff.textContent()).match(/share of the way left: ([^ ]+) /) ?? [];
  const pairs = await readOff.locator('.lp-read .lp-number').allTextContents();
  return { t: written(t ?? ''), losses: pairs.map((pair) => pair.split(' · ').map(written)) };
}

function assertRead(read, expected, by) {
  expected.forEach((loss, i) => {
    close(read.losses[i][0], loss.value, `value of loss ${i} at ${read.t}`, 2e-3);
    close(read.losses[i][1], loss[by], `gradient of loss ${i} at ${read.t}`, 8e-3);
  });
}

/** Points along a panel until the place is read off, and the place there is. */
async function pointAt(page, t, [from, to]) {
  const chart = page.getByTestId('chart');
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  let best = { distance: Infinity };
  for (let at = from; at < to; at += 1 / box.width) {
    await page.mouse.move(box.x + at * box.width, box.y + box.height / 2);
    const { t: there } = await readOff(page);
    const distance = Math.abs(Math.log(there / t));
    if (distance < best.distance) best = { distance, at };
    if (there > 1.2 * t) break;
  }
  await page.mouse.move(box.x + best.at * box.width, box.y + box.height / 2);
}

on('a class moves while the others keep their proportions', async (page) => {
  await show(page, scene);
  await page.getByTestId('chart-class').selectOption(String(CLASS));
  await moving(page, 'class');
  assert.equal(await page.locator('.lp-chart h2').last().textContent(), 'Gradient near the target: one class');
  assertRead(await readOff(page), await expected(page, scene.label, softmax(scene), CLASS), 'logit');
  await page.getByTestId('chart').focus();
  // From point to point, and no place between them.
  let read = await readOff(page);
  for (let i = 0; i < 50 && read.t > 0.5; i += 1) {
    await page.keyboard.press('ArrowLeft');
    read = await readOff(page);
  }
  close(read.t, 0.5, 'half-way', 6e-3);
  const half = await expected(page, scene.label, left(oneHot, 0.5, CLASS), CLASS);
  assertRead(read, half, 'logit');
  await page.getByTestId('chart-by').selectOption('probability');
  assertRead(await readOff(page), half, 'probability');
});

on('the whole image moves, and is read on a log axis by pointer', async (page) => {
  await show(page, scene);
  await page.getByTestId('chart-log-x').click();
  await moving(page, 'image');
  assert.equal(await page.getByTestId('chart-class').count(), 0);
  await pointAt(page, 0.01, [0.2, 0.48]);
  // The samples nearest to where the pointer is: eight a decade.
  assertRead(await readOff(page), await expected(page, scene.label, left(oneHot, 0.01)), 'logit');
});

on('with a soft label Jaccard stays steep in logits where cross-entropy vanishes', async (page) => {
  const soft = softLabel(scene);
  await show(page, scene);
  await after(page, () => page.getByTestId('open-label-input').setInputFiles(arrayFile(scene, soft, 'soft.npy')));
  await moving(page, 'image');
  await page.getByTestId('chart-details').locator('summary').click();
  const table = page.getByTestId('chart-table');
  await table.waitFor();
  const rows = await table.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
  const head = await table.locator('thead th').allTextContents();
  const at = (i, d) => written(rows[i][head.indexOf(`gradient (logit) with ${d} of the way left`)]);
  const near = await expected(page, soft, left(soft, 0.1));
  LOSSES.forEach((_, i) => close(at(i, 0.1), near[i].logit, `gradient of loss ${i}`, 2e-3));
  close(at(0, 0.001) / at(0, 0.01), 0.1, 'cross-entropy', 0.02);
  assert.ok(at(1, 0.001) > 0.9 * at(1, 0.01), 'Jaccard');
});

on('what moves is in the file, in the address, and follows the painting', async (page) => {
  await show(page, scene);
  await moving(page, 'image');
  const chart = await pixels(page, 'chart');
  await select(page, [3, 4]);
  await settled(page);
  assert.ok(chart.equals(await pixels(page, 'chart')), 'no pixel is asked for');
  const download = page.waitForEvent('download');
  await page.getByTestId('export').click();
  await page.getByTestId('export-chart-csv').click();
  const file = await download;
  assert.match(file.suggestedFilename(), /whole-image.*\.csv$/);
  const stream = await file.createReadStream();
  const text = (await stream.toArray()).join('');
  assert.match(text, /^loss,way_left,point,value,gradient_probability,gradient_logit\n/);
  assert.equal(text.trim().split('\n').length, 1 + LOSSES.length * 65 + 65);
  await after(page, () => page.getByTestId('undo').click());
  await page.waitForTimeout(500);
  await found(page);
  assert.ok(!chart.equals(await pixels(page, 'chart')), 'another prediction');
  await address(page);
  await page.reload();
  await arrived(page);
  assert.equal(await page.getByTestId('chart-moving-image').getAttribute('aria-pressed'), 'true');
});

on('a large image has fewer points, and the page stays at hand', async (page) => {
  await after(page, () => page.getByTestId('image-size').selectOption('512'));
  await page.getByTestId('chart-moving-image').click();
  // The longest that anything waits for the page while losses are found.
  const longest = await page.evaluate(async () => {
    const points = document.querySelector('[data-testid="chart-points"]');
    let [longest, last] = [0, performance.now()];
    while (!/^\d+ points$/.test(points.textContent)) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      const now = performance.now();
      [longest, last] = [Math.max(longest, now - last), now];
    }
    return longest;
  });
  assert.match(await page.getByTestId('chart-points').textContent(), /^(8|16|32) points$/);
  assert.ok(longest < 1500, `${longest} ms`);
});
