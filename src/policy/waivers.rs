//! Exceptions: a waiver lifts the findings of one rule about one record until its deadline. They stay visible; a waiver
//! that has expired, or that lifts nothing, is a finding itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::rules::Setting;
use super::verdict::{Detail, Finding, Verdict, Waived};
use super::{Check, Family, Policy};
use crate::matching::Comparison;
use crate::record::Software;
use crate::record::place::{Located, Problem};
use crate::record::scope::Word;
use crate::record::unit::nearest;
use crate::record::waiver::Waiver;

/// What can be wrong with a waiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flaw {
    /// Its deadline has passed.
    Expired,
    /// It lifts nothing.
    Unmatched,
}

impl Word for Flaw {
    const WORDS: &'static [(&'static str, Self)] = &[("expired", Flaw::Expired), ("unmatched", Flaw::Unmatched)];
}

/// Waivers for records that are not in the run or of rules that the policy does not have.
#[must_use]
pub fn misplaced(waivers: &[Waiver], records: &[&Software], policy: &Policy) -> Vec<Problem> {
    let ids: Vec<&str> = records.iter().map(|r| r.id.value.as_str()).collect();
    let codes: Vec<&str> = policy.rules.iter().map(|r| r.code.as_str()).collect();
    let mut problems = Vec::new();
    let mut refuse = |waiver: &Waiver, code, named: &Located<String>, known: &[&str]| {
        let mut args = vec![("found", named.value.clone())];
        args.extend(nearest(&named.value, known.iter().copied()).map(|n| ("suggestion", n)));
        problems.push(Problem { file: Arc::clone(&waiver.file), at: Some(named.at), code, args });
    };
    for waiver in waivers {
        if !ids.contains(&waiver.record.value.as_str()) {
            refuse(waiver, "waiver-without-record", &waiver.record, &ids);
        }
        if policy.rule(&waiver.rule.value).is_none() {
            refuse(waiver, "waiver-without-rule", &waiver.rule, &codes);
        }
    }
    problems
}

/// Lifts what the waivers of a record lift, and gives the findings about waivers themselves. What is lifted already stays
/// so.
pub(super) fn lift(
    record: &Software,
    waivers: &[Waiver],
    findings: &mut [Finding],
    comparison: &Comparison,
    setting: &Setting<'_>,
) -> Vec<Finding> {
    let mut own: Vec<&Waiver> = waivers.iter().filter(|w| w.record.value == record.id.value).collect();
    // The one that lasts longest lifts a finding that several name.
    own.sort_by(|a, b| {
        (b.deadline.value.last_day(), &a.file, a.at.start).cmp(&(a.deadline.value.last_day(), &b.file, b.at.start))
    });
    let policy = setting.policy;
    let flawed: BTreeMap<&str, (usize, Verdict)> = policy
        .rules
        .iter()
        .enumerate()
        .filter(|(_, rule)| policy.law_in_force(rule, setting.day).next().is_some())
        .filter_map(|(number, rule)| match rule.check {
            Check::Waiver(flaw) => Some((crate::record::scope::word_of(flaw), (number, rule.verdict))),
            _ => None,
        })
        .collect();
    let mut flaws = Vec::new();
    for waiver in own {
        let expired = waiver.deadline.value.last_day() < setting.day;
        let mut matched = false;
        for finding in findings.iter_mut().filter(|f| lifts(waiver, f, comparison, setting)) {
            matched = true;
            if !expired && finding.waived.is_none() {
                finding.waived = Some(Waived {
                    decision: waiver.decision.clone(),
                    responsible: waiver.responsible.clone(),
                    deadline: waiver.deadline.value,
                    review: waiver.review.value,
                    file: Arc::clone(&waiver.file),
                    at: waiver.at,
                });
            }
        }
        let flaw = if expired { Flaw::Expired } else { Flaw::Unmatched };
        if (expired || !matched)
            && let Some((rule, verdict)) = flawed.get(crate::record::scope::word_of(flaw))
        {
            flaws.push(finding(*rule, *verdict, waiver));
        }
    }
    flaws
}

/// Is the finding one that the waiver names? A note needs none.
fn lifts(waiver: &Waiver, finding: &Finding, comparison: &Comparison, setting: &Setting<'_>) -> bool {
    let rule = &setting.policy.rules[finding.rule];
    let platforms =
        finding.matches.iter().map(|n| comparison.matches[*n].platform).chain(finding.platforms.iter().copied());
    let mut ids = platforms
        .map(|n| setting.catalogue.platforms[n].record.id.value.as_str())
        .chain(finding.records.iter().map(String::as_str));
    rule.check.family() != Family::Waiver
        && rule.code.eq_ignore_ascii_case(&waiver.rule.value)
        && finding.verdict != Verdict::Clear
        && waiver.platform.as_ref().is_none_or(|named| ids.any(|id| id == named.value))
}

fn finding(rule: usize, verdict: Verdict, waiver: &Waiver) -> Finding {
    Finding {
        rule,
        verdict,
        matches: Vec::new(),
        platforms: Vec::new(),
        records: Vec::new(),
        coverage: 0.0,
        functions: 0,
        details: vec![
            ("rule", Detail::Word(waiver.rule.value.clone())),
            ("decision", Detail::Text(waiver.decision.clone())),
            ("deadline", Detail::Day(waiver.deadline.value)),
        ],
        file: Arc::clone(&waiver.file),
        at: waiver.at,
        waived: None,
    }
}
