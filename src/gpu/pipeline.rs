//! Pipelines with explicit layouts: what each pass binds, in order.

use super::Gpu;

/// How a pass uses a buffer.
#[derive(Debug, Clone, Copy)]
pub(super) enum Use {
    Uniform,
    Read,
    Write,
}

/// A compute pipeline and the layout of its bindings.
#[derive(Debug)]
pub(super) struct Pipeline {
    pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
}

impl Gpu {
    /// Compiles an entry point whose bindings are used like this.
    pub(super) fn pipeline(&self, entry_point: &str, source: String, uses: &[Use]) -> Pipeline {
        let entries: Vec<_> = (0u32..)
            .zip(uses)
            .map(|(binding, of)| wgpu::BindGroupLayoutEntry {
                binding,
                visibility: wgpu::ShaderStages::COMPUTE,
                ty: wgpu::BindingType::Buffer {
                    ty: match of {
                        Use::Uniform => wgpu::BufferBindingType::Uniform,
                        Use::Read => wgpu::BufferBindingType::Storage { read_only: true },
                        Use::Write => wgpu::BufferBindingType::Storage { read_only: false },
                    },
                    has_dynamic_offset: false,
                    min_binding_size: None,
                },
                count: None,
            })
            .collect();
        let layout = self
            .device
            .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
                label: Some(entry_point),
                entries: &entries,
            });
        let pipeline_layout = self
            .device
            .create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: Some(entry_point),
                bind_group_layouts: &[Some(&layout)],
                ..Default::default()
            });
        let module = self
            .device
            .create_shader_module(wgpu::ShaderModuleDescriptor {
                label: Some(entry_point),
                source: wgpu::ShaderSource::Wgsl(source.into()),
            });
        let pipeline = self
            .device
            .create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: Some(entry_point),
                layout: Some(&pipeline_layout),
                module: &module,
                entry_point: Some(entry_point),
                compilation_options: Default::default(),
                cache: None,
            });
        Pipeline { pipeline, layout }
    }

    /// Binds buffers to a pipeline for so many columns and rows of workgroups.
    pub(super) fn bind(
        &self,
        pipeline: &Pipeline,
        buffers: &[&wgpu::Buffer],
        groups: (u32, u32),
    ) -> Dispatch {
        let entries: Vec<_> = (0u32..)
            .zip(buffers)
            .map(|(binding, buffer)| wgpu::BindGroupEntry {
                binding,
                resource: buffer.as_entire_binding(),
            })
            .collect();
        Dispatch {
            pipeline: pipeline.pipeline.clone(),
            bound: self.device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: None,
                layout: &pipeline.layout,
                entries: &entries,
            }),
            groups,
        }
    }

    /// So many workgroups, in rows as long as the device allows.
    pub(super) fn rows(&self, groups: u32) -> (u32, u32) {
        let columns = groups.min(self.groups_per_row);
        (columns, groups.div_ceil(columns))
    }
}

/// Workgroups with their buffers: bound once, encoded as often as wanted.
#[derive(Debug)]
pub(super) struct Dispatch {
    pipeline: wgpu::ComputePipeline,
    bound: wgpu::BindGroup,
    groups: (u32, u32),
}

impl Dispatch {
    pub(super) fn encode(&self, pass: &mut wgpu::ComputePass) {
        let (columns, rows) = self.groups;
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.bound, &[]);
        pass.dispatch_workgroups(columns, rows, 1);
    }
}
