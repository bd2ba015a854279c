//! The module's TypeScript types. Those with defaults in them come from where the defaults are, see
//! [`crate::config::typescript`], [`crate::score::typescript`] and [`crate::label::typescript`].

use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** [B, C, H, W]: images, classes, height, width. */
export type Shape = readonly [number, number, number, number];

/** Exactly one of `logits` and `probabilities`, B*C*H*W numbers. */
export type Prediction =
  | { logits: Float32Array; probabilities?: undefined }
  | { logits?: undefined; probabilities: Float32Array };

/** What `evaluate` takes. Arrays are row-major; they are copied before the call returns. */
export type EvaluateRequest = Prediction & {
  shape: Shape;
  /** Class indices, B*H*W: a hard label. Float32Array of B*C*H*W: a soft one. */
  label: Uint8Array | Int32Array | Float32Array;
  /** B*H*W, 1 where a pixel counts. */
  keep?: Uint8Array;
  /** The void class of a hard label. */
  ignore_index?: number;
  loss: LossConfig;
  /** "auto" takes a real GPU if the work is large enough to pay for it; where none came within 10 s, it does not ask again. */
  backend?: "auto" | "gpu" | "cpu";
  /** B*C*H*W numbers, where the gradient is then written when the promise resolves: faster than a new array each time. */
  out?: Float32Array;
};

export interface EvaluateResult {
  value: number;
  /** With respect to the prediction as given, in the same layout. `out`, if that was given. */
  gradient: Float32Array;
  /** Each term's value before its weight. */
  terms: { kind: string; weight: number; value: number }[];
  backend: "gpu" | "cpu";
}
"#;

#[wasm_bindgen]
extern "C" {
    /// What `evaluate` takes.
    #[wasm_bindgen(typescript_type = "EvaluateRequest")]
    pub type EvaluateRequest;

    /// What `score` takes.
    #[wasm_bindgen(typescript_type = "ScoreRequest")]
    pub type ScoreRequest;

    /// What `score` resolves to.
    #[wasm_bindgen(typescript_type = "ScoreResult")]
    pub type ScoreResult;

    /// What `softenLabel` takes.
    #[wasm_bindgen(typescript_type = "SoftenLabelRequest")]
    pub type SoftenLabelRequest;

    /// What `evaluate` resolves to.
    #[wasm_bindgen(typescript_type = "EvaluateResult")]
    pub type EvaluateResult;
}
