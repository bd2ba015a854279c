// The three reductions: which images and classes share a ratio, and what each ratio counts for.
// Twin of src/loss/region/cells.rs.

// A term's images and classes, or images alone; and where its parts of `work` start: counts and
// activity of each cell; sums over each shard's images; active classes of each image; active classes
// and images of each shard.
struct Cells {
    columns: u32,
    shard_images: u32,
    count: u32,
    by_class: u32,
    by_image: u32,
    by_shard: u32
}

fn cells_of(term: Term) -> Cells {
    let columns = select(CLASSES, 1u, term.agnostic != 0u);
    let count = batch.images * columns;
    let by_image = count + term.shards * columns;
    return Cells(columns, batch.images / term.shards, count, count, by_image, by_image + batch.images);
}

// TP, FP, FN and whether it is active, of each image's class or classes.
fn count_cells(term: Term, cells: Cells, lane: u32) {
    for (var cell = lane; cell < cells.count; cell += LANES) {
        let slot = (cell / cells.columns) * SLOTS + term.first_slot;
        var counts = vec4f(0.0);
        if term.agnostic != 0u {
            for (var c = 0u; c < CLASSES; c++) {
                counts = merge(counts, sums[slot + c]);
            }
        } else {
            counts = sums[slot + cell % cells.columns];
        }
        let active_ = term.only_present == 0u || peak_of(counts) > term.threshold;
        work[cell] = vec4f(counts.xyz, f32(active_));
    }
    sync();
}

// What a shard's ratios are of: the sums over its images; and the active classes of each image.
fn add_cells(term: Term, cells: Cells, lane: u32) {
    let columns = cells.columns;
    for (var index = lane; index < term.shards * columns; index += LANES) {
        var total = vec4f(0.0);
        for (var b = 0u; b < cells.shard_images; b++) {
            total += work[((index / columns) * cells.shard_images + b) * columns + index % columns];
        }
        work[cells.by_class + index] = total;
    }
    for (var image = lane; image < batch.images; image += LANES) {
        var active_classes = 0.0;
        for (var column = 0u; column < columns; column++) {
            active_classes += work[image * columns + column].w;
        }
        work[cells.by_image + image] = vec4f(active_classes);
    }
    sync();
}

// What the means of a shard are taken over: classes and images with something active.
fn count_active(term: Term, cells: Cells, lane: u32) {
    for (var shard = lane; shard < term.shards; shard += LANES) {
        var any = vec4f(0.0);
        for (var column = 0u; column < cells.columns; column++) {
            any.x += f32(work[cells.by_class + shard * cells.columns + column].w > 0.0);
        }
        for (var b = 0u; b < cells.shard_images; b++) {
            any.y += f32(work[cells.by_image + shard * cells.shard_images + b].x > 0.0);
        }
        work[cells.by_shard + shard] = any;
    }
    sync();
}
