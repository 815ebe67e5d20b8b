//! Labelled data: function pairs and records with what a person says of them.

use crate::policy::verdict::Verdict;
use crate::record::scope::Word;

/// A label of a function pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// The same function.
    Same,
    /// Near, but another function.
    Related,
    /// Another function.
    Different,
}

impl Word for Label {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("same", Label::Same),
        ("related", Label::Related),
        ("different", Label::Different),
        // Two-valued files.
        ("1", Label::Same),
        ("0", Label::Different),
    ];
}

/// A labelled function pair.
#[derive(Clone, Debug)]
pub struct Pair {
    /// One phrase.
    pub a: String,
    /// The other.
    pub b: String,
    /// What a person says.
    pub label: Label,
    /// For the breakdown.
    pub tags: Vec<String>,
}

/// What a person says of a record.
#[derive(Clone, Debug)]
pub struct Expected {
    /// Id of the record.
    pub id: String,
    /// Verdict.
    pub verdict: Verdict,
    /// Platforms that a reviewer must see.
    pub platforms: Vec<String>,
    /// For the breakdown.
    pub tags: Vec<String>,
}

/// A line of a labelled file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Line, from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
}

/// Reads labelled pairs: tab-separated `a, b, label, tag`, one heading line.
///
/// # Errors
/// Every line that cannot be read.
pub fn pairs(text: &str) -> Result<Vec<Pair>, Vec<BadLine>> {
    rows(text, 3, |cells| {
        let label = known::<Label>(cells[2])?;
        Ok(Pair { a: cells[0].to_owned(), b: cells[1].to_owned(), label, tags: tags(cells.get(3)) })
    })
}

/// Reads labelled records: tab-separated `id, verdict, platforms, tag`, one heading line; `-` for no platform.
///
/// # Errors
/// Every line that cannot be read.
pub fn expectations(text: &str) -> Result<Vec<Expected>, Vec<BadLine>> {
    rows(text, 3, |cells| {
        let verdict = known::<Verdict>(cells[1])?;
        let platforms = cells[2].split(',').map(str::trim).filter(|p| !p.is_empty() && *p != "-").map(str::to_owned);
        let id = cells[0].to_owned();
        Ok(Expected { id, verdict, platforms: platforms.collect(), tags: tags(cells.get(3)) })
    })
}

fn rows<T>(text: &str, cells: usize, read: impl Fn(&[&str]) -> Result<T, String>) -> Result<Vec<T>, Vec<BadLine>> {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for (n, line) in text.lines().enumerate().skip(1).filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#')) {
        let row: Vec<&str> = line.split('\t').map(str::trim).collect();
        let result = if row.len() < cells { Err(format!("{} cells, expected {cells}", row.len())) } else { read(&row) };
        match result {
            Ok(value) => good.push(value),
            Err(reason) => bad.push(BadLine { line: n + 1, reason }),
        }
    }
    if bad.is_empty() { Ok(good) } else { Err(bad) }
}

fn known<T: Word>(word: &str) -> Result<T, String> {
    T::WORDS.iter().find(|(w, _)| *w == word).map(|(_, v)| *v).ok_or_else(|| format!("`{word}` is not a label"))
}

fn tags(cell: Option<&&str>) -> Vec<String> {
    cell.map(|c| c.split(',').map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_lines_are_named() {
        let bad = pairs("a\tb\tlabel\tx\nx\ty\tmaybe\nx\ny\tz\tsame\tt,u\n").unwrap_err();
        assert_eq!(bad.iter().map(|b| b.line).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(expectations("id\tv\tp\nx\tclear\t-\tt\n").unwrap()[0].platforms.len(), 0);
    }
}
