//! The sort of a Lovász term: keys, eight passes of four bits, then weights and gradient.

use super::Gpu;
use super::evaluate::Prepared;
use super::pipeline::{Pipeline, Use};
use super::scratch::Scratch;
use super::shader::Variant;
use super::term::Lovasz;
use super::upload::Upload;
use crate::error::Result;

/// Digits of four bits in a key.
const PASSES: u32 = 8;
pub(super) const DIGITS: u32 = 16;

/// What a Lovász term runs.
#[derive(Debug)]
pub(super) struct LovaszPipelines {
    keys: Pipeline,
    count: Pipeline,
    scan: Pipeline,
    scatter: Pipeline,
    count_foreground: Pipeline,
    gradient: Pipeline,
    value: Pipeline,
}

/// What is sorted at once: segments that lie behind one another, see `shaders/sort.wgsl`.
struct Round {
    length: u32,
    blocks: u32,
    pixels: u32,
    first_segment: u32,
    segments: u32,
    term: Lovasz,
}

impl Round {
    /// `Sort` in `shaders/sort.wgsl`.
    fn words(&self, shift: u32) -> [u32; 12] {
        [
            self.length,
            self.blocks,
            self.pixels,
            self.first_segment,
            self.segments,
            u32::from(self.term.per_image),
            shift,
            self.term.row_slot as u32,
            self.term.term as u32,
            0,
            0,
            0,
        ]
    }
}

impl Gpu {
    pub(super) fn lovasz_pipelines(&self, variant: &Variant) -> LovaszPipelines {
        use Use::{Read, Uniform, Write};
        let sort = [Uniform, Read, Read, Write, Write, Write];
        let weigh = [
            Uniform, Uniform, Read, Read, Write, Read, Read, Write, Write,
        ];
        LovaszPipelines {
            keys: self.pipeline(
                "lovasz_keys",
                variant.lovasz_keys(),
                &[Uniform, Read, Read, Read, Uniform, Write, Write],
            ),
            count: self.pipeline("count", variant.radix(), &sort),
            scan: self.pipeline("prefix_sums", variant.scan(), &[Uniform, Write, Write]),
            scatter: self.pipeline("scatter", variant.radix(), &sort),
            count_foreground: self.pipeline("count_foreground", variant.lovasz_gradient(), &weigh),
            gradient: self.pipeline("lovasz_gradient", variant.lovasz_gradient(), &weigh),
            value: self.pipeline(
                "lovasz_value",
                variant.lovasz_value(),
                &[Uniform, Read, Read, Write],
            ),
        }
    }

    /// Adds a term's value and gradient, as many segments at a time as the scratch holds.
    pub(super) fn lovasz(
        &self,
        prepared: &mut Prepared,
        pipelines: &LovaszPipelines,
        (batch, scratch): (&Upload, &Scratch),
        term: Lovasz,
    ) -> Result<()> {
        let sorting = self.sorting(batch, term.per_image)?;
        for first in (0..sorting.segments).step_by(sorting.at_once) {
            let round = Round {
                length: sorting.length as u32,
                blocks: sorting.blocks as u32,
                pixels: (batch.layout.height * batch.layout.width) as u32,
                first_segment: first as u32,
                segments: sorting.at_once.min(sorting.segments - first) as u32,
                term,
            };
            self.sort_and_weigh(prepared, pipelines, (batch, scratch), &round);
        }
        Ok(())
    }

    fn sort_and_weigh(
        &self,
        prepared: &mut Prepared,
        pipelines: &LovaszPipelines,
        (batch, scratch): (&Upload, &Scratch),
        round: &Round,
    ) {
        let uniform = |words: &[u32]| {
            self.buffer_with(
                "sort",
                bytemuck::cast_slice(words),
                wgpu::BufferUsages::UNIFORM,
            )
        };
        let Scratch {
            keys: [keys, keys_out],
            payloads: [payloads, payloads_out],
            counts,
            foregrounds,
            totals,
        } = scratch;
        let (mut keys, mut keys_out) = (keys, keys_out);
        let (mut payloads, mut payloads_out) = (payloads, payloads_out);
        let partials = self.storage("partials", (round.segments * round.blocks) as usize * 4);
        let shape = uniform(&round.words(0));
        let groups = (round.blocks, round.segments);

        let mut steps = Vec::new();
        for chunk in &batch.chunks {
            let bound = chunk.bound(&[&shape, keys, payloads]);
            steps.push(self.sweep(&pipelines.keys, &bound, chunk));
        }
        let entries = uniform(&[DIGITS * round.blocks, 0, 0, 0]);
        for digit in 0..PASSES {
            let shape = uniform(&round.words(4 * digit));
            let bound = [&shape, keys, payloads, counts, keys_out, payloads_out];
            steps.push(self.bind(&pipelines.count, &bound, groups));
            steps.push(self.bind(
                &pipelines.scan,
                &[&entries, counts, totals],
                (round.segments, 1),
            ));
            steps.push(self.bind(&pipelines.scatter, &bound, groups));
            std::mem::swap(&mut keys, &mut keys_out);
            std::mem::swap(&mut payloads, &mut payloads_out);
        }
        for (i, (chunk, gradients)) in batch.chunks.iter().zip(&prepared.gradients).enumerate() {
            let bound = [
                &chunk.shape,
                &shape,
                keys,
                payloads,
                foregrounds,
                totals,
                &prepared.coefficients,
                gradients,
                &partials,
            ];
            if i == 0 {
                steps.push(self.bind(&pipelines.count_foreground, &bound, groups));
                let entries = uniform(&[round.blocks, 0, 0, 0]);
                steps.push(self.bind(
                    &pipelines.scan,
                    &[&entries, foregrounds, totals],
                    (round.segments, 1),
                ));
            }
            steps.push(self.bind(&pipelines.gradient, &bound, groups));
        }
        steps.push(self.bind(
            &pipelines.value,
            &[&shape, &partials, &prepared.coefficients, &prepared.values],
            (1, 1),
        ));
        prepared.zeroed.push(partials);
        prepared.dispatches.append(&mut steps);
    }
}
