// The batch: a strip of images to add, remove, move and paint one by one, and one loss of them all.
import assert from 'node:assert/strict';
import { covered, drag, painted, select, takeBrush } from './brush.mjs';
import {
  after, arrived, close, differences, evaluate, pixels, playground, readOut, settled, sum, value,
} from './playground.mjs';
import { arrayFile, known, labelFile, show } from './scene.mjs';
import { npy } from './files.mjs';
import { address, look } from './state.mjs';

const on = playground();
const JACCARD = sum({ kind: 'jaccard' });
const CROSS_ENTROPY = sum({ kind: 'cross_entropy' });
const scene = known();
const { classes, height, width } = scene;
const plane = height * width;

const press = (page, name) => after(page, () => page.getByTestId(name).click());
const thumbs = (page) => page.locator('.lp-thumb');

/** The current image by `aria-current`, and how many there are, both as people count. */
async function current(page) {
  const all = await thumbs(page).evaluateAll((all) => all.map((thumb) => thumb.getAttribute('aria-current')));
  assert.equal(all.filter((is) => is === 'true').length, 1);
  return [all.indexOf('true') + 1, all.length];
}

/** What the module makes of several scenes of one shape. */
const evaluateBatch = (page, scenes, loss) =>
  evaluate(page, {
    shape: [scenes.length, classes, height, width],
    label: Uint8Array.from(scenes.flatMap(({ label }) => [...label])),
    logits: Float32Array.from(scenes.flatMap(({ logits }) => [...logits])),
    loss,
    backend: 'cpu',
  });

/** Fails unless the page has the batch's values, and at a pixel of the current image its gradient. */
async function assertBatch(page, scenes, image, [row, column]) {
  for (const [who, loss] of [[0, JACCARD], ['reference', CROSS_ENTROPY]]) {
    const { value: expected, gradient } = await evaluateBatch(page, scenes, loss);
    close(await value(page, who), expected, `value of ${who}`);
    for (let c = 0; c < classes; c += 1) {
      const index = (image * classes + c) * plane + row * width + column;
      close(await readOut(page, who, c), gradient[index], `gradient of ${who}`, 1e-4);
    }
  }
}

/** A batch as two files, and their scenes. */
function batch(count) {
  const scenes = Array.from({ length: count }, (_, i) => known({ seed: i + 5 }));
  const file = (name, numbers) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: npy([count, classes, height, width], numbers),
  });
  const soft = scenes.flatMap(({ label }) =>
    Array.from({ length: classes * plane }, (_, i) => Number(label[i % plane] === Math.floor(i / plane))));
  return { scenes, label: file('labels.npy', soft), prediction: file('logits.npy', scenes.flatMap(({ logits }) => [...logits])) };
}

on('images are added, painted one by one and evaluated together, as the module does it', async (page) => {
  await show(page, scene);
  assert.deepEqual(await current(page), [1, 1]);
  assert.ok(await page.getByTestId('image-remove').isDisabled());
  await press(page, 'image-copy');
  assert.deepEqual(await current(page), [2, 2]);
  await select(page, [10, 13]);
  await assertBatch(page, [scene, scene], 1, [10, 13]);
  await takeBrush(page, { class: 1, size: 5 });
  const ends = await after(page, () => drag(page, 'canvas-label', [4, 10.3], [28, 10.3]));
  const second = painted(scene, 'label', covered(scene, ends, 5), 1);
  await page.mouse.move(0, 0);
  await settled(page);
  await assertBatch(page, [scene, second], 1, [10, 13]);
  // Without an evaluation, the canvases and the numbers show the other image.
  const shown = await pixels(page, 'canvas-label');
  const pull = await pixels(page, 'canvas-gradient');
  await page.getByTestId('image-0').click();
  await settled(page);
  assert.ok(differences(shown, await pixels(page, 'canvas-label')).length > 20);
  assert.ok(differences(pull, await pixels(page, 'canvas-gradient')).length > 20);
  await assertBatch(page, [scene, second], 0, [10, 13]);
  assert.match(await page.getByTestId('readout-position').textContent(), /^image 1 of 2, row 10, column 13$/);
  // An empty one: background everywhere, and no opinion.
  await press(page, 'image-empty');
  const none = { ...scene, label: scene.label.map(() => 0), logits: scene.logits.map(() => 0) };
  assert.deepEqual(await current(page), [2, 3]);
  await assertBatch(page, [scene, none, second], 1, [10, 13]);
});

on('undo goes back to the image that it changes, through all that became of the images', async (page) => {
  await show(page, scene);
  await takeBrush(page, { class: 2, size: 5 });
  const paint = () => after(page, () => drag(page, 'canvas-label', [4, 10.3], [28, 10.3]));
  const states = [];
  const note = async () => states.push([await value(page, 'reference'), (await current(page))[1]]);
  await note();
  for (const step of [
    () => press(page, 'image-empty'),
    paint,
    () => press(page, 'image-copy'),
    () => press(page, 'image-back'),
    async () => {
      await page.getByTestId('image-0').click();
      await paint();
    },
    () => press(page, 'image-on'),
    () => press(page, 'image-remove'),
  ]) {
    await step();
    await note();
  }
  await page.getByTestId('image-0').click();
  const places = [];
  for (const [expected, count] of states.slice(0, -1).reverse()) {
    await press(page, 'undo');
    close(await value(page, 'reference'), expected, 'undone');
    const [place, images] = await current(page);
    assert.equal(images, count);
    places.push(place);
  }
  assert.deepEqual(places, [2, 1, 1, 3, 2, 2, 1]);
  for (const [expected] of states.slice(1)) {
    await press(page, 'redo');
    close(await value(page, 'reference'), expected, 'done again');
  }
});

on('the keyboard selects, moves and removes images, and never loses its place', async (page) => {
  await show(page, scene);
  for (const name of ['image-empty', 'image-copy', 'image-copy']) await press(page, name);
  const focused = () => page.evaluate(() => document.activeElement.dataset.testid);
  const key = async (keys, expected) => {
    await page.keyboard.press(keys);
    await settled(page);
    assert.deepEqual(await current(page), expected, keys);
    assert.equal(await focused(), `image-${expected[0] - 1}`, keys);
  };
  await page.getByTestId('image-3').focus();
  await key('ArrowLeft', [3, 4]);
  await key('Home', [1, 4]);
  await key('ArrowLeft', [1, 4]);
  await key('End', [4, 4]);
  await key('ArrowRight', [4, 4]);
  await key('Home', [1, 4]);
  await key('Shift+ArrowRight', [2, 4]);
  await key('Shift+ArrowRight', [3, 4]);
  await key('Shift+ArrowLeft', [2, 4]);
  await key('Delete', [1, 3]);
  await key('ArrowRight', [2, 3]);
  assert.equal(await page.getByTestId('image-1').getAttribute('aria-label'), 'image 2 of 3');
  // On a canvas, too.
  await page.getByTestId('canvas-label').focus();
  await page.keyboard.press('PageUp');
  assert.deepEqual(await current(page), [1, 3]);
  await page.keyboard.press('PageDown');
  assert.deepEqual(await current(page), [2, 3]);
});

on('thumbnails follow the brush, and only that of the image that is painted', async (page) => {
  await show(page, scene);
  await press(page, 'image-copy');
  const pictures = () => Promise.all([0, 1].map(async (i) => {
    const url = await thumbs(page).nth(i).locator('canvas').evaluate((canvas) => canvas.toDataURL());
    return url;
  }));
  const before = await pictures();
  assert.equal(before[0], before[1]);
  await takeBrush(page, { class: 1, size: 7 });
  await after(page, () => drag(page, 'canvas-label', [4, 10.3], [28, 10.3]));
  const now = await pictures();
  assert.equal(now[0], before[0]);
  assert.notEqual(now[1], before[1]);
});

on('fingers select, add and paint', async (page) => {
  await page.getByTestId('image-copy').tap();
  await page.getByTestId('image-copy').tap();
  await page.waitForFunction(() => document.querySelectorAll('.lp-thumb').length === 3);
  await page.getByTestId('image-0').tap();
  await settled(page);
  assert.deepEqual(await current(page), [1, 3]);
  await page.getByTestId('image-on').tap();
  await settled(page);
  assert.deepEqual(await current(page), [2, 3]);
  await page.getByTestId('image-remove').tap();
  await page.waitForFunction(() => document.querySelectorAll('.lp-thumb').length === 2);
  assert.deepEqual(await current(page), [1, 2]);
}, { context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } });

on('arrays of several images open as a batch, pair up, and are saved as one', async (page) => {
  const { scenes, label, prediction } = batch(4);
  await after(page, () => page.getByTestId('open-prediction-input').setInputFiles(prediction));
  assert.deepEqual(await current(page), [1, 4]);
  await after(page, () => page.getByTestId('open-label-input').setInputFiles(label));
  assert.match(await page.getByTestId('status').textContent(), /^labels\.npy: 4 images, 3 classes, 24×32/);
  assert.ok(!(await page.getByTestId('label-soft').isChecked()), 'one class at every pixel');
  await select(page, [10, 13]);
  await page.getByTestId('image-2').click();
  await settled(page);
  await assertBatch(page, scenes, 2, [10, 13]);
  await page.getByTestId('export').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-prediction-npy').click()]);
  assert.equal(download.suggestedFilename(), 'prediction-logits-4-images-24x32.npy');
  // One image goes into the current one only.
  const one = arrayFile(scene, scene.logits);
  await after(page, () => page.getByTestId('open-prediction-input').setInputFiles(one));
  await after(page, () => page.getByTestId('open-label-input').setInputFiles(labelFile(scene)));
  await assertBatch(page, scenes.with(2, scene), 2, [10, 13]);
});

on('too many images are refused with what can be done', async (page) => {
  const buffer = npy([17, 2, 8, 8], new Float32Array(17 * 2 * 64));
  const file = { name: 'many.npy', mimeType: 'application/octet-stream', buffer };
  await page.getByTestId('open-prediction-input').setInputFiles(file);
  assert.match(await page.getByTestId('alert').textContent(), /B is 17 and can be 1 to 16: save array\[:16\]/);
  for (let images = 2; images <= 16; images += 1) await page.getByTestId('image-copy').click();
  await settled(page);
  assert.deepEqual(await current(page), [16, 16]);
  assert.ok(await page.getByTestId('image-copy').isDisabled());
});

on('classes and sizes are everyone\'s, and nothing painted goes without being asked', async (page) => {
  await show(page, scene);
  await press(page, 'image-empty');
  await page.getByTestId('classes').selectOption('2');
  // The class is only in the other image.
  await page.getByTestId('question').waitFor();
  // The next question comes before the browser has told that the first is closed.
  await page.getByTestId('question').evaluate(async (question) => {
    const [cancel, size] = ['answer-cancel', 'image-size'].map((id) => document.querySelector(`[data-testid="${id}"]`));
    const closed = new Promise((resolve) => question.addEventListener('close', resolve, { once: true }));
    cancel.click();
    await new Promise((resolve) => queueMicrotask(resolve));
    size.value = '8';
    size.dispatchEvent(new Event('change', { bubbles: true }));
    await closed;
  });
  await page.getByTestId('question').getByText('With 8 × 8, detail').waitFor();
  await page.getByTestId('answer-cancel').click();
  assert.equal(await page.getByTestId('image-size').inputValue(), '');
  await after(page, () => page.getByTestId('image-size').selectOption('32'));
  await press(page, 'image-back');
  await page.getByTestId('image-1').click();
  await settled(page);
  assert.equal((await pixels(page, 'canvas-label')).length, 4 * 32 * 32);
});

on('a link, the back button and a reload bring all images back', async (page, site) => {
  await after(page, () => page.getByTestId('preset-empty-image').click());
  assert.deepEqual(await current(page), [1, 4]);
  await page.getByTestId('image-2').click();
  await settled(page);
  const link = await address(page);
  const shown = await look(page);
  await page.reload();
  await arrived(page);
  assert.deepEqual(await current(page), [3, 4]);
  (await look(page)).forEach((bytes, i) => assert.ok(bytes.equals(shown[i])));
  await after(page, () => page.getByTestId('preset-very-different-sizes').click());
  assert.deepEqual(await current(page), [1, 8]);
  assert.ok(new URL(await address(page)).hash.length < 32 << 10);
  await after(page, () => page.evaluate(() => history.back()));
  assert.deepEqual(await current(page), [3, 4]);
  const other = await page.context().browser().newPage();
  await other.goto(link);
  await arrived(other);
  assert.deepEqual(await current(other), [3, 4]);
  await other.close();
});

on('another image ends the stroke under way', async (page) => {
  await press(page, 'image-copy');
  const box = await page.getByTestId('canvas-label').boundingBox();
  await page.mouse.move(box.x + 40, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + 80, box.y + 80);
  await page.keyboard.press('PageUp');
  assert.deepEqual(await current(page), [1, 2]);
  await settled(page);
  const before = await pixels(page, 'canvas-label');
  await page.mouse.move(box.x + 160, box.y + 80);
  await page.mouse.up();
  await settled(page);
  assert.ok(before.equals(await pixels(page, 'canvas-label')), 'the other image is left alone');
});

/** The images' labels, told apart by their thumbnails. */
const order = (page) => thumbs(page).evaluateAll((all) => all.map((thumb) => thumb.querySelector('canvas').toDataURL()));

async function fourImages(page) {
  const { label, prediction } = batch(4);
  await after(page, () => page.getByTestId('open-label-input').setInputFiles(label));
  await after(page, () => page.getByTestId('open-prediction-input').setInputFiles(prediction));
  for (const class_ of [0, 1, 2]) {
    // Every image gets a look of its own.
    await page.getByTestId(`image-${class_}`).click();
    await takeBrush(page, { class: class_, size: 9 });
    await after(page, () => drag(page, 'canvas-label', [4, 10.3], [28, 10.3]));
  }
  const before = await order(page);
  assert.equal(new Set(before).size, 4);
  return before;
}

const middle = async (page, image) => {
  const box = await page.getByTestId(`image-${image}`).boundingBox();
  return [box.x + box.width / 2, box.y + box.height / 2, box.width];
};

on('an image is dragged to another place in the strip', async (page) => {
  const before = await fourImages(page);
  const [x, y] = await middle(page, 0);
  const [toX, toY, wide] = await middle(page, 2);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(toX, toY, { steps: 4 });
  await page.mouse.move(toX + wide / 4, toY);
  assert.equal(await page.locator('.lp-thumb[data-drop="after"]').getAttribute('data-testid'), 'image-2');
  await after(page, () => page.mouse.up());
  const moved = [before[1], before[2], before[0], before[3]];
  assert.deepEqual(await order(page), moved);
  assert.deepEqual(await current(page), [3, 4], 'what was dragged is painted next');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), 'image-2');
  await press(page, 'undo');
  assert.deepEqual(await order(page), before, 'one step');
  // Back on its own place, or called off, it stays; and a click is still a click.
  for (const end of [() => page.mouse.move(x + 2, y), () => page.keyboard.press('Escape')]) {
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(toX, toY, { steps: 4 });
    await end();
    await page.mouse.up();
    assert.deepEqual(await order(page), before);
  }
  await page.getByTestId('image-1').click();
  assert.deepEqual(await current(page), [2, 4]);
});

on('a finger drags an image sideways', async (page) => {
  const before = await fourImages(page);
  const [x, y] = await middle(page, 3);
  const [toX, toY, wide] = await middle(page, 1);
  const session = await page.context().newCDPSession(page);
  const touch = (type, points) => session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
  await touch('touchStart', [[x, y]]);
  for (let i = 1; i <= 8; i += 1) await touch('touchMove', [[x + ((toX - wide / 4 - x) * i) / 8, y + ((toY - y) * i) / 8]]);
  await after(page, () => touch('touchEnd', []));
  assert.deepEqual(await order(page), [before[0], before[3], before[1], before[2]]);
}, { context: { hasTouch: true } });

on('labels that make new images say that those have no prediction', async (page) => {
  const { label, prediction } = batch(4);
  const status = () => page.getByTestId('status').textContent();
  await after(page, () => page.getByTestId('open-label-input').setInputFiles(label));
  assert.match(await status(), /; 3 images are new, and their prediction is empty$/);
  await after(page, () => page.getByTestId('open-prediction-input').setInputFiles(prediction));
  assert.doesNotMatch(await status(), /new/);
});

on('the description is of the image that is chosen', async (page) => {
  await show(page, scene);
  await press(page, 'image-empty');
  const described = (of) =>
    page.waitForFunction((of) => document.querySelector('[data-testid="summary"]').textContent.includes(of), of);
  await described('image 2 of 2');
  await thumbs(page).first().click();
  await described('image 1 of 2');
});
