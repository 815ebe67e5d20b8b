//! An audit as JSON, `dungchung/audit/1`, and as one line for each pair of a system with a platform or another system.

use serde::Serialize;

use super::AuditReport;
use crate::audit::Advice;
use crate::policy::Standing;
use crate::record::scope::Coverage;

/// One document.
///
/// # Panics
/// Never: a report holds only strings, numbers and lists.
#[must_use]
pub fn document(report: &AuditReport) -> String {
    let mut text = serde_json::to_string_pretty(report).expect("plain values serialise");
    text.push('\n');
    text
}

/// A system and a platform.
#[derive(Serialize)]
struct PlatformLine<'a> {
    system_id: &'a str,
    platform_id: &'a str,
    score: f64,
    #[serde(serialize_with = "crate::report::as_word")]
    relation: Standing,
    #[serde(serialize_with = "crate::report::as_word")]
    scope: Coverage,
    coverage: f64,
    reimplementation: f64,
    #[serde(serialize_with = "crate::report::as_word")]
    advice: Advice,
}

/// A system and the representative of its group.
#[derive(Serialize)]
struct GroupLine<'a> {
    system_id: &'a str,
    other_id: &'a str,
    group: usize,
    share: f64,
    back: f64,
}

/// A line for each pair: systems in the order of ids, their platforms best first; then the groups.
///
/// # Panics
/// Never: lines hold only strings and numbers.
#[must_use]
pub fn lines(report: &AuditReport) -> String {
    let mut text = String::new();
    let mut add = |line: serde_json::Result<String>| {
        text.push_str(&line.expect("plain values serialise"));
        text.push('\n');
    };
    for system in &report.systems {
        for found in &system.platforms {
            add(serde_json::to_string(&PlatformLine {
                system_id: &system.id,
                platform_id: &found.id,
                score: found.score,
                relation: found.relation,
                scope: found.scope,
                coverage: found.coverage,
                reimplementation: found.reimplementation,
                advice: system.advice,
            }));
        }
    }
    for group in &report.groups {
        for member in &group.members {
            add(serde_json::to_string(&GroupLine {
                system_id: &member.id,
                other_id: &group.representative,
                group: group.number,
                share: member.share,
                back: member.back,
            }));
        }
    }
    text
}
