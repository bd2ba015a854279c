//! Which part of the image the canvases show.
//!
//! Places in the frame, which is square, are in parts of its side; places in the image in parts of
//! the image's sides. At scale 1 the longer side of the image is as long as the frame.

/// How near, and what is in the middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Zoom {
    /// 1 shows all of the image.
    pub scale: f64,
    /// The place in the image that is in the middle of the frame, x and y.
    middle: [f64; 2],
}

/// At the nearest, so many pixels fill the frame.
const FEWEST: f64 = 8.0;

impl Zoom {
    /// All of the image.
    pub const WHOLE: Self = Self {
        scale: 1.0,
        middle: [0.5; 2],
    };

    /// As it is kept: how near, then the middle.
    pub fn kept(&self) -> [f64; 3] {
        let [x, y] = self.middle;
        [self.scale, x, y]
    }

    /// What was [kept](Self::kept), for an image whose sides may be others now.
    pub fn again([scale, x, y]: [f64; 3], sides: [usize; 2]) -> Self {
        let Self { scale, .. } = Self::WHOLE.nearer(scale, [0.5; 2], sides);
        let middle = [x, y];
        // Moving by nothing puts the middle where there is image.
        Self { scale, middle }.moved([0.0; 2], sides)
    }

    /// Where the image starts in the frame and how long it is, along x and y. `sides` are the
    /// image's in pixels.
    pub fn spans(&self, sides: [usize; 2]) -> [(f64, f64); 2] {
        let longest = sides[0].max(sides[1]) as f64;
        [0, 1].map(|axis| {
            let length = self.scale * sides[axis] as f64 / longest;
            let start = match length > 1.0 {
                true => (0.5 - self.middle[axis] * length).clamp(1.0 - length, 0.0),
                false => (1.0 - length) / 2.0,
            };
            (start, length)
        })
    }

    /// Nearer by a factor; what is `at` a place in the frame stays there, if it can.
    #[must_use]
    pub fn nearer(self, factor: f64, at: [f64; 2], sides: [usize; 2]) -> Self {
        let most = (sides[0].max(sides[1]) as f64 / FEWEST).max(1.0);
        let scale = (self.scale * factor).clamp(1.0, most);
        let (old, new) = (self.spans(sides), Self { scale, ..self }.spans(sides));
        let middle = [0, 1].map(|axis| {
            let ((start, length), longer) = (old[axis], new[axis].1);
            let under = (at[axis] - start) / length;
            within(under + (0.5 - at[axis]) / longer, longer)
        });
        Self { scale, middle }
    }

    /// Moved by a part of the frame, as far as there is image.
    #[must_use]
    pub fn moved(self, by: [f64; 2], sides: [usize; 2]) -> Self {
        let spans = self.spans(sides);
        let middle = [0, 1].map(|axis| {
            let length = spans[axis].1;
            within(self.middle[axis] - by[axis] / length, length)
        });
        Self { middle, ..self }
    }

    /// Moved so that a place in the image is in the middle if it was out of sight.
    #[must_use]
    pub fn showing(self, place: [f64; 2], sides: [usize; 2]) -> Self {
        let spans = self.spans(sides);
        let seen = |axis: usize| {
            let (start, length) = spans[axis];
            (0.0..=1.0).contains(&(start + place[axis] * length))
        };
        match seen(0) && seen(1) {
            true => self,
            false => Self {
                middle: [0, 1].map(|axis| within(place[axis], spans[axis].1)),
                ..self
            },
        }
    }
}

/// What can be in the middle of the frame of an image of this length.
fn within(middle: f64, length: f64) -> f64 {
    let half = 0.5 / length;
    match length > 1.0 {
        true => middle.clamp(half, 1.0 - half),
        false => 0.5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where in the image a place in the frame is.
    fn under(zoom: Zoom, at: [f64; 2], sides: [usize; 2]) -> [f64; 2] {
        let spans = zoom.spans(sides);
        [0, 1].map(|axis| (at[axis] - spans[axis].0) / spans[axis].1)
    }

    #[test]
    fn all_of_it_is_centred_and_stays_so() {
        assert_eq!(Zoom::WHOLE.spans([64, 64]), [(0.0, 1.0); 2]);
        assert_eq!(Zoom::WHOLE.spans([64, 32]), [(0.0, 1.0), (0.25, 0.5)]);
        assert_eq!(Zoom::WHOLE.moved([0.3, 0.3], [64, 32]), Zoom::WHOLE);
        assert_eq!(Zoom::WHOLE.nearer(0.5, [0.1, 0.1], [64, 64]), Zoom::WHOLE);
    }

    #[test]
    fn what_is_under_the_pointer_stays_there() {
        let at = [0.3, 0.8];
        let near = Zoom::WHOLE.nearer(2.0, at, [64, 64]);
        let nearer = near.nearer(1.7, at, [64, 64]);
        for zoom in [near, nearer] {
            for (place, at) in under(zoom, at, [64, 64]).iter().zip(at) {
                approx::assert_relative_eq!(*place, at, epsilon = 1e-12);
            }
        }
        let most = Zoom::WHOLE.nearer(1e9, at, [64, 64]);
        assert_eq!(most.scale, 8.0);
        assert_eq!(Zoom::WHOLE.nearer(5.0, at, [4, 4]), Zoom::WHOLE);
    }

    #[test]
    fn what_is_kept_comes_again_and_an_image_of_another_size_is_not_left() {
        let sides = [64, 48];
        let zoom = Zoom::WHOLE.nearer(3.0, [0.2, 0.7], sides);
        assert_eq!(Zoom::again(zoom.kept(), sides), zoom);
        assert_eq!(Zoom::again(Zoom::WHOLE.kept(), sides), Zoom::WHOLE);
        for kept in [[100.0, -3.0, 9.0], [0.0, 0.5, 0.5]] {
            let zoom = Zoom::again(kept, [16, 16]);
            assert!((1.0..=2.0).contains(&zoom.scale));
            assert_eq!(Zoom::again(zoom.kept(), [16, 16]), zoom);
        }
    }

    #[test]
    fn moving_follows_and_stops_at_the_edges() {
        let near = Zoom::WHOLE.nearer(4.0, [0.5, 0.5], [64, 64]);
        let place = under(near, [0.5, 0.5], [64, 64]);
        let moved = near.moved([0.2, -0.1], [64, 64]);
        for (a, b) in under(moved, [0.7, 0.4], [64, 64]).iter().zip(place) {
            approx::assert_relative_eq!(*a, b, epsilon = 1e-12);
        }
        let edge = near.moved([99.0, -99.0], [64, 64]);
        assert_eq!(edge.spans([64, 64]), [(0.0, 4.0), (-3.0, 4.0)]);
        assert_eq!(edge.moved([0.5, 0.0], [64, 64]), edge);
    }

    #[test]
    fn a_cursor_out_of_sight_comes_into_the_middle() {
        let near = Zoom::WHOLE.nearer(4.0, [0.0, 0.0], [64, 64]);
        assert_eq!(near.showing([0.2, 0.2], [64, 64]), near);
        let there = near.showing([0.6, 0.5], [64, 64]);
        approx::assert_relative_eq!(under(there, [0.5, 0.5], [64, 64])[0], 0.6);
    }
}
