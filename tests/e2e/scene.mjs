// Scenes whose label and logits a test knows, number by number.
import { npy, png } from './files.mjs';
import { after } from './playground.mjs';

/** Numbers from 0 to 1, the same at every run. */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A label of blocks, in which every class occurs, and logits from −4 to 4. */
export function known({ seed = 1, classes = 3, height = 24, width = 32 } = {}) {
  const next = random(seed);
  const label = Uint8Array.from({ length: height * width }, (_, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    return ((row >> 2) + (column >> 3)) % classes;
  });
  const logits = Float32Array.from({ length: classes * height * width }, () => 8 * next() - 4);
  return { classes, height, width, label, logits };
}

/** A soft label of the scene's shape, every pixel summing to 1. */
export function softLabel({ classes, height, width }, seed = 2) {
  const next = random(seed);
  const soft = new Float32Array(classes * height * width);
  for (let pixel = 0; pixel < height * width; pixel += 1) {
    const parts = Array.from({ length: classes }, () => next());
    const sum = parts.reduce((a, b) => a + b);
    parts.forEach((part, c) => (soft[c * height * width + pixel] = part / sum));
  }
  return soft;
}

/** The same scene with one pixel's probability of one class moved to `t`, the rest in proportion. */
export function moved(scene, [row, column], of, t) {
  const { classes, height, width } = scene;
  const at = (c) => (c * height + row) * width + column;
  const weights = Array.from({ length: classes }, (_, c) => (c === of ? 0 : Math.exp(scene.logits[at(c)])));
  const sum = weights.reduce((a, b) => a + b);
  const probabilities = softmax(scene);
  const logits = scene.logits.slice();
  weights.forEach((weight, c) => {
    const x = c === of ? t : ((1 - t) * weight) / sum;
    probabilities[at(c)] = x;
    logits[at(c)] = Math.log(Math.max(x, 1e-30));
  });
  return { ...scene, logits, probabilities, index: at(of) };
}

/** The probabilities of a scene's logits. */
export function softmax({ classes, height, width, logits }) {
  const plane = height * width;
  const x = new Float32Array(logits.length);
  for (let pixel = 0; pixel < plane; pixel += 1) {
    let sum = 0;
    for (let c = 0; c < classes; c += 1) sum += Math.exp(logits[c * plane + pixel]);
    for (let c = 0; c < classes; c += 1) x[c * plane + pixel] = Math.exp(logits[c * plane + pixel]) / sum;
  }
  return x;
}

/** A scene's label as a PNG. */
export const labelFile = ({ label, width, height }) => ({
  name: 'label.png',
  mimeType: 'image/png',
  buffer: png({ width, height, pixel: (row, column) => label[row * width + column] }),
});

/** An array of one number a class and pixel. */
export const arrayFile = ({ classes, height, width }, numbers, name = 'prediction.npy') => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: npy([classes, height, width], numbers),
});

/** Opens a scene through the page's file inputs. */
export async function show(page, scene) {
  await after(page, () => page.getByTestId('open-label-input').setInputFiles(labelFile(scene)));
  const prediction = arrayFile(scene, scene.logits);
  await after(page, () => page.getByTestId('open-prediction-input').setInputFiles(prediction));
}
