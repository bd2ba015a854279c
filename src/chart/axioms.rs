//! A triple of label maps that breaks an axiom, drawn.

use super::plot::{Heat, Note, Panel, Plot, Range};
use crate::axioms::Triple;

/// More numbers than this would not fit.
const MOST_NOTES: usize = 32;

/// The three maps side by side: a row a class, a column a pixel, its probability in it.
///
/// ```
/// use loss_playground::axioms::{Space, Triple};
/// use loss_playground::chart::axioms::plot;
///
/// let space = Space { pixels: 2, classes: 1, soft: false };
/// let plot = plot(&Triple::draw(space, 1, 1), &["class".into()]);
/// let titles: Vec<_> = plot.panels.iter().map(|panel| panel.title.as_str()).collect();
/// assert_eq!(titles, ["a", "b", "c"]);
/// ```
pub fn plot(triple: &Triple, classes: &[String]) -> Plot {
    let panel = |(title, map): (&str, &ndarray::Array2<f64>)| {
        let (rows, columns) = map.dim();
        let middle = |cell: usize| cell as f64 + 0.5;
        // The first class on top.
        let values = ndarray::Array2::from_shape_fn((rows, columns), |(row, column)| {
            map[[rows - 1 - row, column]]
        });
        let notes = values.indexed_iter().filter(|_| map.len() <= MOST_NOTES);
        let notes = notes.map(|((row, column), value)| Note {
            at: (middle(column), middle(row)),
            text: probability(*value),
            of_cell: true,
        });
        let pixel = |cell: usize| (middle(cell), (cell + 1).to_string());
        let class = |(row, name): (usize, &String)| (middle(rows - 1 - row), name.clone());
        Panel {
            title: title.into(),
            x: Range::of_cells("pixel", columns, (0..columns).map(pixel).collect()),
            y: Range::of_cells(
                "",
                rows,
                classes.iter().take(rows).enumerate().map(class).collect(),
            ),
            notes: notes.collect(),
            heat: Some(Heat {
                values,
                ends: [0.0, 1.0],
                diverging: false,
                scale: map.len() > MOST_NOTES,
            }),
            ..Panel::default()
        }
    };
    Plot {
        panels: ["a", "b", "c"]
            .into_iter()
            .zip(&triple.maps)
            .map(panel)
            .collect(),
    }
}

/// 0 and 1 as they are, others with two digits.
fn probability(value: f64) -> String {
    match value {
        0.0 => "0".into(),
        1.0 => "1".into(),
        value => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_first_class_is_on_top() {
        let map = array![[1.0, 0.25], [0.0, 0.75]];
        let triple = Triple {
            maps: [map.clone(), map.clone(), map],
        };
        let plot = plot(&triple, &["sky".into(), "sea".into()]);
        let panel = &plot.panels[0];
        let heat = panel.heat.as_ref().unwrap();
        assert_eq!(
            (heat.at(0.1, 0.9), heat.at(0.9, 0.1)),
            (Some(1.0), Some(0.75))
        );
        let texts: Vec<_> = panel.notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(texts, ["0", "0.75", "1", "0.25"]);
        let table = plot.table(String::new());
        assert_eq!(table.rows[0], ["a: sky", "1.000", "0.2500"]);
        assert_eq!(table.head, ["pixel", "1", "2"]);
        let csv = plot.csv();
        assert_eq!(csv.lines().nth(1), Some("\"a\",\"1\",\"sea\",0"));
    }
}
