//! What the formats of CI services share: where a finding is, what it says in plain lines, and by what it is known again
//! in the next run.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::text::{Messages, clean};
use super::{FindingEntry, InputError};

/// A file as repositories name it: slashes, no `./` before it.
#[must_use]
pub fn path(file: &str) -> String {
    let file = clean(file).replace(std::path::MAIN_SEPARATOR, "/");
    file.strip_prefix("./").map_or_else(|| file.clone(), str::to_owned)
}

/// Title, what was found, what to do, law and place of a finding, a line each.
#[must_use]
pub fn lines(finding: &FindingEntry, messages: &Messages) -> String {
    let effect = messages.get(&format!("severity-{}", finding.severity.word()));
    let mut out = format!("{} [{effect}] {}\n{}\n", finding.rule, finding.title, finding.said);
    let _ = writeln!(out, "{}: {}", messages.get("label-remedy"), finding.remedy);
    let _ = writeln!(out, "{}: {}", messages.get("label-law"), finding.basis);
    let place = &finding.place;
    let _ = write!(out, "{}: {}:{}:{}", messages.get("label-place"), path(&place.file), place.line, place.column);
    out
}

/// Gives the findings of a record their fingerprints. They are made of what a finding is about (the rule, the record,
/// platforms and other records by their ids), not of where it stands or how it is worded, so that they last while a file is
/// edited. Findings that are about the same are counted.
pub fn identify(record: &str, findings: &mut [FindingEntry]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for finding in findings {
        let sorted = |ids: &[String]| {
            let mut ids = ids.to_vec();
            ids.sort();
            ids.join(" ")
        };
        let about = [&finding.rule, record, &sorted(&finding.platforms), &sorted(&finding.records)].join("\n");
        let count = seen.entry(about.clone()).or_default();
        *count += 1;
        finding.fingerprint = fingerprint(&format!("{about}\n{count}"));
    }
}

/// Fingerprint of an input error: it has no id, so its place and its words must do.
#[must_use]
pub fn of_error(error: &InputError) -> String {
    fingerprint(&format!("{}\n{:?}\n{:?}\n{}", path(&error.file), error.line, error.column, error.message))
}

/// The first half of a SHA-256 sum in hexadecimal digits.
fn fingerprint(text: &str) -> String {
    Sha256::digest(text)[..16].iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
