// What browser.mjs compares on its page: the module and its peers, each as a function from logits and a soft label
// to the value and the gradient of soft Jaccard in its L1-norm form, after a softmax. Arrays go in and come out as
// Float32Array `[1, C, H, W]`. Each peer has the form that was the fastest of those that it could be given.
import { defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from '@jax-js/jax';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';

const SMOOTH = 1e-3;

async function ours([classes, side], backend) {
  const module = await import(new URL('embed/loss-playground.js', document.baseURI).href);
  await module.default();
  const shape = [1, classes, side, side];
  const loss = { terms: [{ kind: 'jaccard', overlap: 'norm', smooth: SMOOTH, classes: 'all' }] };
  // As in a loop: the gradient goes where the last one was.
  const out = new Float32Array(classes * side * side);
  return (logits, label) => module.evaluate({ shape, logits, label, loss, backend, out });
}

/** jax-js, value and gradient compiled together. Its WebAssembly has one thread where a page is not isolated. */
async function jax([classes, side], device) {
  await init(device);
  defaultDevice(device);
  const shape = [classes, side * side];
  // Whatever takes an array frees it; `ref` keeps it for one more.
  const jaccard = (logits, y) => {
    const x = nn.softmax(logits, 0);
    const sizes = x.ref.sum(1).add(y.ref.sum(1));
    const tp = sizes.ref.sub(np.abs(x.sub(y)).sum(1)).div(2);
    const union = sizes.sub(tp.ref);
    return np.subtract(1, tp.add(SMOOTH).div(union.add(SMOOTH))).mean();
  };
  const both = jit(valueAndGrad(jaccard));
  // On a GPU they lie there already: the module, too, uploads only what is new.
  const there = new Map();
  const given = (numbers) => {
    if (device !== 'webgpu') return np.array(numbers).reshape(shape);
    if (!there.has(numbers)) there.set(numbers, np.array(numbers).reshape(shape));
    return there.get(numbers).ref;
  };
  return async (logits, label) => {
    const arrays = both(given(logits), given(label));
    const [[value], gradient] = await Promise.all(arrays.map((array) => array.data()));
    return { value, gradient };
  };
}

/** TensorFlow.js, in WebAssembly: one thread where a page is not isolated. */
async function tensorflow([classes, side]) {
  setWasmPaths('peers/');
  await tf.setBackend('wasm');
  const shape = [classes, side * side];
  const jaccard = (logits, y) => {
    // Its softmax has only the last axis. To turn twice is faster than to sum along any other axis than the last.
    const x = tf.transpose(tf.softmax(tf.transpose(logits)));
    const sizes = tf.add(tf.sum(x, 1), tf.sum(y, 1));
    // The gradient of its abs is −1 at 0, which random numbers hardly meet.
    const tp = tf.div(tf.sub(sizes, tf.sum(tf.abs(tf.sub(x, y)), 1)), 2);
    const union = tf.sub(sizes, tp);
    return tf.mean(tf.sub(1, tf.div(tf.add(tp, SMOOTH), tf.add(union, SMOOTH))));
  };
  return async (logits, label) => {
    const [z, y] = [tf.tensor(logits, shape), tf.tensor(label, shape)];
    const both = tf.valueAndGrad((z) => jaccard(z, y))(z);
    const [[value], gradient] = await Promise.all([both.value.data(), both.grad.data()]);
    tf.dispose([z, y, both.value, both.grad]);
    return { value, gradient };
  };
}

const PEERS = { jax, tensorflow };
const ROUNDS = 11;
const WARM = 2;
// The clock of a page that is not isolated has ticks of 0.1 ms, so short work is done many times over.
const LEAST = 20;

/** Milliseconds, the mean over as many times as fill the least duration. */
async function time(work) {
  const start = performance.now();
  let times = 0;
  do {
    await work();
    times += 1;
  } while (performance.now() - start < LEAST);
  return (performance.now() - start) / times;
}

/** Fails unless both compute the same. */
function agree(one, other, classes, tolerance = 1e-4) {
  if (!(Math.abs(one.value - other.value) <= tolerance * Math.abs(one.value))) {
    throw new Error(`the values differ: ${one.value}, ${other.value}`);
  }
  const most = tolerance * one.gradient.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const off = one.gradient.filter((x, i) => !(Math.abs(x - other.gradient[i]) <= most)).length;
  // The gradient jumps where x = y, and rounding takes one side: so much for a pixel in 50,000.
  if (off > classes * Math.ceil(one.gradient.length / classes / 50_000)) throw new Error(`${off} gradients differ`);
}

/** The medians of both in turn, so that whatever else the machine does hits both. */
export async function compare({ peer, device, backend, classes, side }) {
  const contenders = [await ours([classes, side], backend), await PEERS[peer]([classes, side], device)];
  const random = (most) => Float32Array.from({ length: classes * side * side }, () => most * Math.random());
  const [logits, label] = [random(8).map((x) => x - 4), random(1 / classes)];
  const [one, other] = [await contenders[0](logits, label), await contenders[1](logits, label)];
  agree(one, other, classes);
  const times = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [i, run] of contenders.entries()) times[i].push(await time(() => run(logits, label)));
  }
  return times.map((all) => all.slice(WARM).sort((a, b) => a - b)[(ROUNDS - WARM - 1) / 2]);
}
