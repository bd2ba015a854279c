//! The compute shaders, put together for one kind of evaluation.

use std::fmt::Write;

use super::term::Terms;
use super::unroll::unrolled;
use super::{lovasz, term};
use crate::axioms::{LEVELS, MOST_PIXELS};
use crate::batch::Layout;
use crate::config::Overlap;
use crate::loss::region::Form;

const AXIOMS: &str = include_str!("../../shaders/axioms.wgsl");
const BATCH: &str = include_str!("../../shaders/batch.wgsl");
const CHUNK: &str = include_str!("../../shaders/chunk.wgsl");
const COEFFICIENTS: &str = include_str!("../../shaders/coefficients.wgsl");
const COPY: &str = include_str!("../../shaders/copy.wgsl");
const FEATURES: &str = include_str!("../../shaders/features.wgsl");
const GENERALIZED_DICE: &str = include_str!("../../shaders/generalized_dice.wgsl");
const GRADIENT: &str = include_str!("../../shaders/gradient.wgsl");
const GRADIENT_FEW: &str = include_str!("../../shaders/gradient_few.wgsl");
const GRADIENT_MANY: &str = include_str!("../../shaders/gradient_many.wgsl");
const HARD_LABEL: &str = include_str!("../../shaders/hard_label.wgsl");
const LOGITS: &str = include_str!("../../shaders/logits.wgsl");
const LOVASZ_COEFFICIENTS: &str = include_str!("../../shaders/lovasz_coefficients.wgsl");
const LOVASZ_GRADIENT: &str = include_str!("../../shaders/lovasz_gradient.wgsl");
const LOVASZ_KEYS: &str = include_str!("../../shaders/lovasz_keys.wgsl");
const LOVASZ_VALUE: &str = include_str!("../../shaders/lovasz_value.wgsl");
const MOMENTS: &str = include_str!("../../shaders/moments.wgsl");
const MOMENTS_BY_CLASS: &str = include_str!("../../shaders/moments_by_class.wgsl");
const MOMENTS_BY_QUAD: &str = include_str!("../../shaders/moments_by_quad.wgsl");
const MOMENTS_FEW: &str = include_str!("../../shaders/moments_few.wgsl");
const MOMENTS_MANY: &str = include_str!("../../shaders/moments_many.wgsl");
const OPTIMISER: &str = include_str!("../../shaders/optimiser.wgsl");
const PIXELS: &str = include_str!("../../shaders/pixels.wgsl");
const POINTWISE: &str = include_str!("../../shaders/pointwise.wgsl");
const POINTWISE_COEFFICIENTS: &str = include_str!("../../shaders/pointwise_coefficients.wgsl");
const PROBABILITIES: &str = include_str!("../../shaders/probabilities.wgsl");
const RADIX: &str = include_str!("../../shaders/radix.wgsl");
const REGION: &str = include_str!("../../shaders/region.wgsl");
const REGION_CELLS: &str = include_str!("../../shaders/region_cells.wgsl");
const REGION_COEFFICIENTS: &str = include_str!("../../shaders/region_coefficients.wgsl");
const SCAN: &str = include_str!("../../shaders/scan.wgsl");
const SHARED: &str = include_str!("../../shaders/shared.wgsl");
const SOFT_LABEL: &str = include_str!("../../shaders/soft_label.wgsl");
const SORT: &str = include_str!("../../shaders/sort.wgsl");
const SUMS: &str = include_str!("../../shaders/sums.wgsl");
const TERM: &str = include_str!("../../shaders/term.wgsl");
const TRIPLE: &str = include_str!("../../shaders/triple.wgsl");

/// As many classes as have their loops written out, and their sums and numbers in registers.
const FEW: usize = 4;

/// Workgroups that keep all cores of a processor busy.
const GROUPS: u32 = 8;

/// Invocations that a processor runs at once, so that what they read lies together.
const ABREAST: u32 = 8;

/// What the shaders are specialised for. Numbers are not: moving one never compiles anything.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Variant {
    tile: Tile,
    classes: usize,
    logits: bool,
    hard: bool,
    forms: Vec<Form>,
    pointwise: Vec<u32>,
    lovasz: usize,
    hinge: bool,
    peaks: bool,
}

/// How much work a workgroup gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Tile {
    /// Invocations in a workgroup of a sweep.
    workgroup: u32,
    /// Quads per invocation.
    run: u32,
    /// Invocations where one workgroup does all.
    lanes: u32,
    /// Invocations in a workgroup of a sort.
    sorters: u32,
    /// Keys per invocation.
    sort_run: u32,
}

impl Tile {
    /// A GPU wants many invocations that read neighbouring memory, and what one keeps in registers;
    /// a processor that plays GPU wants few with much work each, if there is work for all its cores. But
    /// some of them end an invocation without a word after 65,535 turns of all its loops.
    pub(super) fn new(software: bool, batch: Layout) -> Self {
        let quads = (batch.height * batch.width).div_ceil(4) as u32;
        let most = match batch.classes {
            classes if classes <= FEW => 256,
            ..=32 => 32,
            _ => 8,
        };
        match software {
            true => Self {
                workgroup: ABREAST,
                run: 1 << (quads / (ABREAST * GROUPS)).clamp(1, most).ilog2(),
                lanes: 32,
                sorters: 16,
                sort_run: 64,
            },
            false => Self {
                workgroup: 256,
                run: 1,
                lanes: 256,
                sorters: 64,
                sort_run: 16,
            },
        }
    }

    /// Quads per workgroup of a sweep.
    pub(super) fn quads(self) -> u32 {
        self.workgroup * self.run
    }

    /// Invocations in a workgroup of a sweep, and of a search.
    pub(super) fn workgroup(self) -> u32 {
        self.workgroup
    }

    /// Keys per workgroup of a sort.
    pub(super) fn keys(self) -> u32 {
        self.sorters * self.sort_run
    }

    /// The passes of a model's features.
    pub(super) fn features(self) -> String {
        let mut source = [FEATURES, CHUNK].concat();
        self.constants(&mut source);
        source
    }

    /// The pass of an optimiser.
    pub(super) fn optimiser(self) -> String {
        let mut source = OPTIMISER.to_owned();
        self.constants(&mut source);
        source
    }

    /// A plain copy, which a benchmark compares with.
    pub(super) fn copy(self) -> String {
        let mut source = COPY.to_owned();
        self.constants(&mut source);
        source
    }

    fn constants(self, source: &mut String) {
        for (name, value) in [
            ("WORKGROUP", self.workgroup),
            ("RUN", self.run),
            ("LANES", self.lanes),
            ("SORTERS", self.sorters),
            ("SORT_RUN", self.sort_run),
        ] {
            constant(source, name, value as usize);
        }
    }
}

impl Variant {
    pub(super) fn new(tile: Tile, batch: Layout, terms: &Terms) -> Self {
        Self {
            tile,
            classes: batch.classes,
            logits: batch.logits,
            hard: batch.hard,
            forms: terms.forms.clone(),
            pointwise: terms.pointwise.clone(),
            lovasz: terms.lovasz.len(),
            hinge: terms.hinge,
            peaks: terms.peaks,
        }
    }

    /// Sums per image: one for each form and class, one for each pointwise term.
    pub(super) fn slots(&self) -> usize {
        self.forms.len() * self.classes + self.pointwise.len()
    }

    /// Coefficients per image: one for each sum, and for each Lovász term and class.
    pub(super) fn row(&self) -> usize {
        self.slots() + self.lovasz * self.classes
    }

    pub(super) fn sorts(&self) -> bool {
        self.lovasz > 0
    }

    pub(super) fn moments(&self) -> String {
        let loops = match (self.few(), self.tile.run) {
            (true, _) => [MOMENTS_BY_QUAD, MOMENTS_FEW].concat(),
            (false, 1) => MOMENTS_BY_CLASS.to_owned(),
            (false, _) => [MOMENTS_BY_QUAD, MOMENTS_MANY].concat(),
        };
        self.sweep(&[MOMENTS, &loops, REGION, POINTWISE])
    }

    pub(super) fn gradient(&self) -> String {
        let main = if self.few() {
            GRADIENT_FEW
        } else {
            GRADIENT_MANY
        };
        self.sweep(&[GRADIENT, main, REGION, POINTWISE])
    }

    fn few(&self) -> bool {
        self.classes <= FEW
    }

    pub(super) fn sums(&self) -> String {
        self.source(&[SUMS, BATCH])
    }

    pub(super) fn coefficients(&self) -> String {
        let families = [
            REGION_CELLS,
            REGION_COEFFICIENTS,
            GENERALIZED_DICE,
            POINTWISE_COEFFICIENTS,
            LOVASZ_COEFFICIENTS,
        ];
        self.source(&[COEFFICIENTS, BATCH, TERM, &families.concat()])
    }

    /// The search over triples, in which an invocation by itself does what a workgroup does elsewhere.
    pub(super) fn axioms(&self) -> String {
        let families = [
            REGION_CELLS,
            REGION_COEFFICIENTS,
            GENERALIZED_DICE,
            POINTWISE_COEFFICIENTS,
        ];
        let mut alone = self.clone();
        alone.tile.lanes = 1;
        let pixel = [TRIPLE, PROBABILITIES, REGION, POINTWISE, TERM];
        let mut source = alone.source(&[AXIOMS, &pixel.concat(), &families.concat()]);
        constant(&mut source, "LEVELS", LEVELS as usize);
        constant(&mut source, "QUADS", MOST_PIXELS.div_ceil(4));
        source
    }

    pub(super) fn lovasz_keys(&self) -> String {
        self.sweep(&[LOVASZ_KEYS, SORT])
    }

    pub(super) fn radix(&self) -> String {
        self.source(&[RADIX, SORT])
    }

    pub(super) fn scan(&self) -> String {
        self.source(&[SCAN])
    }

    pub(super) fn lovasz_gradient(&self) -> String {
        self.source(&[LOVASZ_GRADIENT, SORT, CHUNK])
    }

    pub(super) fn lovasz_value(&self) -> String {
        self.source(&[LOVASZ_VALUE, SORT])
    }

    /// A pass over the pixels, with its short loops written out.
    fn sweep(&self, parts: &[&str]) -> String {
        let pixels = [CHUNK, PIXELS, self.prediction(), self.label()];
        let mut short = vec![
            ("FORMS", self.forms.len()),
            ("POINTWISE", self.pointwise.len()),
        ];
        if self.few() {
            short.extend([("CLASSES", self.classes), ("SLOTS", self.slots())]);
        }
        unrolled(&self.source(&[parts, &pixels].concat()), &short)
    }

    fn prediction(&self) -> &'static str {
        if self.logits { LOGITS } else { PROBABILITIES }
    }

    fn label(&self) -> &'static str {
        if self.hard { HARD_LABEL } else { SOFT_LABEL }
    }

    /// The parts in order, the main one first so that a compiler's line numbers are its own.
    fn source(&self, parts: &[&str]) -> String {
        let mut source = parts.concat();
        source.push_str(SHARED);
        let norms = self.forms.iter().map(|form| format!("{}u", form.norm));
        let products = self
            .forms
            .iter()
            .map(|form| (form.overlap == Overlap::Product).to_string());
        let kinds = self.pointwise.iter().map(|kind| format!("{kind}u"));
        source.push_str(&lookup("norm_of", "u32", norms));
        source.push_str(&lookup("is_product", "bool", products));
        source.push_str(&lookup("kind_of", "u32", kinds));
        self.tile.constants(&mut source);
        for (name, value) in [
            ("CLASSES", self.classes),
            ("FORMS", self.forms.len()),
            ("POINTWISE", self.pointwise.len()),
            ("LOVASZ", self.lovasz),
            ("BUCKETS", lovasz::BUCKETS as usize),
        ] {
            constant(&mut source, name, value);
        }
        for (name, number) in term::NAMES {
            constant(&mut source, name, number as usize);
        }
        for (name, value) in [("HINGE", self.hinge), ("PEAKS", self.peaks)] {
            let _ = writeln!(source, "const {name}: bool = {value};");
        }
        source
    }
}

fn constant(source: &mut String, name: &str, value: usize) {
    // Writing to a String cannot fail.
    let _ = writeln!(source, "const {name}: u32 = {value}u;");
}

/// A function from an index to one of these constants.
fn lookup(name: &str, kind: &str, values: impl Iterator<Item = String>) -> String {
    let cases: String = (0..)
        .zip(values)
        .map(|(i, value): (u32, _)| format!("case {i}u: {{ return {value}; }} "))
        .collect();
    format!(
        "fn {name}(index: u32) -> {kind} {{ switch index {{ {cases} default: {{ return {kind}(); }} }} }}\n"
    )
}
