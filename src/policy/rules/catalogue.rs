//! Platforms of the catalogue among themselves.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::Setting;
use super::platform::within;
use crate::matching::catalogue::Catalogue;
use crate::matching::coverage::Pairing;
use crate::matching::similarity::{Cuts, Outcome};
use crate::matching::{Comparison, Match};
use crate::policy::Family;
use crate::record::scope::Coverage;
use crate::record::{Basis, Software, Status};

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
/// others as a proposal would be (`compared` does that, by the cuts that it is given), and must also build a part of the
/// other again.
#[must_use]
pub fn overlaps(setting: &Setting<'_>, compared: &(dyn Fn(&Software, Cuts) -> Comparison + Sync)) -> Vec<Overlap> {
    let (policy, catalogue) = (setting.policy, setting.catalogue);
    let rule = policy.rules.iter().enumerate().find(|(_, rule)| {
        rule.check.family() == Family::Catalogue && policy.law_in_force(rule, setting.day).next().is_some()
    });
    let Some((rule, own)) = rule else { return Vec::new() };
    let thresholds = policy.thresholds.with(&own.thresholds);
    let retired = |n: usize| catalogue.platforms[n].record.status.value == Status::Retired;
    let mut said: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut overlaps = Vec::new();
    let numbers: Vec<usize> = (0..catalogue.platforms.len()).filter(|n| !retired(*n)).collect();
    let comparisons: Vec<Comparison> =
        numbers.par_iter().map(|n| compared(&catalogue.platforms[*n].record, thresholds.cuts)).collect();
    for (platform, comparison) in numbers.into_iter().zip(comparisons) {
        for found in comparison.matches.iter().filter(|m| serves_the_same(m) && !retired(m.platform)) {
            let other = found.platform;
            let mutual = found.coverage >= thresholds.duplicate && found.reimplementation >= thresholds.overlap;
            if mutual
                && both_state(&comparison, found, catalogue)
                && said.insert((platform.min(other), platform.max(other)))
            {
                overlaps.push(Overlap { rule, platform, other, coverage: found.coverage });
            }
        }
    }
    overlaps
}

/// Do the two serve any of the same people in the same field? Scopes of a catalogue are stated with care, so a field that does
/// not meet is no doubt here: each ministry has its own procedures.
fn serves_the_same(found: &Match) -> bool {
    within(found) && ![found.scope.sectors, found.scope.users].contains(&Coverage::Outside)
}

/// Do sources of both platforms state at least two of the distinctive functions that are the same? What is inferred from the
/// type of two systems says only that they are of one type.
fn both_state(comparison: &Comparison, found: &Match, catalogue: &Catalogue) -> bool {
    let stated = |p: &&Pairing| {
        let (ours, theirs) =
            (&comparison.functions[p.proposed], &catalogue.platforms[found.platform].functions[p.offered]);
        let sources = [&ours.function, &theirs.function].iter().all(|f| f.basis == Basis::Stated);
        p.outcome == Outcome::Same && !ours.is_common() && sources
    };
    found.pairings.iter().filter(stated).count() > 1
}
