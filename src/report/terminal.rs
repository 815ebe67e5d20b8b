//! The report for a person at a terminal: verdict first, then what to do, what exists already and where, what may
//! still be bought, and the rules with their law.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};

use super::text::Messages;
use super::{Entry, FindingEntry, Provided, Report};
use crate::matching::similarity::Outcome;
use crate::policy::Standing;
use crate::policy::verdict::{Severity, Verdict};

/// How to draw.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Columns.
    pub width: u16,
    /// With colours.
    pub colour: bool,
}

/// Draws a whole report.
#[must_use]
pub fn render(report: &Report, messages: &Messages, look: Look) -> String {
    let mut out = String::new();
    for (n, entry) in report.results.iter().enumerate() {
        if n > 0 {
            out.push('\n');
        }
        draw(entry, messages, look, &mut out);
    }
    if report.results.len() > 1 {
        out.push('\n');
        summary(report, messages, look, &mut out);
    }
    if !report.errors.is_empty() {
        let line = messages.count("label-errors", "errors", report.errors.len());
        let _ = writeln!(out, "{}", paint(&line, bold(AnsiColor::Red), look));
    }
    out
}

fn draw(entry: &Entry, messages: &Messages, look: Look, out: &mut String) {
    let word = messages.get(&format!("verdict-{}", entry.verdict.word()));
    let style = bold(colour_of(entry.verdict));
    let _ = writeln!(out, "{}  {}", paint(&word, style, look), paint(&entry.name, Style::new().bold(), look));
    let about: Vec<&str> = entry.owner.as_deref().into_iter().chain(entry.territory.as_deref()).collect();
    let mut line = format!("{} · {}:{}", entry.id, entry.file, entry.line);
    if !about.is_empty() {
        line = format!("{} · {line}", about.join(" · "));
    }
    wrapped(&line, 0, look, out);
    wrapped(&messages.get(&format!("verdict-line-{}", entry.verdict.word())), 0, look, out);
    if let Some(money) = &entry.investment {
        let asked = messages.money(money.amount, &money.currency);
        let mut line = format!("{}: {asked}", messages.get("label-money"));
        if entry.verdict != Verdict::Clear && money.avoidable > 0 {
            let avoidable = messages.money(money.avoidable, &money.currency);
            let _ = write!(line, ", {}: {avoidable}", messages.get("label-avoidable"));
        }
        wrapped(&line, 0, look, out);
    }
    next_steps(entry, messages, look, out);
    if entry.provided.iter().any(|p| p.by.is_some()) {
        out.push('\n');
        let _ = writeln!(out, "{}", table(&entry.provided, messages, look));
    }
    bought(entry, messages, look, out);
    for finding in &entry.findings {
        draw_finding(finding, messages, look, out);
    }
    let related: Vec<String> = entry
        .matches
        .iter()
        .filter(|m| m.relation == Standing::Related)
        .map(|m| format!("{} ({})", m.name, Messages::percent(m.coverage as f32)))
        .collect();
    if !related.is_empty() {
        wrapped(&format!("{}: {}", messages.get("label-related"), related.join("; ")), 0, look, out);
    }
}

/// What the worst findings ask for, each thing once.
fn next_steps(entry: &Entry, messages: &Messages, look: Look, out: &mut String) {
    let mut steps: Vec<&str> = Vec::new();
    for finding in entry.findings.iter().filter(|f| f.verdict == entry.verdict && f.verdict != Verdict::Clear) {
        if !steps.contains(&finding.remedy.as_str()) {
            steps.push(&finding.remedy);
        }
    }
    if steps.is_empty() {
        return;
    }
    out.push('\n');
    let _ = writeln!(out, "{}", paint(&messages.get("label-next"), Style::new().bold(), look));
    for step in steps.iter().take(3) {
        wrapped(&format!("→ {step}"), 2, look, out);
    }
}

fn table(rows: &[Provided], messages: &Messages, look: Look) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(look.width);
    table.set_header(vec![
        messages.get("column-proposed"),
        messages.get("column-provided"),
        messages.get("column-strength"),
    ]);
    for row in rows {
        let (by, strength) = match &row.by {
            None => ("–".to_owned(), String::new()),
            Some(by) => {
                let mark = if by.inferred { format!(" ({})", messages.get("label-inferred")) } else { String::new() };
                let word = messages.get(if by.outcome == Outcome::Same { "outcome-same" } else { "outcome-possible" });
                (
                    format!("{}{mark}\n{}", by.function, by.platform),
                    format!("{word}\n{}", Messages::percent(by.similarity)),
                )
            }
        };
        table.add_row(vec![
            Cell::new(&row.proposed),
            Cell::new(by),
            Cell::new(strength).set_alignment(CellAlignment::Right),
        ]);
    }
    table
}

fn bought(entry: &Entry, messages: &Messages, look: Look, out: &mut String) {
    if entry.verdict != Verdict::Clear {
        if entry.residual.is_empty() {
            if entry.verdict != Verdict::Incomplete {
                wrapped(&messages.get("label-residual-none"), 0, look, out);
            }
        } else {
            let _ = writeln!(out, "{}", paint(&messages.get("label-residual"), Style::new().bold(), look));
            for function in &entry.residual {
                wrapped(&format!("+ {function}"), 2, look, out);
            }
        }
    }
    if !entry.generic.is_empty() {
        wrapped(&format!("{}: {}", messages.get("label-generic"), entry.generic.join("; ")), 0, look, out);
    }
}

fn draw_finding(finding: &FindingEntry, messages: &Messages, look: Look, out: &mut String) {
    let colour = match finding.severity {
        Severity::Block => AnsiColor::Red,
        Severity::Review => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    out.push('\n');
    let effect = messages.get(&format!("severity-{}", finding.severity.word()));
    let _ = writeln!(
        out,
        "{} {}",
        paint(&format!("{} [{effect}]", finding.rule), bold(colour), look),
        paint(&finding.title, Style::new().bold(), look)
    );
    wrapped(&finding.said, 2, look, out);
    wrapped(&format!("{}: {}", messages.get("label-remedy"), finding.remedy), 2, look, out);
    wrapped(&format!("{}: {}", messages.get("label-law"), finding.basis), 2, look, out);
    let place = format!("{}:{}:{}", finding.place.file, finding.place.line, finding.place.column);
    wrapped(&format!("{}: {place}", messages.get("label-place")), 2, look, out);
}

fn summary(report: &Report, messages: &Messages, look: Look, out: &mut String) {
    let mut line = messages.count("label-summary", "records", report.results.len());
    for verdict in [Verdict::Duplicate, Verdict::Incomplete, Verdict::Wait, Verdict::Conditional, Verdict::Clear] {
        let count = report.results.iter().filter(|e| e.verdict == verdict).count();
        if count > 0 {
            let word = messages.get(&format!("verdict-{}", verdict.word()));
            let _ = write!(line, " · {count} {}", paint(&word, bold(colour_of(verdict)), look));
        }
    }
    let _ = writeln!(out, "{line}");
}

fn colour_of(verdict: Verdict) -> AnsiColor {
    match verdict {
        Verdict::Duplicate | Verdict::Incomplete => AnsiColor::Red,
        Verdict::Wait | Verdict::Conditional => AnsiColor::Yellow,
        Verdict::Clear => AnsiColor::Green,
    }
}

fn bold(colour: AnsiColor) -> Style {
    Style::new().bold().fg_color(Some(colour.into()))
}

fn paint(text: &str, style: Style, look: Look) -> String {
    if look.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

/// Writes a paragraph wrapped at words, indented by `indent`.
pub fn wrapped(text: &str, indent: usize, look: Look, out: &mut String) {
    let room = usize::from(look.width).saturating_sub(indent).max(20);
    let options = textwrap::Options::new(room)
        .subsequent_indent("  ")
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    for line in textwrap::wrap(text, options) {
        let _ = writeln!(out, "{:indent$}{line}", "");
    }
}
