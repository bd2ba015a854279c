// Everything that a request can get wrong, and the message of its own that each mistake gets.
import assert from 'node:assert/strict';
import { bare, playground } from './playground.mjs';

const on = playground();

/** A good request, and one mistake after the other: each is code, so that anything can be passed. */
const GOOD = `{
  shape: [1, 2, 2, 2],
  logits: new Float32Array(8),
  label: new Uint8Array([0, 1, 1, 0]),
  loss: { terms: [{ kind: 'jaccard' }] },
}`;
const term = (fields) => `{ loss: { terms: [{ ${fields} }] } }`;

const MISTAKES = [
  // The request
  ['undefined', /^request: expected an object/],
  ['[]', /^request: expected an object/],
  [`{ labels: 1 }`, /^labels: no such field; a request has shape, logits/],
  // The shape
  ['{ shape: undefined }', /^shape: missing; expected four whole numbers/],
  ['{ shape: [2, 2, 2] }', /^shape: \[2,2,2\] was given, expected four whole numbers/],
  ['{ shape: [1, 2, 2, 0] }', /^shape: .* of at least 1/],
  ['{ shape: [1, 2, 2, 1.5] }', /^shape: /],
  ['{ shape: [1, 2, 2, NaN] }', /^shape: \[1,2,2,NaN\] was given/],
  ['{ shape: [1, 2, 2, 2n] }', /^shape: \[1,2,2,a BigInt\] was given/],
  ['{ shape: [[1, 2], [2, 2]] }', /^shape: \[\[1,2\],\[2,2\]\] was given/],
  ['{ shape: [] }', /^shape: \[\] was given/],
  // A list that holds itself, and one that would be long to write.
  ['{ shape: ((list) => list[0] = list)([]) }', /^shape: \[\[a list\]\] was given/],
  ['{ shape: new Array(2 ** 32 - 1) }', /^shape: a list was given/],
  ['{ loss: ((list) => list[0] = list)([]) }', /^loss: cannot be written as JSON; pass a plain object/],
  [`{ shape: '1222' }`, /^shape: "1222" was given/],
  ['{ shape: [65536, 65536, 65536, 65536] }', /^shape: .* more than fits into memory/],
  // The prediction
  ['{ logits: undefined }', /^logits: missing; pass either logits or probabilities/],
  ['{ probabilities: new Float32Array(8) }', /both logits and probabilities were given; pass one of them/],
  ['{ logits: new Float32Array(7) }', /^logits has 7 numbers, but 8 by the shape is needed/],
  ['{ logits: [0, 0, 0, 0, 0, 0, 0, 0] }', /^logits: .* expected a Float32Array/],
  ['{ logits: new Int32Array(8) }', /^logits: an Int32Array was given, expected a Float32Array/],
  ['{ logits: new Float64Array(8) }', /^logits: a Float64Array was given, expected a Float32Array/],
  ['{ logits: new Float32Array(8).fill(NaN, 5, 6) }', /logits.* NaN at index 5 \[0, 1, 0, 1\], but/],
  ['{ logits: new Float32Array(8).fill(Infinity, 2, 3) }', /logits.* inf at index 2/],
  ['{ logits: undefined, probabilities: new Float32Array(8).fill(1.5) }', /probabilities.* 1\.5 at index 0/],
  ['{ logits: undefined, probabilities: new Float32Array(8).fill(-0.5) }', /probabilities.* -0\.5 at index 0/],
  // The label
  ['{ label: undefined }', /^label: missing; expected class indices/],
  ['{ label: [0, 1, 1, 0] }', /^label: \[0,1,1,0\] was given, expected class indices/],
  ['{ label: new Uint16Array(4) }', /^label: a Uint16Array was given/],
  ['{ label: Object.create(null) }', /^label: an Object was given/],
  ['{ label: new Uint8Array(5) }', /^label has 5 numbers, but 4 by the shape is needed/],
  ['{ label: new Uint8Array([0, 1, 2, 0]) }', /label.* 2 at index 2 \[0, 1, 0\], but/],
  ['{ label: new Int32Array([0, -1, 1, 0]) }', /label.* -1 at index 1/],
  ['{ label: new Float32Array(4) }', /^label has 4 numbers, but 8 by the shape is needed; a Float32Array is a soft label/],
  ['{ label: new Float32Array(8).fill(NaN) }', /label.* NaN at index 0/],
  ['{ label: new Float32Array(8).fill(2) }', /label.* 2 at index 0/],
  // Where the gradient goes
  ['{ out: new Float32Array(7) }', /^out has 7 numbers, but 8 by the shape is needed/],
  ['{ out: new Float64Array(8) }', /^out: a Float64Array was given, expected a Float32Array/],
  ['{ out: true }', /^out: true was given, expected a Float32Array/],
  // What counts
  ['{ keep: new Uint8Array(3) }', /^keep has 3 numbers, but 4 by the shape is needed/],
  ['{ keep: [1, 1, 1, 1] }', /^keep: .* expected a Uint8Array/],
  ['{ ignore_index: 0.5 }', /^ignore_index: 0\.5 was given, expected a whole number/],
  ['{ ignore_index: 2 ** 31 }', /^ignore_index: 2147483648 was given, expected a whole number from -2147483648 to 2147483647$/],
  [`{ ignore_index: '255' }`, /^ignore_index: "255" was given/],
  ['{ ignore_index: NaN }', /^ignore_index: NaN was given/],
  ['{ ignore_index: 255n }', /^ignore_index: a BigInt was given/],
  ['{ label: new Float32Array(8).fill(0.5), ignore_index: 255 }', /ignore_index was given with a soft label/],
  // The loss
  ['{ loss: undefined }', /^loss: missing; expected an object such as/],
  [`{ loss: 'jaccard' }`, /^loss: "jaccard" was given, expected an object such as/],
  ['{ loss: {} }', /^loss\.terms: expected a list of at least one term/],
  ['{ loss: { terms: [] } }', /^loss\.terms: expected a list of at least one term/],
  [`{ loss: { terms: [{ kind: 'dice' }], name: 1 } }`, /^loss\.name: no such field/],
  ['{ loss: { terms: [1] } }', /^loss\.terms\[0\]: 1 was given, expected an object/],
  [term('weight: 1'), /^loss\.terms\[0\]\.kind: missing; expected one of/],
  [term(`kind: 'iou'`), /^loss\.terms\[0\]\.kind: "iou" is not a kind of loss; expected one of .*"jaccard"/],
  [term(`kind: 'jaccard', smoothing: 1`), /^loss\.terms\[0\]\.smoothing: jaccard has no such parameter; it has .*"smooth"/],
  [term(`kind: 'jaccard', alpha: 1`), /^loss\.terms\[0\]\.alpha: jaccard has no such parameter/],
  [term(`kind: 'cross_entropy', gamma: 1`), /^loss\.terms\[0\]\.gamma: cross_entropy has no such parameter; it has "weight"$/],
  [term(`kind: 'jaccard', weight: -1`), /^loss\.terms\[0\]\.weight: -1(\.0)? was given, expected a finite number of at least 0/],
  [term(`kind: 'jaccard', norm: 1.5`), /^loss\.terms\[0\]\.norm: 1\.5 was given, expected a whole number from 1/],
  [term(`kind: 'jaccard', overlap: 'sum'`), /^loss\.terms\[0\]\.overlap: "sum" was given, expected one of "norm", "product"/],
  [term(`kind: 'jaccard', log_loss: 1`), /^loss\.terms\[0\]\.log_loss: 1 was given, expected true or false/],
  [term(`kind: 'jaccard', reduction: { d: 0 }`), /^loss\.terms\[0\]\.reduction: .* one of them above 0/],
  [term(`kind: 'jaccard', reduction: { x: 1 }`), /^loss\.terms\[0\]\.reduction: /],
  [term(`kind: 'jaccard', class_weights: [1, 1, 1]`), /^loss\.terms\[0\]\.class_weights: 3 numbers .* has 2 classes/],
  [term(`kind: 'jaccard', class_weights: [1, -1]`), /^loss\.terms\[0\]\.class_weights: .* non-negative/],
  ['{ shape: [1, 1, 2, 2], logits: new Float32Array(4) }', /^loss\.terms\[0\]: jaccard was given with one class's logits, but their softmax is always 1/],
  [term(`kind: 'jaccard', shards: 2`), /^loss\.terms\[0\]\.shards: 2 shards were asked for, but the batch has 1 image/],
  [`{ loss: { terms: [{ kind: 'dice' }, { kind: 'dice', gamma: NaN }] } }`, /^loss\.terms\[1\]\.gamma: NaN was given, expected a finite number$/],
  [term(`kind: 'jaccard', reduction: { d: Infinity }`), /^loss\.terms\[0\]\.reduction\.d: Infinity was given/],
  [term(`kind: 'jaccard', weight: 1n`), /^loss\.terms\[0\]\.weight: a BigInt was given, expected a finite number$/],
  [term(`kind: 'jaccard', weight: 1e300`), /^loss\.terms\[0\]\.weight: 1e\+?300 was given, expected .*; a float32 ends at 3\.4e38$/],
  [term(`kind: 'jaccard', class_weights: [1, 1e300]`), /^loss\.terms\[0\]\.class_weights: /],
  [term(`kind: 'jaccard', gamma: () => 2`), /^loss\.terms\[0\]\.gamma: a Function was given, expected a plain value$/],
  [term(`kind: 'jaccard', unknown: () => 2`), /^loss\.terms\[0\]\.unknown: a Function was given/],
  [term(`kind: Symbol('k')`), /^loss\.terms\[0\]\.kind: .* was given, expected a plain value$/],
  [term(`kind: 'jaccard', class_weights: new Float32Array([1, 2])`), /^loss\.terms\[0\]\.class_weights: a Float32Array was given, expected a plain object or list$/],
  [term(`kind: 'jaccard', class_weights: new Array(3e8)`), /^loss\.terms\[0\]\.class_weights: a list was given, expected at most 65536 items$/],
  [term(`kind: 'jaccard', class_weights: new Array(60).fill(-1)`), /^loss\.terms\[0\]\.class_weights: a list of 60 numbers was given, expected/],
  [term(`kind: 'jaccard', reduction: new Map([['i', 1]])`), /^loss\.terms\[0\]\.reduction: a Map was given, expected a plain object/],
  [`{ loss: { terms: new Set() } }`, /^loss\.terms: a Set was given, expected a plain object or list$/],
  // The backend
  [`{ backend: 'tpu' }`, /^backend: "tpu" was given, expected "auto", "gpu" or "cpu"/],
  ['{ backend: 1 }', /^backend: 1 was given/],
  // There is no WebGPU in this browser.
  [`{ backend: 'gpu' }`, /no WebGPU adapter.*CPU/],
];

on('every mistake is rejected with a message of its own', async (page) => {
  const answers = await page.evaluate(async ({ good, mistakes }) => {
    const module = await import(new URL('embed/loss-playground.js', document.baseURI));
    await module.default();
    const answers = [];
    for (const mistake of mistakes) {
      const wrong = (0, eval)(`(${mistake})`);
      const request = wrong?.constructor === Object ? { ...(0, eval)(`(${good})`), ...wrong } : wrong;
      let promise;
      try {
        promise = module.evaluate(request);
      } catch (error) {
        answers.push(`thrown at once: ${error}`);
        continue;
      }
      answers.push(await promise.then(
        () => 'accepted',
        (error) => (error instanceof Error ? error.message : `not an Error: ${error}`),
      ));
    }
    return answers;
  }, { good: GOOD, mistakes: MISTAKES.map(([mistake]) => mistake) });
  const wrong = MISTAKES.flatMap(([mistake, message], i) => (message.test(answers[i]) ? [] : [`${mistake}: ${answers[i]}`]));
  assert.deepEqual(wrong, []);
}, { start: bare });

on('a call before init says that it is missing', async (page) => {
  const answers = await page.evaluate(async (good) => {
    const module = await import(new URL('embed/loss-playground.js', document.baseURI));
    const request = (0, eval)(`(${good})`);
    const calls = [module.evaluate, module.score, module.softenLabel];
    return Promise.all(calls.map((call) => call(request).then(String, (error) => error.message)));
  }, GOOD);
  ['evaluate', 'score', 'softenLabel'].forEach((name, i) => {
    assert.match(answers[i], new RegExp(`^${name} was called before .*; await init\\(\\)`));
  });
}, { start: bare });

on('a request that was rejected leaves the module as it was', async (page) => {
  const value = await page.evaluate(async (good) => {
    const module = await import(new URL('embed/loss-playground.js', document.baseURI));
    await module.default();
    const request = (0, eval)(`(${good})`);
    await module.evaluate({ ...request, label: new Uint8Array(9) }).catch(() => {});
    return (await module.evaluate(request)).value;
  }, GOOD);
  // Every x is one half, so each class has TP = 1, FP = FN = 1.
  assert.ok(Math.abs(value - (1 - 1.001 / 3.001)) < 1e-6);
}, { start: bare });

/** What throws, or lies, while it is read: each is code, and the message that it gets. */
const HOSTILE = [
  ['evaluate', `{ label: gone(new Uint8Array(4)) }`, /^label has 0 numbers, but 4/],
  ['evaluate', `{ keep: gone(new Uint8Array(4)) }`, /^keep has 0 numbers, but 4/],
  ['evaluate', `{ logits: gone(new Float32Array(8)) }`, /^logits has 0 numbers, but 8/],
  ['evaluate', `{ label: Object.create(Uint8Array.prototype) }`, /^label: an Object was given/],
  ['evaluate', `{ logits: Object.create(Float32Array.prototype) }`, /^logits: an Object was given/],
  ['evaluate', `{ out: Object.create(Float32Array.prototype) }`, /^out: an Object was given/],
  ['evaluate', `{ logits: Object.setPrototypeOf(new Uint8Array(8), Float32Array.prototype) }`, /^logits: a Float32Array was given/],
  ['evaluate', `{ label: Object.defineProperty(new Uint8Array(2), 'length', { value: 4 }) }`, /^label has 2 numbers, but 4/],
  ['evaluate', `{ label: Object.defineProperty(new Uint8Array(9), 'length', { get: fail }) }`, /^label has 9 numbers, but 4/],
  ['evaluate', `{ shape: Object.defineProperty([1, 2, 2, 2], 1, { get: fail }) }`, /^shape: a list was given/],
  ['evaluate', `{ shape: revoked() }`, /^shape: an Object was given/],
  ['evaluate', `{ get label() { fail(); } }`, /^label: reading it failed: on purpose/],
  ['evaluate', `{ loss: { terms: [{ get kind() { fail(); } }] } }`, /^loss: cannot be written as JSON/],
  ['evaluate', `{ backend: { get constructor() { fail(); } } }`, /^backend: an Object was given/],
  ['evaluate', `revoked()`, /^request: reading it failed/],
  ['evaluate', `new Proxy({}, { ownKeys: fail })`, /^request: reading it failed: on purpose/],
  ['evaluate', `new Proxy({ ...good }, { get: fail })`, /^shape: reading it failed: on purpose/],
  ['score', `{ label: gone(new Uint8Array(4)) }`, /^label has 0 numbers, but 4/],
  ['softenLabel', `{ method: 'smoothing', label: gone(new Uint8Array(4)) }`, /^label has 0 numbers, but 4/],
  ['softenLabel', `{ method: 'raters', labels: [gone(new Int32Array(4))] }`, /^labels\[0\] has 0 numbers, but 4/],
  ['softenLabel', `{ method: 'raters', labels: Object.defineProperty([1], 0, { get: fail }) }`, /^labels\[0\]: reading it failed/],
];

on('what throws while it is read is rejected, however often, and leaves the module as it was', async (page) => {
  const { messages, value } = await page.evaluate(async ({ good: code, hostile }) => {
    const module = await import(new URL('embed/loss-playground.js', document.baseURI));
    await module.default();
    const good = (0, eval)(`(${code})`);
    const fail = () => {
      throw new Error('on purpose');
    };
    const gone = (array) => {
      structuredClone(array.buffer, { transfer: [array.buffer] });
      return array;
    };
    const revoked = () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    };
    const soft = ({ shape }) => ({ shape });
    const hard = ({ shape, logits, label }) => ({ shape, logits, label });
    const bases = { evaluate: good, score: hard(good), softenLabel: soft(good) };
    const messages = [];
    for (const [name, mistake] of hostile) {
      const wrong = new Function('good', 'fail', 'gone', 'revoked', `return (${mistake})`)(good, fail, gone, revoked);
      const request = mistake.startsWith('{')
        ? Object.defineProperties({ ...bases[name] }, Object.getOwnPropertyDescriptors(wrong))
        : wrong;
      const told = new Set();
      for (let i = 0; i < 2000; i += 1) {
        told.add(await module[name](request).then(() => 'accepted', (error) => error.message));
      }
      messages.push([...told].join(' and '));
    }
    return { messages, value: (await module.evaluate(good)).value };
  }, { good: GOOD, hostile: HOSTILE });
  const wrong = HOSTILE.flatMap(([, mistake, message], i) => (message.test(messages[i]) ? [] : [`${mistake}: ${messages[i]}`]));
  assert.deepEqual(wrong, []);
  assert.ok(Math.abs(value - (1 - 1.001 / 3.001)) < 1e-6);
}, { start: bare });

on('what an array says about itself beside its numbers does not matter', async (page) => {
  const values = await page.evaluate(async (code) => {
    const module = await import(new URL('embed/loss-playground.js', document.baseURI));
    await module.default();
    const good = (0, eval)(`(${code})`);
    const lying = Object.defineProperty(good.label.slice(), 'length', { value: 1 });
    const frame = document.body.appendChild(document.createElement('iframe'));
    const foreign = frame.contentWindow.Uint8Array.from(good.label);
    const part = new Uint8Array([9, ...good.label, 9]).subarray(1, 5);
    const answers = [good.label, lying, foreign, part].map((label) => module.evaluate({ ...good, label }));
    return (await Promise.all(answers)).map(({ value }) => value);
  }, GOOD);
  assert.deepEqual(values, Array(4).fill(values[0]));
}, { start: bare });

on('what does not fit into memory is rejected', async (page) => {
  const messages = await page.evaluate(async () => {
    const module = await import(new URL('embed/loss-playground.js', document.baseURI));
    await module.default();
    const label = new Uint8Array([1]);
    const votes = module.softenLabel({ shape: [1, 3e8, 1, 1], method: 'raters', labels: [label] });
    const told = [await votes.catch(({ message }) => message)];
    // As if only WebAssembly had memory left.
    globalThis.Float32Array = function () {
      throw new RangeError('Array buffer allocation failed');
    };
    const answer = module.softenLabel({ shape: [1, 2, 1, 1], method: 'smoothing', label });
    return [...told, await answer.catch(({ message }) => message)];
  });
  assert.match(messages[0], /^the soft label has shape \[1, 300000000, 1, 1\], but a size that fits into memory/);
  assert.match(messages[1], /^the answer has shape \[1, 2, 1, 1\], but a size that fits into memory/);
}, { start: bare });
