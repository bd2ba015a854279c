//! The chart as an SVG image, with the names of its curves, since no cards are beside it.

use std::fmt::Write;

use leptos::prelude::*;
use loss_playground::chart::draw::draw;
use loss_playground::chart::near_target::NearTarget;
use plotters_svg::SVGBackend;

use super::chart::theme;
use super::chart_data;
use super::state::State;
use crate::colours::css;

/// Units of the image per CSS pixel: lines lie on whole ones.
const DENSITY: u32 = 8;
/// The size in units; the names stand below the panels, one a line.
const WIDTH: u32 = 840 * DENSITY;
const PANELS: u32 = 280 * DENSITY;
const LINE: u32 = 18 * DENSITY;
const FONT: u32 = 12 * DENSITY;

/// The chart as it is shown.
pub(super) fn svg(state: State, sweep: &NearTarget) -> String {
    let options = chart_data::options(state.view.chart.get(), f64::from(DENSITY));
    let theme = theme(state.palette());
    let mut image = String::new();
    let backend = SVGBackend::with_string(&mut image, (WIDTH, PANELS));
    // Writing to a string never fails, here and below.
    let _ = draw(backend, sweep, &theme, &options);
    // The panels, without the element around them, which is not high enough for the names.
    let panels = image.split_once('>').map_or("", |(_, rest)| rest);
    let panels = panels.trim_end().trim_end_matches("</svg>");

    let height = PANELS + LINE * (sweep.curves.len() as u32 + 1);
    let (width_css, height_css) = (WIDTH / DENSITY, height / DENSITY);
    let paper = css(theme.background);
    let mut text = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width_css}" height="{height_css}" viewBox="0 0 {WIDTH} {height}">
<rect width="{WIDTH}" height="{height}" fill="{paper}"/>
{panels}"#
    );
    for (i, curve) in sweep.curves.iter().enumerate() {
        let (mark, colour) = state.mark(chart_data::whose(curve.colour));
        let baseline = PANELS + LINE * (i as u32 + 1);
        let _ = writeln!(
            text,
            r#"<text x="{LINE}" y="{baseline}" font-family="system-ui, sans-serif" font-size="{FONT}" fill="{}">{mark} {}</text>"#,
            css(colour),
            escaped(&curve.name),
        );
    }
    text + "</svg>\n"
}

/// As text in XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
