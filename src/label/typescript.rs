//! What `softenLabel` takes, in TypeScript.

use super::{BOUNDARY_EPSILON, BOUNDARY_WIDTH, LABEL_SHARE, SMOOTHING_EPSILON, TEMPERATURE};

/// `SoftenLabelRequest`.
///
/// ```
/// assert!(loss_playground::label::typescript::types().contains("boundary_smoothing"));
/// ```
pub fn types() -> String {
    format!(
        r#"
interface SoftenLabelCommon {{
  shape: Shape;
  /** Pixels of this class become zero in every class. */
  ignore_index?: number;
}}

/** What `softenLabel` takes; it resolves to B*C*H*W probabilities. */
export type SoftenLabelRequest = SoftenLabelCommon &
  (
    | {{ method: "smoothing"; label: Uint8Array | Int32Array; /** Default {SMOOTHING_EPSILON}. */ epsilon?: number }}
    | {{
        method: "boundary_smoothing";
        label: Uint8Array | Int32Array;
        /** Width of the boundary's window, odd; default {BOUNDARY_WIDTH}. */
        k?: number;
        /** Default {BOUNDARY_EPSILON}. */
        epsilon?: number;
      }}
    | ({{
        method: "distillation";
        teacher_logits: Float32Array;
        /** Default {TEMPERATURE}. */
        temperature?: number;
      }} & (
        | {{ label: Uint8Array | Int32Array; /** Share of the hard label, default {LABEL_SHARE}. */ label_share?: number }}
        | {{ label?: undefined; label_share: 0 }}
      ))
    | ({{
        method: "raters";
        /** One map per rater. */
        labels: (Uint8Array | Int32Array)[];
      }} & (
        | {{ /** Default "uniform". */ rule?: "majority" | "uniform"; weights?: undefined }}
        | {{ rule: "weighted"; /** One per rater. */ weights: number[] }}
      ))
  );
"#
    )
}
