//! Known findings: those that stood when a project began to check. They are shown and fail nothing, so that every new one
//! does.

use serde::{Deserialize, Serialize};

use super::text::{Messages, clean};
use super::{Entry, FindingEntry, Report};
use crate::policy::verdict::Severity;

/// Name and version of the form.
const FORM: &str = "dungchung/baseline/1";

/// The known findings of a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    schema: String,
    findings: Vec<Known>,
}

/// A known finding. Only the fingerprint is compared, the rest is for readers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Id of the record.
    pub record: String,
    /// Code of the rule.
    pub rule: String,
    /// Platforms that it is about.
    pub platforms: Vec<String>,
    /// By what it is known.
    pub fingerprint: String,
}

impl Baseline {
    /// What stands in a report and could fail a run: neither notes nor what is exempted.
    #[must_use]
    pub fn of(report: &Report) -> Baseline {
        let counts = |f: &&FindingEntry| f.severity < Severity::Note && f.waived.is_none();
        let known = |entry: &Entry, f: &FindingEntry| Known {
            record: entry.id.clone(),
            rule: f.rule.clone(),
            platforms: f.platforms.clone(),
            fingerprint: f.fingerprint.clone(),
        };
        let of_entry = |entry: &'_ Entry| -> Vec<Known> {
            entry.findings.iter().filter(counts).map(|f| known(entry, f)).collect()
        };
        let mut findings: Vec<Known> = report.results.iter().flat_map(of_entry).collect();
        findings.sort();
        Baseline { schema: FORM.to_owned(), findings }
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// If it has another form.
    pub fn parse(text: &str) -> Result<Baseline, String> {
        let baseline: Baseline = serde_json::from_str(text).map_err(|e| e.to_string())?;
        if baseline.schema == FORM { Ok(baseline) } else { Err(format!("expected the form {FORM}")) }
    }

    /// The file's text, a finding a line so that changes can be read.
    ///
    /// # Panics
    /// Never: plain values serialise.
    #[must_use]
    pub fn text(&self) -> String {
        let findings: Vec<String> =
            self.findings.iter().map(|known| serde_json::to_string(known).expect("plain values serialise")).collect();
        let lines = if findings.is_empty() { String::new() } else { format!("\n  {}\n", findings.join(",\n  ")) };
        format!("{{\"schema\": \"{FORM}\", \"findings\": [{lines}]}}\n")
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Marks what is known in a report, and gives what no longer stands there.
    pub fn mark(&self, report: &mut Report, messages: &Messages) -> Vec<&Known> {
        let mut gone: Vec<&Known> = self.findings.iter().collect();
        for finding in report.results.iter_mut().flat_map(|entry| &mut entry.findings) {
            let before = gone.len();
            gone.retain(|known| known.fingerprint != finding.fingerprint);
            // What is exempted needs no baseline.
            if gone.len() < before && finding.waived.is_none() {
                finding.known = true;
                let label = messages.get("label-known");
                finding.said = format!("{label}. {}", finding.said);
                finding.message = format!("{label}. {}", finding.message);
            }
        }
        gone
    }
}

impl Known {
    /// On one line, for people.
    #[must_use]
    pub fn line(&self) -> String {
        clean(&format!("{} {} {}", self.rule, self.record, self.platforms.join(", "))).trim_end().to_owned()
    }
}
