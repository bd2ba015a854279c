// What a page in TypeScript writes. It is type-checked and never run.
import init, {
  evaluate,
  type EvaluateRequest,
  type EvaluateResult,
  type LossConfig,
  type ScoreRequest,
  type SoftenLabelRequest,
} from '../../dist/embed/loss-playground.js';

const loss: LossConfig = {
  terms: [
    { kind: 'cross_entropy', weight: 0.25 },
    { kind: 'tversky', alpha: 0.3, beta: 0.7, overlap: 'norm', reduction: { i: 1 }, class_weights: [1, 2] },
  ],
};
const request: EvaluateRequest = {
  shape: [1, 2, 1, 1],
  logits: new Float32Array([0, 1]),
  label: new Uint8Array([1]),
  ignore_index: 255,
  loss,
  backend: 'cpu',
  out: new Float32Array(2),
};

const shape = [1, 2, 1, 1] as const;
const [x, y] = [new Float32Array([0.25, 0.75]), new Uint8Array([1])];
export const byProbabilities: EvaluateRequest = { shape, probabilities: x, label: y, loss };
export const scored: ScoreRequest = { shape, logits: x, label: y };
export const softened: SoftenLabelRequest = { shape, method: 'smoothing', label: y };
const labels = [y, y];
export const distilled: SoftenLabelRequest[] = [
  { shape, method: 'distillation', teacher_logits: x, label: y, temperature: 2 },
  { shape, method: 'distillation', teacher_logits: x, label_share: 0 },
];
export const rated: SoftenLabelRequest[] = [
  { shape, method: 'raters', labels, rule: 'majority' },
  { shape, method: 'raters', labels, rule: 'weighted', weights: [1, 2] },
];

export async function use(): Promise<number> {
  await init();
  const result: EvaluateResult = await evaluate(request);
  const gradient: Float32Array = result.gradient;
  return result.value + gradient[0] + result.terms[0].value;
}

// @ts-expect-error what is inside the WebAssembly is nobody's business
export const memory = async () => (await init()).memory;
// @ts-expect-error no such kind
export const kind: LossConfig = { terms: [{ kind: 'iou' }] };
// @ts-expect-error Jaccard has no α
export const parameter: LossConfig = { terms: [{ kind: 'jaccard', alpha: 1 }] };
// @ts-expect-error no such choice
export const choice: LossConfig = { terms: [{ kind: 'jaccard', overlap: 'sum' }] };
// @ts-expect-error a loss is needed
export const missing: EvaluateRequest = { shape, logits: x, label: y };
// @ts-expect-error a prediction is needed
export const neither: EvaluateRequest = { shape, label: y, loss };
// @ts-expect-error one of the two
export const both: EvaluateRequest = { shape, logits: x, probabilities: x, label: y, loss };
// @ts-expect-error one of the two
export const bothScored: ScoreRequest = { shape, logits: x, probabilities: x, label: y };
// @ts-expect-error the label has a share unless that is 0
export const unlabelled: SoftenLabelRequest = { shape, method: 'distillation', teacher_logits: x };
// @ts-expect-error by which weights?
export const unweighted: SoftenLabelRequest = { shape, method: 'raters', labels, rule: 'weighted' };
// @ts-expect-error three numbers are no shape
export const short: EvaluateRequest = { ...request, shape: [1, 2, 1] };
// @ts-expect-error no such field
export const field: EvaluateRequest = { ...request, labels: 1 };
