//! The module's TypeScript types; those of a loss come from [`crate::config::typescript`].

use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What `evaluate` takes. Arrays are row-major. */
export interface EvaluateRequest {
  /** [B, C, H, W]: images, classes, height, width. */
  shape: [number, number, number, number];
  /** Exactly one of `logits` and `probabilities`, B*C*H*W numbers. */
  logits?: Float32Array;
  probabilities?: Float32Array;
  /** Class indices, B*H*W: a hard label. Float32Array of B*C*H*W: a soft one. */
  label: Uint8Array | Int32Array | Float32Array;
  /** B*H*W, 1 where a pixel counts. */
  keep?: Uint8Array;
  /** The void class of a hard label. */
  ignore_index?: number;
  loss: LossConfig;
  /** "auto" takes a real GPU if the work is large enough to pay for it. */
  backend?: "auto" | "gpu" | "cpu";
}

export interface EvaluateResult {
  value: number;
  /** With respect to the prediction as given, in the same layout. */
  gradient: Float32Array;
  /** Each term's value before its weight. */
  terms: { kind: string; weight: number; value: number }[];
  backend: "gpu" | "cpu";
}

/** What `score` takes: a hard label and a prediction. */
export interface ScoreRequest {
  shape: [number, number, number, number];
  /** Exactly one of `logits` and `probabilities`, B*C*H*W numbers. */
  logits?: Float32Array;
  probabilities?: Float32Array;
  label: Uint8Array | Int32Array;
  keep?: Uint8Array;
  ignore_index?: number;
  /** The share of the worst images, in percent; default 1. */
  q?: number;
  /** Two classes, of which 0 is background; default false. */
  binary?: boolean;
  /** Bins of the calibration errors; default 10. */
  bins?: number;
}

/** Percent (SCE: permille) by name, such as mIoUD, mIoUI1, ECED; null where undefined. */
export type ScoreResult = Record<string, number | null>;

interface SoftenLabelCommon {
  shape: [number, number, number, number];
  /** Pixels of this class become zero in every class. */
  ignore_index?: number;
}

/** What `softenLabel` takes; it resolves to B*C*H*W probabilities. */
export type SoftenLabelRequest = SoftenLabelCommon &
  (
    | { method: "smoothing"; label: Uint8Array | Int32Array; /** Default 0.1. */ epsilon?: number }
    | {
        method: "boundary_smoothing";
        label: Uint8Array | Int32Array;
        /** Width of the boundary's window, odd; default 3. */
        k?: number;
        /** Default 0.5. */
        epsilon?: number;
      }
    | {
        method: "distillation";
        teacher_logits: Float32Array;
        label?: Uint8Array | Int32Array;
        /** Default 1. */
        temperature?: number;
        /** Share of the hard label, default 0.5. */
        label_share?: number;
      }
    | {
        method: "raters";
        /** One map per rater. */
        labels: (Uint8Array | Int32Array)[];
        /** Default "uniform". */
        rule?: "majority" | "uniform" | "weighted";
        weights?: number[];
      }
  );
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
