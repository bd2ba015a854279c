// Everything that can be saved: what is in the files, and that the page opens what it has saved.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { drag, takeBrush } from './brush.mjs';
import { after, close, differences, edit, evaluateScene, pixels, playground, settled, sum, value } from './playground.mjs';
import { known, labelFile, show } from './scene.mjs';
import { assertLooks, look, settings } from './state.mjs';

const on = playground();
const scene = known();
const { classes, height, width } = scene;
const JACCARD = sum({ kind: 'jaccard' });

/** Saves a file by the menu; returns its name and bytes. */
async function save(page, name) {
  await page.getByTestId('export').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(`export-${name}`).click()]);
  const file = download.suggestedFilename();
  await page.getByTestId('status').getByText(`Saved ${file}.`).waitFor();
  return { name: file, mimeType: 'application/octet-stream', buffer: await readFile(await download.path()) };
}

/** A NumPy file's shape and numbers. */
function read({ buffer }) {
  const length = buffer.readUInt16LE(8);
  assert.equal((10 + length) % 64, 0, 'the numbers are aligned');
  const header = buffer.toString('latin1', 10, 10 + length);
  assert.match(header, /'descr': '<f4', 'fortran_order': False/);
  const shape = header.match(/'shape': \(([\d, ]+)\)/)[1].split(',').map(Number);
  const bytes = buffer.subarray(10 + length);
  return { shape, numbers: new Float32Array(Uint8Array.from(bytes).buffer) };
}

on('pictures show every pixel as a square', async (page) => {
  await show(page, scene);
  await page.getByTestId('show-prediction').selectOption('1');
  const names = { label: 'label-24x32.png', prediction: 'prediction-class-1-24x32.png', gradient: 'gradient-jaccard-24x32.png' };
  for (const [what, name] of Object.entries(names)) {
    const file = await save(page, `${what}-png`);
    assert.equal(file.name, name);
    const { size, small } = await page.evaluate(async (bytes) => {
      const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      const small = [];
      for (let row = 0; row < 24; row += 1) {
        for (let column = 0; column < 32; column += 1) {
          // The corners of the square.
          const at = (y, x) => [...data.subarray(4 * (y * image.width + x), 4 * (y * image.width + x) + 4)];
          const [first, last] = [at(32 * row, 32 * column), at(32 * row + 31, 32 * column + 31)];
          small.push(first.join() === last.join() ? first : 'mixed');
        }
      }
      return { size: [image.width, image.height], small };
    }, [...file.buffer]);
    assert.deepEqual(size, [1024, 768]);
    const shown = await pixels(page, `canvas-${what}`);
    small.forEach((pixel, i) => {
      assert.notEqual(pixel, 'mixed');
      assert.equal(pixel[3], 255);
      if (what !== 'gradient') assert.deepEqual(pixel, [...shown.subarray(4 * i, 4 * i + 4)]);
    });
  }
});

on('arrays hold the numbers, and open again', async (page) => {
  await show(page, scene);
  const prediction = await save(page, 'prediction-npy');
  assert.equal(prediction.name, 'prediction-logits-24x32.npy');
  assert.deepEqual(read(prediction), { shape: [1, classes, height, width], numbers: scene.logits });
  const label = await save(page, 'label-npy');
  assert.equal(label.name, 'label-probabilities-24x32.npy');
  const { numbers } = read(label);
  scene.label.forEach((of, i) => {
    for (let c = 0; c < classes; c += 1) assert.equal(numbers[c * height * width + i], Number(c === of));
  });
  const gradient = await save(page, 'gradient-npy');
  assert.equal(gradient.name, 'gradient-jaccard-24x32.npy');
  const expected = await evaluateScene(page, scene, JACCARD);
  const most = Math.max(...Object.values(expected.gradient).map(Math.abs));
  read(gradient).numbers.forEach((g, i) => assert.ok(Math.abs(g - expected.gradient[i]) <= 1e-5 * most, `${i}`));

  const shown = await look(page);
  await after(page, () => page.getByTestId('preset-two-raters').click());
  await after(page, () => page.getByTestId('open-label-input').setInputFiles(label));
  await after(page, () => page.getByTestId('open-prediction-input').setInputFiles(prediction));
  close(await value(page, 0), expected.value, 'Jaccard');
  assert.ok((await pixels(page, 'canvas-prediction')).equals(shown[1]));
});

on('the chart is saved as a picture and as numbers', async (page) => {
  await show(page, scene);
  const svg = await save(page, 'chart-svg');
  assert.match(svg.name, /^gradient-near-the-target-class-\d-row-\d+-column-\d+\.svg$/);
  const drawn = await page.evaluate(async (text) => {
    const { documentElement: root } = new DOMParser().parseFromString(text, 'image/svg+xml');
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
    await image.decode();
    return { lines: root.querySelectorAll('polyline').length, texts: root.textContent, size: [image.width, image.height] };
  }, svg.buffer.toString());
  assert.deepEqual(drawn.size, [840, 352]);
  assert.ok(drawn.lines > 6, `${drawn.lines}`);
  assert.match(drawn.texts, /∂loss\/∂logit/);
  assert.match(drawn.texts, /● Jaccard/);

  const csv = await save(page, 'chart-csv');
  assert.equal(csv.name, svg.name.replace('svg', 'csv'));
  const [head, ...rows] = csv.buffer.toString().trim().split('\n').map((line) => line.split(','));
  assert.deepEqual(head, ['loss', 'probability', 'point', 'value', 'gradient_probability', 'gradient_logit']);
  const now = rows.filter(([, , point]) => point === 'prediction');
  assert.deepEqual(now.map(([loss]) => loss), ['"Cross-entropy"', '"Jaccard"', '"0.25 Cross-entropy + 0.75 Jaccard"']);
  const values = await Promise.all(['reference', 0, 1].map((who) => value(page, who)));
  now.forEach(([, , , loss], i) => close(Number(loss), values[i], now[i][0], 1e-5));
  assert.ok(rows.length > 300 && rows.every((row) => row.length === 6));
});

on('everything is saved as JSON, and comes back by button, by drop and by paste', async (page) => {
  await show(page, scene);
  await takeBrush(page, { class: 2, size: 5 });
  await after(page, () => drag(page, 'canvas-prediction', [6, 9.3], [20, 9.3]));
  await after(page, () => page.getByTestId('contender-1-duplicate').click());
  await page.getByTestId('chart-log-y').check();
  const file = await save(page, 'state-json');
  assert.equal(file.name, 'loss-playground.json');
  const state = JSON.parse(file.buffer);
  assert.equal(state.loss_playground, 1);
  assert.deepEqual(state.contenders.map(({ slot }) => slot), [0, 1, 2]);
  assert.equal(state.contenders[0].loss.terms[0].kind, 'jaccard');
  assert.equal(state.size, 5);
  const [set, shown] = [await settings(page), await look(page)];
  const text = file.buffer.toString();
  const ways = {
    button: () => page.getByTestId('open-state-input').setInputFiles(file),
    drop: () => page.evaluate(({ text, type }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], 'a.json'));
      document.querySelector('.lp').dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true }));
    }, { text, type: 'drop' }),
    paste: () => paste(page, { text }),
    'paste with a byte order mark': () => paste(page, { text: `\ufeff${text}` }),
  };
  for (const [way, open] of Object.entries(ways)) {
    await after(page, () => page.getByTestId('preset-rare-class').click());
    await page.getByTestId('chart-log-y').uncheck();
    await after(page, open);
    await settled(page);
    assert.deepEqual(await settings(page), set, way);
    await assertLooks(page, shown, way);
    assert.match(await page.getByTestId('status').textContent(), /everything is as it was saved/);
  }
});

/** Pastes as the browser would tell the page of it. */
function paste(page, { text, png }) {
  return page.evaluate(({ text, png }) => {
    const clipboardData = new DataTransfer();
    if (text !== undefined) clipboardData.setData('text/plain', text);
    if (png) clipboardData.items.add(new File([new Uint8Array(png)], 'image.png', { type: 'image/png' }));
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, { text, png });
}

on('a picture of a label and a link can be pasted', async (page) => {
  const start = await look(page);
  const link = await page.waitForFunction(() => window.location.hash && window.location.href);
  await after(page, () => paste(page, { png: [...labelFile(scene).buffer] }));
  assert.match(await page.getByTestId('status').textContent(), /image\.png: 3 classes, 24×32/);
  const href = await link.jsonValue();
  await after(page, () => paste(page, { text: `See ${href}` }));
  await settled(page);
  assert.ok((await pixels(page, 'canvas-label')).equals(start[0]));
});

on('what is pasted into a field, or means nothing, changes nothing', async (page) => {
  const before = await look(page);
  await paste(page, { text: 'hello' });
  await page.getByTestId('contender-1-term-0-weight').evaluate((field, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, '{}');
  await settled(page);
  await assertLooks(page, before);
  assert.equal(await page.getByTestId('alert').count(), 0);
  await paste(page, { text: '{"a": 1}' });
  await page.getByTestId('alert').getByText('"loss_playground" is missing').waitFor();
});

on('the menu works from the keyboard', async (page) => {
  const summary = page.getByTestId('export');
  const open = () => summary.evaluate((summary) => summary.parentElement.open);
  const focused = () => page.evaluate(() => document.activeElement.dataset.testid);
  await summary.focus();
  await page.keyboard.press('Enter');
  assert.ok(await open());
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'export-label-png');
  await page.keyboard.press('Escape');
  assert.ok(!(await open()));
  assert.equal(await focused(), 'export');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+Tab');
  assert.ok(!(await open()), 'it closes when the focus goes');
  await summary.click();
  await page.mouse.click(700, 5);
  assert.ok(!(await open()), 'it closes from elsewhere');
});

on('a label that was saved as a picture opens as it was, with the classes that it does not use', async (page) => {
  await show(page, scene);
  await page.getByTestId('classes').selectOption('7');
  await page.getByTestId('class-void').click();
  await after(page, () => drag(page, 'canvas-label', [6, 9.3], [20, 9.3]));
  // How it looks is no part of it.
  await page.getByTestId('looks').locator('summary').click();
  await page.getByTestId('look-shown-1').uncheck();
  const saved = await save(page, 'label-png');
  const before = await pixels(page, 'canvas-label');
  await edit(page, 'clear-label');
  await after(page, () => page.getByTestId('classes').selectOption('3'));
  assert.ok(!before.equals(await pixels(page, 'canvas-label')));
  await after(page, () => page.getByTestId('open-label-input').setInputFiles(saved));
  assert.equal(await page.getByTestId('classes').inputValue(), '7');
  const said = await page.getByTestId('status').textContent();
  assert.match(said, /^label-24x32\.png: 7 classes, 24×32, classes from 0, 1, 2, 3, 4, 5, 6; void where 255/);
  assert.deepEqual(differences(before, await pixels(page, 'canvas-label')), []);
});

on('a soft label is saved as it is shown', async (page) => {
  await show(page, scene);
  await page.getByTestId('label-soft').click();
  await page.getByTestId('make-smoothing').dispatchEvent('click');
  await settled(page);
  const { buffer } = await save(page, 'label-png');
  // Not indexed, for it has no classes.
  assert.notEqual(buffer[25], 3);
});

on('why the browser refused a file is said', async (page) => {
  await page.evaluate(() => {
    URL.createObjectURL = () => {
      throw new DOMException('no room left', 'QuotaExceededError');
    };
  });
  await page.getByTestId('export').click();
  await page.getByTestId('export-label-npy').click();
  await page.getByTestId('alert').getByText('Nothing was saved: no room left').waitFor();
});
