use super::*;
use crate::chart::plot::{Arrow, Heat, Note};

#[test]
fn a_heat_map_has_its_colours_where_its_numbers_are() {
    let values = ndarray::array![[0.0, 0.0, 1.0], [f64::NAN, 0.5, f64::INFINITY]];
    let panel = |diverging| Panel {
        x: Range::new("", Scale::Linear, [0.0, 3.0]),
        y: Range::new("", Scale::Linear, [0.0, 2.0]),
        heat: Some(Heat {
            values: values.clone(),
            ends: [0.0, 1.0],
            diverging,
            scale: false,
        }),
        arrows: vec![
            Arrow {
                at: (1.5, 1.0),
                towards: (12.0, 0.0),
            },
            Arrow {
                at: (1.5, 1.0),
                towards: (f64::NAN, 0.0),
            },
        ],
        notes: [(2.5, 1.5), (3.0, 2.0)]
            .map(|at| Note {
                at,
                text: "least".into(),
                of_cell: false,
            })
            .into(),
        ..Panel::default()
    };
    let plot = Plot {
        panels: vec![panel(false), panel(true)],
    };
    let (svg, placed) = svg((800, 300), &plot, 1.0);
    let cells = |colour: &str| {
        let rects = svg.split("<rect").filter_map(|rect| rect.split('>').next());
        rects
            .filter(|rect| rect.contains(&format!("\"{colour}\"")))
            .count()
    };
    // The two zeros are one rectangle, what is no number is none, infinity is as high as it gets.
    assert_eq!((cells("#000000"), cells("#C8C8C8")), (1, 2));
    assert_eq!((cells("#FF0000"), cells("#0000FF")), (1, 2));
    assert_eq!(svg.matches("<rect").count(), 1 + 2 * 4);
    // On the infinite cell, in what can be read on its colour; at the corner, with a rim.
    let words: Vec<_> = svg
        .split("<text")
        .filter(|text| text.contains("least"))
        .collect();
    assert_eq!(words.len(), 2 * (1 + 5));
    assert!(words[0].contains("#000000") && words[6].contains("#FFFFFF"));
    // Both arrows' shafts and heads: on dark grey, and on the ground.
    assert_eq!(
        line_colours(&svg),
        ["#FFFFFF", "#FFFFFF", "#000000", "#000000"]
    );
    let at = placed[0].numbers_at((placed[0].x.pixel(1.5), placed[0].y.pixel(0.5)));
    let (x, y) = at.unwrap();
    approx::assert_relative_eq!(x, 1.5, epsilon = 1e-9);
    approx::assert_relative_eq!(y, 0.5, epsilon = 1e-9);
}

#[test]
fn a_scale_has_the_colours_and_the_numbers_of_its_map() {
    let drawn = |ends: [f64; 2], diverging, scale| {
        let heat = Heat {
            values: ndarray::array![[ends[0], ends[1]]],
            ends,
            diverging,
            scale,
        };
        let panel = Panel {
            x: Range::new("", Scale::Linear, [0.0, 2.0]),
            y: Range {
                named: Some(vec![]),
                ..Range::new("", Scale::Linear, [0.0, 1.0])
            },
            heat: Some(heat),
            ..Panel::default()
        };
        let plot = Plot {
            panels: vec![panel],
        };
        svg((300, 200), &plot, 1.0).0
    };
    let has = |svg: &str, text: &str| svg.contains(&format!("\n{text}\n"));
    let without = drawn([-0.25, 0.75], true, false);
    assert!(!has(&without, "−0.250") && !has(&without, "0.750"));
    let with = drawn([-0.25, 0.75], true, true);
    assert!(has(&with, "−0.250") && has(&with, "0.750"));
    // A cell of the map and the end of the scale.
    assert_eq!(with.matches("#FF0000").count(), 2);
    assert_eq!(with.matches("#0000FF").count(), 2);
    // Zero is a quarter of the way along it.
    let [zero] = &points(&with, "#010101").collect::<Vec<_>>()[..] else {
        panic!("one line: {with}");
    };
    let attribute = |rect: &str, name: &str| -> f64 {
        let value = rect.split(&format!(" {name}=\"")).nth(1).unwrap();
        value.split('"').next().unwrap().parse().unwrap()
    };
    let of = |colour| {
        with.split("<rect")
            .filter(|rect| rect.contains(colour))
            .last()
    };
    let [first, last] = ["#FF0000", "#0000FF"].map(|colour| of(colour).unwrap());
    let ends = [
        attribute(first, "x"),
        attribute(last, "x") + attribute(last, "width"),
    ];
    approx::assert_abs_diff_eq!(zero[0].0, 0.75 * ends[0] + 0.25 * ends[1], epsilon = 1.0);
    // Nothing to tell apart, or nothing to tell.
    assert!(!has(&drawn([0.5, 0.5], false, true), "0.500"));
    assert!(!has(
        &drawn([f64::INFINITY, f64::NEG_INFINITY], false, true),
        "∞"
    ));
}

/// The colours of all lines.
fn line_colours(svg: &str) -> Vec<String> {
    let lines = svg.split("<polyline").skip(1);
    let colour = |line: &str| {
        let (_, rest) = line.split_once("stroke=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    lines.map(colour).collect()
}

#[test]
fn lines_and_arrows_are_light_on_dark_and_dark_on_light() {
    let heat = Heat {
        values: ndarray::array![[0.0, 1.0]],
        ends: [0.0, 1.0],
        diverging: false,
        scale: false,
    };
    let panel = |x: f64| Panel {
        x: Range::new("", Scale::Linear, [0.0, 2.0]),
        y: Range::new("", Scale::Linear, [0.0, 1.0]),
        heat: Some(heat.clone()),
        curves: vec![plot::Curve::new("", Colour::Ink, vec![(x, 0.1), (x, 0.9)])],
        arrows: vec![Arrow {
            at: (x, 0.5),
            towards: (10.0, 0.0),
        }],
        ..Panel::default()
    };
    let drawn = |x: f64| {
        svg(
            (300, 200),
            &Plot {
                panels: vec![panel(x)],
            },
            1.0,
        )
        .0
    };
    // A line, a shaft and a head.
    assert_eq!(line_colours(&drawn(0.5)), ["#FFFFFF"; 3]);
    assert_eq!(line_colours(&drawn(1.5)), ["#000000"; 3]);
    // A line over both is in one colour, that which suits most of it.
    let mut across = panel(0.5);
    across.arrows.clear();
    across.curves[0].points = (0..=14).map(|i| (0.1 * f64::from(i), 0.5)).collect();
    let both = svg(
        (300, 200),
        &Plot {
            panels: vec![across.clone()],
        },
        1.0,
    )
    .0;
    assert_eq!(line_colours(&both), ["#FFFFFF"]);
    // A dashed one has the colour of each piece.
    across.curves[0].dashed = true;
    across.curves[0].points = vec![(0.0, 0.5), (2.0, 0.5)];
    let colours = line_colours(
        &svg(
            (300, 200),
            &Plot {
                panels: vec![across],
            },
            1.0,
        )
        .0,
    );
    assert_eq!(
        (colours[0].as_str(), colours[colours.len() - 1].as_str()),
        ("#FFFFFF", "#000000")
    );
}
