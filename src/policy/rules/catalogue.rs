//! Platforms of the catalogue among themselves.

use std::collections::BTreeSet;

use super::Setting;
use super::platform::within;
use crate::matching::compare;
use crate::policy::Family;
use crate::record::Status;
use crate::record::scope::Fields;

/// Two platforms that do the same for the same people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlap {
    /// Number of the rule in the policy.
    pub rule: usize,
    /// Number in the catalogue of the platform that repeats the other.
    pub platform: usize,
    /// Number of the other.
    pub other: usize,
    /// Share of the first that the other provides, 0–1.
    pub coverage: f32,
}

/// Platforms that do the same for the same people, each pair once, in the order of ids: each platform is compared with the
/// others as a proposal would be, and must also build a part of the other again.
#[must_use]
pub fn overlaps(setting: &Setting<'_>, fields: &dyn Fields) -> Vec<Overlap> {
    let (policy, catalogue) = (setting.policy, setting.catalogue);
    let rule = policy.rules.iter().enumerate().find(|(_, rule)| {
        rule.check.family() == Family::Catalogue && policy.law_in_force(rule, setting.day).next().is_some()
    });
    let Some((rule, own)) = rule else { return Vec::new() };
    let thresholds = policy.thresholds.with(&own.thresholds);
    let retired = |n: usize| catalogue.platforms[n].record.status.value == Status::Retired;
    let mut said: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut overlaps = Vec::new();
    for platform in (0..catalogue.platforms.len()).filter(|n| !retired(*n)) {
        let record = &catalogue.platforms[platform].record;
        let comparison = compare(record, catalogue, setting.vocabulary, fields, thresholds.cuts);
        for found in comparison.matches.iter().filter(|m| within(m) && !retired(m.platform)) {
            let other = found.platform;
            let mutual = found.coverage >= thresholds.duplicate && found.reimplementation >= thresholds.overlap;
            if found.same > 1 && mutual && said.insert((platform.min(other), platform.max(other))) {
                overlaps.push(Overlap { rule, platform, other, coverage: found.coverage });
            }
        }
    }
    overlaps
}
