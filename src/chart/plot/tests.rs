use super::words::ROWS;
use super::*;

fn lines() -> Plot {
    let panel = |title: &str, factor: f64| Panel {
        title: title.into(),
        x: Range::new("x", Scale::Linear, [0.0, 1.0]),
        y: Range::around("", Scale::Linear, [0.0, factor]),
        curves: ["A", "B, \"soft\"", ""]
            .into_iter()
            .enumerate()
            .map(|(i, name)| {
                let points = (0..=100).map(|j| f64::from(j) / 100.0);
                let points = points.map(|x| (x, factor * x)).collect();
                Curve::new(name, Colour::Series(i), points)
            })
            .collect(),
        ..Panel::default()
    };
    Plot {
        panels: vec![panel("loss", 1.0), panel("gradient", 2.0)],
    }
}

fn heat() -> Plot {
    let heat = Heat {
        values: Array2::from_shape_fn((3, 2), |(y, x)| (10 * y + x) as f64),
        ends: [0.0, 21.0],
        diverging: false,
        scale: false,
    };
    let panel = Panel {
        title: "Dice".into(),
        x: Range::new("first", Scale::Linear, [0.0, 1.0]),
        y: Range::new("second", Scale::Linear, [0.0, 3.0]),
        heat: Some(heat),
        ..Panel::default()
    };
    Plot {
        panels: vec![panel],
    }
}

#[test]
fn names_come_once_and_contours_have_none() {
    let plot = lines();
    let names: Vec<_> = plot.names().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["A", "B, \"soft\""]);
}

#[test]
fn a_table_is_short_and_has_both_ends() {
    let table = lines().table("lines".into());
    assert_eq!(table.head.len(), 5);
    assert_eq!(table.head[1], "A: loss");
    assert_eq!(table.rows.len(), ROWS);
    assert_eq!(table.rows[0][0], "0");
    assert_eq!(
        table.rows[ROWS - 1],
        ["1.000", "1.000", "1.000", "2.000", "2.000"]
    );

    let table = heat().table("heat".into());
    assert_eq!(table.head, ["second / first", "0.2500", "0.7500"]);
    assert_eq!(table.rows[2], ["Dice: 2.500", "20.00", "21.00"]);
    assert!(Plot::default().table(String::new()).rows.is_empty());
}

#[test]
fn csv_has_every_number() {
    let csv = lines().csv();
    assert_eq!(csv.lines().count(), 1 + 2 * 2 * 101);
    assert!(csv.contains("\"gradient\",\"B, \"\"soft\"\"\",0.5,1\n"));
    let csv = heat().csv();
    assert_eq!(csv.lines().nth(1), Some("\"Dice\",0.25,0.5,0"));
    assert_eq!(csv.lines().count(), 7);
}

#[test]
fn what_is_missing_is_neither_a_number_nor_left_out() {
    let mut plot = lines();
    let curves = &mut plot.panels[0].curves;
    curves[0].points.truncate(51);
    curves[0].points[50].1 = f64::NAN;
    curves[1].points[100].1 = f64::INFINITY;
    curves.push(Curve::new("C", Colour::Series(3), Vec::new()));
    let csv = plot.csv();
    for row in [
        "\"loss\",\"A\",0.5,\n",
        "\"loss\",\"B, \"\"soft\"\"\",1,inf\n",
        "\"loss\",\"C\",,\n",
    ] {
        assert!(csv.contains(row), "{row}");
    }
    assert!(!csv.contains("NaN"));
    let rows = plot.table(String::new()).rows;
    let (middle, end) = (&rows[10], &rows[20]);
    assert_eq!(middle[..4], ["0.5000", "–", "0.5000", "–"]);
    // Not what it was where it ended.
    assert_eq!(end[..4], ["1.000", "–", "∞", "–"]);
}

#[test]
fn cells_with_names_go_by_them_and_gaps_are_no_cells() {
    let mut plot = heat();
    let panel = &mut plot.panels[0];
    let heat = panel.heat.as_mut().unwrap();
    heat.values[[1, 0]] = f64::NAN;
    heat.values[[0, 1]] = f64::NAN;
    panel.x.named = Some(vec![(0.25, "a \"b\"".into()), (0.75, "mean".into())]);
    panel.y.named = Some(vec![(2.5, "image 1".into()), (0.5, "mean".into())]);
    assert_eq!(
        plot.csv(),
        "panel,x,y,value\n\
         \"Dice\",\"a \"\"b\"\"\",\"mean\",0\n\"Dice\",\"mean\",\"mean\",\n\
         \"Dice\",\"a \"\"b\"\"\",\"image 1\",20\n\"Dice\",\"mean\",\"image 1\",21\n"
    );
    let table = plot.table(String::new());
    assert_eq!(table.head, ["second / first", "a \"b\"", "mean"]);
    assert_eq!(table.rows[0], ["Dice: image 1", "20.00", "21.00"]);
    assert_eq!(table.rows[1], ["Dice: mean", "0", "–"]);
}

#[test]
fn curves_are_read_where_one_points_or_at_present() {
    let mut plot = lines();
    assert_eq!(plot.read(None), None);
    let reading = plot.read(Some(0.501)).unwrap();
    assert_eq!(reading.quantities, ["loss", "gradient"]);
    assert_eq!(reading.curves[1].2, [0.5, 1.0]);
    plot.panels[0].curves[0].now = Some((0.333, 7.0));
    let reading = plot.read(None).unwrap();
    assert_eq!(
        (reading.x, &reading.curves[0].2[..]),
        (0.333, &[7.0, 0.66][..])
    );
}

#[test]
fn the_nearest_point_is_so_on_the_axis() {
    let curve = Curve::new("", Colour::Ink, vec![(1e-6, 1.0), (1e-3, 2.0), (1.0, 3.0)]);
    assert_eq!(curve.nearest(1e-5, Scale::Log), Some((1e-6, 1.0)));
    assert_eq!(curve.nearest(0.4, Scale::Linear), Some((1e-3, 2.0)));
    assert_eq!(curve.nearest(0.4, Scale::Log), Some((1.0, 3.0)));
    assert_eq!(
        heat().panels[0].heat.as_ref().unwrap().at(0.9, 0.1),
        Some(1.0)
    );
}

#[test]
fn what_is_read_is_a_point_and_the_next_one_is_found() {
    let mut plot = lines();
    assert_eq!(plot.place(0.513), 0.51);
    assert!(!plot.counts());
    for panel in &mut plot.panels {
        for curve in &mut panel.curves {
            curve.points = [1.0, 2.0, 10.0].map(|x| (x, x)).into();
        }
        panel.x = Range::new("devices", Scale::Log, [0.9, 11.0]);
    }
    // As near as it looks.
    assert_eq!((plot.place(4.4), plot.place(4.6)), (2.0, 10.0));
    assert_eq!(
        (plot.beyond(2.0, true), plot.beyond(2.0, false)),
        (Some(10.0), Some(1.0))
    );
    assert_eq!(plot.beyond(10.0, true), None);
    assert!(plot.counts());
    assert_eq!(plot.table(String::new()).rows[2][0], "10");
    assert_eq!(Plot::default().place(0.3), 0.3);
}

#[test]
fn numbers_that_hardly_differ_have_the_digits_to_tell() {
    let heat = |ends: [f64; 2]| Heat {
        values: Array2::from_shape_fn((1, 2), |(_, x)| ends[x]),
        ends,
        diverging: false,
        scale: true,
    };
    for (ends, digits) in [
        ([0.0, 1.0], 4),
        ([0.43, 0.44], 5),
        ([0.43235, 0.43238], 8),
        ([0.5, 0.5], 4),
        ([f64::NAN, 1.0], 4),
    ] {
        assert_eq!(heat(ends).digits(), digits, "{ends:?}");
    }
    let panel = Panel {
        heat: Some(heat([0.43235, 0.43238])),
        x: Range::new("first", Scale::Linear, [0.0, 1.0]),
        y: Range::new("second", Scale::Linear, [0.0, 1.0]),
        ..Panel::default()
    };
    let plot = Plot {
        panels: vec![panel],
    };
    let row = &plot.table(String::new()).rows[0];
    assert_ne!(row[1], row[2]);
}

#[test]
fn an_axis_ends_where_its_numbers_can_not_go_on() {
    let percent = Range::around("", Scale::Linear, [100.0, 100.0]).within([0.0, 100.0]);
    assert_eq!(percent.ends, [50.0, 100.0]);
}
