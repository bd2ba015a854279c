//! Names of files that say what is in them.

/// Parts joined by hyphens, in lower case, without anything that a file system could object to.
///
/// ```
/// use loss_playground_page::file_name::file_name;
///
/// let name = file_name(&["gradient", "0.25 Cross-entropy + 0.75 Jaccard", "64x64"], "png");
/// assert_eq!(name, "gradient-0.25-cross-entropy-0.75-jaccard-64x64.png");
/// ```
pub fn file_name(parts: &[&str], extension: &str) -> String {
    let joined = parts.join(" ").to_ascii_lowercase();
    // The tables of what is a letter beyond ASCII would cost more than they are good for.
    let kept = |c: char| c.is_ascii_alphanumeric() || c == '.' || !c.is_ascii();
    let words = joined
        .split(|c| !kept(c))
        .map(|word| word.trim_matches('.'));
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    format!("{}.{extension}", words.join("-"))
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn nothing_that_a_file_system_could_object_to_is_left() {
        assert_eq!(
            file_name(&["a/b\\c", "..", "d:*?\"<>|e"], "csv"),
            "a-b-c-d-e.csv"
        );
        assert_eq!(file_name(&["../../etc"], "npy"), "etc.npy");
        assert_eq!(file_name(&["Lovász-Softmax"], "svg"), "lovász-softmax.svg");
    }
}
