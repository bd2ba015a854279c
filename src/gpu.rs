//! The same evaluation on WebGPU: four dispatches, nothing read back but what is asked for.
//!
//! 1. `shaders/moments.wgsl` sums every workgroup's pixels,
//! 2. `shaders/sums.wgsl` adds these sums up,
//! 3. `shaders/coefficients.wgsl` turns them into the value and a few numbers per image and class,
//! 4. `shaders/gradient.wgsl` writes the gradient from them.
//!
//! Every pixel's gradient needs the sums over all, so two sweeps over the data are the minimum.
//! The shaders recompute the softmax rather than store it, and their short loops are written out, see
//! `src/gpu/unroll.rs`. A batch larger than one binding is cut
//! into chunks; the sums run across them.
//!
//! Lovász terms sort between the third step and the fourth, see `shaders/sort.wgsl`.
//!
//! A [`Race`] follows gradients without reading them back, see `src/gpu/descent.rs`.
//!
//! Memory on the GPU: prediction, label (4 bytes a pixel if hard), a gradient for each loss, and a
//! few per cent for sums; 32 MiB at the most for reading back. Lovász terms sort in a tenth of that, or
//! 16 MiB if that is more, see `src/gpu/scratch.rs`. All of it stays for the next evaluation of a batch of
//! the same layout if prediction, label and gradients are 64 MiB at the most, see `src/gpu/repeated.rs`.

mod axioms;
#[cfg(target_arch = "wasm32")]
mod browser;
mod descent;
mod evaluate;
mod lovasz;
mod measure;
mod pipeline;
mod readback;
mod repeated;
mod scratch;
mod shader;
mod term;
mod unroll;
mod upload;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use futures_channel::oneshot;

use crate::batch::Layout;
use crate::error::{Error, Result};
pub use axioms::MOST_TRIPLES;
pub use descent::Race;
use lovasz::LovaszPipelines;
use pipeline::{Pipeline, Use};
use repeated::Left;
use shader::{Tile, Variant};
pub use upload::Upload;

/// Bytes that a sort may take of any batch.
const SORT_BYTES: u64 = 16 << 20;

/// A device with its pipelines. One serves any number of evaluations, until it is lost or refuses one.
#[derive(Debug)]
pub struct Gpu {
    device: wgpu::Device,
    queue: wgpu::Queue,
    adapter: Adapter,
    /// Whether workgroups are made for a processor.
    software: bool,
    binding_bytes: u64,
    groups_per_row: u32,
    sort_bytes: u64,
    pipelines: RefCell<HashMap<Variant, Rc<Pipelines>>>,
    searches: RefCell<HashMap<Variant, Rc<Pipeline>>>,
    /// What the last evaluation of a batch left for the next.
    left: RefCell<Option<Left>>,
    lost: Arc<AtomicBool>,
    /// Who wants to know when the device is lost.
    watchers: Arc<Mutex<Vec<oneshot::Sender<()>>>>,
    /// What it refused first. Which of the evaluations under way that was cannot be told.
    failure: Arc<Mutex<Option<String>>>,
}

/// Which adapter a device runs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adapter {
    /// Its name, as far as it is told.
    pub name: String,
    /// Whether a processor plays GPU.
    pub software: bool,
}

/// What a device is taken for, to see on any what happens on others.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// Bytes of one binding, if fewer than the device offers.
    pub binding_bytes: Option<u64>,
    /// Workgroups in one row of a dispatch, if fewer.
    pub groups_per_row: Option<u32>,
    /// Bytes that a sort may take even where they are more than a tenth of the batch's.
    pub sort_bytes: Option<u64>,
    /// Whether workgroups are made for a processor that plays GPU, whatever the adapter is.
    pub software: Option<bool>,
}

#[derive(Debug)]
struct Pipelines {
    moments: Pipeline,
    sums: Pipeline,
    coefficients: Pipeline,
    gradient: Pipeline,
    lovasz: Option<LovaszPipelines>,
}

impl Gpu {
    /// Asks for an adapter and a device.
    ///
    /// # Errors
    /// If there is no adapter, or it gives no device, or a browser does not answer; the message says why.
    pub async fn new(limits: Limits) -> Result<Self> {
        let asked = Self::ask(limits);
        #[cfg(target_arch = "wasm32")]
        let asked = browser::in_time(asked);
        asked.await
    }

    async fn ask(limits: Limits) -> Result<Self> {
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let options = wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            ..Default::default()
        };
        let adapter = instance.request_adapter(&options).await.map_err(|error| {
            Error::Gpu(format!("no WebGPU adapter: {error}; evaluate on the CPU"))
        })?;
        let offered = adapter.limits();
        let required_limits = wgpu::Limits {
            max_storage_buffer_binding_size: offered.max_storage_buffer_binding_size,
            max_buffer_size: offered.max_buffer_size,
            ..wgpu::Limits::default()
        };
        let descriptor = wgpu::DeviceDescriptor {
            required_limits: required_limits.clone(),
            ..Default::default()
        };
        let (device, queue) = adapter.request_device(&descriptor).await.map_err(|error| {
            let error = error.to_string();
            // Of a browser's error wgpu shows how Rust writes it, and the stack below.
            let why = error.lines().next().unwrap_or_default();
            let why = why.trim_start_matches("JsValue(");
            Error::Gpu(format!(
                "the WebGPU adapter gives no device: {why}; evaluate on the CPU"
            ))
        })?;

        let lost = Arc::new(AtomicBool::new(false));
        let watchers: Arc<Mutex<Vec<oneshot::Sender<()>>>> = Arc::default();
        let failure = Arc::new(Mutex::new(None));
        device.set_device_lost_callback({
            let (lost, watchers) = (lost.clone(), watchers.clone());
            move |_, _| {
                lost.store(true, Ordering::Relaxed);
                // A watcher is told by dropping its sender.
                if let Ok(mut watchers) = watchers.lock() {
                    watchers.clear();
                }
            }
        });
        device.on_uncaptured_error(Arc::new({
            let failure = failure.clone();
            move |error: wgpu::Error| {
                if let Ok(mut failure) = failure.lock() {
                    // The first error is the cause, the others follow from it.
                    failure.get_or_insert_with(|| error.to_string());
                }
            }
        }));
        let info = adapter.get_info();
        let name = info.name;
        #[cfg(target_arch = "wasm32")]
        let name = match name.is_empty() {
            true => browser::told(&device),
            false => name,
        };
        let software = info.device_type == wgpu::DeviceType::Cpu;
        let most = required_limits
            .max_storage_buffer_binding_size
            .min(required_limits.max_buffer_size);
        Ok(Self {
            device,
            queue,
            adapter: Adapter { name, software },
            software: limits.software.unwrap_or(software),
            binding_bytes: limits.binding_bytes.map_or(most, |bytes| bytes.min(most)),
            groups_per_row: limits
                .groups_per_row
                .unwrap_or(required_limits.max_compute_workgroups_per_dimension),
            sort_bytes: limits.sort_bytes.unwrap_or(SORT_BYTES),
            pipelines: RefCell::default(),
            searches: RefCell::default(),
            left: RefCell::default(),
            lost,
            watchers,
            failure,
        })
    }

    /// The adapter it runs on.
    pub fn adapter(&self) -> &Adapter {
        &self.adapter
    }

    /// Whether the device is gone; a new one must then be asked for.
    pub fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }

    /// Resolves when the device is lost or dropped.
    pub(crate) fn lost(&self) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        match self.watchers.lock() {
            Ok(mut watchers) if !self.is_lost() => watchers.push(sender),
            _ => drop(sender),
        }
        receiver
    }

    /// Whether it can be asked for more; if not, a new device must be asked for.
    pub fn is_usable(&self) -> bool {
        self.usable().is_ok()
    }

    /// Why it cannot be asked for more, nor what it answers now be trusted, if so.
    fn usable(&self) -> Result<()> {
        if self.is_lost() {
            return Err(Error::Gpu(
                "the GPU device was lost; evaluate on the CPU or ask for a new device".into(),
            ));
        }
        let refused = |message: &String| {
            Error::Gpu(format!(
                "the GPU refused: {message}; evaluate on the CPU or ask for a new device"
            ))
        };
        match self.failure.lock() {
            Ok(failure) => failure
                .as_ref()
                .map_or(Ok(()), |message| Err(refused(message))),
            Err(poisoned) => Err(Error::Gpu(poisoned.to_string())),
        }
    }

    /// How much work a workgroup gets.
    fn tile(&self, batch: Layout) -> Tile {
        Tile::new(self.software, batch)
    }

    fn pipelines(&self, variant: &Variant) -> Rc<Pipelines> {
        if let Some(pipelines) = self.pipelines.borrow().get(variant) {
            return pipelines.clone();
        }
        use Use::{Read, Uniform, Write};
        let pipelines = Rc::new(Pipelines {
            moments: self.pipeline(
                "moments",
                variant.moments(),
                &[Uniform, Read, Read, Read, Read, Write],
            ),
            sums: self.pipeline("sums_of", variant.sums(), &[Uniform, Read, Write]),
            coefficients: self.pipeline(
                "coefficients_of",
                variant.coefficients(),
                &[Uniform, Read, Read, Read, Write, Write, Write],
            ),
            gradient: self.pipeline(
                "gradient",
                variant.gradient(),
                &[Uniform, Read, Read, Read, Read, Read, Write],
            ),
            lovasz: variant.sorts().then(|| self.lovasz_pipelines(variant)),
        });
        self.pipelines
            .borrow_mut()
            .insert(variant.clone(), pipelines.clone());
        pipelines
    }

    /// An empty storage buffer.
    fn storage(&self, label: &str, bytes: usize) -> wgpu::Buffer {
        self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size: (bytes as u64).max(4), // an empty binding is not allowed
            usage: wgpu::BufferUsages::STORAGE
                | wgpu::BufferUsages::COPY_DST
                | wgpu::BufferUsages::COPY_SRC,
            mapped_at_creation: false,
        })
    }

    /// A buffer that holds these bytes.
    fn buffer_with(&self, label: &str, bytes: &[u8], usage: wgpu::BufferUsages) -> wgpu::Buffer {
        let buffer = self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size: (bytes.len() as u64).max(4),
            usage: usage | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        self.queue.write_buffer(&buffer, 0, bytes);
        buffer
    }
}
