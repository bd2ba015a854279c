// NumPy archives: label and prediction at once or one of them, by their names or by what they are.
import assert from 'node:assert/strict';
import { npy, npz } from './files.mjs';
import { after, close, evaluateScene, pixels, playground, settled, sum, value } from './playground.mjs';
import { known, show } from './scene.mjs';

const on = playground();
const scene = known({ seed: 7 });
const { classes, height, width } = scene;
const label = npy([height, width], scene.label, { type: '|u1' });
const logits = npy([classes, height, width], scene.logits);
const file = (arrays, options) => ({ name: 'a.npz', mimeType: 'application/octet-stream', buffer: npz(arrays, options) });

async function assertShown(page, scene) {
  for (const [who, kind] of [['reference', 'cross_entropy'], [0, 'jaccard']]) {
    close(await value(page, who), (await evaluateScene(page, scene, sum({ kind }))).value, kind);
  }
}

/** Drops a file where it is not said what it is. */
const drop = (page, { name, buffer }) =>
  page.locator('.lp').evaluate((root, { name, bytes }) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
    root.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, { name, bytes: [...buffer] });

on('an archive that is dropped brings both, stored and deflated, with and without names', async (page) => {
  const archives = [{ label, logits }, { y: label, x: logits }, { arr_0: logits, arr_1: label }];
  for (const arrays of archives) {
    for (const deflated of [true, false]) {
      await show(page, known({ seed: 1 }));
      await after(page, () => drop(page, file(arrays, { deflated })));
      await assertShown(page, scene);
    }
  }
  await after(page, () => page.getByTestId('undo').click());
  await assertShown(page, known({ seed: 1 }));
});

on('a button takes its own array only', async (page) => {
  const before = known({ seed: 1 });
  await show(page, before);
  await after(page, () => page.getByTestId('open-prediction-input').setInputFiles(file({ label, logits })));
  await assertShown(page, { ...scene, label: before.label });
  await after(page, () => page.getByTestId('open-label-input').setInputFiles(file({ label, logits })));
  await assertShown(page, scene);
});

on('what is not clear or not whole is said, and the painting stays', async (page) => {
  await show(page, scene);
  const before = await pixels(page, 'canvas-label');
  const whole = file({ label, logits });
  const cases = [
    [file({ a: logits, b: logits }), /a \(<f4 \[3, 24, 32\]\), b \(<f4 \[3, 24, 32\]\).*np\.savez/],
    [file({}), /it holds no arrays/],
    [{ ...whole, buffer: whole.buffer.subarray(0, 300) }, /not a whole zip archive/],
  ];
  for (const [given, message] of cases) {
    await drop(page, given);
    const alert = page.getByTestId('alert');
    await alert.waitFor();
    assert.match(await alert.locator('p').textContent(), message);
    await page.getByTestId('alert-dismiss').click();
  }
  await settled(page);
  assert.ok(before.equals(await pixels(page, 'canvas-label')));
});

on('a map of class indices opens as an array, too', async (page) => {
  await show(page, known({ seed: 1 }));
  const map = { name: 'map.npy', mimeType: 'application/octet-stream', buffer: label };
  await after(page, () => page.getByTestId('open-label-input').setInputFiles(map));
  await after(page, () => page.getByTestId('open-prediction-input').setInputFiles(file({ logits })));
  await assertShown(page, scene);
});

on('label maps of a batch open as hard labels of as many images, as an array and in an archive', async (page) => {
  await show(page, scene);
  const maps = npy([2, height, width], Uint8Array.from([...scene.label, ...scene.label.map((c) => (c + 1) % classes)]), { type: '|u1' });
  const map = { name: 'maps.npy', mimeType: 'application/octet-stream', buffer: maps };
  for (const given of [map, file({ label: maps })]) {
    await after(page, () => page.getByTestId('open-label-input').setInputFiles(given));
    assert.equal(await page.locator('.lp-thumb').count(), 2);
    assert.ok(!(await page.getByTestId('label-soft').isChecked()));
    await after(page, () => page.getByTestId('undo').click());
    assert.equal(await page.locator('.lp-thumb').count(), 1);
  }
});
