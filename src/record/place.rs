//! Where a value stands in its file. Knows nothing about YAML: the loader fills these in, every later stage only
//! hands them on.

use serde::{Deserialize, Serialize};

/// The part of a file that a value was read from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte, counted from 0 over the whole file.
    pub start: u32,
    /// Byte after the last one.
    pub end: u32,
    /// Line of `start`, counted from 1.
    pub line: u32,
    /// Column of `start` in characters (Unicode scalar values), counted from 1.
    pub column: u32,
}

/// A value together with its [`Span`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Located<T> {
    /// The value itself.
    pub value: T,
    /// Where it stands.
    pub at: Span,
}

impl<T> Located<T> {
    /// Puts `value` at `at`.
    pub fn new(value: T, at: Span) -> Self {
        Located { value, at }
    }
}

/// Something wrong with an input file, said by a message code and its arguments so that a report can put it into
/// the reader's language (`problem-<code>` in `data/messages`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// File as the user named it, or `<stdin>`.
    pub file: std::sync::Arc<str>,
    /// The place; `None` where the whole file is meant (it cannot be opened, it is too large).
    pub at: Option<Span>,
    /// Message code without the `problem-` prefix.
    pub code: &'static str,
    /// Arguments of the message.
    pub args: Vec<(&'static str, String)>,
}
