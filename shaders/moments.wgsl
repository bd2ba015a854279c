// First sweep: every workgroup sums its pixels' moments. The loops are in moments_by_quad.wgsl and, for many classes on
// a GPU, in moments_by_class.wgsl.

@group(0) @binding(4) var<storage, read> pointwise_parameters: array<f32>; // [pointwise term]
@group(0) @binding(5) var<storage, read_write> partials: array<vec4f>; // [image, group, slot]

var<workgroup> scratch: array<vec4f, WORKGROUP>;

// The workgroup's total, valid on lane 0.
fn workgroup_total(share: vec4f, lane: u32) -> vec4f {
    scratch[lane] = share;
    workgroupBarrier();
    for (var half = WORKGROUP / 2u; half > 0u; half >>= 1u) {
        if lane < half {
            scratch[lane] = merge(scratch[lane], scratch[lane + half]);
        }
        workgroupBarrier();
    }
    return scratch[0];
}

// Where a workgroup's totals go, as [image, group].
fn group_of(place: Place) -> u32 {
    return (chunk.first_image + place.image) * chunk.groups_per_image + chunk.first_group + place.group;
}
