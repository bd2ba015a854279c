//! What the sorts of Lovász terms need beside the batch: keys and payloads, and as much again to sort
//! them into.
//!
//! A class is sorted by itself. As many classes as fit are sorted at once, the others after them in
//! the same memory: 16 bytes for each number that is sorted at once, and half a per cent of that for
//! counts. This is at most a tenth of prediction, label and gradient, or 16 MiB if that is more; but
//! never less than one class takes, which is 16 bytes a pixel of an image, or of the whole batch where
//! it is sorted as one.

use super::Gpu;
use super::lovasz::BUCKETS;
use super::upload::Upload;
use crate::config::{Loss, LossConfig};
use crate::error::{Error, Result};

/// Bytes for each number that is sorted.
const BYTES: u64 = 16;
/// What share of the batch's memory a sort may take.
const SHARE: u64 = 10;

/// Segments of equal length, one for each class of the batch or of an image, and how many of them are
/// sorted at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sorting {
    pub(super) length: usize,
    /// Of a segment, one for each workgroup.
    pub(super) blocks: usize,
    pub(super) segments: usize,
    pub(super) at_once: usize,
}

/// Buffers that all sorts on a batch share, one after another.
#[derive(Debug)]
pub(super) struct Scratch {
    pub(super) keys: [wgpu::Buffer; 2],
    pub(super) payloads: [wgpu::Buffer; 2],
    pub(super) counts: wgpu::Buffer,
    pub(super) foregrounds: wgpu::Buffer,
    pub(super) totals: wgpu::Buffer,
}

/// Whether a loss sorts every image by itself, if it sorts.
fn per_image(loss: &Loss) -> Option<bool> {
    match loss {
        Loss::LovaszSoftmax(settings) => Some(settings.per_image),
        Loss::LovaszHinge(settings) => Some(settings.per_image),
        _ => None,
    }
}

impl Gpu {
    /// How a Lovász term's segments are sorted.
    pub(super) fn sorting(&self, batch: &Upload, per_image: bool) -> Result<Sorting> {
        let layout = batch.layout;
        let pixels = layout.height * layout.width;
        let (length, segments) = match per_image {
            true => (pixels, layout.images * layout.classes),
            false => (pixels * layout.images, layout.classes),
        };
        let blocks = length.div_ceil(self.tile(layout).keys() as usize);
        let numbers = self.sort_bytes.max(batch.bytes(1) / SHARE) / BYTES;
        let most = (numbers as usize / length)
            .max(1)
            .min((self.binding_bytes / 4) as usize / length)
            .min(self.groups_per_row as usize);
        // A place and one bit must fit into a payload's 32 bits.
        if most == 0 || length >= 1 << 31 || blocks > self.groups_per_row as usize {
            return Err(Error::Gpu(format!(
                "this GPU cannot sort {length} pixels at once; evaluate the Lovász losses per image or on the CPU"
            )));
        }
        Ok(Sorting {
            length,
            blocks,
            segments,
            at_once: segments.div_ceil(segments.div_ceil(most)),
        })
    }

    /// What the sorts of these losses need, if any of them sorts.
    pub(super) fn scratch<'a>(
        &self,
        batch: &Upload,
        losses: impl IntoIterator<Item = &'a LossConfig>,
    ) -> Result<Option<Scratch>> {
        let terms = losses.into_iter().flat_map(|loss| &loss.terms);
        let sortings: Vec<Sorting> = terms
            .filter_map(|term| per_image(&term.loss))
            .map(|per_image| self.sorting(batch, per_image))
            .collect::<Result<_>>()?;
        if sortings.is_empty() {
            return Ok(None);
        }
        let array = |name: &str, length: fn(&Sorting) -> usize| {
            let most = sortings.iter().map(|own| own.at_once * length(own)).max();
            self.storage(name, most.unwrap_or_default() * 4)
        };
        Ok(Some(Scratch {
            keys: [(); 2].map(|()| array("keys", |own| own.length)),
            payloads: [(); 2].map(|()| array("payloads", |own| own.length)),
            counts: array("counts", |own| BUCKETS as usize * own.blocks),
            foregrounds: array("foregrounds", |own| own.blocks),
            totals: array("totals", |_| 1),
        }))
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array3, Array4};

    use super::*;
    use crate::batch::{Batch, Label, Prediction};
    use crate::gpu::Limits;

    fn lovasz(kind: &str, per_image: bool) -> LossConfig {
        let mut loss = LossConfig::single(Loss::from_kind(kind).unwrap());
        loss.terms[0].set("per_image", &per_image.into()).unwrap();
        loss
    }

    fn bytes(scratch: &Scratch) -> [u64; 2] {
        let sorted = scratch.keys.iter().chain(&scratch.payloads);
        let counts = [&scratch.counts, &scratch.foregrounds, &scratch.totals];
        [
            sorted.map(wgpu::Buffer::size).sum(),
            counts.map(wgpu::Buffer::size).iter().sum(),
        ]
    }

    #[test]
    fn a_sort_takes_a_tenth_of_the_batch_or_16_mib_or_one_class() {
        let gpu = match pollster::block_on(Gpu::new(Limits::default())) {
            Ok(gpu) => gpu,
            Err(error) if std::env::var_os("REQUIRE_GPU").is_some() => panic!("{error}"),
            Err(_) => return,
        };
        let all = |dim| vec![(dim, false), (dim, true)];
        for (dim, per_image) in [
            (2, 3, 64, 65),
            (1, 4, 512, 512),
            (3, 7, 512, 512),
            (2, 21, 1024, 1024),
            (1, 2, 1500, 1500),
        ]
        .into_iter()
        .flat_map(all)
        {
            let (images, _, height, width) = dim;
            let prediction = Prediction::Logits(Array4::zeros(dim));
            let label = Label::Hard(Array3::zeros((images, height, width)));
            let batch = Batch::new(prediction, label, None, None).unwrap();
            let batch = gpu.upload(&batch).unwrap();
            let losses = [lovasz("lovasz_softmax", per_image)];
            let sorting = gpu.sorting(&batch, per_image).unwrap();
            let [sorted, counts] = bytes(&gpu.scratch(&batch, &losses).unwrap().unwrap());
            let needed = BYTES * sorting.length as u64;
            let budget = (16 << 20).max(batch.bytes(1) / 10);
            assert!(
                sorted <= budget.max(needed),
                "{dim:?} {per_image}: {sorted}"
            );
            assert!(counts * 100 <= sorted, "{dim:?} {per_image}: {counts}");
            // All at once where they fit.
            if needed * sorting.segments as u64 <= budget {
                assert_eq!(sorting.at_once, sorting.segments);
            }
            // Another loss takes the same memory.
            let twice = [losses.clone(), losses].concat();
            let again = bytes(&gpu.scratch(&batch, &twice).unwrap().unwrap());
            assert_eq!(again, [sorted, counts]);
        }
    }
}
