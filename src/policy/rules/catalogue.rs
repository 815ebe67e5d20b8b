//! Platforms of the catalogue among themselves.

use super::{Setting, standing};
use crate::matching::compare;
use crate::policy::{Family, Standing};
use crate::record::Status;
use crate::record::scope::{Coverage, Fields};

/// Two platforms of which one does what the other does, for the same people in the same place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlap {
    /// Number of the rule in the policy.
    pub rule: usize,
    /// Number in the catalogue of the platform that is repeated, and of the one that repeats it.
    pub platforms: (usize, usize),
    /// Share of the second that the first provides, 0–1.
    pub coverage: f32,
}

/// Overlapping platforms, in the order of their ids. What a platform inherits from its type is left out on the side of
/// the one that repeats: that two systems are of one type is no news.
#[must_use]
pub fn overlaps(setting: &Setting<'_>, fields: &dyn Fields) -> Vec<Overlap> {
    let (policy, catalogue) = (setting.policy, setting.catalogue);
    let rule = policy.rules.iter().enumerate().find(|(_, rule)| {
        rule.check.family() == Family::Catalogue && policy.law_in_force(rule, setting.day).next().is_some()
    });
    let Some((number, rule)) = rule else { return Vec::new() };
    let thresholds = policy.thresholds.with(&rule.thresholds);
    let mut overlaps = Vec::new();
    for (own, platform) in catalogue.platforms.iter().enumerate() {
        let record = &platform.record;
        if record.functions.is_empty() || record.status.value == Status::Retired {
            continue;
        }
        let comparison = compare(record, catalogue, setting.vocabulary, fields, thresholds.cuts);
        for found in &comparison.matches {
            let retired = catalogue.platforms[found.platform].record.status.value == Status::Retired;
            let within = matches!(found.scope.whole(), Coverage::Covered | Coverage::Unknown);
            if !retired && within && found.stated > 0 && standing(found, &thresholds) == Standing::Duplicate {
                let platforms = (found.platform, own);
                overlaps.push(Overlap { rule: number, platforms, coverage: found.coverage });
            }
        }
    }
    overlaps.sort_by_key(|o| (o.platforms.0, o.platforms.1));
    overlaps
}
