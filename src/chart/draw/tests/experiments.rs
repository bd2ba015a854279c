//! The plots of path, landscape and sweep as they are drawn.

use super::*;
use crate::chart::path::{self, path};
use crate::chart::sweep::{Knob, sweep};
use crate::kernel;

fn contenders() -> Vec<Contender> {
    let losses = [Loss::CrossEntropy, Loss::Jaccard(Region::default())];
    let contender = |(colour, loss): (usize, Loss)| Contender {
        name: "A loss whose name is longer than a panel is wide".into(),
        colour,
        loss: LossConfig::single(loss),
    };
    losses.into_iter().enumerate().map(contender).collect()
}

/// How many elements of a kind there are.
fn count(svg: &str, element: &str) -> usize {
    svg.matches(&format!("<{element} ")).count()
}

fn check(plot: &Plot, panels: usize) {
    for (size, density) in [((900, 320), 1.0), ((720, 2400), 2.0)] {
        let (svg, placed) = svg(size, plot, density);
        assert_eq!(placed.len(), panels);
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
        let marks = count(&svg, "circle") + count(&svg, "polygon");
        assert!(marks >= 2, "what is so at present");
    }
}

#[test]
fn a_path_has_every_loss_twice_and_the_scores_beside_them() {
    let batch = PRESETS[1].scene(16).batch().unwrap();
    let how = (path::Along::Logits, Respect::Probabilities);
    let found = path(&batch, &contenders(), how, 8, kernel::evaluate).unwrap();
    for scale in [Scale::Linear, Scale::Log] {
        let plot = found.plot(scale);
        check(&plot, 3);
        let (svg, _) = svg((900, 320), &plot, 1.0);
        for colour in ["#0A0000", "#140000"] {
            assert_eq!(points(&svg, colour).count(), 2, "{colour} {scale:?}");
        }
        assert_eq!(plot.read(None).unwrap().x, 0.0);
        assert_eq!(plot.names().len(), 4);
    }
}

#[test]
fn a_landscape_is_a_map_a_loss_with_contours_and_arrows_downhill() {
    let batch = PRESETS[1].scene(16).batch().unwrap();
    let totals = Totals::new(&batch, &contenders()).unwrap();
    let found = totals.landscape([[0, 8, 12], [0, 8, 4]], 1, 16).unwrap();
    let plot = found.plot();
    check(&plot, 2);
    let (svg, _) = svg((900, 320), &plot, 1.0);
    let colours = ["#000000", "#FFFFFF"].map(|colour| points(&svg, colour).count());
    assert!(count(&svg, "rect") > 100 && colours.iter().sum::<usize>() > 50);
    for (panel, surface) in plot.panels.iter().zip(&found.surfaces) {
        let heat = panel.heat.as_ref().unwrap();
        assert_eq!(heat.values, surface.values);
        assert!(panel.curves.len() > 4, "contours");
        for arrow in &panel.arrows {
            // A little on, the loss is less.
            let part = |at: f64, towards: f64| at + towards / 11.0 / 16.0;
            let before = heat.at(arrow.at.0, arrow.at.1).unwrap();
            let to = [
                part(arrow.at.0, arrow.towards.0),
                part(arrow.at.1, arrow.towards.1),
            ];
            let after = heat.at(to[0], to[1]).unwrap();
            assert!(after <= before, "{arrow:?}");
        }
    }
}

#[test]
fn a_sweep_has_the_value_the_gradient_and_the_minimiser() {
    let batch = PRESETS[4].scene(16).batch().unwrap();
    let jaccard = &contenders()[1];
    let knob = Knob::Parameter {
        term: 0,
        name: "smooth",
    };
    for across in [Scale::Linear, Scale::Log] {
        let settings = knob.settings(&jaccard.loss, across);
        let at = ([0, 8, 8], 1);
        let found = sweep(&batch, jaccard, &knob, &settings, at, kernel::evaluate).unwrap();
        for down in [Scale::Linear, Scale::Log] {
            let plot = found.plot("smooth", across, down);
            check(&plot, 3);
            let reading = plot.read(None).unwrap();
            assert_eq!(reading.x, 1e-3);
            assert_eq!(reading.curves[0].2[0], found.current.value);
        }
    }
}
