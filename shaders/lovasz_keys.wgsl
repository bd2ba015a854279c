// The errors of a Lovász term as keys to sort, with each pixel's place and whether it is foreground.
// Twin, with lovasz_gradient.wgsl, of src/loss/lovasz.rs.

@group(0) @binding(4) var<uniform> sort: Sort;
@group(0) @binding(5) var<storage, read_write> keys: array<u32>; // [segment, place]
@group(0) @binding(6) var<storage, read_write> payloads: array<u32>; // place · 2 + foreground

fn error_at(given: vec4f, y: vec4f, normaliser: Normaliser) -> vec4f {
    if HINGE {
        return 1.0 - given * (2.0 * y - 1.0);
    }
    let x = probability(given, normaliser);
    return select(x, missed(x, log_probability(given, normaliser)), y > vec4f(0.5));
}

@compute @workgroup_size(WORKGROUP)
fn lovasz_keys(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) lane: u32
) {
    let place = place_of(workgroup, workgroups);
    if !place.inside {
        return;
    }
    let image = chunk.first_image + place.image;
    for (var i = 0u; i < RUN; i++) {
        let quad = place.first + i * WORKGROUP + lane;
        if quad >= chunk.quads {
            break;
        }
        let normaliser = normalise(place.image, quad, 1.0);
        let kept = kept_at(place.image, quad);
        for (var c = 0u; c < CLASSES; c++) {
            let segment = select(c, image * CLASSES + c, sort.per_image != 0u) - sort.first_segment;
            if segment >= sort.segments { // also where the difference wrapped around
                continue;
            }
            let y = label_at(place.image, c, quad);
            let error = error_at(prediction[quad_index(place.image, c, quad)], y, normaliser);
            for (var j = 0u; j < 4u; j++) {
                if quad * 4u + j < chunk.pixels {
                    let pixel = chunk.first_pixel + quad * 4u + j;
                    let at = select(image * sort.pixels + pixel, pixel, sort.per_image != 0u);
                    keys[segment * sort.length + at] = select(VOID, key_of(error[j]), kept[j]);
                    payloads[segment * sort.length + at] = at * 2u + u32(y[j] > 0.5 && kept[j]);
                }
            }
        }
    }
}
