//! What each family of rules asks of a comparison.

use jiff::civil;

use super::verdict::{Finding, Judgement, Verdict};
use super::{Condition, Evidence, Family, Policy, Rule, Standing, Thresholds};
use crate::matching::catalogue::{Catalogue, Platform};
use crate::matching::coverage::Combined;
use crate::matching::similarity::Outcome;
use crate::matching::{Comparison, Match};
use crate::record::scope::{Coverage, Level};
use crate::record::{Software, Status};

/// Applies the rules in force on `day` to what was compared.
#[must_use]
pub fn judge(
    record: Software,
    comparison: Comparison,
    catalogue: &Catalogue,
    policy: &Policy,
    day: civil::Date,
) -> Judgement {
    let case = Case { record: &record, comparison: &comparison, catalogue, policy, day };
    let standings: Vec<Standing> = comparison.matches.iter().map(|m| standing(m, &policy.thresholds)).collect();
    let mut findings: Vec<Finding> = Vec::new();
    for (number, standing) in standings.iter().enumerate() {
        findings.extend(case.platform(number, *standing));
    }
    let combined = case.combined();
    findings.extend(case.together());
    // A duplicate that shows in spite of a thin description counts for more than the thinness.
    if findings.iter().all(|f| f.verdict != Verdict::Duplicate) {
        findings.extend(case.vague());
    }
    findings.sort_by(|a, b| {
        a.verdict.cmp(&b.verdict).then(b.coverage.total_cmp(&a.coverage)).then_with(|| a.matches.cmp(&b.matches))
    });
    leave_out_what_adds_nothing(&mut findings, &comparison, &standings);
    let mut of_rule = vec![0; policy.rules.len()];
    findings.retain(|finding| {
        of_rule[finding.rule] += 1;
        of_rule[finding.rule] <= policy.thresholds.findings_of_a_rule
    });
    let within = |m: &&Match| m.scope.whole() != Coverage::Outside;
    let coverage = comparison.matches.iter().filter(within).map(|m| m.coverage).fold(0.0, f32::max);
    let cited: Vec<&Match> = comparison
        .matches
        .iter()
        .enumerate()
        .filter(|(n, m)| within(m) && findings.iter().any(|f| f.verdict != Verdict::Clear && f.matches.contains(n)))
        .map(|(_, m)| m)
        .collect();
    let residual = comparison.residual(&cited);
    let verdict = findings.iter().map(|f| f.verdict).min().unwrap_or(Verdict::Clear);
    Judgement { record, comparison, standings, findings, combined, residual, coverage, verdict }
}

/// A platform that provides a part is worth a finding only where the platforms of graver findings leave that part open.
fn leave_out_what_adds_nothing(findings: &mut Vec<Finding>, comparison: &Comparison, standings: &[Standing]) {
    let mut open = vec![true; comparison.functions.len()];
    findings.retain(|finding| {
        let provided = provided(&finding.matches, comparison);
        let is_part = finding.matches.iter().any(|n| standings[*n] == Standing::Overlap) && finding.matches.len() == 1;
        let adds = !is_part || provided.iter().any(|n| open[*n]);
        if adds {
            for n in provided {
                open[n] = false;
            }
        }
        adds
    });
}

/// Numbers of the distinctive functions that the platforms of these matches surely provide.
fn provided(matches: &[usize], comparison: &Comparison) -> Vec<usize> {
    let mut provided: Vec<usize> = matches
        .iter()
        .flat_map(|n| &comparison.matches[*n].pairings)
        .filter(|p| p.outcome == Outcome::Same)
        .map(|p| p.proposed)
        .filter(|n| !comparison.functions[*n].is_common())
        .collect();
    provided.sort_unstable();
    provided.dedup();
    provided
}

/// How a proposal stands to a platform by the numbers alone.
fn standing(found: &Match, thresholds: &Thresholds) -> Standing {
    if found.same == 0 {
        return Standing::Related;
    }
    let rebuilt = found.reimplementation >= thresholds.reimplementation && found.same >= thresholds.rebuilt_functions;
    // Function and objective both alike: a smaller share of the functions shows the same.
    let same_purpose = found.purpose >= thresholds.purpose && found.same >= thresholds.purpose_functions;
    if found.coverage >= thresholds.duplicate
        || rebuilt
        || (same_purpose && found.coverage >= thresholds.duplicate_same_purpose)
    {
        Standing::Duplicate
    } else if found.coverage >= thresholds.overlap
        || (same_purpose && found.coverage >= thresholds.overlap_same_purpose)
    {
        Standing::Overlap
    } else {
        Standing::Related
    }
}

struct Case<'a> {
    record: &'a Software,
    comparison: &'a Comparison,
    catalogue: &'a Catalogue,
    policy: &'a Policy,
    day: civil::Date,
}

impl Case<'_> {
    /// The first rule that applies to a match.
    fn platform(&self, number: usize, standing: Standing) -> Option<Finding> {
        let found = &self.comparison.matches[number];
        if found.scope.whole() == Coverage::Outside {
            return None;
        }
        let platform = &self.catalogue.platforms[found.platform];
        let rule = self
            .rules(Family::Platform)
            .find(|(_, rule)| rule.when.standing == Some(standing) && self.holds(&rule.when, found, platform))?;
        Some(self.finding(rule, vec![number], found.coverage))
    }

    /// Platforms that together provide what none provides alone.
    fn together(&self) -> Option<Finding> {
        let rule = self.rules(Family::Combined).next()?;
        let eligible: Vec<usize> = (0..self.comparison.matches.len())
            .filter(|n| {
                let found = &self.comparison.matches[*n];
                found.same > 0
                    && matches!(found.scope.whole(), Coverage::Covered | Coverage::Unknown)
                    && self.holds(&rule.1.when, found, &self.catalogue.platforms[found.platform])
            })
            .collect();
        let matches: Vec<&Match> = eligible.iter().map(|n| &self.comparison.matches[*n]).collect();
        let enough = self.policy.thresholds.duplicate;
        if matches.iter().any(|m| m.coverage >= enough) {
            return None;
        }
        let together = self.comparison.combined(&matches);
        if together.platforms.len() < 2 || together.coverage < enough {
            return None;
        }
        let platforms = together.platforms.iter().map(|n| eligible[*n]).collect();
        Some(self.finding(rule, platforms, together.coverage))
    }

    fn vague(&self) -> Option<Finding> {
        let rule = self.rules(Family::Vague).next().filter(|_| self.comparison.vague)?;
        Some(self.finding(rule, Vec::new(), 0.0))
    }

    /// Platforms within the scope that together provide most.
    fn combined(&self) -> Combined {
        let within: Vec<usize> = (0..self.comparison.matches.len())
            .filter(|n| {
                let found = &self.comparison.matches[*n];
                let status = self.catalogue.platforms[found.platform].record.status.value;
                found.same > 0 && found.scope.whole() != Coverage::Outside && status != Status::Retired
            })
            .collect();
        let matches: Vec<&Match> = within.iter().map(|n| &self.comparison.matches[*n]).collect();
        let combined = self.comparison.combined(&matches);
        Combined { platforms: combined.platforms.into_iter().map(|n| within[n]).collect(), ..combined }
    }

    /// Rules of a family that bind the record's owner and have a document in force.
    fn rules(&self, family: Family) -> impl Iterator<Item = (usize, &Rule)> {
        let level = self.record.owner.as_ref().and_then(|o| o.level.as_ref()).map(|l| l.value);
        self.policy.rules.iter().enumerate().filter(move |(_, rule)| {
            rule.family == family
                && level.is_none_or(|level| rule.binds.contains(&level))
                && self.policy.law_in_force(rule, self.day).next().is_some()
        })
    }

    fn holds(&self, when: &Condition, found: &Match, platform: &Platform) -> bool {
        let basis = if found.stated > 0 { Evidence::Stated } else { Evidence::Inferred };
        let need = self.record.need.as_ref().map(|n| n.basis.value);
        when.tier.is_none_or(|t| t == tier(&platform.record))
            && (when.status.is_empty() || when.status.contains(&platform.record.status.value))
            && when.basis.is_none_or(|b| b == basis)
            && (when.scope.is_empty() || when.scope.contains(&found.scope.whole()))
            && (when.need.is_empty() || need.is_some_and(|n| when.need.contains(&n)))
    }

    fn finding(&self, (rule, checked): (usize, &Rule), matches: Vec<usize>, coverage: f32) -> Finding {
        let provided = provided(&matches, self.comparison);
        let functions = &self.comparison.functions;
        let at = provided.first().map_or(self.record.name.at, |n| functions[*n].function.name.at);
        Finding { rule, verdict: checked.verdict, matches, coverage, functions: provided.len(), at }
    }
}

/// Level of a platform: its owner's, else that of the territory that it serves.
#[must_use]
pub fn tier(record: &Software) -> Level {
    if let Some(level) = record.owner.as_ref().and_then(|o| o.level.as_ref()) {
        return level.value;
    }
    match record.scope.territory.as_ref().map_or(0, |t| t.value.matches('/').count()) {
        0 => Level::Central,
        1 => Level::Province,
        _ => Level::Commune,
    }
}
