//! A plot as an SVG image, with the names of its curves, since no cards are beside it.

use std::fmt::Write;

use loss_playground::chart::draw::{draw, rows};
use loss_playground::chart::plot::{Colour, Plot};
use plotters_svg::SVGBackend;

use crate::colours::{css, theme};
use crate::page::state::{State, Who};

/// Units of the image per CSS pixel: lines lie on whole ones.
const DENSITY: u32 = 8;
/// The size in units; the names stand below the panels, one a line.
const WIDTH: u32 = 840 * DENSITY;
const ROW: u32 = 280 * DENSITY;
const LINE: u32 = 18 * DENSITY;
const FONT: u32 = 12 * DENSITY;

/// The plot as it is shown.
pub(in crate::page) fn svg(state: State, plot: &Plot) -> String {
    let palette = state.palette();
    let panels = ROW * rows(plot.panels.len(), f64::from(WIDTH / DENSITY)) as u32;
    let mut image = String::new();
    let backend = SVGBackend::with_string(&mut image, (WIDTH, panels));
    // Writing to a string never fails, here and below.
    let _ = draw(backend, plot, &theme(palette), f64::from(DENSITY));
    // The panels, without the element around them, which is not high enough for the names.
    let drawn = image.split_once('>').map_or("", |(_, rest)| rest);
    let drawn = drawn.trim_end().trim_end_matches("</svg>");

    let names = plot.names();
    let height = panels + LINE * (names.len() as u32 + 1);
    let (width_css, height_css) = (WIDTH / DENSITY, height / DENSITY);
    let paper = css(palette.paper);
    // The cells of a heat map would have seams where their edges fall within a pixel.
    let mut text = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width_css}" height="{height_css}" viewBox="0 0 {WIDTH} {height}">
<style>rect {{ shape-rendering: crispEdges }}</style>
<rect width="{WIDTH}" height="{height}" fill="{paper}"/>
{drawn}"#
    );
    for (i, (name, colour)) in names.into_iter().enumerate() {
        let (mark, rgb) = match colour {
            Colour::Series(index) => state.mark(Who::of_series(index)),
            Colour::Ink => ("–", palette.ink),
            Colour::Muted => ("–", palette.muted),
        };
        let baseline = panels + LINE * (i as u32 + 1);
        let _ = writeln!(
            text,
            r#"<text x="{LINE}" y="{baseline}" font-family="system-ui, sans-serif" font-size="{FONT}" fill="{}">{mark} {}</text>"#,
            css(rgb),
            escaped(name),
        );
    }
    text + "</svg>\n"
}

/// As text in XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
