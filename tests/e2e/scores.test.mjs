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
      const floats = ['probabilities', 'logits', 'teacher_logits'];
      for (const field of floats) if (request[field]) request[field] = new Float32Array(request[field]);
      if (request.label) request.label = new Int32Array(request.label);
      if (request.labels) request.labels = request.labels.map((label) => new Int32Array(label));
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
    ['score', { shape, logits: [0, 0, 0, 0], label, sort: true }, /sort: no such field/],
    ['softenLabel', { shape, label }, /method/],
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
