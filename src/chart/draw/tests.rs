use plotters_svg::SVGBackend;

use super::*;
use crate::chart::near_target::{Contender, Totals};
use crate::chart::table::table;
use crate::config::{Loss, LossConfig, Region};
use crate::scene::preset::PRESETS;

fn theme() -> Theme {
    Theme {
        ink: [1, 1, 1],
        muted: [2, 2, 2],
        grid: [3, 3, 3],
        background: [250, 250, 250],
        series: vec![[10, 0, 0], [20, 0, 0], [30, 0, 0]],
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
        for along in [Along::Probability, Along::Distance] {
            for with in [With::Logit, With::Probability] {
                for zero in [Zero::Nothing, Zero::Label] {
                    for density in [1.0, 2.0] {
                        all.push(Options {
                            scale,
                            along,
                            with,
                            zero,
                            density,
                        });
                    }
                }
            }
        }
    }
    all
}

fn svg(size: (u32, u32), chart: &NearTarget, options: &Options) -> (String, Vec<Panel>) {
    let mut text = String::new();
    let backend = SVGBackend::with_string(&mut text, size);
    let panels = draw(backend, chart, &theme(), options).unwrap();
    (text, panels)
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
    for size in [(900, 320), (360, 480)] {
        for options in every_option() {
            let size = (
                size.0 * options.density as u32,
                size.1 * options.density as u32,
            );
            let (svg, panels) = svg(size, &chart(), &options);
            assert_eq!(panels.len(), 2);
            // Pixels are whole numbers, axes are not.
            let on = |panel: &Panel, (x, y): (f64, f64)| {
                let near =
                    |axis: Axis, at: f64| [-0.5, 0.0, 0.5].iter().any(|d| axis.contains(at + d));
                near(panel.x, x) && near(panel.y, y)
            };
            for colour in ["#0A0000", "#140000", "#1E0000"] {
                let mut seen = [false; 2];
                for run in points(&svg, colour) {
                    let panel = panels.iter().position(|panel| on(panel, run[0]));
                    let panel = panel.expect("a run starts on a panel");
                    assert!(run.iter().all(|point| on(&panels[panel], *point)));
                    seen[panel] = true;
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
        let (svg, _) = svg((width, height), &chart(), &options);
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
fn pixels_lead_back_to_probabilities() {
    for options in every_option() {
        let chart = chart();
        let (_, panels) = svg((800, 300), &chart, &options);
        for panel in panels {
            for curve in &chart.curves {
                let side = (chart.current - chart.label).signum();
                for sample in curve
                    .samples
                    .iter()
                    .filter(|s| side * (s.t - chart.label) > 0.0)
                {
                    let (x, _) = panel.position(curve, sample, &options);
                    let middle = panel.y.pixels().iter().sum::<f64>() / 2.0;
                    if let Some(t) = panel.probability_at((x, middle)) {
                        approx::assert_abs_diff_eq!(t, sample.t, epsilon = 1e-9);
                        assert_eq!(nearest_sample(curve, t).unwrap().t, sample.t);
                    }
                }
            }
            assert_eq!(panel.probability_at((-5.0, 10.0)), None);
        }
    }
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
                label,
                current,
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
                    let (svg, _) = svg(size, &chart, &options);
                    assert!(!svg.contains("NaN"));
                }
            }
            let empty = Theme {
                series: vec![],
                ..theme()
            };
            let options = Options {
                density: f64::NAN,
                ..Options::default()
            };
            draw(
                SVGBackend::with_string(&mut String::new(), (300, 300)),
                &chart,
                &empty,
                &options,
            )
            .unwrap();
            assert_eq!(table(&chart).rows.len(), curves.len());
        }
    }
}

#[test]
fn the_table_says_what_the_chart_shows() {
    let chart = chart();
    let table = table(&chart);
    assert_eq!(table.rows.len(), 3);
    assert!(table.rows.iter().all(|row| row.len() == table.head.len()));
    assert_eq!(table.rows[1][0], "Jaccard");
    assert!(table.caption.starts_with("The pixel's label is 0."));
    let value = chart.curves[0].current.value;
    assert_eq!(table.rows[0][2], format!("{value:.4}"));
}
