//! The report as GitLab's code quality report: a list of issues in the form of Code Climate.

use serde_json::{Value, json};

use super::annotation::{of_error, path};
use super::{FindingEntry, Report};
use crate::policy::verdict::Severity;

/// Renders the list.
///
/// # Panics
/// Never: the list holds only strings and numbers.
#[must_use]
pub fn render(report: &Report) -> String {
    let errors = report.errors.iter().map(|error| {
        issue("input-error", "blocker", &error.message, &of_error(error), &error.file, error.line.unwrap_or(1))
    });
    let findings = report.results.iter().flat_map(|entry| {
        entry.findings.iter().map(|finding| {
            let said = format!("{} {}: {}", finding.rule, entry.name, finding.message);
            let place = &finding.place;
            issue(&finding.rule, severity(finding), &said, &finding.fingerprint, &place.file, place.line)
        })
    });
    let issues: Vec<Value> = errors.chain(findings).collect();
    let mut text = serde_json::to_string_pretty(&issues).expect("plain values serialise");
    text.push('\n');
    text
}

fn issue(check: &str, severity: &str, said: &str, fingerprint: &str, file: &str, line: u32) -> Value {
    json!({
        "type": "issue",
        "check_name": check,
        "description": said,
        "severity": severity,
        "fingerprint": fingerprint,
        "location": {"path": path(file), "lines": {"begin": line}},
    })
}

/// What is exempted stays in the list, as information.
fn severity(finding: &FindingEntry) -> &'static str {
    match finding.severity {
        _ if finding.is_lifted() => "info",
        Severity::Block => "critical",
        Severity::Review => "minor",
        Severity::Note => "info",
    }
}
