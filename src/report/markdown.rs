//! The report as a comment on a pull request: a table of all records, then a part for each that something is said
//! about, folded.

use std::fmt::Write as _;

use super::overview::Overview;
use super::text::{Messages, clean};
use super::{Entry, FindingEntry, Report};
use crate::matching::similarity::Outcome;

/// Renders GitHub's Markdown.
#[must_use]
pub fn render(report: &Report, messages: &Messages) -> String {
    let mut out = String::new();
    let say = |key: &str| messages.get(key);
    let _ = writeln!(out, "## {}\n", say("page-title"));
    overview(report, messages, &mut out);
    for error in &report.errors {
        let line = error.line.map_or_else(String::new, |line| format!(":{line}"));
        let column = error.column.map_or_else(String::new, |column| format!(":{column}"));
        let _ = writeln!(out, "- {}{line}{column}: {}", escape(&clean(&error.file)), escape(&error.message));
    }
    if !report.errors.is_empty() {
        out.push('\n');
    }
    let heads = ["column-verdict", "column-name", "column-coverage", "label-money", "column-avoidable", "column-rules"];
    let _ = writeln!(out, "| {} |", heads.map(say).join(" | "));
    let _ = writeln!(out, "|---|---|--:|--:|--:|---|");
    for entry in &report.results {
        let money = entry.investment.as_ref();
        let cells = [
            format!("**{}**", verdict(entry, messages)),
            format!("{} ({})", escape(&entry.name), escape(&entry.id)),
            Messages::percent(entry.coverage),
            money.map(|m| messages.money(m.amount, &m.currency)).unwrap_or_default(),
            money.and_then(|m| entry.avoidable().map(|amount| messages.money(amount, &m.currency))).unwrap_or_default(),
            entry.rules().join(", "),
        ];
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    for entry in report.results.iter().filter(|e| !e.findings.is_empty()) {
        part(entry, messages, &mut out);
    }
    let _ = writeln!(out, "\n{}", say("page-evidence"));
    out
}

fn overview(report: &Report, messages: &Messages, out: &mut String) {
    let overview = Overview::of(report);
    let _ = writeln!(out, "{}\n", overview.line(report, messages));
    for total in &overview.money {
        let asked = messages.money(total.asked, &total.currency);
        let avoidable = messages.money(total.avoidable, &total.currency);
        let (label, of_which) = (messages.get("label-money"), messages.get("column-avoidable"));
        let _ = writeln!(out, "{label}: {asked} · {of_which}: {avoidable}\n");
    }
    if !report.errors.is_empty() {
        let _ = writeln!(out, "**{}**\n", messages.count("label-errors", "errors", report.errors.len()));
    }
}

fn verdict(entry: &Entry, messages: &Messages) -> String {
    messages.get(&format!("verdict-{}", entry.verdict.word()))
}

fn part(entry: &Entry, messages: &Messages, out: &mut String) {
    let (name, word) = (escape_html(&entry.name), verdict(entry, messages));
    let _ = writeln!(out, "\n<details><summary><b>{word}</b> {name}</summary>\n");
    let _ = writeln!(out, "{}\n", escape(&entry.conclusion));
    for finding in &entry.findings {
        rule(finding, messages, out);
    }
    if entry.has_provider() {
        let heads = ["column-proposed", "column-provided", "column-strength"];
        let _ = writeln!(out, "| {} |\n|---|---|---|", heads.map(|key| messages.get(key)).join(" | "));
        for row in &entry.provided {
            let (by, strength) = match &row.by {
                None => ("–".to_owned(), String::new()),
                Some(by) => {
                    let mark =
                        if by.inferred { format!(" ({})", messages.get("label-inferred")) } else { String::new() };
                    let word = if by.outcome == Outcome::Same { "outcome-same" } else { "outcome-possible" };
                    (
                        format!("{}{mark}<br>{}", escape(&by.function), escape(&by.platform)),
                        format!("{} {}", messages.get(word), Messages::percent(by.similarity)),
                    )
                }
            };
            let _ = writeln!(out, "| {} | {by} | {strength} |", escape(&row.proposed));
        }
        out.push('\n');
    }
    if !entry.residual.is_empty() {
        let _ = writeln!(out, "**{}**\n", messages.get("label-residual"));
        for function in &entry.residual {
            let _ = writeln!(out, "- {}", escape(function));
        }
        out.push('\n');
    }
    let _ = writeln!(out, "</details>");
}

fn rule(finding: &FindingEntry, messages: &Messages, out: &mut String) {
    let effect = messages.get(&format!("severity-{}", finding.severity.word()));
    let _ = writeln!(out, "**{} [{effect}] {}**\n", finding.rule, escape(&finding.title));
    let _ = writeln!(out, "{}\n", escape(&finding.said));
    let _ = writeln!(out, "- {}: {}", messages.get("label-remedy"), escape(&finding.remedy));
    let _ = writeln!(out, "- {}: {}", messages.get("label-law"), escape(&finding.basis));
    let place = &finding.place;
    let file = escape(&clean(&place.file));
    let _ = writeln!(out, "- {}: {file}:{}:{}\n", messages.get("label-place"), place.line, place.column);
}

/// Text as itself within a line or a cell: no mark-up, no table bars, nothing that GitHub would make a link of.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '!' | '#' => safe.push('\\'),
            // A mark that opens a list or a heading does so only at the beginning.
            '-' | '+' | '=' | '.' | ')' if text[..at].chars().all(|c| c.is_ascii_digit() || c == ' ') => {
                safe.push('\\');
            }
            _ => {}
        }
        inert(&text[..at], c, &mut safe);
    }
    safe
}

/// Text within an HTML element, where Markdown is not read.
fn escape_html(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        inert(&text[..at], c, &mut safe);
    }
    safe
}

/// Adds a character so that HTML takes it for text and that it makes no mention, reference or address: an empty comment
/// stands in their way.
fn inert(before: &str, c: char, safe: &mut String) {
    const GAP: &str = "<!-- -->";
    match c {
        '<' => safe.push_str("&lt;"),
        '>' => safe.push_str("&gt;"),
        '&' => safe.push_str("&amp;"),
        '#' | '@' => {
            safe.push(c);
            safe.push_str(GAP);
        }
        c => {
            let www = || before.get(before.len().saturating_sub(3)..).is_some_and(|w| w.eq_ignore_ascii_case("www"));
            if (c == '/' && before.ends_with(':')) || (c == '.' && www()) {
                safe.push_str(GAP);
            }
            safe.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_no_markup() {
        assert_eq!(escape("a|b `c` <script>"), "a\\|b \\`c\\` &lt;script&gt;");
        assert_eq!(escape("1. một"), "1\\. một");
        assert_eq!(escape("- một - hai"), "\\- một - hai");
        assert_eq!(escape("hỏi @ai #12 https://x"), "hỏi @<!-- -->ai \\#<!-- -->12 https:<!-- -->//x");
        assert_eq!(escape("Tra cứu (2.0)"), "Tra cứu (2.0)");
    }
}
