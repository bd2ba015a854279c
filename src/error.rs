//! The one error type: what was given, what was expected, what to do.

/// Everything that can go wrong with data or settings that come from outside.
///
/// A message always says what was given, what was expected and what to do about it.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Two arrays, or an array and the shape it belongs to, do not fit.
    #[error("{what} has {given}, but {expected} is needed; {hint}")]
    Shape {
        /// The array.
        what: String,
        /// Its shape or length.
        given: String,
        /// The shape or length that fits.
        expected: String,
        /// What to do about it.
        hint: &'static str,
    },
    /// A number in an array is out of its range.
    #[error("{what} holds {given} at index {index}{}, but {expected}", along_axes(*index, shape))]
    Number {
        /// The array.
        what: String,
        /// The number.
        given: String,
        /// Where it stands, in row-major order.
        index: usize,
        /// The array's shape.
        shape: Vec<usize>,
        /// What may stand there.
        expected: String,
    },
    /// A field of a configuration or request is unknown, missing or out of range.
    #[error("{path}: {problem}")]
    Field {
        /// Where it stands, such as `loss.terms[0].alpha`.
        path: String,
        /// What was given, what was expected.
        problem: String,
    },
    /// A loss that does not fit the batch.
    #[error("{path}: {given}, but {expected}")]
    Misfit {
        /// The term or its parameter, such as `loss.terms[0].shards`.
        path: String,
        /// What was given: the reason in brief.
        given: String,
        /// What was expected, and what to do.
        expected: String,
    },
    /// Settings that are fine one by one but make no sense together.
    #[error("{0}")]
    Combination(String),
    /// A file that cannot be used.
    #[error("{name}: {problem}")]
    File {
        /// The file's name.
        name: String,
        /// What was found, what was expected.
        problem: String,
    },
    /// The GPU cannot do what was asked.
    #[error("{0}")]
    Gpu(String),
}

impl Error {
    /// An [`Error::Field`] at `path`.
    pub fn field(path: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Field {
            path: path.into(),
            problem: problem.into(),
        }
    }

    /// An array `[B, C, H, W]` for which there is no memory.
    pub(crate) fn too_large(what: &str, dim: [usize; 4]) -> Self {
        Self::Shape {
            what: what.into(),
            given: format!("shape {dim:?}"),
            expected: "a size that fits into memory".into(),
            hint: "pass fewer classes, fewer images or smaller ones",
        }
    }

    /// The same error, its path standing under `parent`.
    pub(crate) fn under(self, parent: &str) -> Self {
        match self {
            Self::Field { path, problem } => Self::Field {
                path: format!("{parent}.{path}"),
                problem,
            },
            other => other,
        }
    }

    /// Why a loss does not fit, in as few words as go beside its name.
    ///
    /// ```
    /// use loss_playground::Error;
    ///
    /// let misfit = Error::Misfit {
    ///     path: "loss.terms[0].shards".into(),
    ///     given: "2 shards were asked for".into(),
    ///     expected: "the batch has 1 image; pass a number that divides it".into(),
    /// };
    /// assert_eq!(misfit.brief(), "2 shards were asked for");
    /// ```
    pub fn brief(&self) -> String {
        match self {
            Self::Misfit { given, .. } => given.clone(),
            other => other.to_string(),
        }
    }
}

/// An index along the axes of an array; in a list it is the same.
fn along_axes(index: usize, shape: &[usize]) -> String {
    if shape.len() < 2 {
        return String::new();
    }
    let mut rest = index;
    let mut place: Vec<usize> = shape
        .iter()
        .rev()
        .map(|length| {
            let own = rest % length;
            rest /= length;
            own
        })
        .collect();
    place.reverse();
    format!(" {place:?}")
}

/// `Result` with this crate's [`enum@Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
