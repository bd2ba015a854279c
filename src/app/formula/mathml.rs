//! The parts of a formula as MathML.

use crate::number::setting;

/// With the invisible operator that keeps it apart from its argument.
pub(super) const LN: &str = "<mi>ln</mi><mo>&#8289;</mo>";

/// A formula by itself, in display style.
pub(super) fn math(content: &str) -> String {
    format!("<math displaystyle=\"true\">{content}</math>")
}

pub(super) fn row(parts: &[&str]) -> String {
    format!("<mrow>{}</mrow>", parts.concat())
}

pub(super) fn text(name: &str) -> String {
    format!("<mtext>{name}</mtext>")
}

pub(super) fn operator(sign: &str) -> String {
    format!("<mo>{sign}</mo>")
}

pub(super) fn number(x: f64) -> String {
    format!("<mn>{}</mn>", setting(x))
}

/// With an index.
pub(super) fn sub(base: &str, index: &str) -> String {
    format!("<msub><mi>{base}</mi><mi>{index}</mi></msub>")
}

/// A sum over an index, if it says which.
pub(super) fn total(index: &str) -> String {
    match index {
        "" => operator("∑"),
        index => format!("<msub><mo>∑</mo><mi>{index}</mi></msub>"),
    }
}

/// A mean that says what it is over.
pub(super) fn mean(over: &str) -> String {
    format!("<munder><mo>mean</mo>{}</munder>", text(over))
}

/// |x − y|.
pub(super) fn distance(x: &str, y: &str) -> String {
    format!(
        "<mrow><mo stretchy=\"false\">|</mo><mi>{x}</mi><mo>−</mo><mi>{y}</mi><mo stretchy=\"false\">|</mo></mrow>"
    )
}

/// A power, which 1 leaves away.
pub(super) fn power(base: &str, exponent: f64) -> String {
    match exponent {
        1.0 => base.to_owned(),
        exponent => format!("<msup><mrow>{base}</mrow>{}</msup>", number(exponent)),
    }
}
