//! The compute shaders, put together for one kind of evaluation.

use std::fmt::Write;

use crate::batch::Layout;
use crate::config::Overlap;
use crate::loss::region::Form;

const MOMENTS: &str = include_str!("../../shaders/moments.wgsl");
const COEFFICIENTS: &str = include_str!("../../shaders/coefficients.wgsl");
const GRADIENT: &str = include_str!("../../shaders/gradient.wgsl");
const PIXELS: &str = include_str!("../../shaders/pixels.wgsl");
const LOGITS: &str = include_str!("../../shaders/logits.wgsl");
const PROBABILITIES: &str = include_str!("../../shaders/probabilities.wgsl");
const HARD_LABEL: &str = include_str!("../../shaders/hard_label.wgsl");
const SOFT_LABEL: &str = include_str!("../../shaders/soft_label.wgsl");
const REGION: &str = include_str!("../../shaders/region.wgsl");
const REGION_COEFFICIENTS: &str = include_str!("../../shaders/region_coefficients.wgsl");
const POINTWISE_COEFFICIENTS: &str = include_str!("../../shaders/pointwise_coefficients.wgsl");
const SHARED: &str = include_str!("../../shaders/shared.wgsl");

/// What the shaders are specialised for. Parameters are not: changing one never compiles anything.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Variant {
    pub(super) classes: usize,
    pub(super) logits: bool,
    pub(super) hard: bool,
    pub(super) forms: Vec<Form>,
    /// Whether there is a pointwise term.
    pub(super) pointwise: bool,
}

/// How much work a workgroup gets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tile {
    /// Invocations in a workgroup of a sweep.
    pub(super) workgroup: u32,
    /// Quads per invocation.
    pub(super) run: u32,
    /// Invocations of the one workgroup between the sweeps.
    lanes: u32,
}

impl Tile {
    /// A GPU wants many invocations that read neighbouring memory; a processor that plays GPU wants
    /// few with much work each.
    pub(super) fn for_adapter(software: bool) -> Self {
        match software {
            true => Self {
                workgroup: 16,
                run: 8,
                lanes: 32,
            },
            false => Self {
                workgroup: 64,
                run: 4,
                lanes: 256,
            },
        }
    }

    /// Quads per workgroup.
    pub(super) fn quads(self) -> u32 {
        self.workgroup * self.run
    }
}

impl Variant {
    pub(super) fn new(batch: Layout, forms: Vec<Form>, pointwise: bool) -> Self {
        Self {
            classes: batch.classes,
            logits: batch.logits,
            hard: batch.hard,
            forms,
            pointwise,
        }
    }

    /// Sums per image: one for each form and class, one for the pointwise terms.
    pub(super) fn slots(&self) -> usize {
        self.forms.len() * self.classes + usize::from(self.pointwise)
    }

    pub(super) fn moments_source(&self, tile: Tile) -> String {
        self.source(
            tile,
            &[MOMENTS, PIXELS, self.prediction(), self.label(), REGION],
        )
    }

    pub(super) fn coefficients_source(&self, tile: Tile) -> String {
        self.source(
            tile,
            &[COEFFICIENTS, REGION_COEFFICIENTS, POINTWISE_COEFFICIENTS],
        )
    }

    pub(super) fn gradient_source(&self, tile: Tile) -> String {
        self.source(
            tile,
            &[GRADIENT, PIXELS, self.prediction(), self.label(), REGION],
        )
    }

    fn prediction(&self) -> &'static str {
        if self.logits { LOGITS } else { PROBABILITIES }
    }

    fn label(&self) -> &'static str {
        if self.hard { HARD_LABEL } else { SOFT_LABEL }
    }

    /// The parts in order, the main one first so that a compiler's line numbers are its own.
    fn source(&self, tile: Tile, parts: &[&str]) -> String {
        let Self { classes, forms, .. } = self;
        let Tile {
            workgroup,
            run,
            lanes,
        } = tile;
        let mut source = parts.concat();
        source.push_str(SHARED);
        let mut norms = String::new();
        let mut products = String::new();
        for (i, form) in forms.iter().enumerate() {
            // Writing to a String cannot fail.
            let _ = write!(norms, "case {i}u: {{ return {}u; }} ", form.norm);
            let _ = write!(
                products,
                "case {i}u: {{ return {}; }} ",
                form.overlap == Overlap::Product
            );
        }
        let _ = write!(
            source,
            "const CLASSES: u32 = {classes}u;
             const FORMS: u32 = {}u;
             const POINTWISE: u32 = {}u;
             const WORKGROUP: u32 = {workgroup}u;
             const RUN: u32 = {run}u;
             const LANES: u32 = {lanes}u;
             fn norm_of(form: u32) -> u32 {{ switch form {{ {norms} default: {{ return 1u; }} }} }}
             fn is_product(form: u32) -> bool {{ switch form {{ {products} default: {{ return false; }} }} }}",
            forms.len(),
            u8::from(self.pointwise),
        );
        source
    }
}
