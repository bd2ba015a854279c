// A picture under the painting: opened, painted over, kept, taken away; and it never costs the painting.
import assert from 'node:assert/strict';
import { covered, drag, takeBrush } from './brush.mjs';
import { png } from './files.mjs';
import { after, arrived, differences, pixels, playground } from './playground.mjs';
import { known, labelFile, show } from './scene.mjs';

const on = playground();
const scene = known();
const photo = {
  name: 'photo.png',
  mimeType: 'image/png',
  buffer: png({ kind: 'rgb', width: 1600, height: 1200, pixel: (row, column) => [row & 255, column & 255, 90] }),
};
const broken = { name: 'broken.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') };
const backdrops = (page) => page.getByTestId('backdrop');

async function open(page) {
  await show(page, scene);
  await page.getByTestId('open-backdrop-input').setInputFiles(photo);
  await backdrops(page).first().waitFor();
}

/** Drops a file on the label. */
const drop = (page, { name, buffer }) =>
  page.getByTestId('canvas-label').evaluate((canvas, { name, bytes }) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
    canvas.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, { name, bytes: buffer.toString('base64') });

on('it lies under label and prediction, fitted to the image, and moves with it', async (page) => {
  await open(page);
  assert.equal(await backdrops(page).count(), 2);
  const size = await backdrops(page).first().evaluate(async (image) => {
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  });
  assert.deepEqual(size, [1024, 768]);
  for (let i = 0; i < 3; i += 1) await page.getByTestId('zoom-in').click();
  const boxes = await page.getByTestId('canvas-label').evaluate((canvas) =>
    [canvas, canvas.parentElement.querySelector('img')].map((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return [left, top, width, height].map(Math.round);
    }));
  assert.deepEqual(boxes[0], boxes[1]);
});

on('the paint lets it through as far as is wanted, and paints as ever', async (page) => {
  await open(page);
  const opacity = () => page.getByTestId('canvas-label').evaluate((canvas) => Number(getComputedStyle(canvas).opacity));
  assert.equal(await opacity(), 0.5);
  await page.getByTestId('paint-opacity').fill('0.3');
  assert.equal(await opacity(), 0.3);
  const before = await pixels(page, 'canvas-label');
  await takeBrush(page, { class: 1, size: 3 });
  const touched = covered(scene, await after(page, () => drag(page, 'canvas-label', [13, 11.3], [18, 11.3])), 3);
  const changed = touched.filter((i) => scene.label[i] !== 1);
  assert.deepEqual(differences(before, await pixels(page, 'canvas-label')), changed);
});

on('it outlives a reload, and is gone for good once it is removed', async (page) => {
  await open(page);
  await page.reload();
  await arrived(page);
  await backdrops(page).first().waitFor();
  await page.getByTestId('backdrop-remove').click();
  await backdrops(page).first().waitFor({ state: 'detached' });
  assert.equal(await page.getByTestId('canvas-label').evaluate((canvas) => getComputedStyle(canvas).opacity), '1');
  await page.reload();
  await arrived(page);
  assert.equal(await backdrops(page).count(), 0);
});

on('of two pictures the one that was opened last stays, however long the other takes to read', async (page) => {
  await show(page, scene);
  await page.evaluate(() => {
    const read = window.createImageBitmap;
    let first = new Promise((release) => { window.release = release; });
    window.createImageBitmap = async (...given) => {
      const late = first;
      first = undefined;
      await late;
      return read(...given);
    };
  });
  const size = () => backdrops(page).first().evaluate(async (image) => {
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  });
  const small = png({ kind: 'rgb', width: 40, height: 30, pixel: () => [9, 9, 90] });
  await page.getByTestId('open-backdrop-input').setInputFiles(photo);
  await page.getByTestId('open-backdrop-input').setInputFiles({ ...photo, buffer: small });
  await backdrops(page).first().waitFor();
  const read = page.evaluate(() => new Promise((told) => {
    const draw = CanvasRenderingContext2D.prototype.drawImage;
    CanvasRenderingContext2D.prototype.drawImage = function (...given) {
      draw.apply(this, given);
      if (given[0].width === 1600) setTimeout(told, 100);
    };
    window.release();
  }));
  await read;
  assert.deepEqual(await size(), [40, 30]);
});

on('a picture that is dropped is a label map if it can be, else a backdrop, and the painting stays', async (page) => {
  await show(page, scene);
  const before = await pixels(page, 'canvas-label');
  await drop(page, photo);
  await backdrops(page).first().waitFor();
  await page.getByTestId('status').filter({ hasText: 'cannot be a label map' }).waitFor();
  assert.ok(before.equals(await pixels(page, 'canvas-label')));
  const other = known({ seed: 2, classes: 4 });
  await after(page, () => drop(page, labelFile(other)));
  assert.equal(await page.getByTestId('classes').inputValue(), '4');
  await drop(page, broken);
  const alert = page.getByTestId('alert');
  await alert.waitFor();
  assert.match(await alert.locator('p').textContent(), /broken\.jpg is no picture/);
});
