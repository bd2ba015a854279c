//! A canvas as the ground of a chart.
//!
//! A chart that follows the brush is drawn in every frame, and every call into the browser has its
//! price: lines of one style in a row are one path, a style is set when it changes, and a heat map
//! is one small image, enlarged.

use std::convert::Infallible;

use leptos::prelude::document;
use loss_playground::chart::draw::{Ground, Rgb};
use loss_playground::scene::Rect;
use ndarray::Array2;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::colours::css;
use crate::page::dom;

/// A canvas while a chart is drawn on it. Colours are opaque and words are level, as charts have them.
pub(super) struct Canvas {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// The colour and the width of the path that is not stroked yet.
    path: Option<(Rgb, u32)>,
    /// What the context was last told.
    fill: Option<Rgb>,
    font: Option<(String, f64)>,
    anchor: [&'static str; 2],
    /// Where images are made, once one is.
    image: Option<HtmlCanvasElement>,
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl Canvas {
    /// Nothing if the canvas is one of another kind.
    pub(super) fn new(canvas: HtmlCanvasElement) -> Option<Self> {
        let context = dom::context(&canvas)?;
        // A kink is no spike.
        context.set_line_join("round");
        context.set_image_smoothing_enabled(false);
        Some(Self {
            canvas,
            context,
            path: None,
            fill: None,
            font: None,
            anchor: [""; 2],
            image: None,
        })
    }

    fn fill(&mut self, colour: Rgb) {
        if self.fill != Some(colour) {
            self.context.set_fill_style_str(&css(colour));
            self.fill = Some(colour);
        }
    }

    /// Strokes the path, if there is one: before anything that it must not lie on.
    fn stroke(&mut self) {
        if let Some((colour, width)) = self.path.take() {
            self.context.set_stroke_style_str(&css(colour));
            self.context.set_line_width(f64::from(width));
            self.context.stroke();
        }
    }

    fn write_in(&mut self, family: &str, size: f64) {
        let known = |(name, of): &(String, f64)| name == family && *of == size;
        if !self.font.as_ref().is_some_and(known) {
            self.context.set_font(&format!("{size}px {family}"));
            self.font = Some((family.to_owned(), size));
        }
    }

    fn anchor(&mut self, [across, down]: [&'static str; 2]) {
        if self.anchor[0] != across {
            self.context.set_text_align(across);
        }
        if self.anchor[1] != down {
            self.context.set_text_baseline(down);
        }
        self.anchor = [across, down];
    }
}

impl DrawingBackend for Canvas {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (self.canvas.width(), self.canvas.height())
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        self.stroke();
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, colour: BackendColor) -> Drawn {
        self.draw_rect((x, y), (x + 1, y + 1), &colour, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let now = (rgb(style.color()), style.stroke_width());
        if self.path != Some(now) {
            self.stroke();
            self.context.begin_path();
            self.path = Some(now);
        }
        // Of an odd width, a line covers whole pixels if it lies between them.
        let shift = f64::from(now.1 % 2) / 2.0;
        for (i, (x, y)) in path.into_iter().enumerate() {
            let (x, y) = (f64::from(x) + shift, f64::from(y) + shift);
            match i {
                0 => self.context.move_to(x, y),
                _ => self.context.line_to(x, y),
            }
        }
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        if !fill {
            let corners = [
                (left, top),
                (right, top),
                (right, bottom),
                (left, bottom),
                (left, top),
            ];
            return self.draw_path(corners, style);
        }
        self.stroke();
        self.fill(rgb(style.color()));
        let [x, y, width, height] = [left, top, right - left, bottom - top].map(f64::from);
        self.context.fill_rect(x, y, width, height);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.stroke();
        self.context.begin_path();
        // It only refuses a negative radius.
        let turn = std::f64::consts::TAU;
        let _ = self
            .context
            .arc(f64::from(x), f64::from(y), f64::from(radius), 0.0, turn);
        match fill {
            true => {
                self.fill(rgb(style.color()));
                self.context.fill();
            }
            false => {
                self.path = Some((rgb(style.color()), style.stroke_width()));
                self.stroke();
            }
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        self.stroke();
        self.context.begin_path();
        for (x, y) in corners {
            // The first corner is where the path begins.
            self.context.line_to(f64::from(x), f64::from(y));
        }
        self.fill(rgb(style.color()));
        self.context.fill();
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        (x, y): BackendCoord,
    ) -> Drawn {
        self.stroke();
        self.fill(rgb(style.color()));
        self.write_in(style.family().as_str(), style.size());
        let across = match style.anchor().h_pos {
            HPos::Left => "left",
            HPos::Center => "center",
            HPos::Right => "right",
        };
        let down = match style.anchor().v_pos {
            VPos::Top => "top",
            VPos::Center => "middle",
            VPos::Bottom => "bottom",
        };
        self.anchor([across, down]);
        // It never fails for finite numbers.
        let _ = self.context.fill_text(text, f64::from(x), f64::from(y));
        Ok(())
    }
}

impl Ground for Canvas {
    /// One pixel a cell, enlarged without smoothing.
    fn cells(
        &mut self,
        [(left, top), (right, bottom)]: [BackendCoord; 2],
        colours: &Array2<Option<Rgb>>,
    ) -> Drawn {
        self.stroke();
        if self.image.is_none() {
            self.image = new_canvas();
        }
        let Some(image) = &self.image else {
            return Ok(());
        };
        let (height, width) = colours.dim();
        dom::resize(image, width as u32, height as u32);
        let rgba = |colour: &Option<Rgb>| match colour {
            Some([r, g, b]) => [*r, *g, *b, u8::MAX],
            None => [0; 4],
        };
        let rgba: Vec<u8> = colours.iter().flat_map(rgba).collect();
        dom::put(
            image,
            &rgba,
            Rect {
                x: 0,
                y: 0,
                width,
                height,
            },
        );
        let [x, y, width, height] = [left, top, right - left, bottom - top].map(f64::from);
        // It only refuses an image of no pixels, which there is nothing of to draw.
        let _ = self
            .context
            .draw_image_with_html_canvas_element_and_dw_and_dh(image, x, y, width, height);
        Ok(())
    }
}

/// On no page.
fn new_canvas() -> Option<HtmlCanvasElement> {
    let canvas = document().create_element("canvas").ok()?;
    canvas.dyn_into().ok()
}

fn rgb(colour: BackendColor) -> Rgb {
    let (r, g, b) = colour.rgb;
    [r, g, b]
}
