// The chart of the gradient near the target: drawn, and every number in it the module's.
import assert from 'node:assert/strict';
import { drag, select, takeBrush } from './brush.mjs';
import { after, close, edit, evaluate, evaluateScene, pixels, playground, readOut, settled, sum, value, written } from './playground.mjs';
import { known, moved, show } from './scene.mjs';

const on = playground();
const LOSSES = [
  sum({ kind: 'cross_entropy' }),
  sum({ kind: 'jaccard' }),
  sum({ kind: 'cross_entropy', weight: 0.25 }, { kind: 'jaccard', weight: 0.75 }),
];
const PIXEL = [10, 13];
const scene = known();
const CLASS = scene.label[PIXEL[0] * scene.width + PIXEL[1]];

/** Opens the scene and selects the pixel. */
async function chartOf(page, scene) {
  await show(page, scene);
  await select(page, PIXEL);
  const pixel = await page.getByTestId('chart-pixel').textContent();
  assert.equal(pixel, `row ${PIXEL[0]}, column ${PIXEL[1]}`);
}

/** What is read off: the probability, and each loss's value and gradient. */
async function readOff(page) {
  const text = await page.getByTestId('chart-read-off').textContent();
  const [, t] = text.match(/([^ ]+) \(/) ?? [];
  const pairs = await page.getByTestId('chart-read-off').locator('.lp-read .lp-number').allTextContents();
  return { t: written(t ?? ''), losses: pairs.map((pair) => pair.split(' · ').map(written)) };
}

/** What the module makes of the scene with the pixel's probability of the class at `t`. */
async function expected(page, t) {
  const there = moved(scene, PIXEL, CLASS, t);
  const { classes, height, width, label, probabilities, index } = there;
  const shape = [1, classes, height, width];
  return Promise.all(
    LOSSES.map(async (loss) => {
      const logit = await evaluateScene(page, there, loss);
      const probability = await evaluate(page, { shape, probabilities, label, loss, backend: 'cpu' });
      return { value: logit.value, logit: logit.gradient[index], probability: probability.gradient[index] };
    }),
  );
}

function assertRead(read, expected, by) {
  assert.equal(read.losses.length, LOSSES.length);
  read.losses.forEach(([value, gradient], i) => {
    close(value, expected[i].value, `value of loss ${i} at ${read.t}`, 6e-4);
    close(gradient, expected[i][by], `gradient of loss ${i} at ${read.t}`, 6e-3);
  });
}

on('the chart is drawn and reads the prediction while nothing is pointed at', async (page) => {
  await chartOf(page, scene);
  const colours = new Set(new Uint32Array((await pixels(page, 'chart')).buffer));
  assert.ok(colours.size > 6, 'lines in several colours');
  const at = (c) => Math.exp(scene.logits[(c * scene.height + PIXEL[0]) * scene.width + PIXEL[1]]);
  const current = at(CLASS) / (at(0) + at(1) + at(2));
  const read = await readOff(page);
  close(read.t, current, 'the prediction', 6e-3);
  assertRead(read, await expected(page, current), 'logit');
});

on('pointing at the chart reads every loss with the pixel moved there', async (page) => {
  await chartOf(page, scene);
  const chart = page.getByTestId('chart');
  await chart.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await chart.boundingBox();
  // Halfway along either panel; the curves are sampled at one half exactly, and 1/128 beside it. A pixel is
  // about 1/180 of a panel.
  const half = await expected(page, 0.5);
  for (const [from, to] of [[0, width / 2], [width / 2, width]]) {
    let read;
    for (let at = from + (to - from) * 0.4; at < to; at += 1) {
      await page.mouse.move(x + at, y + height / 2);
      read = await readOff(page);
      if (Math.abs(read.t - 0.5) < 0.0036) break;
    }
    close(read.t, 0.5, 'found one half', 7.2e-3);
    assertRead(read, half, 'logit');
  }
});

on('the arrow keys read the chart too, by logit or by probability', async (page) => {
  // From one quarter, twenty-five steps of a hundredth lead to one half.
  const quarter = moved(scene, PIXEL, CLASS, 0.25);
  await chartOf(page, quarter);
  const chart = page.getByTestId('chart');
  await chart.focus();
  for (let i = 0; i < 25; i += 1) await page.keyboard.press('ArrowRight');
  const read = await readOff(page);
  close(read.t, 0.5, 'half', 6e-3);
  assertRead(read, await expected(page, 0.5), 'logit');
  await page.getByTestId('chart-by').selectOption('probability');
  assertRead(await readOff(page), await expected(page, 0.5), 'probability');
});

on('pages, both ends and Escape are on the keyboard as well', async (page) => {
  await chartOf(page, moved(scene, PIXEL, CLASS, 0.25));
  const chart = page.getByTestId('chart');
  await chart.focus();
  const now = await readOff(page);
  for (const [key, t] of [['PageUp', 0.35], ['PageUp', 0.45], ['PageDown', 0.35], ['Home', 0], ['End', 1], ['ArrowLeft', 0.99]]) {
    await page.keyboard.press(key);
    const read = await readOff(page);
    // An end is read at the curves' last point, which is next to it.
    assert.ok(Math.abs(read.t - t) < 6e-3, `${key}: ${read.t}`);
    assert.equal(read.losses.length, LOSSES.length);
  }
  await page.keyboard.press('Escape');
  assert.deepEqual(await readOff(page), now, 'what is so at present');
  await page.getByTestId('tab-landscape').click();
  await settled(page);
  await chart.focus();
  const at = async () => (await page.getByTestId('chart-read-off').textContent()).match(/first pixel ([\d.]+), second ([\d.]+)/).slice(1).map(Number);
  await page.keyboard.press('Home');
  const [first, second] = await at();
  assert.equal(first, 0);
  await page.keyboard.press('PageUp');
  assert.ok(Math.abs((await at())[1] - Math.min(second + 0.1, 1)) < 6e-3);
});

const phone = { context: { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } } };

on('a finger reads the chart where it taps and along which it is drawn, and scrolls the page', async (page) => {
  await settled(page);
  const chart = page.getByTestId('chart');
  await chart.evaluate((chart) => chart.scrollIntoView({ block: 'center' }));
  const now = await page.getByTestId('chart-read-off').textContent();
  const { x, y, width } = await chart.boundingBox();
  const client = await page.context().newCDPSession(page);
  const touch = (type, ...points) => client.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
  const at = async () => {
    // The browser tells of a finger's moves once a frame.
    await settled(page);
    return (await readOff(page)).t;
  };
  const scrolled = () => page.evaluate(() => scrollY);
  const before = await scrolled();
  const from = [x + 0.4 * width, y + 60];
  await touch('touchStart', from);
  await touch('touchEnd');
  const tapped = await at();
  assert.notEqual(await page.getByTestId('chart-read-off').textContent(), now);
  await touch('touchStart', from);
  for (let i = 1; i <= 8; i += 1) await touch('touchMove', [from[0] + 0.05 * i * width, from[1] + 2 * i]);
  const drawn = await at();
  await touch('touchEnd');
  assert.ok(drawn > tapped + 0.3, `${tapped} to ${drawn}`);
  assert.equal(await at(), drawn, 'it stays when the finger rises');
  assert.equal(await scrolled(), before);
  await touch('touchStart', from);
  for (let i = 1; i <= 8; i += 1) await touch('touchMove', [from[0], from[1] - 20 * i]);
  await touch('touchEnd');
  await page.waitForFunction((before) => scrollY > before + 60, before);
}, phone);

on('every switch redraws the chart, and switching back restores it', async (page) => {
  await chartOf(page, scene);
  const start = await pixels(page, 'chart');
  const seen = [start];
  for (const name of ['chart-log-x', 'chart-log-y', 'chart-from-label']) {
    await page.getByTestId(name).click();
    await settled(page);
    const now = await pixels(page, 'chart');
    assert.ok(seen.every((other) => !other.equals(now)), name);
    seen.push(now);
    await page.getByTestId(name).click();
    await settled(page);
    assert.ok(start.equals(await pixels(page, 'chart')), `${name} back`);
  }
  for (const [name, value, back] of [['chart-by', 'probability', 'logit'], ['chart-class', '1', '']]) {
    await page.getByTestId(name).selectOption(value);
    await settled(page);
    assert.ok(!start.equals(await pixels(page, 'chart')), name);
    await page.getByTestId(name).selectOption(back);
    await settled(page);
    assert.ok(start.equals(await pixels(page, 'chart')), `${name} back`);
  }
});

on('the table says the same in numbers', async (page) => {
  await chartOf(page, scene);
  await page.getByTestId('chart-details').locator('summary').click();
  const table = page.getByTestId('chart-table');
  await table.waitFor();
  const head = await table.locator('thead th').allTextContents();
  const rows = await table.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
  const column = (name) => rows.map((row) => written(row[head.indexOf(name)]));
  const current = written((await table.locator('caption').textContent()).match(/prediction (.*)\.$/)[1]);
  const now = await expected(page, current);
  const near = await expected(page, 0.9);
  assert.equal(rows.length, LOSSES.length);
  LOSSES.forEach((loss, i) => {
    close(column('value now')[i], now[i].value, 'value now', 6e-4);
    close(column('gradient now (logit)')[i], now[i].logit, 'gradient now (logit)', 2e-3);
    close(column('gradient now (probability)')[i], now[i].probability, 'gradient now (probability)', 2e-3);
    close(column('gradient (logit) 0.1 from the label')[i], near[i].logit, 'gradient 0.1 from the label', 6e-4);
  });
  await page.getByTestId('chart-by').selectOption('probability');
  const by = 'gradient (probability) 0.1 from the label';
  await table.getByText(by).waitFor();
  const cells = await table.locator('tbody tr').evaluateAll((rows) => rows.map((row) => row.cells[5].textContent));
  LOSSES.forEach((loss, i) => close(written(cells[i]), near[i].probability, by, 6e-4));
  close(column('value now')[1], await value(page, 0), 'the card', 6e-4);
  // It follows the painting.
  await edit(page, 'clear-prediction');
  assert.notEqual((await table.locator('caption').textContent()).match(/prediction (.*)\.$/)[1], String(current));
});

on('a selected pixel that a smaller image lacks gives way to one that is there', async (page) => {
  await select(page, [60, 60]);
  for (const shrink of [() => page.getByTestId('image-size').selectOption('32'), () => show(page, scene)]) {
    await after(page, shrink);
    await settled(page);
    const height = (await page.getByTestId('canvas-label').getAttribute('height')) - 1;
    const [row] = (await page.getByTestId('chart-pixel').textContent()).match(/\d+/g).map(Number);
    assert.ok(row <= height, `row ${row} of ${height + 1}`);
    assert.equal((await readOff(page)).losses.length, LOSSES.length);
    assert.ok(!Number.isNaN(await readOut(page, 0, 0)), 'the read-out has numbers');
  }
});

on('a chart under the brush does not ask how the page is laid out, but follows its letters', async (page) => {
  await show(page, scene);
  await page.evaluate(() => {
    window.asked = 0;
    const ask = window.getComputedStyle;
    window.getComputedStyle = (...given) => {
      window.asked += 1;
      return ask(...given);
    };
  });
  const chart = page.getByTestId('chart');
  const drawn = () => chart.evaluate(({ dataset }) => Number(dataset.drawn));
  const before = await drawn();
  await takeBrush(page, { class: 1, size: 3 });
  await after(page, () => drag(page, 'canvas-prediction', [6, 9.3], [20, 9.3]));
  assert.ok((await drawn()) > before);
  assert.equal(await page.evaluate(() => window.asked), 0);
  const letters = async (size) => {
    const before = await drawn();
    await page.evaluate((size) => (document.documentElement.style.fontSize = size), size);
    await page.waitForFunction((before) => document.querySelector('[data-testid="chart"]').dataset.drawn > before, before);
    await settled(page);
    return pixels(page, 'chart');
  };
  const [large, usual, again] = [await letters('24px'), await letters('16px'), await letters('24px')];
  assert.notEqual(large.length, usual.length);
  assert.ok(large.equals(again));
});
