//! The report as workflow commands of GitHub Actions: each finding becomes an annotation on its line of the pull request.

use std::fmt::Write as _;

use super::annotation::{lines, path};
use super::overview::Overview;
use super::text::Messages;
use super::{FindingEntry, Report};
use crate::policy::verdict::Severity;

/// Renders the commands, those that fail the run first: a step shows ten annotations of each level and drops the rest.
#[must_use]
pub fn render(report: &Report, messages: &Messages) -> String {
    let mut out = String::new();
    for error in &report.errors {
        let place = [("line", error.line), ("col", error.column)];
        command("error", &error.file, place, &messages.get("label-input-error"), &error.message, &mut out);
    }
    let mut findings: Vec<(&str, &FindingEntry)> = report
        .results
        .iter()
        .flat_map(|entry| entry.findings.iter().map(|finding| (entry.name.as_str(), finding)))
        .collect();
    findings.sort_by_key(|(_, finding)| level(finding).0);
    for (name, finding) in findings {
        let place = [("line", Some(finding.place.line)), ("col", Some(finding.place.column))];
        let title = format!("{} {}: {name}", finding.rule, finding.title);
        command(level(finding).1, &finding.place.file, place, &title, &lines(finding, messages), &mut out);
    }
    let _ = writeln!(out, "{}", Overview::of(report).line(report, messages));
    out
}

/// Rank and word of the command. What is exempted stays visible and stops nothing.
fn level(finding: &FindingEntry) -> (u8, &'static str) {
    match finding.severity {
        _ if finding.is_lifted() => (2, "notice"),
        Severity::Block => (0, "error"),
        Severity::Review => (1, "warning"),
        Severity::Note => (2, "notice"),
    }
}

fn command(level: &str, file: &str, place: [(&str, Option<u32>); 2], title: &str, message: &str, out: &mut String) {
    let _ = write!(out, "::{level} file={}", property(&path(file)));
    for (name, number) in place {
        if let Some(number) = number {
            let _ = write!(out, ",{name}={number}");
        }
    }
    let _ = writeln!(out, ",title={}::{}", property(title), data(message));
}

/// Text of a command: a line break would end it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value within the command, where colons and commas divide.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
