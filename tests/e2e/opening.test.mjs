// Labels and predictions from files, by button and by drop.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { npy, png } from './files.mjs';
import { after, close, edit, evaluateScene, pixels, playground, settled, sum, value } from './playground.mjs';
import { arrayFile, known, labelFile, show, softLabel, softmax } from './scene.mjs';

const on = playground();
const scene = known();
const { height, width, classes } = scene;
const LOSSES = { reference: sum({ kind: 'cross_entropy' }), 0: sum({ kind: 'jaccard' }) };

const status = (page) => page.getByTestId('status').textContent();

async function assertShown(page, scene) {
  for (const [who, loss] of Object.entries(LOSSES)) {
    close(await value(page, who), (await evaluateScene(page, scene, loss)).value, who);
  }
}

/** Drops files on an element, as the browser would tell the page of it. */
async function drop(page, selector, ...files) {
  const transfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const { name, bytes } of files) transfer.items.add(new File([bytes], name));
    return transfer;
  }, files.map(({ name, buffer }) => ({ name, bytes: new Uint8Array(buffer) })));
  const allowed = await page.locator(selector).evaluate((element, dataTransfer) => {
    const over = new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true });
    return !element.dispatchEvent(over);
  }, transfer);
  assert.ok(allowed, 'a drop is allowed here');
  await page.dispatchEvent(selector, 'drop', { dataTransfer: transfer });
}

const at = (row, column) => scene.label[row * width + column];
const COLOURS = [[0, 0, 0], [0, 128, 255], [255, 128, 0]];
const LABELS = {
  'indexed, 8 bits': [{ kind: 'indexed', pixel: at }, '0, 1, 2'],
  'indexed, 4 bits': [{ kind: 'indexed', bits: 4, pixel: (...place) => 5 * at(...place) }, '0, 5, 10'],
  'indexed, 2 bits': [{ kind: 'indexed', bits: 2, pixel: at }, '0, 1, 2'],
  'grey, 8 bits': [{ pixel: (...place) => 100 + 50 * at(...place) }, '100, 150, 200'],
  'grey, 16 bits': [{ bits: 16, pixel: (...place) => 1000 * at(...place) }, '0, 1000, 2000'],
  colours: [{ kind: 'rgb', pixel: (...place) => COLOURS[at(...place)] }, '#000000, #0080ff, #ff8000'],
};

on('a label opens from every kind of PNG', async (page) => {
  const prediction = arrayFile(scene, scene.logits);
  await after(page, () => page.getByTestId('open-prediction-input').setInputFiles(prediction));
  for (const [name, [image, values]] of Object.entries(LABELS)) {
    await edit(page, 'clear-label');
    const file = { ...labelFile(scene), buffer: png({ width, height, ...image }) };
    await after(page, () => page.getByTestId('open-label-input').setInputFiles(file));
    assert.equal(await status(page), `label.png: 3 classes, ${height}×${width}, classes from ${values}`, name);
    await assertShown(page, scene);
  }
});

on('a prediction opens from float32 and float64, with and without an axis for images', async (page) => {
  const open = page.getByTestId('open-prediction-input');
  await after(page, () => page.getByTestId('open-label-input').setInputFiles(labelFile(scene)));
  for (const shape of [[classes, height, width], [1, classes, height, width]]) {
    for (const numbers of [scene.logits, Float64Array.from(scene.logits)]) {
      await edit(page, 'clear-prediction');
      await after(page, () => open.setInputFiles({ ...arrayFile(scene, []), buffer: npy(shape, numbers) }));
      assert.equal(await status(page), `prediction.npy: 3 classes, ${height}×${width}, read as logits`);
      await assertShown(page, scene);
    }
  }
  await after(page, () => open.setInputFiles(arrayFile(scene, softmax(scene))));
  assert.equal(await status(page), `prediction.npy: 3 classes, ${height}×${width}, read as probabilities`);
  await assertShown(page, scene);
});

on('a soft label opens from an array', async (page) => {
  await show(page, scene);
  const soft = softLabel(scene);
  await after(page, () => page.getByTestId('open-label-input').setInputFiles(arrayFile(scene, soft, 'soft.npy')));
  assert.equal(await status(page), `soft.npy: 3 classes, ${height}×${width}, read as a soft label`);
  assert.ok(await page.getByTestId('label-soft').isChecked());
  await assertShown(page, { ...scene, label: soft });
  // Shown as hard, every pixel is its most probable class.
  await after(page, () => page.getByTestId('label-soft').uncheck());
  const plane = height * width;
  const label = Uint8Array.from({ length: plane }, (_, i) => {
    const x = Array.from({ length: classes }, (_, c) => soft[c * plane + i]);
    return x.indexOf(Math.max(...x));
  });
  await assertShown(page, { ...scene, label });
});

on('the buttons open the file chooser', async (page) => {
  for (const [button, accepts] of [['open-label', '.png,.npy,.npz'], ['open-prediction', '.npy,.npz'], ['open-backdrop', '.png,.jpg,.jpeg'], ['open-state', '.json']]) {
    await page.getByTestId('open').click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByTestId(button).click();
    const input = (await chooser).element();
    assert.equal(await input.getAttribute('accept'), accepts);
  }
});

on('a file dropped on a canvas is opened as what the canvas shows', async (page) => {
  await after(page, () => drop(page, '[data-testid="canvas-label"]', labelFile(scene)));
  await after(page, () => drop(page, '[data-testid="canvas-prediction"]', arrayFile(scene, scene.logits)));
  await assertShown(page, scene);
  const soft = softLabel(scene);
  await after(page, () => drop(page, '[data-testid="canvas-label"]', arrayFile(scene, soft, 'soft.npy')));
  await assertShown(page, { ...scene, label: soft });
});

on('an array dropped elsewhere is opened after asking as what', async (page) => {
  await show(page, scene);
  const [first, second] = [softLabel(scene, 3), softLabel(scene, 4)];
  const dropped = (x) => drop(page, '[data-testid="canvas-gradient"]', arrayFile(scene, x, 'a.npy'));
  const before = await pixels(page, 'canvas-label');
  await dropped(first);
  await page.getByTestId('question').getByText('Open a.npy as').waitFor();
  await page.getByTestId('answer-cancel').click();
  await settled(page);
  assert.ok(before.equals(await pixels(page, 'canvas-label')));
  await dropped(first);
  await after(page, () => page.getByTestId('question').getByText('Soft label').click());
  await assertShown(page, { ...scene, label: first });
  await dropped(second);
  await page.getByTestId('question').waitFor();
  // Behind the question a browser delivers no drop; a program may.
  await drop(page, '[data-testid="canvas-gradient"]', arrayFile(scene, first, 'b.npy'));
  await page.getByTestId('alert').getByText('Open b.npy as').waitFor();
  await after(page, () => page.getByTestId('question').getByText('Prediction').click());
  await assertShown(page, { ...scene, label: first, logits: second.map(Math.log) });
});

on('what was said of a file goes when it is undone', async (page) => {
  await after(page, () => page.getByTestId('open-label-input').setInputFiles(labelFile(scene)));
  assert.match(await status(page), /24×32/);
  await after(page, () => page.getByTestId('undo').click());
  assert.doesNotMatch(await status(page), /24×32/);
});

on('the scene takes the size and the classes of what is opened', async (page) => {
  await show(page, scene);
  const larger = known({ seed: 5, classes: 5, height: 40, width: 48 });
  await after(page, () => page.getByTestId('open-prediction-input').setInputFiles(arrayFile(larger, larger.logits)));
  assert.match(await status(page), /5 classes, 40×48, read as logits; the label was resampled from 24×32/);
  assert.equal(await page.getByTestId('classes').inputValue(), '5');
  assert.equal((await pixels(page, 'canvas-label')).length, 40 * 48 * 4);
  await after(page, () => page.getByTestId('undo').click());
  await assertShown(page, scene);
});

on('of several files that are dropped one is opened, and the page says so', async (page) => {
  await after(page, () => drop(page, '.lp', labelFile(scene), arrayFile(scene, scene.logits)));
  assert.match(await status(page), /^label\.png: 3 classes/);
  await page.getByTestId('alert').getByText('Of 2 files, only label.png is opened').waitFor();
});

on('files open in the order in which they were chosen, however long they take to read', async (page) => {
  await show(page, scene);
  await page.evaluate(() => {
    const read = File.prototype.arrayBuffer;
    File.prototype.arrayBuffer = async function () {
      if (this.name === 'slow.npy') await new Promise((done) => setTimeout(done, 800));
      return read.call(this);
    };
  });
  const [slow, quick] = [softLabel(scene, 5), softLabel(scene, 6)];
  const input = page.getByTestId('open-label-input');
  await input.setInputFiles(arrayFile(scene, slow, 'slow.npy'));
  await input.setInputFiles(arrayFile(scene, quick, 'quick.npy'));
  await page.getByTestId('status').filter({ hasText: 'quick.npy' }).waitFor();
  await settled(page);
  await assertShown(page, { ...scene, label: quick });
});

on('a hard label saved as an array opens as the hard label that it was', async (page) => {
  await show(page, scene);
  const before = [await value(page, 'reference'), await value(page, 0)];
  await page.getByTestId('export').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-label-npy').click()]);
  await page.getByTestId('open-label-input').setInputFiles(await download.path().then((path) => readFile(path)).then((buffer) => ({ name: 'label.npy', mimeType: 'application/octet-stream', buffer })));
  await page.getByTestId('status').filter({ hasText: 'read as a hard label' }).waitFor();
  await settled(page);
  assert.ok(!(await page.getByTestId('label-soft').isChecked()));
  assert.deepEqual([await value(page, 'reference'), await value(page, 0)], before);
});

on('a map of indices is no prediction, and says what it is', async (page) => {
  await show(page, scene);
  const map = { name: 'map.npy', mimeType: 'application/octet-stream', buffer: npy([height, width], Float32Array.from(scene.label)) };
  await page.getByTestId('open-prediction-input').setInputFiles(map);
  assert.match(await page.getByTestId('alert').textContent(), /map\.npy: a map was found, \[H, W\], but a prediction .*; open a map of class indices as the label/);
});

on('what is pasted is opened also where a menu has the focus', async (page) => {
  await show(page, scene);
  await page.getByTestId('contender-0-preset').focus();
  const soft = softLabel(scene, 7);
  const { name, buffer } = arrayFile(scene, soft, 'pasted.npy');
  await page.getByTestId('contender-0-preset').evaluate((menu, { name, bytes }) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([new Uint8Array(bytes)], name));
    menu.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, { name, bytes: [...buffer] });
  await after(page, () => page.getByTestId('question').getByText('Soft label').click());
  await assertShown(page, { ...scene, label: soft });
});

on('a state without a painting leaves the painting, and says so', async (page) => {
  await show(page, scene);
  const before = await pixels(page, 'canvas-label');
  const buffer = Buffer.from('{"loss_playground":1}');
  await page.getByTestId('open-state-input').setInputFiles({ name: 'bare.json', mimeType: 'application/json', buffer });
  await page.getByTestId('status').filter({ hasText: 'bare.json: it holds no painting; what is painted stays' }).waitFor();
  assert.ok(before.equals(await pixels(page, 'canvas-label')));
});
