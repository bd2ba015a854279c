// The module from a bare page: values and gradients, on the CPU and on WebGPU.
import assert from 'node:assert/strict';
import { bare, close, evaluate, playground, sum } from './playground.mjs';
import { known, softLabel, softmax } from './scene.mjs';

const test = playground({ webgpu: true });
const on = (name, body, options) => test(name, body, { start: bare, ...options });

const CE = sum({ kind: 'cross_entropy' });
const JACCARD = sum({ kind: 'jaccard' });
const MIXTURE = sum({ kind: 'cross_entropy', weight: 0.25 }, { kind: 'jaccard', weight: 0.75 });

// A batch of two images.
const [first, second] = [known({ seed: 7 }), known({ seed: 8 })];
const joined = (a, b) => a.constructor.from([...a, ...b]);
const PLANE = 24 * 32;
const hard = {
  shape: [2, 3, 24, 32],
  logits: joined(first.logits, second.logits),
  label: joined(first.label, second.label),
};

/** Σ over kept pixels of −ln x of the label's class, over their number; straight from the formula. */
function crossEntropy({ logits, label }, keep = () => true) {
  const counted = [...label.keys()].filter(keep);
  const loss = counted.map((i) => {
    const [image, pixel] = [Math.floor(i / PLANE), i % PLANE];
    const z = [0, 1, 2].map((c) => logits[(image * 3 + c) * PLANE + pixel]);
    return Math.log(z.reduce((sum, z) => sum + Math.exp(z), 0)) - z[label[i]];
  });
  return loss.reduce((a, b) => a + b) / counted.length;
}

/** Jaccard over the whole batch, mean over classes that all occur: with hard labels TP is Σ x over the class. */
function jaccard({ label }, x) {
  const losses = [0, 1, 2].map((c) => {
    let [tp, fp, fn] = [0, 0, 0];
    label.forEach((of, i) => {
      const p = x[(Math.floor(i / PLANE) * 3 + c) * PLANE + (i % PLANE)];
      if (of === c) [tp, fn] = [tp + p, fn + 1 - p];
      else fp += p;
    });
    return 1 - (tp + 1e-3) / (tp + fp + fn + 1e-3);
  });
  return losses.reduce((a, b) => a + b) / 3;
}

const probabilities = () => joined(softmax(first), softmax(second));
const bothSoft = () => joined(softLabel(first, 9), softLabel(second, 10));

on('values are those of the formulas', async (page) => {
  const entropy = await evaluate(page, { ...hard, loss: CE });
  const region = await evaluate(page, { ...hard, loss: JACCARD });
  const mixture = await evaluate(page, { ...hard, loss: MIXTURE });
  close(entropy.value, crossEntropy(hard), 'cross-entropy');
  close(region.value, jaccard(hard, probabilities()), 'Jaccard');
  close(mixture.value, 0.25 * entropy.value + 0.75 * region.value, 'mixture');
  const named = ({ kind, weight }) => ({ kind, weight });
  assert.deepEqual(mixture.terms.map(named), MIXTURE.terms.map(named));
  // A mixture may take another way through the numbers than its terms by themselves.
  mixture.terms.forEach(({ kind, value }, i) => close(value, [entropy, region][i].value, kind));
  assert.equal(mixture.backend, 'cpu', 'this little is not worth a GPU');
  assert.equal(mixture.gradient.length, hard.logits.length);
  assert.equal(mixture.gradient.constructor.name, 'Float32Array');
});

on('gradients are those of finite differences', async (page) => {
  const { gradient } = await evaluate(page, { ...hard, loss: MIXTURE });
  for (const i of [0, 777, 2500, 4607]) {
    const values = [];
    // Exact in float32, and large enough for the differences of two values in it.
    for (const step of [0.125, -0.125]) {
      const logits = hard.logits.slice();
      logits[i] += step;
      values.push((await evaluate(page, { ...hard, logits, loss: MIXTURE })).value);
    }
    close((values[0] - values[1]) / 0.25, gradient[i], `gradient ${i}`, 0.01);
  }
});

on('a label can be hard or soft, and indices bytes or whole numbers', async (page) => {
  const expected = await evaluate(page, { ...hard, loss: MIXTURE });
  const whole = await evaluate(page, { ...hard, label: Int32Array.from(hard.label), loss: MIXTURE });
  assert.deepEqual(whole, expected);
  const oneHot = new Float32Array(hard.logits.length);
  hard.label.forEach((c, i) => (oneHot[(Math.floor(i / PLANE) * 3 + c) * PLANE + (i % PLANE)] = 1));
  const soft = await evaluate(page, { ...hard, label: oneHot, loss: MIXTURE });
  close(soft.value, expected.value, 'one-hot');
  const label = bothSoft();
  const smooth = await evaluate(page, { ...hard, label, loss: CE });
  const log = probabilities().map(Math.log);
  close(smooth.value, label.reduce((sum, y, i) => sum - y * log[i], 0) / (2 * PLANE), 'soft cross-entropy', 1e-5);
});

on('pixels that do not count change nothing and have no gradient', async (page) => {
  const keep = Uint8Array.from(hard.label, (_, i) => (i % 3 === 0 ? 0 : 1));
  const kept = await evaluate(page, { ...hard, keep, loss: CE });
  close(kept.value, crossEntropy(hard, (i) => keep[i] === 1), 'keep');
  const label = Int32Array.from(hard.label, (c, i) => (keep[i] === 1 ? c : 255));
  assert.deepEqual(await evaluate(page, { ...hard, label, ignore_index: 255, loss: CE }), kept);
  assert.deepEqual(await evaluate(page, { ...hard, label: label.map((c) => (c === 255 ? -1 : c)), ignore_index: -1, loss: CE }), kept);
  kept.gradient.forEach((g, i) => {
    const pixel = Math.floor(i / (3 * PLANE)) * PLANE + (i % PLANE);
    assert.ok(keep[pixel] === 1 || g === 0);
  });
  const nothing = await evaluate(page, { ...hard, keep: keep.fill(0), loss: MIXTURE });
  assert.equal(nothing.value, 0);
  assert.ok(nothing.gradient.every((g) => g === 0));
});

on('probabilities give the value of their logits, and a gradient of their own', async (page) => {
  const x = probabilities();
  const { logits, ...rest } = hard;
  for (const loss of [CE, JACCARD]) {
    const byLogits = await evaluate(page, { ...rest, logits, loss });
    const byProbabilities = await evaluate(page, { ...rest, probabilities: x, loss });
    close(byProbabilities.value, byLogits.value, 'value');
    // Through the softmax, ∂L/∂z_c = x_c (g_c − Σ x g).
    for (const pixel of [5, 400, PLANE + 33]) {
      const at = (c) => (Math.floor(pixel / PLANE) * 3 + c) * PLANE + (pixel % PLANE);
      const mean = [0, 1, 2].reduce((sum, c) => sum + x[at(c)] * byProbabilities.gradient[at(c)], 0);
      for (const c of [0, 1, 2]) {
        const through = x[at(c)] * (byProbabilities.gradient[at(c)] - mean);
        assert.ok(Math.abs(through - byLogits.gradient[at(c)]) < 1e-8, `${through}`);
      }
    }
  }
});

on('WebGPU and CPU agree', async (page) => {
  const { logits, ...rest } = hard;
  const keep = Uint8Array.from(hard.label, (_, i) => (i % 5 === 0 ? 0 : 1));
  const requests = {
    hard,
    soft: { ...hard, label: bothSoft() },
    'keep and ignore_index': { ...hard, keep, ignore_index: 2 },
    probabilities: { ...rest, probabilities: probabilities() },
  };
  for (const [name, request] of Object.entries(requests)) {
    for (const loss of [CE, JACCARD, MIXTURE, sum({ kind: 'tversky', alpha: 0.3, beta: 0.7, gamma: 1.5, reduction: { i: 1 } })]) {
      const cpu = await evaluate(page, { ...request, loss, backend: 'cpu' });
      const gpu = await evaluate(page, { ...request, loss, backend: 'gpu' });
      assert.deepEqual([cpu.backend, gpu.backend], ['cpu', 'gpu']);
      close(gpu.value, cpu.value, name, 2e-6);
      const largest = cpu.gradient.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
      gpu.gradient.forEach((g, i) => assert.ok(Math.abs(g - cpu.gradient[i]) <= 5e-6 * largest, `${name} ${i}`));
    }
  }
});

/** A bare page's scripts, each of which imports the module and evaluates, all at once. */
function importers(page, backend) {
  return page.evaluate(async (backend) => {
    let devices = 0;
    const ask = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = function (...given) {
      devices += 1;
      return ask.apply(this, given);
    };
    const url = new URL('embed/loss-playground.js', document.baseURI).href;
    const logits = new Float32Array([1, 2]);
    const request = { shape: [1, 2, 1, 1], logits, label: new Uint8Array([1]), loss: { terms: [{ kind: 'dice' }] }, backend };
    const importer = async () => {
      const module = await import(url);
      await module.default();
      return (await module.evaluate(request)).value;
    };
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error('no answer')), 5000));
    const values = await Promise.race([late, Promise.all([importer(), importer(), importer()])]);
    return { devices, values };
  }, backend);
}

on('arrays can be used again as soon as a call has returned', async (page) => {
  const same = await page.evaluate(async (hard) => {
    const module = await import(new URL('embed/loss-playground.js', document.baseURI));
    await module.default();
    const requests = [
      ['evaluate', { ...hard, loss: { terms: [{ kind: 'jaccard' }] }, backend: 'cpu' }],
      ['evaluate', { ...hard, loss: { terms: [{ kind: 'jaccard' }] }, backend: 'gpu' }],
      ['score', hard],
      ['softenLabel', { shape: hard.shape, label: hard.label, method: 'smoothing' }],
    ];
    const answers = [];
    for (const [name, request] of requests) {
      const expected = JSON.stringify(await module[name](request));
      const [logits, label] = [request.logits?.slice(), request.label.slice()];
      const promise = module[name]({ ...request, ...(logits && { logits }), label });
      logits?.fill(0);
      label.fill(0);
      answers.push(JSON.stringify(await promise) === expected);
    }
    return answers;
  }, hard);
  assert.deepEqual(same, [true, true, true, true]);
});

on('importers that start at once share one module', async (page) => {
  const fetched = [];
  page.on('request', (request) => fetched.push(request.url()));
  const { values } = await importers(page, 'cpu');
  assert.equal(new Set(values).size, 1);
  assert.equal(fetched.filter((url) => url.endsWith('.wasm')).length, 1, 'one download');
});

on('importers that start at once share one device', async (page) => {
  const { devices, values } = await importers(page, 'gpu');
  assert.equal(new Set(values).size, 1);
  assert.equal(devices, 1);
});

on('what stands in WebGPU\'s place and throws is no GPU, however often it is asked', async (page) => {
  const said = await page.evaluate(async () => {
    const ask = GPU.prototype.requestAdapter;
    GPU.prototype.requestAdapter = () => { throw new TypeError('blocked'); };
    const { default: init, evaluate } = await import(new URL('embed/loss-playground.js', document.baseURI));
    await init();
    const request = { shape: [1, 2, 1, 1], logits: new Float32Array(2), label: new Uint8Array(1), loss: { terms: [{ kind: 'jaccard' }] }, backend: 'gpu' };
    const said = [];
    const one = () => evaluate(request).then(({ backend }) => backend, ({ message }) => message);
    for (let i = 0; i < 2; i += 1) said.push(await one());
    GPU.prototype.requestAdapter = () => null;
    said.push(await one());
    GPU.prototype.requestAdapter = ask;
    said.push(await one());
    return said;
  });
  for (const message of said.slice(0, 2)) assert.match(message, /no WebGPU adapter: blocked; evaluate on the CPU/);
  assert.match(said[2], /no WebGPU adapter: this is no WebGPU/);
  assert.equal(said[3], 'gpu');
});

on('a browser that never answers for its GPU is not waited for without end, and by who can do without only once', async (page) => {
  await page.clock.install();
  await page.evaluate(async () => {
    GPU.prototype.requestAdapter = () => new Promise(() => {});
    const module = await import(new URL('embed/loss-playground.js', document.baseURI));
    await module.default();
    const side = 512;
    const request = {
      shape: [1, 4, side, side],
      logits: new Float32Array(4 * side * side),
      label: new Uint8Array(side * side),
      loss: { terms: [{ kind: 'jaccard' }] },
    };
    window.evaluate = (backend) => {
      const said = ({ backend }) => backend;
      const refused = ({ message }) => message;
      window.answer = undefined;
      module.evaluate({ ...request, backend }).then(said, refused).then((answer) => { window.answer = answer; });
    };
  });
  const answered = () => page.waitForFunction(() => window.answer).then((answer) => answer.jsonValue());
  await page.evaluate(() => window.evaluate('auto'));
  await page.clock.runFor(9000);
  assert.equal(await page.evaluate(() => window.answer), undefined);
  await page.clock.runFor(2000);
  assert.equal(await answered(), 'cpu');
  await page.evaluate(() => window.evaluate('auto'));
  assert.equal(await answered(), 'cpu');
  await page.evaluate(() => window.evaluate('gpu'));
  await page.clock.runFor(11000);
  assert.match(await answered(), /the browser gave no GPU in 10 seconds; evaluate on the CPU/);
});

on('evaluations that overlap on the GPU keep out of each other', async (page) => {
  const { apart, together } = await page.evaluate(async (hard) => {
    const module = await import(new URL('embed/loss-playground.js', document.baseURI));
    await module.default();
    // The same layout, so that they could share memory, with other numbers.
    const requests = [1, 2, 3].map((scale) => ({
      ...hard,
      logits: hard.logits.map((z) => z / scale),
      loss: { terms: [{ kind: 'jaccard' }] },
      backend: 'gpu',
    }));
    const apart = [];
    for (const request of requests) apart.push(JSON.stringify(await module.evaluate(request)));
    const answers = await Promise.all(requests.map((request) => module.evaluate(request)));
    return { apart, together: answers.map((answer) => JSON.stringify(answer)) };
  }, hard);
  assert.equal(new Set(apart).size, 3);
  assert.deepEqual(together, apart);
});

on('a gradient is written where it is wanted', async (page) => {
  const found = await page.evaluate(async (hard) => {
    const module = await import(new URL('embed/loss-playground.js', document.baseURI));
    await module.default();
    const request = { ...hard, loss: { terms: [{ kind: 'jaccard' }] } };
    const answers = [];
    for (const backend of ['cpu', 'gpu']) {
      const expected = (await module.evaluate({ ...request, backend })).gradient;
      const out = new Float32Array(expected.length).fill(7);
      // The prediction's own memory, too: it is copied before the call returns.
      const logits = request.logits.slice();
      for (const [target, own] of [[out, request.logits], [logits, logits]]) {
        const before = target.slice();
        const promise = module.evaluate({ ...request, logits: own, backend, out: target });
        const untouched = target.every((number, i) => number === before[i]);
        const { gradient } = await promise;
        answers.push(untouched && gradient === target && target.every((g, i) => g === expected[i]));
      }
    }
    const out = new Float32Array(hard.logits.length);
    const late = module.evaluate({ ...request, out });
    structuredClone(out, { transfer: [out.buffer] });
    answers.push(await late.catch(({ message }) => message));
    return answers;
  }, hard);
  const message = found.pop();
  assert.deepEqual(found, [true, true, true, true]);
  assert.match(message, /^out has 0 numbers/);
});


/** A module whose memory may grow by so many pages: its memory section, with a limit. */
function capped(wasm, pages) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const bytes = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...bytes(value >> 7)]);
  for (;;) {
    const section = at;
    const kind = wasm[at++];
    const end = number() + at;
    if (kind === 5) {
      assert.deepEqual([...wasm.subarray(at, at + 2)], [1, 0], 'one memory, without a limit');
      at += 2;
      const size = number();
      const memory = [1, 1, ...bytes(size), ...bytes(size + pages)];
      return Buffer.concat([wasm.subarray(0, section), Buffer.from([5, memory.length, ...memory]), wasm.subarray(end)]);
    }
    at = end;
  }
}

on('a want of memory is an answer, also in the middle of a loss', async (page, site) => {
  const url = `${site.url}embed/core_bg.wasm`;
  const wasm = await (await page.request.get(url)).body();
  const memory = { cpu: 100, gpu: 100, auto: 1600 };
  for (const [backend, pages] of Object.entries(memory)) {
    await page.unroute(url);
    await page.route(url, (route) => route.fulfill({ contentType: 'application/wasm', body: capped(wasm, pages) }));
    await page.reload();
    const answers = await page.evaluate(async ({ backend, first }) => {
      const module = await import(new URL('embed/loss-playground.js', document.baseURI));
      await module.default();
      const answer = (side) => {
        const request = {
          shape: [1, 2, side, side],
          logits: new Float32Array(2 * side * side),
          label: new Uint8Array(side * side),
          loss: { terms: [{ kind: backend === 'gpu' ? 'jaccard' : 'lovasz_softmax' }] },
          backend,
        };
        const late = new Promise((done) => setTimeout(done, 5000, 'no answer'));
        return Promise.race([module.evaluate(request).then(({ value }) => value, ({ message }) => message), late]);
      };
      // Step by step, so that what is refused first fits into memory itself, but not with what is made of it.
      const answers = [];
      for (let side = first; typeof answers.at(-1) !== 'string'; side = Math.ceil(side * 1.1)) answers.push(await answer(side));
      return [...answers, await answer(64)];
    }, { backend, first: backend === 'auto' ? 1024 : 64 });
    const [refused] = answers.splice(-2, 1);
    assert.match(refused, /^evaluate was stopped by WebAssembly.* want of memory; reload the page, and pass fewer classes, fewer images or smaller ones$/, backend);
    for (const value of answers) close(value, 0.5, 'what fits is computed, after it too');
  }
});
