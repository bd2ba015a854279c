// Files that cannot be used: the page says what was found and what is expected, and the painting stays.
import assert from 'node:assert/strict';
import { npy, png } from './files.mjs';
import { close, evaluateScene, pixels, playground, settled, sum, value } from './playground.mjs';
import { known, show } from './scene.mjs';

const on = playground();
const scene = known();
const plane = (classes) => classes * 24 * 32;
const logits = (shape) => npy(shape, new Float32Array(shape.reduce((a, b) => a * b)));
const spoilt = (x) => {
  const numbers = new Float32Array(plane(3));
  numbers[100] = x;
  return npy([3, 24, 32], numbers);
};
const many = png({ width: 32, height: 24, pixel: (row) => row });
const photo = png({ kind: 'rgb', width: 32, height: 24, pixel: (row, column) => [row, column, 0] });

// Where it is opened, its name, its bytes, and what the message must say.
const REFUSED = [
  ['label', 'cut.png', many.subarray(0, many.length - 40), /not a whole PNG image/],
  ['label', 'text.png', Buffer.from('no image'), /not a whole PNG image/],
  ['label', 'empty.png', Buffer.alloc(0), /not a whole PNG image/],
  ['label', 'many.png', many, /24 distinct grey levels were found, but a label has at most 21/],
  ['label', 'photo.png', photo, /768 distinct colours were found, but a label has at most 21/],
  ['label', 'small.png', png({ width: 4, height: 24, pixel: () => 0 }), /24×4 pixels were found.* 8 to 512/],
  ['label', 'large.png', png({ width: 600, height: 24, pixel: (row, column) => column % 2 }), /24×600 pixels were found.* 8 to 512/],
  ['label', 'logits.npy', spoilt(7), /must hold probabilities/],
  ['label', 'map.npy', logits([24, 32]), /\[24, 32\] was given, but \[C, H, W\] or \[B, C, H, W\] is expected/],
  ['prediction', 'text.npy', Buffer.from('no array'), /not a NumPy array.*np\.save/],
  ['prediction', 'empty.npy', Buffer.alloc(0), /not a NumPy array/],
  ['prediction', 'cut.npy', logits([3, 24, 32]).subarray(0, 4000), /the file may be cut off/],
  ['prediction', 'nan.npy', spoilt(NaN), /NaN was found at \[0, 3, 4\], but every number must be finite/],
  ['prediction', 'huge.npy', spoilt(Infinity), /inf was found at \[0, 3, 4\], but every number must be finite/],
  ['prediction', 'batch.npy', logits([17, 3, 24, 32]), /\[17, 3, 24, 32\] was given.*B is 17 and can be 1 to 16/],
  ['prediction', 'one.npy', logits([1, 24, 32]), /for two classes, save both/],
  ['prediction', 'many.npy', logits([22, 24, 32]), /C is 22 and can be 2 to 21/],
  ['prediction', 'last.npy', logits([32, 32, 3]), /C is 32 and can be 2 to 21.*first axis/],
  ['prediction', 'tiny.npy', logits([3, 4, 4]), /H and W can be 8 to 512/],
  ['prediction', 'whole.npy', npy([3, 24, 32], new Float32Array(plane(3)), { type: '<i4' }), /i4.* float32 or float64 is expected/],
];

on('a file that cannot be used is refused in words, and the painting stays', async (page) => {
  await show(page, scene);
  const look = () => Promise.all(['label', 'prediction', 'gradient'].map((name) => pixels(page, `canvas-${name}`)));
  const before = await look();
  for (const [target, name, buffer, message] of REFUSED) {
    await page.getByTestId(`open-${target}-input`).setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
    const alert = page.getByTestId('alert');
    await alert.waitFor();
    const said = await alert.locator('p').textContent();
    assert.ok(said.startsWith(`${name}: `), said);
    assert.match(said, message);
    await page.getByTestId('alert-dismiss').click();
    await settled(page);
    (await look()).forEach((now, i) => assert.ok(now.equals(before[i]), `${name}: canvas ${i}`));
  }
  const loss = sum({ kind: 'jaccard' });
  close(await value(page, 0), (await evaluateScene(page, scene, loss)).value, 'Jaccard');
});

on('a file of another kind is not taken for one of ours', async (page) => {
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['hello'], 'notes.txt'));
    const canvas = document.querySelector('[data-testid="canvas-label"]');
    const main = canvas.closest('.lp');
    main.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  });
  const alert = page.getByTestId('alert');
  await alert.waitFor();
  assert.match(await alert.locator('p').textContent(), /notes\.txt cannot be opened: only \.png and \.jpg pictures, \.npy and \.npz arrays and \.json states/);
});
