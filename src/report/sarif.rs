//! The report as SARIF 2.1.0, for code scanning and for editors: rules with their help, a result for each finding, an
//! exempted one with its suppression.

use serde_json::{Value, json};

use super::annotation::{of_error, path};
use super::rules::RuleEntry;
use super::text::Messages;
use super::{Entry, FindingEntry, InputError, PlaceEntry, Report};
use crate::policy::verdict::Severity;

/// Id of the rule that input errors are results of.
const INPUT_ERROR: &str = "input-error";

/// Renders the document.
///
/// # Panics
/// Never: the document holds only strings and numbers.
#[must_use]
pub fn render(report: &Report, messages: &Messages) -> String {
    let mut rules: Vec<Value> = report.rules.iter().map(|rule| descriptor(rule, messages)).collect();
    if !report.errors.is_empty() {
        let title = messages.get("label-input-error");
        rules.push(json!({"id": INPUT_ERROR, "shortDescription": {"text": title}}));
    }
    let errors = report.errors.iter().map(|error| of_input(error, report.rules.len()));
    let findings = report
        .results
        .iter()
        .flat_map(|entry| entry.findings.iter().map(move |finding| result(entry, finding, report, messages)));
    let results: Vec<Value> = errors.chain(findings).collect();
    let document = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "dungchung",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": messages.lang.to_string(),
                "rules": rules,
            }},
            "language": messages.lang.to_string(),
            "columnKind": "unicodeCodePoints",
            "invocations": [{"executionSuccessful": report.errors.is_empty()}],
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&document).expect("plain values serialise");
    text.push('\n');
    text
}

fn descriptor(rule: &RuleEntry, messages: &Messages) -> Value {
    let label = |key: &str| messages.get(key);
    let law = rule.law.iter().map(|law| format!("- {law}")).collect::<Vec<_>>().join("\n");
    let help = format!(
        "{}\n\n{}: {}\n\n{}: {}\n\n{}:\n{law}",
        rule.says,
        label("label-remedy"),
        rule.remedy,
        label("label-example"),
        rule.example,
        label("label-law")
    );
    json!({
        "id": rule.code,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.says},
        "help": {"text": help},
        "defaultConfiguration": {"level": level(rule.severity)},
    })
}

fn result(entry: &Entry, finding: &FindingEntry, report: &Report, messages: &Messages) -> Value {
    let number = report.rules.iter().position(|rule| rule.code == finding.rule);
    let suppressions: Vec<Value> = finding
        .waived
        .iter()
        .map(|waived| {
            let args = [
                ("decision", waived.decision.clone()),
                ("deadline", waived.deadline.clone()),
                ("review", waived.review.clone()),
                ("responsible", waived.responsible.clone()),
            ];
            json!({
                "kind": "external",
                "status": "accepted",
                "justification": messages.with("label-waived", &args),
                "location": {"physicalLocation": location(&waived.place)},
            })
        })
        .collect();
    json!({
        "ruleId": finding.rule,
        "ruleIndex": number,
        "level": level(finding.severity),
        "message": {"text": finding.message},
        "locations": [{
            "physicalLocation": location(&finding.place),
            "logicalLocations": [{"name": entry.name, "fullyQualifiedName": entry.id, "kind": "object"}],
        }],
        "partialFingerprints": fingerprints(&finding.fingerprint),
        "suppressions": suppressions,
        "baselineState": if finding.known { "unchanged" } else { "new" },
        "properties": {
            "verdict": finding.verdict.word(),
            "platforms": finding.platforms,
            "records": finding.records,
            "basis": finding.basis,
        },
    })
}

fn of_input(error: &InputError, rule: usize) -> Value {
    let mut physical = json!({"artifactLocation": artifact(&error.file)});
    if let (Some(line), Some(column)) = (error.line, error.column) {
        physical["region"] = json!({"startLine": line, "startColumn": column});
    }
    json!({
        "ruleId": INPUT_ERROR,
        "ruleIndex": rule,
        "level": "error",
        "message": {"text": error.message},
        "locations": [{"physicalLocation": physical}],
        "partialFingerprints": fingerprints(&of_error(error)),
        "suppressions": [],
    })
}

/// Under our own name, and under the one by which GitHub knows results again.
fn fingerprints(fingerprint: &str) -> Value {
    json!({"dungchung/1": fingerprint, "primaryLocationLineHash": fingerprint})
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Block => "error",
        Severity::Review => "warning",
        Severity::Note => "note",
    }
}

fn location(place: &PlaceEntry) -> Value {
    json!({
        "artifactLocation": artifact(&place.file),
        "region": {"startLine": place.line, "startColumn": place.column},
    })
}

/// A file: relative to the root of the sources unless the user named it otherwise.
fn artifact(file: &str) -> Value {
    let file = path(file);
    if file.starts_with('/') {
        return json!({"uri": format!("file://{}", encoded(&file))});
    }
    json!({"uri": encoded(&file), "uriBaseId": "%SRCROOT%"})
}

/// A path as part of an address (RFC 3986): all but unreserved characters and slashes in percent form.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            uri.push(char::from(byte));
        } else {
            uri.push('%');
            uri.extend([byte >> 4, byte & 15].map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)])));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_addresses() {
        assert_eq!(artifact("./đề án/a:b.yaml")["uri"], "%C4%91%E1%BB%81%20%C3%A1n/a%3Ab.yaml");
        assert_eq!(artifact("/srv/p.yaml")["uri"], "file:///srv/p.yaml");
    }
}
