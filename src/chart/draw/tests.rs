mod experiments;
mod heat;

use plotters_svg::SVGBackend;

use super::*;
use crate::chart::Contender;
use crate::chart::axis::Scale;
use crate::chart::gradient::Respect;
use crate::chart::near_target::{Curve, NearTarget, Options, Places, Sample, Totals, Zero};
use crate::chart::plot::{self, Colour, Panel, Range};
use crate::config::{Loss, LossConfig, Region};
use crate::scene::preset::PRESETS;

fn theme() -> Theme {
    Theme {
        ink: [1, 1, 1],
        muted: [2, 2, 2],
        grid: [3, 3, 3],
        background: [250, 250, 250],
        series: vec![[10, 0, 0], [20, 0, 0], [30, 0, 0]],
        sequential: &[[0, 0, 0], [100, 100, 100], [200, 200, 200]],
        diverging: [[255, 0, 0], [0, 0, 255]],
    }
}

fn chart() -> NearTarget {
    let losses = [
        Loss::CrossEntropy,
        Loss::Jaccard(Region::default()),
        Loss::Dice(Region::default()),
    ];
    let contenders: Vec<_> = losses
        .into_iter()
        .enumerate()
        .map(|(colour, loss)| Contender {
            name: loss.title().into(),
            colour,
            loss: LossConfig::single(loss),
        })
        .collect();
    let batch = PRESETS[1].scene(32).batch().unwrap();
    let totals = Totals::new(&batch, &contenders).unwrap();
    totals.near_target([0, 16, 24], 1).unwrap()
}

fn every_option() -> Vec<Options> {
    let mut all = Vec::new();
    for scale in [Scale::Linear, Scale::Log] {
        for places in [Places::Probability, Places::Distance] {
            for with in [Respect::Logits, Respect::Probabilities] {
                for zero in [Zero::Nothing, Zero::Label] {
                    all.push(Options {
                        scale,
                        places,
                        with,
                        zero,
                    });
                }
            }
        }
    }
    all
}

fn svg(size: (u32, u32), plot: &Plot, density: f64) -> (String, Vec<Placed>) {
    let mut text = String::new();
    let backend = SVGBackend::with_string(&mut text, size);
    let placed = draw(backend, plot, &theme(), density).unwrap();
    (text, placed)
}

/// The points of every polyline of a colour.
fn points<'a>(svg: &'a str, colour: &'a str) -> impl Iterator<Item = Vec<(f64, f64)>> + 'a {
    svg.split("<polyline")
        .skip(1)
        .filter(move |line| {
            line.split('>')
                .next()
                .is_some_and(|tag| tag.contains(&format!("\"{colour}\"")))
        })
        .map(|line| {
            let list = line
                .split("points=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap();
            list.split_whitespace()
                .map(|point| {
                    let (x, y) = point.split_once(',').unwrap();
                    (x.parse().unwrap(), y.parse().unwrap())
                })
                .collect()
        })
}

#[test]
fn every_curve_is_in_both_panels_and_none_leaves_them() {
    for (size, density) in [((900, 320), 1.0), ((360, 480), 1.0), ((1800, 640), 2.0)] {
        for options in every_option() {
            let (svg, placed) = svg(size, &chart().plot(&options), density);
            assert_eq!(placed.len(), 2);
            // Pixels are whole numbers, axes are not.
            let on = |place: &Placed, (x, y): (f64, f64)| {
                let near =
                    |axis: Axis, at: f64| [-0.5, 0.0, 0.5].iter().any(|d| axis.contains(at + d));
                near(place.x, x) && near(place.y, y)
            };
            for colour in ["#0A0000", "#140000", "#1E0000"] {
                let mut seen = [false; 2];
                for run in points(&svg, colour) {
                    let place = placed.iter().position(|place| on(place, run[0]));
                    let place = place.expect("a run starts on a panel");
                    assert!(run.iter().all(|point| on(&placed[place], *point)));
                    seen[place] = true;
                }
                assert_eq!(seen, [true; 2], "{colour} {options:?}");
            }
            assert!(!svg.contains("NaN") && !svg.contains("inf"));
        }
    }
}

#[test]
fn nothing_is_drawn_outside() {
    for options in every_option() {
        let (width, height) = (640, 300);
        let (svg, _) = svg((width, height), &chart().plot(&options), 1.0);
        let numbers = |attribute: &str| -> Vec<f64> {
            svg.split(&format!(" {attribute}=\""))
                .skip(1)
                .filter_map(|rest| rest.split('"').next()?.parse().ok())
                .collect()
        };
        for (names, size) in [
            (["x", "x1", "x2", "cx"], width),
            (["y", "y1", "y2", "cy"], height),
        ] {
            for name in names {
                assert!(
                    numbers(name)
                        .iter()
                        .all(|at| (0.0..=f64::from(size)).contains(at))
                );
            }
        }
    }
}

#[test]
fn pixels_lead_back_to_samples() {
    for options in every_option() {
        let plot = chart().plot(&options);
        let (_, placed) = svg((800, 300), &plot, 1.0);
        for place in placed {
            let middle = place.y.pixels().iter().sum::<f64>() / 2.0;
            for curve in &plot.panels[place.panel].curves {
                for (x, y) in &curve.points {
                    let Some((at, _)) = place.numbers_at((place.x.pixel(*x), middle)) else {
                        continue;
                    };
                    approx::assert_relative_eq!(at, *x, epsilon = 1e-9);
                    let nearest = curve.nearest(at, plot.panels[place.panel].x.scale);
                    assert_eq!(nearest, Some((*x, *y)));
                }
            }
            assert_eq!(place.numbers_at((-5.0, 10.0)), None);
        }
    }
}

#[test]
fn panels_share_the_room() {
    let plot = |panels| Plot {
        panels: vec![Panel::default(); panels],
    };
    for (panels, width, expected) in [
        (1, 300, 1),
        (2, 519, 2),
        (2, 520, 1),
        (4, 800, 2),
        (0, 0, 1),
    ] {
        assert_eq!(
            rows(panels, f64::from(width)),
            expected,
            "{panels} in {width}"
        );
        let height = 200 * expected as u32;
        let (_, placed) = svg((width, height), &plot(panels), 1.0);
        assert_eq!(placed.len(), panels);
        for (i, one) in placed.iter().enumerate() {
            for other in &placed[..i] {
                let apart = |a: Axis, b: Axis| {
                    let ends = |axis: Axis| {
                        let [p, q] = axis.pixels();
                        [p.min(q), p.max(q)]
                    };
                    let ([a0, a1], [b0, b1]) = (ends(a), ends(b));
                    a1 < b0 || b1 < a0
                };
                assert!(apart(one.x, other.x) || apart(one.y, other.y));
            }
        }
    }
}

#[test]
fn panels_below_each_other_begin_at_the_same_place() {
    let panel = |most| Panel {
        x: Range::new("", Scale::Linear, [0.0, 1.0]),
        y: Range::new("", Scale::Linear, [0.0, most]),
        ..Panel::default()
    };
    let plot = Plot {
        panels: vec![panel(1.0), panel(10_000.0)],
    };
    let lefts = |width| {
        let (_, placed) = svg((width, 500), &plot, 1.0);
        placed.into_iter().map(|place| place.x.pixels()[0])
    };
    let [one, other] = <[f64; 2]>::try_from(lefts(300).collect::<Vec<_>>()).expect("two panels");
    assert_eq!(one, other);
    let aside: Vec<f64> = lefts(600).collect();
    assert!(aside[0] < one, "beside each other each has its own room");
}

#[test]
fn a_dashed_line_has_gaps_of_its_dashes() {
    let line = plot::Curve {
        dashed: true,
        ..plot::Curve::new("held out", Colour::Series(0), vec![(0.0, 0.5), (1.0, 0.5)])
    };
    let panel = Panel {
        x: Range::new("", Scale::Linear, [0.0, 1.0]),
        y: Range::new("", Scale::Linear, [0.0, 1.0]),
        curves: vec![line],
        ..Panel::default()
    };
    let plot = Plot {
        panels: vec![panel],
    };
    let (svg, placed) = svg((250, 200), &plot, 1.0);
    let length = |run: &Vec<(f64, f64)>| (run[run.len() - 1].0 - run[0].0).abs();
    let drawn: f64 = points(&svg, "#0A0000").map(|run| length(&run)).sum();
    let [left, right] = placed[0].x.pixels();
    approx::assert_relative_eq!(drawn, (right - left) / 2.0, epsilon = 10.0);
}

#[test]
fn no_data_and_no_room_are_no_trouble() {
    let odd = |value| Sample {
        t: 0.5,
        value,
        gradient_probability: value,
        gradient_logit: value,
    };
    let curve = |values: &[f64]| Curve {
        name: "odd".into(),
        colour: 7,
        samples: values.iter().map(|value| odd(*value)).collect(),
        at_label: odd(f64::NAN),
        current: odd(f64::INFINITY),
    };
    let charts = [
        vec![],
        vec![curve(&[])],
        vec![curve(&[0.0, 0.0])],
        vec![curve(&[f64::NAN, f64::INFINITY, f64::NEG_INFINITY])],
        vec![curve(&[f64::MAX, f64::MIN, 1e-320])],
    ];
    for curves in charts {
        for (label, current) in [(0.0, 0.0), (1.0, 0.3), (f64::NAN, f64::NAN)] {
            let chart = NearTarget {
                part: None,
                label,
                current,
                void: false,
                curves: curves.clone(),
            };
            for options in every_option() {
                for size in [
                    (0, 0),
                    (1, 1),
                    (30, 2000),
                    (2000, 30),
                    (120, 120),
                    (700, 300),
                ] {
                    let (svg, _) = svg(size, &chart.plot(&options), 1.0);
                    assert!(!svg.contains("NaN"));
                }
            }
            let empty = Theme {
                series: vec![],
                ..theme()
            };
            draw(
                SVGBackend::with_string(&mut String::new(), (300, 300)),
                &chart.plot(&Options::default()),
                &empty,
                f64::NAN,
            )
            .unwrap();
            assert_eq!(chart.table(Respect::Logits).rows.len(), curves.len());
        }
    }
}

#[test]
fn the_table_says_what_the_chart_shows() {
    let chart = chart();
    let [table, other] = [Respect::Probabilities, Respect::Logits].map(|with| chart.table(with));
    // The columns of what is chosen, and only those, are other ones.
    assert_ne!(table.rows[1][5..], other.rows[1][5..]);
    assert_eq!(table.rows[1][..5], other.rows[1][..5]);
    assert_eq!(table.head[5], "gradient (probability) 0.1 from the label");
    assert_eq!(table.rows.len(), 3);
    assert!(table.rows.iter().all(|row| row.len() == table.head.len()));
    assert_eq!(table.rows[1][0], "Jaccard");
    assert!(table.caption.starts_with("The pixel's label is 0."));
    let value = chart.curves[0].current.value;
    assert_eq!(table.rows[0][2], format!("{value:.4}"));
}

#[test]
fn every_series_has_a_mark_of_its_own() {
    let shapes = |series: usize| {
        let curve = plot::Curve {
            now: Some((0.5, 0.5)),
            ..plot::Curve::new("a loss", Colour::Series(series), vec![])
        };
        let range = Range::new("", Scale::Linear, [0.0, 1.0]);
        let panel = Panel {
            x: range.clone(),
            y: range,
            curves: vec![curve],
            ..Panel::default()
        };
        let panels = vec![panel];
        let (svg, _) = svg((300, 300), &Plot { panels }, 1.0);
        let shape = |line: &&str| line.contains("<circle ") || line.contains("<polygon ");
        let colours = theme().series.into_iter().chain([theme().background]);
        colours.fold(
            svg.lines().filter(shape).collect::<String>(),
            |shapes, [r, g, b]| shapes.replace(&format!("#{r:02X}{g:02X}{b:02X}"), ""),
        )
    };
    for series in 0..5 {
        assert!(!shapes(series).is_empty());
        for other in 0..series {
            assert_ne!(shapes(series), shapes(other), "{series} and {other}");
        }
    }
}
