//! A stroke of the brush: coverage so far, blended once with what was there before.

use ndarray::{Array2, Array3, Axis, s};

use super::{Layer, Scene, Step};

/// What a stroke does where it passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// Moves probabilities towards the brush's class.
    Paint,
    /// Moves a label towards background, a prediction towards no opinion.
    Erase,
    /// Moves probabilities towards the mean of their neighbourhood; a hard label stays as it is.
    Soften,
}

/// How wide, how soft and how strong a stroke is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Brush {
    /// The class that [`Tool::Paint`] paints.
    pub class: usize,
    /// Diameter in pixels, 1 to 64.
    pub size: f32,
    /// The part of the radius with full strength, 0 to 1; it falls off smoothly to the rim.
    pub hardness: f32,
    /// How far probabilities move, 0 to 1 (all the way).
    pub strength: f32,
}

/// A rectangle of pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rect {
    /// The first column.
    pub x: usize,
    /// The first row.
    pub y: usize,
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Rect {
    /// Whether it holds no pixel.
    pub fn is_empty(&self) -> bool {
        self.width == 0 || self.height == 0
    }

    /// The smallest rectangle that holds both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        if self.is_empty() {
            return other;
        }
        if other.is_empty() {
            return self;
        }
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = (self.x + self.width).max(other.x + other.width);
        let bottom = (self.y + self.height).max(other.y + other.height);
        Self {
            x,
            y,
            width: right - x,
            height: bottom - y,
        }
    }

    /// Grown by `margin` each way, within `height`×`width`.
    fn grown(self, margin: usize, height: usize, width: usize) -> Self {
        let (x, y) = (self.x.saturating_sub(margin), self.y.saturating_sub(margin));
        Self {
            x,
            y,
            width: (self.x + self.width + margin).min(width) - x,
            height: (self.y + self.height + margin).min(height) - y,
        }
    }
}

/// A stroke under way.
///
/// Every pixel keeps the largest strength with which the stroke has passed so far, and is blended
/// once, with what was there before the stroke: joints do not build up, and a slow stroke paints
/// what a fast one does.
#[derive(Debug, Clone)]
pub struct Stroke {
    tool: Tool,
    layer: Layer,
    brush: Brush,
    /// The largest strength so far, `[H, W]`.
    coverage: Array2<f32>,
    /// The layer's values before the stroke, `[C, H, W]`, where `coverage` is above zero.
    before: Array3<f32>,
    at: Option<(f32, f32)>,
    touched: Rect,
}

impl Scene {
    /// Starts a stroke; nothing is painted before [`Stroke::extend`] says where.
    ///
    /// On a hard label, the brush is one-hot within its radius whatever its strength and hardness.
    pub fn begin_stroke(&self, tool: Tool, layer: Layer, brush: Brush) -> Stroke {
        let sharp = layer == Layer::Label && self.hard;
        let within = |x: f32, least: f32, most: f32| {
            if x.is_nan() {
                most
            } else {
                x.clamp(least, most)
            }
        };
        Stroke {
            tool,
            layer,
            brush: Brush {
                class: brush.class,
                size: within(brush.size, 1.0, 64.0),
                hardness: if sharp {
                    1.0
                } else {
                    within(brush.hardness, 0.0, 1.0)
                },
                strength: if sharp {
                    1.0
                } else {
                    within(brush.strength, 0.0, 1.0)
                },
            },
            coverage: Array2::zeros((self.height(), self.width())),
            before: Array3::zeros(self.label.dim()),
            at: None,
            touched: Rect::default(),
        }
    }
}

/// Longer segments are cut, which changes nothing but the area searched for pixels.
const PIECE: f32 = 32.0;
/// Pointers far outside the image are taken to be here.
const FAR: f32 = 4096.0;
/// The neighbourhood of [`Tool::Soften`]: a binomial kernel along both axes.
const KERNEL: [f32; 5] = [1.0 / 16.0, 4.0 / 16.0, 6.0 / 16.0, 4.0 / 16.0, 1.0 / 16.0];

impl Stroke {
    /// Draws on to `to` (x, y); the first call sets the pen down. Returns what to redraw.
    ///
    /// Nothing happens if the brush's class is not in the scene, or the scene is not the one, or
    /// no longer the shape, that the stroke was started on.
    pub fn extend(&mut self, scene: &mut Scene, to: (f32, f32)) -> Rect {
        let fits = scene.label.dim() == self.before.dim();
        let idle = match self.tool {
            Tool::Paint => self.brush.class >= scene.classes(),
            Tool::Erase => false,
            Tool::Soften => self.layer == Layer::Label && scene.hard,
        };
        if !fits || idle || !(to.0.is_finite() && to.1.is_finite()) {
            return Rect::default();
        }
        let to = self.aim(to);
        let from = self.at.replace(to).unwrap_or(to);
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let pieces = (dx.hypot(dy) / PIECE).ceil().max(1.0);
        let point = |i: f32| (from.0 + dx * i / pieces, from.1 + dy * i / pieces);
        let dirty = (0..pieces as usize)
            .map(|i| self.piece(scene, point(i as f32), point(i as f32 + 1.0)))
            .fold(Rect::default(), Rect::union);
        self.touched = self.touched.union(dirty);
        dirty
    }

    /// Ends the stroke: what [`History`](super::History) needs to undo it, if it painted at all.
    pub fn finish(self, scene: &Scene) -> Option<Step> {
        let fits = scene.label.dim() == self.before.dim();
        if !fits || self.touched.is_empty() {
            return None;
        }
        let Rect {
            x,
            y,
            width,
            height,
        } = self.touched;
        let values = match self.layer {
            Layer::Label => &scene.label,
            Layer::Prediction => &scene.logits,
        };
        let window = s![.., y..y + height, x..x + width];
        let mut values = values.slice(window).to_owned();
        values.indexed_iter_mut().for_each(|((c, h, w), value)| {
            if self.coverage[[y + h, x + w]] > 0.0 {
                *value = self.before[[c, y + h, x + w]];
            }
        });
        Some(Step::patch(self.layer, (y, x), values))
    }

    /// Where the brush is centred: a thin one on a pixel, so that it cannot pass between two.
    fn aim(&self, (x, y): (f32, f32)) -> (f32, f32) {
        let aim = |x: f32| {
            let x = x.clamp(-FAR, FAR);
            if self.brush.size < 2.0 {
                x.floor() + 0.5
            } else {
                x
            }
        };
        (aim(x), aim(y))
    }

    /// One straight piece: every pixel within the radius of it.
    fn piece(&mut self, scene: &mut Scene, from: (f32, f32), to: (f32, f32)) -> Rect {
        let around = self.around(from, to);
        let soft = (self.tool == Tool::Soften).then(|| {
            Neighbourhood::new(self, scene, around.grown(2, scene.height(), scene.width()))
        });
        let mut goal = self.goal(scene);
        let mut x = vec![0.0; scene.classes()];
        let mut dirty = Rect::default();
        for row in around.y..around.y + around.height {
            for column in around.x..around.x + around.width {
                let centre = (column as f32 + 0.5, row as f32 + 0.5);
                let a = self.strength(distance(centre, from, to));
                let covered = self.coverage[[row, column]];
                if a <= covered {
                    continue;
                }
                if covered == 0.0 {
                    self.remember(scene, (row, column));
                }
                self.coverage[[row, column]] = a;
                self.read_before((row, column), &mut x);
                if let Some(soft) = &soft {
                    soft.mean((row, column), &mut goal);
                }
                for (c, (x, goal)) in x.iter().zip(&goal).enumerate() {
                    scene.write(self.layer, [c, row, column], (1.0 - a) * x + a * goal);
                }
                dirty = dirty.union(Rect {
                    x: column,
                    y: row,
                    width: 1,
                    height: 1,
                });
            }
        }
        dirty
    }

    /// The probabilities towards which the stroke moves.
    fn goal(&self, scene: &Scene) -> Vec<f32> {
        let classes = scene.classes();
        let uniform = vec![1.0 / classes as f32; classes];
        let class = match (self.tool, self.layer) {
            (Tool::Paint, _) => self.brush.class,
            (Tool::Erase, Layer::Label) => 0,
            (Tool::Erase, Layer::Prediction) | (Tool::Soften, _) => return uniform,
        };
        super::towards(class, classes, self.layer)
    }

    /// How strongly the brush acts at distance `d` from its path.
    fn strength(&self, d: f32) -> f32 {
        let radius = self.brush.size / 2.0;
        let core = self.brush.hardness * radius;
        let falloff = if d <= core {
            1.0
        } else if d >= radius {
            0.0
        } else {
            let t = (radius - d) / (radius - core);
            t * t * (3.0 - 2.0 * t)
        };
        self.brush.strength * falloff
    }

    /// The pixels whose centres can lie within the radius of a piece.
    fn around(&self, from: (f32, f32), to: (f32, f32)) -> Rect {
        let radius = self.brush.size / 2.0;
        let span = |a: f32, b: f32, size: usize| {
            let first = (a.min(b) - radius - 0.5).ceil().max(0.0) as usize;
            let end = (a.max(b) + radius + 0.5).floor().max(0.0) as usize;
            (first, end.min(size).saturating_sub(first))
        };
        let (height, width) = self.coverage.dim();
        let (x, width) = span(from.0, to.0, width);
        let (y, height) = span(from.1, to.1, height);
        if width == 0 || height == 0 {
            return Rect::default();
        }
        Rect {
            x,
            y,
            width,
            height,
        }
    }

    fn remember(&mut self, scene: &Scene, (row, column): (usize, usize)) {
        let values = match self.layer {
            Layer::Label => &scene.label,
            Layer::Prediction => &scene.logits,
        };
        for c in 0..scene.classes() {
            self.before[[c, row, column]] = values[[c, row, column]];
        }
    }

    /// The probabilities before the stroke, at a pixel that it has covered.
    fn read_before(&self, (row, column): (usize, usize), x: &mut [f32]) {
        for (x, before) in x.iter_mut().zip(self.before.slice(s![.., row, column])) {
            *x = *before;
        }
        if self.layer == Layer::Prediction {
            super::softmax(x);
        }
    }
}

/// The probabilities before the stroke in a rectangle, for [`Tool::Soften`] to average.
struct Neighbourhood {
    at: Rect,
    /// `[h, w, C]`.
    x: Array3<f32>,
}

impl Neighbourhood {
    fn new(stroke: &Stroke, scene: &Scene, at: Rect) -> Self {
        let mut x = Array3::zeros((at.height, at.width, scene.classes()));
        for (row, mut line) in x.outer_iter_mut().enumerate() {
            for (column, mut x) in line.outer_iter_mut().enumerate() {
                let pixel = (at.y + row, at.x + column);
                let Some(x) = x.as_slice_mut() else { continue };
                if stroke.coverage[pixel] > 0.0 {
                    stroke.read_before(pixel, x);
                } else {
                    scene.read(stroke.layer, pixel, x);
                }
            }
        }
        Self { at, x }
    }

    /// The kernel's mean around a pixel; beyond the image, its edge goes on.
    fn mean(&self, (row, column): (usize, usize), mean: &mut [f32]) {
        let (height, width, _) = self.x.dim();
        let near = |at: usize, first: usize, i: usize, size: usize| {
            (at + i).saturating_sub(first + 2).min(size - 1)
        };
        mean.fill(0.0);
        for (i, down) in KERNEL.iter().enumerate() {
            let line = self.x.index_axis(Axis(0), near(row, self.at.y, i, height));
            for (j, across) in KERNEL.iter().enumerate() {
                let x = line.index_axis(Axis(0), near(column, self.at.x, j, width));
                for (mean, x) in mean.iter_mut().zip(x) {
                    *mean += down * across * x;
                }
            }
        }
    }
}

/// The distance from a point to the segment from `a` to `b`.
fn distance(point: (f32, f32), a: (f32, f32), b: (f32, f32)) -> f32 {
    let (px, py) = (point.0 - a.0, point.1 - a.1);
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let t = if length > 0.0 {
        ((px * dx + py * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (px - t * dx).hypot(py - t * dy)
}

#[cfg(test)]
mod tests;
