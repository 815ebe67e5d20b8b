//! What an import has to say about its input: each thing guessed, dropped, missing or broken, with its place.

use std::sync::Arc;

use crate::record::place::Problem;

/// How much a note matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// A record, a row or a file could not be taken over.
    Broken,
    /// A value was read in a way that a person should confirm.
    Guessed,
    /// A value has no field of its own; it stays as a comment beside the record unless the note says otherwise.
    Dropped,
    /// A value that a reviewer needs is not stated.
    Missing,
}

impl Weight {
    /// The end of the message key `weight-…`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Weight::Broken => "broken",
            Weight::Guessed => "guessed",
            Weight::Dropped => "dropped",
            Weight::Missing => "missing",
        }
    }
}

/// A place in a foreign file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The file as a whole.
    #[default]
    File,
    /// A line and a column of a text, from 1.
    Line(u32, u32),
    /// A path into a JSON document, `releases[3].name`.
    Path(String),
    /// A cell: sheet, row and column, from 1; row 0 is the whole sheet, column 0 the whole row.
    Cell(Arc<str>, u32, u32),
}

/// One note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// How much it matters.
    pub weight: Weight,
    /// Message code: `import-<code>` in `data/messages`.
    pub code: &'static str,
    /// The file.
    pub file: Arc<str>,
    /// Where in it.
    pub place: Place,
    /// Arguments of the message.
    pub args: Vec<(&'static str, String)>,
    /// What the loader says of the record, where that is the reason.
    pub problem: Option<Problem>,
}

/// Collects the notes on one file.
#[derive(Debug)]
pub struct Notes {
    /// The file.
    pub file: Arc<str>,
    /// What was noted.
    pub all: Vec<Note>,
}

impl Notes {
    /// For a file, nothing noted.
    #[must_use]
    pub fn new(file: &Arc<str>) -> Notes {
        Notes { file: Arc::clone(file), all: Vec::new() }
    }

    /// Adds a note.
    pub fn add(&mut self, weight: Weight, code: &'static str, place: Place, args: Vec<(&'static str, String)>) {
        self.all.push(Note { weight, code, file: Arc::clone(&self.file), place, args, problem: None });
    }
}

/// The letters of a column, counted from 1: `A`, `Z`, `AA`.
#[must_use]
pub fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The number of a column written in letters; `None` for anything else.
#[must_use]
pub fn column(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    letters.bytes().try_fold(0, |n, b| b.is_ascii_uppercase().then(|| n * 26 + u32::from(b - b'A') + 1))
}
