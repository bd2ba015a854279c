//! What `score` takes and gives, in TypeScript.

use super::Options;

/// `ScoreRequest` and `ScoreResult`.
///
/// ```
/// assert!(loss_playground::score::typescript::types().contains("default 10"));
/// ```
pub fn types() -> String {
    let Options { q, binary, bins } = Options::default();
    format!(
        r#"
/** What `score` takes: a hard label and a prediction. */
export type ScoreRequest = Prediction & {{
  shape: Shape;
  label: Uint8Array | Int32Array;
  keep?: Uint8Array;
  ignore_index?: number;
  /** The share of the worst images, in percent; default {q}. */
  q?: number;
  /** Two classes, of which 0 is background; default {binary}. */
  binary?: boolean;
  /** Bins of the calibration errors; default {bins}. */
  bins?: number;
}};

/** Percent (SCE: permille) by name, such as mIoUD, mIoUI1, ECED; null where undefined. */
export type ScoreResult = Record<string, number | null>;
"#
    )
}
