//! A stroke of the brush: coverage so far, blended once with what was there before.

mod neighbourhood;

use ndarray::Array2;

use super::kept::Kept;
use super::{Brush, Layer, Rect, Scene, Step};
use neighbourhood::Neighbourhood;

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

/// A stroke under way.
///
/// Every pixel keeps the largest strength with which the stroke has passed so far, and is blended
/// once, with what was there before the stroke: joints do not build up, and a slow stroke paints
/// what a fast one does.
#[derive(Debug, Clone)]
pub struct Stroke {
    tool: Tool,
    brush: Brush,
    /// Whether a pixel is painted altogether or not at all.
    sharp: bool,
    /// `[H, W]`.
    covered: Array2<Covered>,
    /// The layer before the stroke, at the pixels covered so far.
    before: Kept,
    at: Option<(f32, f32)>,
}

/// How a stroke has passed over a pixel.
#[derive(Debug, Clone, Copy, Default)]
struct Covered {
    /// The largest strength so far; 0 for a pixel not covered.
    strength: f32,
    /// The pixel's number among those kept, if covered.
    number: u32,
}

impl Scene {
    /// Starts a stroke; nothing is painted before [`Stroke::extend`] says where.
    ///
    /// On a hard label, the brush is one-hot within its radius whatever its strength and hardness.
    pub fn begin_stroke(&self, tool: Tool, layer: Layer, brush: Brush) -> Stroke {
        let sharp = match tool {
            Tool::Paint => self.is_sharp(layer, brush.class),
            Tool::Erase | Tool::Soften => layer == Layer::Label && self.hard,
        };
        Stroke {
            tool,
            brush: brush.fitted(sharp),
            sharp,
            covered: Array2::default((self.height(), self.width())),
            before: Kept::new(self, layer),
            at: None,
        }
    }
}

/// Longer segments are cut, which changes nothing but the area searched for pixels.
const PIECE: f32 = 32.0;
/// Pointers far outside the image are taken to be here.
const FAR: f32 = 4096.0;

impl Stroke {
    /// Goes on with another brush, as a pen that is pressed harder does.
    ///
    /// ```
    /// use loss_playground::scene::{Brush, Layer, Scene, Tool};
    ///
    /// let mut scene = Scene::new(2, 16, 16)?;
    /// let thin = Brush { class: 1, size: 1.0, hardness: 1.0, strength: 1.0 };
    /// let mut stroke = scene.begin_stroke(Tool::Paint, Layer::Label, thin);
    /// stroke.extend(&mut scene, (8.5, 8.5));
    /// assert_eq!(scene.pixels_of_class(1), 1);
    /// stroke.take(Brush { size: 3.0, ..thin });
    /// stroke.extend(&mut scene, (8.5, 8.5));
    /// assert_eq!(scene.pixels_of_class(1), 9);
    /// # Ok::<(), loss_playground::Error>(())
    /// ```
    pub fn take(&mut self, brush: Brush) {
        self.brush = brush.fitted(self.sharp);
    }

    /// Draws on to `to` (x, y); the first call sets the pen down. Returns what to redraw.
    ///
    /// Nothing happens if the brush's class is not in the scene, or the scene is not the one, or
    /// no longer the shape, that the stroke was started on.
    pub fn extend(&mut self, scene: &mut Scene, to: (f32, f32)) -> Rect {
        let idle = match self.tool {
            Tool::Paint => !scene.takes(self.before.layer, self.brush.class),
            Tool::Erase => false,
            Tool::Soften => self.before.layer == Layer::Label && scene.hard,
        };
        if !self.before.fits(scene) || idle || !(to.0.is_finite() && to.1.is_finite()) {
            return Rect::default();
        }
        let to = self.aim(to);
        let from = self.at.replace(to).unwrap_or(to);
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let pieces = (dx.hypot(dy) / PIECE).ceil().max(1.0);
        let point = |i: f32| (from.0 + dx * i / pieces, from.1 + dy * i / pieces);
        (0..pieces as usize)
            .map(|i| self.piece(scene, point(i as f32), point(i as f32 + 1.0)))
            .fold(Rect::default(), Rect::union)
    }

    /// Ends the stroke: what [`History`](super::History) needs to undo it, if it painted at all.
    ///
    /// A scene that has taken another shape meanwhile cannot be given its pixels back.
    pub fn finish(self, scene: &Scene) -> Option<Step> {
        let painted = self.before.fits(scene) && !self.before.is_empty();
        painted.then(|| Step::pixels(self.before))
    }

    /// Takes the stroke back. Returns what to redraw.
    pub fn cancel(mut self, scene: &mut Scene) -> Rect {
        self.before.exchange(scene)
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
                let d = distance(centre, from, to);
                let a = self.brush.strength_at(d, self.brush.size / 2.0);
                if soft.is_some() && self.is_void(scene, (row, column)) {
                    continue;
                }
                let covered = &mut self.covered[[row, column]];
                if a <= covered.strength {
                    continue;
                }
                if covered.strength == 0.0 {
                    covered.number = self.before.keep(scene, (row, column)) as u32;
                }
                covered.strength = a;
                self.before.read(covered.number as usize, &mut x);
                if let Some(soft) = &soft {
                    soft.mean((row, column), &mut goal);
                }
                let a = super::part_of_way(a, &x);
                for (c, (x, goal)) in x.iter().zip(&goal).enumerate() {
                    scene.write(
                        self.before.layer,
                        [c, row, column],
                        (1.0 - a) * x + a * goal,
                    );
                }
                dirty = dirty.union(Rect::pixel((row, column)));
            }
        }
        dirty
    }

    /// Whether there is nothing to soften at a pixel.
    fn is_void(&self, scene: &Scene, pixel: (usize, usize)) -> bool {
        self.before.layer == Layer::Label && scene.is_void(pixel)
    }

    /// The probabilities towards which the stroke moves.
    fn goal(&self, scene: &Scene) -> Vec<f32> {
        let classes = scene.classes();
        let uniform = vec![1.0 / classes as f32; classes];
        let class = match (self.tool, self.before.layer) {
            (Tool::Paint, _) => self.brush.class,
            (Tool::Erase, Layer::Label) => 0,
            (Tool::Erase, Layer::Prediction) | (Tool::Soften, _) => return uniform,
        };
        super::towards(class, classes, self.before.layer)
    }

    /// The pixels whose centres can lie within the radius of a piece.
    fn around(&self, from: (f32, f32), to: (f32, f32)) -> Rect {
        let radius = self.brush.size / 2.0;
        let span = |a: f32, b: f32, size: usize| {
            let first = (a.min(b) - radius - 0.5).ceil().max(0.0) as usize;
            let end = (a.max(b) + radius + 0.5).floor().max(0.0) as usize;
            (first, end.min(size).saturating_sub(first))
        };
        let (height, width) = self.covered.dim();
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
    let (across, down) = (px - t * dx, py - t * dy);
    (across * across + down * down).sqrt()
}

#[cfg(test)]
mod tests;
