//! The search for broken axioms: a dispatch tries millions of triples, and names four of them.

use std::rc::Rc;

use super::Gpu;
use super::pipeline::{Pipeline, Use};
use super::shader::Variant;
use super::term::Terms;
use crate::axioms::Search;
use crate::error::{Error, Result};

/// The most triples of a dispatch: their numbers come back as f32.
pub const MOST_TRIPLES: u64 = 1 << 22;

/// Numbers of f32 that a workgroup writes: how far each axiom is broken, and by which triple.
const SUSPECTS: usize = 8;

impl Gpu {
    /// Tries the next triples of a search, `count` of them but no more than [`MOST_TRIPLES`], and lets
    /// it take the worst.
    ///
    /// # Errors
    /// If the loss sorts, or the device fails or is lost.
    pub async fn advance(&self, search: &mut Search, count: u64) -> Result<()> {
        if search.judge().sorts() {
            return Err(Error::Gpu(
                "a loss that sorts pixels cannot be searched on the GPU; search on the CPU".into(),
            ));
        }
        self.usable()?;
        let count = count.min(MOST_TRIPLES);
        let layout = search.judge().layout();
        let terms = Terms::new(search.judge().loss(), layout);
        let tile = self.tile(layout);
        let pipeline = self.search(&Variant::new(tile, layout, &terms));
        let groups = (count as u32).div_ceil(tile.workgroup()).max(1);
        let (columns, rows) = self.rows(groups);
        let space = search.judge().space();
        let words = [
            search.seed(),
            search.tried() as u32,
            (search.tried() >> 32) as u32,
            count as u32,
            space.pixels as u32,
            u32::from(space.soft),
            search.judge().loss().terms.len() as u32,
            columns,
        ];
        let with = |name: &str, bytes: &[u8], usage| self.buffer_with(name, bytes, usage);
        let storage = wgpu::BufferUsages::STORAGE;
        let suspects = self.storage("suspects", groups as usize * SUSPECTS * 4);
        let parameters = bytemuck::cast_slice(&terms.pointwise_parameters);
        let class_weights = bytemuck::cast_slice(&terms.class_weights);
        let bound = [
            &with(
                "search",
                bytemuck::cast_slice(&words),
                wgpu::BufferUsages::UNIFORM,
            ),
            &with("terms", bytemuck::cast_slice(&terms.words), storage),
            &with("class weights", class_weights, storage),
            &with("pointwise parameters", parameters, storage),
            &suspects,
        ];
        let mut encoder = self.device.create_command_encoder(&Default::default());
        let mut pass = encoder.begin_compute_pass(&Default::default());
        let dispatch = self.bind(&pipeline, &bound, (columns, rows));
        dispatch.encode(&mut pass);
        drop(pass);
        let staging = self.staging(&[&suspects]);
        let read = self.read_back(encoder, &[&suspects], &staging).await?;
        let first = search.tried();
        let numbers = worst(read.first().map_or(&[], Vec::as_slice));
        search.take(count, numbers.map(|offset| first + offset));
        Ok(())
    }

    fn search(&self, variant: &Variant) -> Rc<Pipeline> {
        if let Some(pipeline) = self.searches.borrow().get(variant) {
            return pipeline.clone();
        }
        use Use::{Read, Uniform, Write};
        let uses = [Uniform, Read, Read, Read, Write];
        let pipeline = Rc::new(self.pipeline("axioms", variant.axioms(), &uses));
        let mut searches = self.searches.borrow_mut();
        searches.insert(variant.clone(), pipeline.clone());
        pipeline
    }
}

/// For each axiom the triple of all workgroups that breaks it most, if one does.
fn worst(groups: &[f32]) -> impl Iterator<Item = u64> {
    (0..SUSPECTS / 2).filter_map(|axiom| {
        let suspects = groups.chunks_exact(SUSPECTS).map(move |group| {
            let [extent, offset] = [group[axiom], group[SUSPECTS / 2 + axiom]];
            (extent, offset as u64)
        });
        let worst = suspects.reduce(|worst, other| if other.0 > worst.0 { other } else { worst });
        worst
            .filter(|(extent, _)| *extent > 0.0)
            .map(|(_, offset)| offset)
    })
}
