// score() and softenLabel() of the module, against the reference implementations' numbers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { bare, playground } from './playground.mjs';

const test = playground();
const on = (name, body) => test(name, body, { start: bare });

const golden = (name) => JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url)));

/** Calls a function of the module, numbers going in as typed arrays; a rejection comes back as its message. */
const call = (page, name, request) =>
  page.evaluate(
    async ({ name, request }) => {
      const module = await import(new URL('embed/loss-playground.js', document.baseURI).href);
      await module.default();
      const typed = (Kind, list) => (Array.isArray(list) ? new Kind(list) : list);
      const floats = ['probabilities', 'logits', 'teacher_logits'];
      for (const field of floats) if (request?.[field]) request[field] = typed(Float32Array, request[field]);
      if (request?.label) request.label = typed(Int32Array, request.label);
      if (request?.labels) request.labels = request.labels.map((label) => typed(Int32Array, label));
      try {
        const result = await module[name](request);
        return result instanceof Float32Array ? [...result] : result;
      } catch (error) {
        return error.message;
      }
    },
    { name, request },
  );

on('scores are those of the papers', async (page) => {
  for (const { name, scores, ...request } of golden('scores')) {
    delete request.source;
    const found = await call(page, 'score', request);
    for (const [score, expected] of Object.entries(scores)) {
      assert.ok(Math.abs(found[score] - expected) <= 1e-5 * Math.abs(expected), `${name} ${score}: ${found[score]}, expected ${expected}`);
    }
  }
});

on('a score of nothing is null', async (page) => {
  const shape = [1, 2, 1, 2];
  const found = await call(page, 'score', { shape, logits: [0, 1, 1, 0], label: [255, 255], ignore_index: 255 });
  assert.equal(found.mIoUD, null);
  assert.ok(Object.values(found).every((score) => score === null));
});

on('labels are softened at boundaries as in the papers', async (page) => {
  for (const { name, soft_label: expected, source, ...request } of golden('soft_labels')) {
    const found = await call(page, 'softenLabel', request);
    assert.equal(found.length, expected.length, name);
    found.forEach((y, i) => assert.ok(Math.abs(y - expected[i]) < 1e-6, `${name} ${i}: ${y}, expected ${expected[i]}`));
  }
});

on('the other ways to soften a label follow their formulas', async (page) => {
  const shape = [1, 2, 1, 2];
  const label = [1, 0];
  const near = async (request, expected) => {
    const found = await call(page, 'softenLabel', { shape, ...request });
    found.forEach((y, i) => assert.ok(Math.abs(y - expected[i]) < 1e-6, `${JSON.stringify(request)}: ${found}`));
  };
  await near({ method: 'smoothing', label, epsilon: 0.2 }, [0.1, 0.9, 0.9, 0.1]);
  const p = 1 / (1 + Math.exp(-1));
  const teacher = { method: 'distillation', teacher_logits: [2, 0, 0, 0], temperature: 2, label, label_share: 0.5 };
  await near(teacher, [p / 2, 0.75, 0.5 + (1 - p) / 2, 0.25]);
  const labels = [[1, 0], [1, 1], [0, 1]];
  await near({ method: 'raters', labels }, [1 / 3, 1 / 3, 2 / 3, 2 / 3]);
  await near({ method: 'raters', labels, rule: 'majority' }, [0, 0, 1, 1]);
  await near({ method: 'raters', labels, rule: 'weighted', weights: [2, 1, 1] }, [0.25, 0.5, 0.75, 0.5]);
});

on('what makes no sense is rejected in words', async (page) => {
  const shape = [1, 2, 1, 2];
  const label = [1, 0];
  for (const [name, request, said] of [
    ['score', { shape, logits: [0, 0, 0, 0], label, bins: 0 }, /bins/],
    ['score', { shape, logits: [0, 0, 0, 0], label, q: 101 }, /q/],
    ['score', { shape, logits: [0, 0, 0, 0], label, q: 2 ** 32 + 1 }, /^q: 4294967297 was given, expected a whole number from 1 to 100$/],
    ['score', { shape, logits: [0, 0, 0, 0], label, bins: 2 ** 32 }, /^bins: 4294967296 was given, .* from 1 to 10000$/],
    ['score', { shape, logits: [0, 0, 0, 0], label: 'none' }, /^label: .*, expected class indices \(Uint8Array or Int32Array, B\*H\*W\)$/],
    ['score', { shape, logits: [0, 0, 0, 0], label, sort: true }, /sort: no such field/],
    ['softenLabel', undefined, /^request: expected an object with shape, ignore_index, method, label, epsilon, k, teacher_logits, temperature, label_share, labels, rule, weights$/],
    ['softenLabel', { shape, label }, /^method: missing; expected one of "smoothing", "boundary_smoothing"/],
    ['softenLabel', { shape, label, method: 'blur' }, /^method: "blur" was given, expected one of/],
    ['softenLabel', { shape, teacher_logits: [0, 0, 0, 0], method: 'distillation' }, /^there is no hard label, but one is needed unless label_share is 0, and it is 0\.5; pass/],
    ['softenLabel', { shape, label: 1, method: 'smoothing' }, /^label: 1 was given, expected class indices \(Uint8Array or Int32Array, B\*H\*W\)$/],
    ['softenLabel', { shape, labels: [1], method: 'raters' }, /^labels\[0\]: 1 was given, expected class indices \(Uint8Array or Int32Array, B\*H\*W\)$/],
    ['softenLabel', { shape, label: [1], method: 'smoothing' }, /^label has 1 numbers, but 2 by the shape is needed; pass B\*H\*W class indices$/],
    ['softenLabel', { shape, label, method: 'smoothing', epsilon: 2 }, /epsilon/],
    ['softenLabel', { shape, label, method: 'smoothing', k: 3 }, /k: no such field/],
    ['softenLabel', { shape, label, method: 'boundary_smoothing', k: 4 }, /k/],
    ['softenLabel', { shape, method: 'smoothing' }, /label: missing/],
    ['softenLabel', { shape, method: 'raters', labels: [] }, /at least one/],
    ['softenLabel', { shape, method: 'raters', labels: [label], weights: [1] }, /weighted/],
    ['softenLabel', { shape, method: 'distillation', teacher_logits: [1, 2], label }, /teacher_logits/],
  ]) {
    assert.match(await call(page, name, request), said);
  }
});
