//! The report as a table for spreadsheets, one line a record, so that amounts can be added up.

use std::error::Error;

use super::text::Messages;
use super::{Entry, Report};
use crate::record::scope::word_of;

/// Renders the table: UTF-8 with a byte-order mark (spreadsheets read Vietnamese wrongly without it), a line of column
/// names, amounts and shares as plain numbers.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub fn render(report: &Report, messages: &Messages) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> {
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(HEADS.map(|key| messages.get(key)))?;
    for entry in &report.results {
        writer.write_record(cells(entry, messages))?;
    }
    Ok(writer.into_inner()?)
}

const HEADS: [&str; 17] = [
    "column-id",
    "column-name",
    "column-kind",
    "label-owner",
    "label-territory",
    "column-verdict",
    "column-state",
    "column-coverage",
    "label-money",
    "column-avoidable",
    "column-currency",
    "column-rules",
    "column-platforms",
    "label-residual",
    "label-next",
    "column-file",
    "column-line",
];

fn cells(entry: &Entry, messages: &Messages) -> [String; 17] {
    let money = entry.investment.as_ref();
    let platforms: Vec<&str> =
        entry.matches.iter().filter(|m| entry.cites(&m.platform)).map(|m| m.platform.as_str()).collect();
    [
        entry.id.clone(),
        text(&entry.name),
        messages.get(&format!("kind-{}", crate::record::scope::word_of(entry.kind))),
        text(entry.owner.as_deref().unwrap_or_default()),
        text(entry.territory.as_deref().unwrap_or_default()),
        messages.get(&format!("verdict-{}", entry.verdict.word())),
        messages.get(&format!("state-{}", word_of(entry.state))),
        entry.coverage.to_string(),
        money.map(|m| m.amount.to_string()).unwrap_or_default(),
        entry.avoidable().map(|amount| amount.to_string()).unwrap_or_default(),
        money.map(|m| m.currency.clone()).unwrap_or_default(),
        entry.rules().join("; "),
        platforms.join("; "),
        text(&entry.residual.join("; ")),
        text(&entry.next_steps().join(" ")),
        text(&super::text::clean(&entry.file)),
        entry.line.to_string(),
    ]
}

/// Text that a spreadsheet would read as a formula is marked as text, in the way that spreadsheets themselves use.
fn text(value: &str) -> String {
    if value.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        format!("'{value}")
    } else {
        value.to_owned()
    }
}
