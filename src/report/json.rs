//! The report as JSON, `dungchung/report/1`, and as one line a record.

use super::Report;

/// One document.
///
/// # Panics
/// Never: a report holds only strings, numbers and lists.
#[must_use]
pub fn document(report: &Report) -> String {
    let mut text = serde_json::to_string_pretty(report).expect("plain values serialise");
    text.push('\n');
    text
}

/// One line a record.
///
/// # Panics
/// Never: a report holds only strings, numbers and lists.
#[must_use]
pub fn lines(report: &Report) -> String {
    let mut text = String::new();
    for entry in &report.results {
        text.push_str(&serde_json::to_string(entry).expect("plain values serialise"));
        text.push('\n');
    }
    text
}
