//! Loops of a shader written out.
//!
//! WGSL cannot ask for it, and few of its compilers do it by themselves. Written out, a loop's variable is a
//! constant: arrays indexed by it become registers, and branches on it disappear. A processor that plays GPU
//! then takes a quarter of the time.

use std::fmt::Write;

/// Writes out the loops of the form `for (var i = 0u; i < NAME; i++) { … }` over these constants, also where
/// one is inside another; but none that is left early, which its copies could not be.
pub(super) fn unrolled(source: &str, constants: &[(&str, usize)]) -> String {
    let mut written = String::with_capacity(2 * source.len());
    let mut rest = source;
    while let Some(at) = rest.find("for (var ") {
        let (before, from) = rest.split_at(at);
        written.push_str(before);
        match Loop::parse(from, constants) {
            Some(found) if !found.is_left_early() => {
                let body = unrolled(found.body, constants);
                for index in found.first..found.end {
                    // Writing to a String cannot fail.
                    let _ = writeln!(written, "{{ const {} = {index}u;{body}}}", found.variable);
                }
                rest = &from[found.length..];
            }
            _ => {
                let head = from.find('{').map_or(from.len(), |brace| brace + 1);
                written.push_str(&from[..head]);
                rest = &from[head..];
            }
        }
    }
    written + rest
}

/// A loop at the start of a text.
struct Loop<'a> {
    variable: &'a str,
    first: usize,
    end: usize,
    body: &'a str,
    /// Of all of it.
    length: usize,
}

impl<'a> Loop<'a> {
    fn parse(source: &'a str, constants: &[(&str, usize)]) -> Option<Self> {
        let (head, rest) = source.split_once(") {")?;
        let (start, head) = head.strip_prefix("for (var ")?.split_once("; ")?;
        let (test, step) = head.split_once("; ")?;
        let (variable, first) = start.split_once(" = ")?;
        let bound = test.strip_prefix(variable)?.strip_prefix(" < ")?;
        if step.strip_suffix("++") != Some(variable) {
            return None;
        }
        let body = &rest[..closing_brace(rest)?];
        Some(Self {
            variable,
            first: first.strip_suffix('u')?.parse().ok()?,
            end: constants.iter().find(|(name, _)| *name == bound)?.1,
            body,
            length: source.len() - rest.len() + body.len() + 1,
        })
    }

    fn is_left_early(&self) -> bool {
        self.body.contains("break;") || self.body.contains("continue;")
    }
}

/// Where the brace is that closes the one before the text.
fn closing_brace(text: &str) -> Option<usize> {
    let mut open = 1;
    text.char_indices().find_map(|(at, character)| {
        open += i32::from(character == '{') - i32::from(character == '}');
        (open == 0).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_over_constants_are_written_out() {
        let source = "for (var c = 1u; c < CLASSES; c++) { a[c] += b[c]; }\n";
        let twice = "{ const c = 1u; a[c] += b[c]; }\n{ const c = 2u; a[c] += b[c]; }\n\n";
        assert_eq!(unrolled(source, &[("CLASSES", 3)]), twice);
        assert_eq!(unrolled(source, &[("CLASSES", 1)]), "\n");
    }

    #[test]
    fn loops_inside_loops_are_written_out_too() {
        let source = "for (var i = 0u; i < RUN; i++) {for (var f = 0u; f < FORMS; f++) {x(i, f);}}";
        let inner = "for (var i = 0u; i < RUN; i++) {{ const f = 0u;x(i, f);}\n}";
        assert_eq!(unrolled(source, &[("FORMS", 1)]), inner);
        let both = unrolled(source, &[("FORMS", 2), ("RUN", 2)]);
        assert_eq!(both.matches("x(i, f);").count(), 4);
        assert_eq!(both.matches('{').count(), both.matches('}').count());
    }

    #[test]
    fn other_loops_stay() {
        for source in [
            "for (var c = 0u; c < CLASSES; c++) { if c == n { break; } }",
            "for (var c = 0u; c < CLASSES; c++) { if c == n { continue; } f(c); }",
            "for (var c = first; c < CLASSES; c++) { f(c); }",
            "for (var c = 0u; c < CLASSES; c += 2u) { f(c); }",
            "for (var i = 0u; i < n; i++) { f(i); }",
            "for (var half = N / 2u; half > 0u; half >>= 1u) { f(half); }",
        ] {
            assert_eq!(unrolled(source, &[("CLASSES", 3)]), source);
        }
    }
}
