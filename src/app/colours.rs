//! The page's colours, each with one meaning: a class, a contender, a direction of pull.

use loss_playground::chart::draw::Theme;

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// The classes: Okabe and Ito's palette, which colour-blind eyes can tell apart, with its black
/// softened to a warm grey that stays visible on a dark page and comes first, as background. Behind
/// it, each colour is the one that is farthest from all before it, to eyes of any kind.
pub const CLASSES: [Rgb; 21] = [
    [0x59, 0x57, 0x54],
    [0xE6, 0x9F, 0x00],
    [0x56, 0xB4, 0xE9],
    [0x00, 0x9E, 0x73],
    [0xF0, 0xE4, 0x42],
    [0x00, 0x72, 0xB2],
    [0xD5, 0x5E, 0x00],
    [0xCC, 0x79, 0xA7],
    [0x10, 0x10, 0x88],
    [0xFA, 0xD8, 0xFA],
    [0x60, 0x10, 0xFA],
    [0x60, 0x10, 0x10],
    [0x10, 0xD8, 0x88],
    [0xB0, 0x10, 0x10],
    [0xB0, 0x60, 0xFA],
    [0xB0, 0x38, 0x88],
    [0x88, 0xFA, 0xB0],
    [0x38, 0x38, 0xB0],
    [0x38, 0x38, 0x60],
    [0x10, 0x60, 0x10],
    [0x38, 0x10, 0x38],
];

/// What a void pixel shows: dark and grey stripes, which no class has.
pub fn void(row: usize, column: usize) -> Rgb {
    match (row + column) % 4 {
        0 | 1 => [0x12, 0x12, 0x12],
        _ => [0x8A, 0x8A, 0x8A],
    }
}

/// What changes between the light and the dark page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// Behind everything; also the zero of a gradient.
    pub paper: Rgb,
    /// Text.
    pub ink: Rgb,
    /// Text of less weight, axes.
    pub muted: Rgb,
    /// Hairlines.
    pub line: Rgb,
    /// The loss wants more of a class.
    pub up: Rgb,
    /// The loss wants less of a class.
    pub down: Rgb,
    /// Cross-entropy, which every contender is compared with.
    pub reference: Rgb,
    /// The contenders, in the order of their [`MARKS`].
    pub contenders: [Rgb; 4],
}

/// On paper.
pub const LIGHT: Palette = Palette {
    paper: [0xFA, 0xF9, 0xF7],
    ink: [0x22, 0x20, 0x1D],
    muted: [0x69, 0x65, 0x5F],
    line: [0xDD, 0xD9, 0xD2],
    up: [0x1D, 0x5F, 0xA6],
    down: [0xA8, 0x32, 0x26],
    reference: [0x75, 0x71, 0x6B],
    contenders: [
        [0x4A, 0x3F, 0xB0],
        [0x96, 0x26, 0x60],
        [0x1C, 0x75, 0x6E],
        [0x6E, 0x6A, 0x14],
    ],
};

/// In the dark.
pub const DARK: Palette = Palette {
    paper: [0x17, 0x15, 0x13],
    ink: [0xEC, 0xE8, 0xE1],
    muted: [0xA3, 0x9D, 0x94],
    line: [0x38, 0x34, 0x2F],
    up: [0x6F, 0xB4, 0xF2],
    down: [0xF2, 0x86, 0x6F],
    reference: [0x9A, 0x95, 0x8D],
    contenders: [
        [0xA9, 0xA1, 0xFF],
        [0xEC, 0x8F, 0xBB],
        [0x63, 0xC9, 0xBF],
        [0xC9, 0xC4, 0x5E],
    ],
};

/// A contender's shape, for those who cannot go by its colour.
pub const MARKS: [&str; 4] = ["●", "■", "▲", "◆"];

/// The reference's shape.
pub const REFERENCE_MARK: &str = "○";

/// Cividis, a sequential map that looks alike to all eyes: ten stops from 0 to 1.
pub const CIVIDIS: [Rgb; 10] = [
    [0x00, 0x20, 0x4D],
    [0x00, 0x33, 0x6F],
    [0x39, 0x48, 0x6B],
    [0x57, 0x5C, 0x6D],
    [0x70, 0x71, 0x73],
    [0x8A, 0x87, 0x79],
    [0xA6, 0x9D, 0x75],
    [0xC4, 0xB5, 0x6C],
    [0xE4, 0xCF, 0x5B],
    [0xFF, 0xEA, 0x46],
];

/// The colour of a probability.
pub fn sequential(probability: f32) -> Rgb {
    let last = CIVIDIS.len() - 1;
    // What is no number gets the colour of 0: `clamp` would keep it.
    let probability = if probability.is_nan() {
        0.0
    } else {
        probability
    };
    let at = probability.clamp(0.0, 1.0) * last as f32;
    let stop = (at as usize).min(last - 1);
    mix(CIVIDIS[stop], CIVIDIS[stop + 1], at - stop as f32)
}

/// The same map as a CSS gradient, from left to right.
pub fn sequential_css() -> String {
    let stops: Vec<_> = CIVIDIS.iter().map(|stop| css(*stop)).collect();
    format!("linear-gradient(to right,{})", stops.join(","))
}

/// A palette as a chart has it.
pub fn theme(palette: &Palette) -> Theme {
    let series = std::iter::once(palette.reference).chain(palette.contenders);
    Theme {
        ink: palette.ink,
        muted: palette.muted,
        grid: palette.line,
        background: palette.paper,
        series: series.collect(),
        sequential: &CIVIDIS,
        diverging: [palette.down, palette.up],
    }
}

/// The colour on the way from `a` to `b`.
pub fn mix(a: Rgb, b: Rgb, share: f32) -> Rgb {
    std::array::from_fn(|i| {
        let (a, b) = (f32::from(a[i]), f32::from(b[i]));
        (a + (b - a) * share).round() as u8
    })
}

/// The colour as CSS writes it.
pub fn css([r, g, b]: Rgb) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::from("#");
    for byte in [r, g, b] {
        text.push(DIGITS[usize::from(byte >> 4)].into());
        text.push(DIGITS[usize::from(byte & 15)].into());
    }
    text
}

/// The colour that [`css`] wrote.
pub fn from_css(text: &str) -> Option<Rgb> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let number = u32::from_str_radix(digits, 16).ok()?;
    let [_, rgb @ ..] = number.to_be_bytes();
    Some(rgb)
}

/// How far two colours are from each other to the eye: their distance in Oklab.
pub fn apart(one: Rgb, other: Rgb) -> f64 {
    let pairs = perceived(one).into_iter().zip(perceived(other));
    pairs.map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// Oklab's coordinates, in which distances are as people see them.
fn perceived(rgb: Rgb) -> [f64; 3] {
    let [r, g, b] = rgb.map(|byte| (f64::from(byte) / 255.0).powf(2.2));
    let l = (0.4122 * r + 0.5363 * g + 0.0514 * b).cbrt();
    let m = (0.2119 * r + 0.6807 * g + 0.1074 * b).cbrt();
    let s = (0.0883 * r + 0.2817 * g + 0.63 * b).cbrt();
    [
        0.2105 * l + 0.7936 * m - 0.0041 * s,
        1.978 * l - 2.4286 * m + 0.4506 * s,
        0.0259 * l + 0.7828 * m - 0.8087 * s,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use loss_playground::chart::draw::{contrast, over};

    #[test]
    fn text_and_lines_can_be_read_on_the_page() {
        for palette in [LIGHT, DARK] {
            let texts = [
                palette.ink,
                palette.muted,
                palette.reference,
                palette.up,
                palette.down,
            ];
            for colour in texts.iter().chain(&palette.contenders) {
                let ratio = contrast(*colour, palette.paper);
                assert!(
                    ratio >= 4.5,
                    "{} on {}: {ratio:.2}",
                    css(*colour),
                    css(palette.paper)
                );
            }
        }
    }

    #[test]
    fn the_sequential_map_runs_from_end_to_end_and_only_gets_lighter() {
        assert_eq!(sequential(0.0), CIVIDIS[0]);
        assert_eq!(sequential(1.0), CIVIDIS[9]);
        assert_eq!(sequential(f32::NAN), CIVIDIS[0]);
        let black = [0, 0, 0];
        let lightness: Vec<_> = (0..=64)
            .map(|i| contrast(sequential(i as f32 / 64.0), black))
            .collect();
        assert!(lightness.is_sorted());
    }

    #[test]
    fn what_lies_on_a_map_can_be_read_on_all_of_its_colours() {
        for i in 0..=64 {
            let under = sequential(i as f32 / 64.0);
            let ratio = contrast(over(under), under);
            assert!(ratio >= 4.5, "on {}: {ratio:.2}", css(under));
        }
    }

    #[test]
    fn classes_can_be_told_apart() {
        for (i, one) in CLASSES.iter().enumerate() {
            for other in &CLASSES[..i] {
                let distance = apart(*one, *other);
                assert!(
                    distance > 0.11,
                    "{} and {}: {distance:.3}",
                    css(*one),
                    css(*other)
                );
            }
        }
    }

    #[test]
    fn css_writes_six_digits() {
        assert_eq!(css([0, 0x9E, 0xF3]), "#009ef3");
        assert_eq!(from_css("#009ef3"), Some([0, 0x9E, 0xF3]));
        for other in ["009ef3", "#09f", "#009efg", "#0é9ef3", ""] {
            assert_eq!(from_css(other), None);
        }
    }
}
