//! How the classes look: what the reader calls them, their colours, and which are drawn.

use serde_json::{Value, json};

use super::colours::{CLASSES, Rgb, apart, css, from_css};

/// How many characters of a name are kept.
pub const LONGEST: usize = 40;

/// Colours nearer than this are hard to tell apart; those of the palette are farther.
const HARD_TO_TELL: f64 = 0.1;

/// What the reader has set about a class; all else is as it comes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// What it is called.
    pub name: Option<String>,
    /// The colour in place of the palette's.
    pub colour: Option<Rgb>,
    /// Whether the canvases leave it out.
    pub hidden: bool,
}

/// The looks of all classes, in order; a class beyond the last one looks as it comes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looks(Vec<Look>);

/// The colour of every class; none for one that is not drawn.
pub type Inks = [Option<Rgb>; CLASSES.len()];

/// Every class in the palette's colour.
pub const INKS: Inks = {
    let mut inks = [None; CLASSES.len()];
    let mut class = 0;
    while class < CLASSES.len() {
        inks[class] = Some(CLASSES[class]);
        class += 1;
    }
    inks
};

impl Looks {
    /// What is set about a class.
    pub fn of(&self, class: usize) -> Look {
        self.0.get(class).cloned().unwrap_or_default()
    }

    /// Changes what is set about a class.
    pub fn edit(&mut self, class: usize, edit: impl FnOnce(&mut Look)) {
        if self.0.len() <= class {
            self.0.resize(class + 1, Look::default());
        }
        edit(&mut self.0[class]);
        while self.0.last().is_some_and(|last| *last == Look::default()) {
            self.0.pop();
        }
    }

    /// What a class is called, if the reader has named it.
    pub fn name(&self, class: usize) -> Option<&str> {
        self.0.get(class)?.name.as_deref()
    }

    /// The colour of a class, drawn or not.
    pub fn colour(&self, class: usize) -> Rgb {
        let own = self.0.get(class).and_then(|look| look.colour);
        own.unwrap_or(CLASSES[class % CLASSES.len()])
    }

    /// Whether the canvases leave a class out.
    pub fn is_hidden(&self, class: usize) -> bool {
        self.0.get(class).is_some_and(|look| look.hidden)
    }

    /// What the canvases draw with.
    pub fn inks(&self) -> Inks {
        std::array::from_fn(|class| (!self.is_hidden(class)).then(|| self.colour(class)))
    }

    /// The first of so many classes whose colour is hard to tell from a class's own.
    pub fn like(&self, class: usize, classes: usize) -> Option<usize> {
        let own = self.colour(class);
        let near = |other: &usize| apart(own, self.colour(*other)) < HARD_TO_TELL;
        (0..classes).filter(|other| *other != class).find(near)
    }

    /// As it is kept; nothing if everything is as it comes.
    pub fn to_value(&self) -> Value {
        let look = |look: &Look| json!({ "name": look.name, "colour": look.colour.map(css), "hidden": look.hidden });
        match self.0.as_slice() {
            [] => Value::Null,
            looks => looks.iter().map(look).collect(),
        }
    }

    /// The reverse of [`Self::to_value`]; what makes no sense is as it comes.
    pub fn from_value(value: &Value) -> Self {
        let mut looks = Self::default();
        let kept = value.as_array().into_iter().flatten();
        for (class, value) in kept.take(CLASSES.len()).enumerate() {
            looks.edit(class, |look| {
                *look = Look {
                    name: value["name"].as_str().and_then(name),
                    colour: value["colour"].as_str().and_then(from_css),
                    hidden: value["hidden"] == true,
                };
            });
        }
        looks
    }
}

/// A name as it is kept; nothing if there is nothing to read in it.
pub fn name(typed: &str) -> Option<String> {
    // What controls is no part of a word, and no SVG may hold it.
    let name: String = typed.chars().filter(|c| !c.is_control()).collect();
    let name: String = name.trim().chars().take(LONGEST).collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Looks {
        let mut looks = Looks::default();
        looks.edit(2, |look| look.name = name("  tumour "));
        looks.edit(1, |look| look.hidden = true);
        looks.edit(3, |look| look.colour = Some([1, 2, 3]));
        looks
    }

    #[test]
    fn what_is_set_is_kept() {
        let looks = some();
        assert_eq!(looks.name(2), Some("tumour"));
        assert_eq!(looks.inks()[..4], [INKS[0], None, INKS[2], Some([1, 2, 3])]);
        assert_eq!(Looks::from_value(&looks.to_value()), looks);
    }

    #[test]
    fn what_is_taken_back_leaves_nothing() {
        let mut looks = some();
        for class in 0..4 {
            looks.edit(class, |look| *look = Look::default());
        }
        assert_eq!(looks, Looks::default());
        assert_eq!(looks.to_value(), Value::Null);
        assert_eq!(looks.inks(), INKS);
    }

    #[test]
    fn what_makes_no_sense_is_as_it_comes() {
        for value in [
            json!("red"),
            json!([1, null, { "colour": "red", "name": " " }]),
        ] {
            assert_eq!(Looks::from_value(&value), Looks::default());
        }
        let long = "x".repeat(LONGEST + 1);
        let looks = Looks::from_value(&json!([{ "name": long }]));
        assert_eq!(looks.name(0).map(str::len), Some(LONGEST));
        assert_eq!(name("\u{1} a\nb \u{7f}").as_deref(), Some("ab"));
    }

    #[test]
    fn colours_that_are_alike_are_found() {
        let mut looks = Looks::default();
        let classes = CLASSES.len();
        assert!((0..classes).all(|class| looks.like(class, classes).is_none()));
        let [r, g, b] = CLASSES[4];
        looks.edit(2, |look| look.colour = Some([r, g - 9, b + 9]));
        assert_eq!(looks.like(2, 8), Some(4));
        assert_eq!(looks.like(4, 8), Some(2));
        assert_eq!(looks.like(2, 4), None, "there is no class 4 then");
    }
}
