//! The report for a person at a terminal: verdict first, then what to do, what exists already and where, what may
//! still be bought, and the rules with their law; for several records a table of all of them at the end.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use comfy_table::{Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table, presets};

use super::detail::ScopeWords;
use super::overview::Overview;
use super::text::{Messages, clean};
use super::{Conditions, Entry, FindingEntry, Report};
use crate::matching::similarity::Outcome;
use crate::policy::Standing;
use crate::policy::verdict::{Severity, Verdict};
use crate::record::Kind;
use crate::record::scope::word_of;

/// How to draw.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Columns.
    pub width: u16,
    /// With colours.
    pub colour: bool,
    /// How much.
    pub detail: Detail,
}

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Only verdicts.
    Verdicts,
    /// What a planner needs.
    Usual,
    /// Also why functions count as the same, and the scopes.
    Reasons,
}

/// Longer lines of prose are hard to read, however wide the terminal is.
const PROSE: u16 = 100;

/// Draws a whole report.
#[must_use]
pub fn render(report: &Report, messages: &Messages, look: Look) -> String {
    let mut out = String::new();
    if look.detail > Detail::Verdicts {
        for entry in &report.results {
            draw(entry, messages, look, &mut out);
            out.push('\n');
        }
        if report.results.len() == 1 {
            out.pop();
        }
    }
    match report.results.as_slice() {
        [entry] if look.detail == Detail::Verdicts => {
            let _ = writeln!(out, "{}  {}", verdict(entry, messages, look), entry.id);
        }
        [] | [_] => {}
        several => {
            let _ = writeln!(out, "{}", laid_out(&records(several, messages, look)));
            out.push_str(&summary(report, messages, look));
        }
    }
    if !report.errors.is_empty() {
        let line = messages.count("label-errors", "errors", report.errors.len());
        let _ = writeln!(out, "{}", paint(&line, bold(AnsiColor::Red), look));
    }
    out
}

fn verdict(entry: &Entry, messages: &Messages, look: Look) -> String {
    paint(&messages.get(&format!("verdict-{}", entry.verdict.word())), bold(colour_of(entry.verdict)), look)
}

/// All records, one a line.
fn records(entries: &[Entry], messages: &Messages, look: Look) -> Table {
    let mut table = lined(look);
    // On a narrow screen money and ids are left to the records' own parts.
    let wide = look.width >= 120;
    let mut heads = vec!["column-verdict", "column-name", "column-coverage"];
    if wide {
        heads.extend(["label-money", "column-avoidable"]);
    }
    heads.push("column-rules");
    table.set_header(heads.iter().map(|key| messages.get(key)));
    for entry in entries {
        let word = messages.get(&format!("verdict-{}", entry.verdict.word()));
        let cell = Cell::new(word);
        let cell = if look.colour { cell.fg(cell_colour(entry.verdict)).add_attribute(Attribute::Bold) } else { cell };
        let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
        let name = if wide { format!("{}\n{}", entry.name, entry.id) } else { entry.name.clone() };
        let mut row = vec![cell, Cell::new(measured(&name)), right(Messages::percent(entry.coverage))];
        if wide {
            let money = entry.investment.as_ref();
            row.push(right(money.map(|m| messages.money(m.amount, &m.currency)).unwrap_or_default()));
            let avoidable = money.and_then(|m| entry.avoidable().map(|a| messages.money(a, &m.currency)));
            row.push(right(avoidable.unwrap_or_default()));
        }
        row.push(Cell::new(entry.rules().join(" ")));
        table.add_row(row);
    }
    // Figures and codes stay whole; names take what is left.
    for (number, column) in table.column_iter_mut().enumerate() {
        if number != 1 && number != heads.len() - 1 {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    table
}

/// Counts of the verdicts and, by currency, the money.
#[must_use]
pub fn summary(report: &Report, messages: &Messages, look: Look) -> String {
    let overview = Overview::of(report);
    let mut line = messages.count("label-summary", "records", report.results.len());
    for (verdict, count) in overview.counts.iter().filter(|(_, count)| *count > 0) {
        let word = messages.get(&format!("verdict-{}", verdict.word()));
        let _ = write!(line, " · {count} {}", paint(&word, bold(colour_of(*verdict)), look));
    }
    let mut out = String::new();
    wrapped(&line, 0, look, &mut out);
    for total in &overview.money {
        let (asked, avoidable) =
            (messages.money(total.asked, &total.currency), messages.money(total.avoidable, &total.currency));
        let (label, of_which) = (messages.get("label-money"), messages.get("label-avoidable"));
        wrapped(&format!("{label}: {asked}, {of_which}: {avoidable}"), 0, look, &mut out);
    }
    out
}

fn draw(entry: &Entry, messages: &Messages, look: Look, out: &mut String) {
    let name = paint(&entry.name, Style::new().bold(), look);
    wrapped(&format!("{}  {name}", verdict(entry, messages, look)), 0, look, out);
    let about: Vec<&str> = entry.owner.as_deref().into_iter().chain(entry.territory.as_deref()).collect();
    let mut line = format!("{} · {}:{}", entry.id, clean(&entry.file), entry.line);
    if !about.is_empty() {
        line = format!("{} · {line}", about.join(" · "));
    }
    wrapped(&line, 0, look, out);
    wrapped(&entry.conclusion, 0, look, out);
    if let Some(money) = &entry.investment {
        let asked = messages.money(money.amount, &money.currency);
        let mut line = format!("{}: {asked}", messages.get("label-money"));
        if let Some(avoidable) = entry.avoidable().filter(|amount| *amount > 0) {
            let avoidable = messages.money(avoidable, &money.currency);
            let _ = write!(line, ", {}: {avoidable}", messages.get("label-avoidable"));
        }
        wrapped(&line, 0, look, out);
    }
    next_steps(entry, messages, look, out);
    if entry.has_provider() {
        out.push('\n');
        let _ = writeln!(out, "{}", laid_out(&provided(entry, messages, look)));
    }
    bought(entry, messages, look, out);
    for finding in &entry.findings {
        draw_finding(finding, messages, look, out);
    }
    let related: Vec<String> = entry
        .matches
        .iter()
        .filter(|m| m.relation == Standing::Related)
        .map(|m| format!("{} ({})", m.name, Messages::percent(m.coverage)))
        .collect();
    if !related.is_empty() {
        wrapped(&format!("{}: {}", messages.get("label-related"), related.join("; ")), 0, look, out);
    }
    if look.detail == Detail::Reasons && !entry.matches.is_empty() {
        out.push('\n');
        let _ = writeln!(out, "{}", laid_out(&scopes(entry, messages, look)));
    }
}

/// The record's scope above those of the platforms.
fn scopes(entry: &Entry, messages: &Messages, look: Look) -> Table {
    let mut table = lined(look);
    let dimensions = ["territory", "levels", "sectors", "users"];
    let heads = dimensions.map(|dimension| messages.get(&format!("dimension-{dimension}")));
    table.set_header(std::iter::once(messages.get("page-scope")).chain(heads));
    let words = |scope: &ScopeWords| {
        [scope.territory.clone(), scope.levels.clone(), scope.sectors.clone(), scope.users.clone()]
    };
    let needed = words(&entry.detail.needed);
    table.add_row(std::iter::once(messages.get("page-needed")).chain(needed).map(|text| measured(&text)));
    for (found, column) in entry.matches.iter().zip(&entry.detail.platforms) {
        let scope = &found.scope;
        let relations = [scope.territory, scope.levels, scope.sectors, scope.users];
        let cells = words(&column.offered)
            .into_iter()
            .zip(relations)
            .map(|(words, relation)| format!("{words}\n{}", messages.get(&format!("scope-{}", word_of(relation)))));
        table.add_row(std::iter::once(found.name.clone()).chain(cells).map(|text| measured(&text)));
    }
    table
}

/// What the worst findings ask for.
fn next_steps(entry: &Entry, messages: &Messages, look: Look, out: &mut String) {
    let steps = entry.next_steps();
    if steps.is_empty() {
        return;
    }
    out.push('\n');
    let _ = writeln!(out, "{}", paint(&messages.get("label-next"), Style::new().bold(), look));
    for step in steps.iter().take(3) {
        wrapped(&format!("→ {step}"), 2, look, out);
    }
}

/// Stands for the Arabic letter lam while a table is laid out: the width tables count one column for lam and alef
/// together, terminals draw them in two. Text in a report holds no private characters.
const LAM: char = '\u{E000}';

/// Text as a table measures it.
pub(super) fn measured(text: &str) -> String {
    text.replace('ل', &LAM.to_string())
}

/// A table as lines of text.
pub(super) fn laid_out(table: &Table) -> String {
    table.to_string().replace(LAM, "ل")
}

/// A table with lines that takes the width there is.
pub(super) fn lined(look: Look) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(look.width);
    if look.colour {
        table.enforce_styling();
    }
    table
}

fn provided(entry: &Entry, messages: &Messages, look: Look) -> Table {
    let mut table = lined(look);
    table.set_header(vec![
        messages.get("column-proposed"),
        messages.get("column-provided"),
        messages.get("column-strength"),
    ]);
    for row in &entry.provided {
        let (by, strength) = match &row.by {
            None => ("–".to_owned(), String::new()),
            Some(by) => {
                let mark = if by.inferred { format!(" ({})", messages.get("label-inferred")) } else { String::new() };
                let word = messages.get(if by.outcome == Outcome::Same { "outcome-same" } else { "outcome-possible" });
                let mut text = format!("{}{mark}\n{}", by.function, by.platform);
                if look.detail == Detail::Reasons {
                    for reason in entry.reasons(row) {
                        let _ = write!(text, "\n  {reason}");
                    }
                }
                (text, format!("{word}\n{}", Messages::percent(by.similarity)))
            }
        };
        table.add_row(vec![
            Cell::new(measured(&row.proposed)),
            Cell::new(measured(&by)),
            Cell::new(strength).set_alignment(CellAlignment::Right),
        ]);
    }
    table
}

fn bought(entry: &Entry, messages: &Messages, look: Look, out: &mut String) {
    if entry.kind == Kind::System {
        // Money is spent already; what a platform lacks is said by the findings.
    } else if entry.verdict != Verdict::Clear {
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
    if let Some(conditions) = entry.conditions.as_ref().filter(|_| entry.kind == Kind::Proposal) {
        draw_conditions(conditions, entry, messages, look, out);
    }
    if !entry.generic.is_empty() {
        wrapped(&format!("{}: {}", messages.get("label-generic"), entry.generic.join("; ")), 0, look, out);
    }
}

/// What to leave out and connect to, and what the rest comes to.
fn draw_conditions(conditions: &Conditions, entry: &Entry, messages: &Messages, look: Look, out: &mut String) {
    if entry.verdict == Verdict::Conditional && !conditions.leave_out.is_empty() {
        let functions: Vec<&str> = conditions.leave_out.iter().map(|f| f.function.as_str()).collect();
        wrapped(&format!("{}: {}", messages.get("label-leave-out"), functions.join("; ")), 0, look, out);
        wrapped(&format!("{}: {}", messages.get("label-connect"), conditions.names.join("; ")), 0, look, out);
    }
    let mut rest = format!("{}: {}", messages.get("label-rest"), Messages::percent(conditions.share as f32));
    if let Some((amount, money)) = conditions.amount.zip(entry.investment.as_ref()) {
        let _ = write!(rest, ", {}", messages.money(amount, &money.currency));
    }
    wrapped(&rest, 0, look, out);
}

fn draw_finding(finding: &FindingEntry, messages: &Messages, look: Look, out: &mut String) {
    let colour = match finding.severity {
        Severity::Block => AnsiColor::Red,
        Severity::Review => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    out.push('\n');
    let effect = messages.get(&format!("severity-{}", finding.severity.word()));
    let code = paint(&format!("{} [{effect}]", finding.rule), bold(colour), look);
    wrapped(&format!("{code} {}", paint(&finding.title, Style::new().bold(), look)), 0, look, out);
    wrapped(&finding.said, 2, look, out);
    wrapped(&format!("{}: {}", messages.get("label-remedy"), finding.remedy), 2, look, out);
    wrapped(&format!("{}: {}", messages.get("label-law"), finding.basis), 2, look, out);
    let place = format!("{}:{}:{}", clean(&finding.place.file), finding.place.line, finding.place.column);
    wrapped(&format!("{}: {place}", messages.get("label-place")), 2, look, out);
}

fn colour_of(verdict: Verdict) -> AnsiColor {
    match verdict {
        Verdict::Duplicate | Verdict::Incomplete => AnsiColor::Red,
        Verdict::Wait | Verdict::Conditional => AnsiColor::Yellow,
        Verdict::Clear => AnsiColor::Green,
    }
}

fn cell_colour(verdict: Verdict) -> Color {
    match colour_of(verdict) {
        AnsiColor::Red => Color::DarkRed,
        AnsiColor::Yellow => Color::DarkYellow,
        _ => Color::DarkGreen,
    }
}

pub(super) fn bold(colour: AnsiColor) -> Style {
    Style::new().bold().fg_color(Some(colour.into()))
}

pub(super) fn paint(text: &str, style: Style, look: Look) -> String {
    if look.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

/// Writes a paragraph wrapped at words, indented by `indent`.
pub fn wrapped(text: &str, indent: usize, look: Look, out: &mut String) {
    let room = usize::from(look.width.min(PROSE)).saturating_sub(indent).max(20);
    let options = textwrap::Options::new(room)
        .subsequent_indent("  ")
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    for line in textwrap::wrap(text, options) {
        let _ = writeln!(out, "{:indent$}{line}", "");
    }
}
