//! The sort of a Lovász term: keys, eight passes of four bits, then weights and gradient.

use super::Gpu;
use super::evaluate::Prepared;
use super::pipeline::{Pipeline, Use};
use super::scratch::Scratch;
use super::shader::Variant;
use super::term::Lovasz;
use super::upload::Upload;
use crate::error::Result;

/// Bits of a digit: a pass sorts by one digit.
const BITS: u32 = 4;
const PASSES: u32 = u32::BITS / BITS;
/// As many values has a digit.
pub(super) const BUCKETS: u32 = 1 << BITS;

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
        let shape = self.words(&round.words(0));
        let [keys, payloads] = [&scratch.keys, &scratch.payloads].map(|[first, _]| first);
        for chunk in &batch.chunks {
            let bound = chunk.bound(&[&shape, keys, payloads]);
            let write = self.sweep(&pipelines.keys, &bound, chunk);
            prepared.dispatches.push(write);
        }
        let sorted = self.sort(prepared, pipelines, scratch, round);
        self.weigh(prepared, pipelines, (batch, scratch), round, sorted);
    }

    /// Sorts keys and payloads, to and fro between their two places; gives where they end.
    fn sort<'a>(
        &self,
        prepared: &mut Prepared,
        pipelines: &LovaszPipelines,
        scratch: &'a Scratch,
        round: &Round,
    ) -> [&'a wgpu::Buffer; 2] {
        let Scratch { counts, totals, .. } = scratch;
        let [mut from, mut to] = [0, 1].map(|i| [&scratch.keys[i], &scratch.payloads[i]]);
        let entries = self.words(&[BUCKETS * round.blocks, 0, 0, 0]);
        for pass in 0..PASSES {
            let shape = self.words(&round.words(BITS * pass));
            let bound = [&shape, from[0], from[1], counts, to[0], to[1]];
            let sums = [&entries, counts, totals];
            let groups = (round.blocks, round.segments);
            prepared.dispatches.extend([
                self.bind(&pipelines.count, &bound, groups),
                self.bind(&pipelines.scan, &sums, (round.segments, 1)),
                self.bind(&pipelines.scatter, &bound, groups),
            ]);
            std::mem::swap(&mut from, &mut to);
        }
        from
    }

    /// Adds the gradient of errors that are sorted, and the value.
    fn weigh(
        &self,
        prepared: &mut Prepared,
        pipelines: &LovaszPipelines,
        (batch, scratch): (&Upload, &Scratch),
        round: &Round,
        [keys, payloads]: [&wgpu::Buffer; 2],
    ) {
        let shape = self.words(&round.words(0));
        let groups = (round.blocks, round.segments);
        let partials = self.storage("partials", (round.segments * round.blocks) as usize * 4);
        let mut steps = Vec::new();
        for (chunk, gradients) in batch.chunks.iter().zip(&prepared.gradients) {
            let bound = [
                &chunk.shape,
                &shape,
                keys,
                payloads,
                &scratch.foregrounds,
                &scratch.totals,
                &prepared.coefficients,
                gradients,
                &partials,
            ];
            // The foreground is counted once; whichever chunk is bound, it is not looked at.
            if steps.is_empty() {
                let entries = self.words(&[round.blocks, 0, 0, 0]);
                let sums = [&entries, &scratch.foregrounds, &scratch.totals];
                steps.push(self.bind(&pipelines.count_foreground, &bound, groups));
                steps.push(self.bind(&pipelines.scan, &sums, (round.segments, 1)));
            }
            steps.push(self.bind(&pipelines.gradient, &bound, groups));
        }
        let bound = [&shape, &partials, &prepared.coefficients, &prepared.values];
        steps.push(self.bind(&pipelines.value, &bound, (1, 1)));
        prepared.zeroed.push(partials);
        prepared.dispatches.append(&mut steps);
    }

    fn words(&self, words: &[u32]) -> wgpu::Buffer {
        let bytes = bytemuck::cast_slice(words);
        self.buffer_with("sort", bytes, wgpu::BufferUsages::UNIFORM)
    }
}
