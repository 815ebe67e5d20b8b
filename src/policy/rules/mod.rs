//! Applies the rules to what was compared: one file a family of questions, each answered by a method of `Case` that
//! gives findings. What the findings come to is put together here.

pub mod between;
pub mod catalogue;
pub mod compliance;
pub mod data;
pub mod integrity;
pub mod platform;
pub mod way;
pub mod wording;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil;

use super::verdict::{Detail, Finding, Judgement, State, Verdict};
use super::{Family, Policy, Rule, Standing, waivers};
use crate::matching::catalogue::Catalogue;
use crate::matching::coverage::Combined;
use crate::matching::similarity::Outcome;
use crate::matching::{Comparison, Match};
use crate::record::place::Span;
use crate::record::scope::Level;
use crate::record::waiver::Waiver;
use crate::record::{Kind, Software, Status};
use crate::text::vocabulary::{ConceptId, Vocabulary};
use crate::text::{Class, Item, Meaning, Phrase};
pub use platform::standing;
use platform::within;

/// What records are judged with.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// Platforms.
    pub catalogue: &'a Catalogue,
    /// Concepts.
    pub vocabulary: &'a Vocabulary,
    /// Rules.
    pub policy: &'a Policy,
    /// The day for which they are applied.
    pub day: civil::Date,
}

impl Setting<'_> {
    /// Rules of a family that are for such a record: they name its kind, bind its owner (any owner, where nobody says of
    /// which level it is) and have a document in force.
    pub(super) fn rules(&self, family: Family, record: &Software) -> impl Iterator<Item = (usize, &Rule)> {
        let level = level_of(record);
        let kind = record.kind;
        self.policy.rules.iter().enumerate().filter(move |(_, rule)| {
            rule.check.family() == family
                && rule.kinds.contains(&kind)
                && level.is_none_or(|level| rule.binds.contains(&level))
                && self.policy.law_in_force(rule, self.day).next().is_some()
        })
    }
}

/// Records of one run, by what rules ask of all of them.
struct Run<'a> {
    cases: &'a [(Software, Comparison)],
    /// Kinds by id, of all records that are known.
    kinds: &'a BTreeMap<&'a str, Kind>,
    neighbours: between::Neighbours,
}

/// One record under judgement.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) record: &'a Software,
    pub(super) comparison: &'a Comparison,
    pub(super) setting: &'a Setting<'a>,
}

/// Judges the records of a run, each on its own and with the others, and applies the exceptions. The result is in the
/// order of the input; each judgement is the same whatever that order is.
#[must_use]
pub fn judge(cases: Vec<(Software, Comparison)>, waivers: &[Waiver], setting: &Setting<'_>) -> Vec<Judgement> {
    let kinds = cases.iter().map(|(record, _)| (record.id.value.as_str(), record.kind)).collect();
    let run = Run { kinds: &kinds, neighbours: between::neighbours(&cases, setting), cases: &cases };
    let findings: Vec<Vec<Finding>> = (0..cases.len()).map(|number| found(number, &run, waivers, setting)).collect();
    cases.into_iter().zip(findings).map(|((record, comparison), f)| conclude(record, comparison, f, setting)).collect()
}

/// Judges one record by itself, where others are compared in another way; `kinds` are those of all records that are known,
/// by id.
#[must_use]
pub fn judge_alone(
    record: Software,
    comparison: Comparison,
    kinds: &BTreeMap<&str, Kind>,
    waivers: &[Waiver],
    setting: &Setting<'_>,
) -> Judgement {
    let cases = [(record, comparison)];
    let run = Run { kinds, neighbours: between::neighbours(&cases, setting), cases: &cases };
    let findings = found(0, &run, waivers, setting);
    let [(record, comparison)] = cases;
    conclude(record, comparison, findings, setting)
}

/// Does the law ask each owner to have what a record is about, so that what others have is no duplicate of it?
#[must_use]
pub fn is_own_by_law(record: &Software, comparison: &Comparison, setting: &Setting<'_>) -> bool {
    Case { record, comparison, setting }.is_own_by_law()
}

/// All findings about one record of a run.
fn found(number: usize, run: &Run<'_>, waivers: &[Waiver], setting: &Setting<'_>) -> Vec<Finding> {
    let (record, comparison) = &run.cases[number];
    let case = Case { record, comparison, setting };
    let mut findings = case.platforms();
    findings.extend(case.together());
    waivers::lift(record, waivers, &mut findings, comparison, setting);
    // A duplicate that shows in spite of a thin description counts for more than the thinness.
    let duplicates = findings.iter().any(|f| f.verdict == Verdict::Duplicate);
    case.leave_out_what_adds_nothing(&mut findings);
    if !duplicates {
        findings.extend(case.vague());
    }
    findings.extend(case.between(number, run));
    findings.extend(case.parts(number, run));
    findings.extend(case.data());
    findings.extend(case.way(run, &findings));
    findings.extend(case.compliance());
    findings.extend(case.relations(run));
    findings.extend(case.owner());
    findings.extend(case.place());
    findings.extend(case.wording());
    findings.extend(case.unlisted(&findings));
    findings.extend(case.form());
    let flaws = waivers::lift(record, waivers, &mut findings, comparison, setting);
    findings.extend(flaws);
    findings
}

/// Orders the findings and draws the conclusions.
fn conclude(record: Software, comparison: Comparison, found: Vec<Finding>, setting: &Setting<'_>) -> Judgement {
    let policy = setting.policy;
    let standings: Vec<Standing> = comparison.matches.iter().map(|m| standing(m, &policy.thresholds)).collect();
    let mut findings = found;
    findings.sort_by(gravest_first(&comparison, setting));
    let mut of_rule = vec![0; policy.rules.len()];
    findings.retain(|finding| {
        // What is lifted does not take the place of what is not.
        if finding.waived.is_some() {
            return true;
        }
        let most = policy.thresholds.with(&policy.rules[finding.rule].thresholds).findings_of_a_rule;
        of_rule[finding.rule] += 1;
        of_rule[finding.rule] <= most
    });
    let case = Case { record: &record, comparison: &comparison, setting };
    let combined = case.combined();
    let state = case.state(&findings);
    let coverage = comparison.matches.iter().filter(|m| within(m)).map(|m| m.coverage).fold(0.0, f32::max);
    let cited: Vec<&Match> = comparison
        .matches
        .iter()
        .enumerate()
        .filter(|(n, m)| within(m) && findings.iter().any(|f| f.verdict != Verdict::Clear && f.matches.contains(n)))
        .map(|(_, m)| m)
        .collect();
    let residual = comparison.residual(&cited);
    let verdict = findings.iter().filter(|f| f.waived.is_none()).map(|f| f.verdict).min().unwrap_or(Verdict::Clear);
    Judgement { record, comparison, standings, findings, combined, residual, coverage, verdict, state }
}

/// The worst first, then the platform that provides most, then one that can be used today; the rest only makes the order
/// certain.
fn gravest_first(comparison: &Comparison, setting: &Setting<'_>) -> impl Fn(&Finding, &Finding) -> Ordering {
    let in_operation = |finding: &Finding| {
        let platform = finding.matches.first().map(|n| &setting.catalogue.platforms[comparison.matches[*n].platform]);
        platform.is_some_and(|p| p.record.status.value == Status::Operational)
    };
    move |a, b| {
        a.verdict
            .cmp(&b.verdict)
            .then(b.coverage.total_cmp(&a.coverage))
            .then_with(|| in_operation(b).cmp(&in_operation(a)))
            .then_with(|| a.matches.cmp(&b.matches))
            .then(a.rule.cmp(&b.rule))
            .then(a.at.cmp(&b.at))
    }
}

impl Case<'_> {
    /// A platform that provides a part, or that is a lesser hindrance than another, is worth a finding only where the
    /// platforms of graver findings leave open some of what it provides. What an exception lifts leaves everything open.
    fn leave_out_what_adds_nothing(&self, findings: &mut Vec<Finding>) {
        findings.sort_by(gravest_first(self.comparison, self.setting));
        let thresholds = &self.setting.policy.thresholds;
        let mut open = vec![true; self.comparison.functions.len()];
        let gravest = findings.iter().filter(|f| f.waived.is_none() && !f.matches.is_empty()).map(|f| f.verdict).min();
        findings.retain(|finding| {
            let provided = self.provided(&finding.matches);
            let is_lesser = match finding.matches.as_slice() {
                [number] if finding.verdict != Verdict::Clear => {
                    gravest.is_some_and(|gravest| gravest < finding.verdict)
                        || standing(&self.comparison.matches[*number], thresholds) == Standing::Overlap
                }
                _ => false,
            };
            let adds = !is_lesser || provided.iter().any(|n| open[*n]);
            if adds && finding.waived.is_none() {
                for n in provided {
                    open[n] = false;
                }
            }
            adds
        });
    }

    fn rules(&self, family: Family) -> impl Iterator<Item = (usize, &Rule)> {
        self.setting.rules(family, self.record)
    }

    /// A finding about the record itself.
    fn note(&self, (number, rule): (usize, &Rule), at: Span, details: Vec<(&'static str, Detail)>) -> Finding {
        Finding {
            rule: number,
            verdict: rule.verdict,
            matches: Vec::new(),
            platforms: Vec::new(),
            records: Vec::new(),
            coverage: 0.0,
            functions: 0,
            details,
            file: Arc::clone(&self.record.file),
            at,
            waived: None,
        }
    }

    /// A finding about platforms, at the first function that they surely provide.
    fn finding(&self, rule: (usize, &Rule), matches: Vec<usize>, coverage: f32) -> Finding {
        let provided = self.provided(&matches);
        let at = provided.first().map_or(self.record.name.at, |n| self.comparison.functions[*n].function.name.at);
        Finding { matches, coverage, functions: provided.len(), ..self.note(rule, at, Vec::new()) }
    }

    /// Numbers of the distinctive functions that some of `matches` surely provide.
    fn provided(&self, matches: &[usize]) -> Vec<usize> {
        let mut provided: Vec<usize> = matches
            .iter()
            .flat_map(|n| &self.comparison.matches[*n].pairings)
            .filter(|p| p.outcome == Outcome::Same)
            .map(|p| p.proposed)
            .filter(|n| !self.comparison.functions[*n].is_common())
            .collect();
        provided.sort_unstable();
        provided.dedup();
        provided
    }

    fn vague(&self) -> Option<Finding> {
        let rule = self.rules(Family::Vague).next().filter(|_| self.comparison.vague)?;
        Some(self.finding(rule, Vec::new(), 0.0))
    }

    /// Platforms within the scope that together provide most.
    fn combined(&self) -> Combined {
        let eligible: Vec<usize> = (0..self.comparison.matches.len())
            .filter(|n| {
                let found = &self.comparison.matches[*n];
                let status = self.setting.catalogue.platforms[found.platform].record.status.value;
                found.same > 0 && within(found) && status != Status::Retired
            })
            .collect();
        let matches: Vec<&Match> = eligible.iter().map(|n| &self.comparison.matches[*n]).collect();
        let combined = self.comparison.combined(&matches);
        Combined { platforms: combined.platforms.into_iter().map(|n| eligible[n]).collect(), ..combined }
    }

    /// The official result state: the worst that a finding leads to. Not applicable where no rule is in force, and where
    /// all that stands against the record is lifted or does not count by law.
    fn state(&self, findings: &[Finding]) -> State {
        let policy = self.setting.policy;
        let in_force = policy.rules.iter().any(|rule| {
            rule.check.family() == Family::Platform && policy.law_in_force(rule, self.setting.day).next().is_some()
        });
        if !in_force {
            return State::NotApplicable;
        }
        let (waived, standing): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(|f| f.waived.is_some());
        let states = standing.into_iter().map(|f| policy.rules[f.rule].state).filter(|s| *s != State::Met);
        states.min().unwrap_or(if waived.is_empty() { State::Met } else { State::NotApplicable })
    }
}

/// Level of a record's owner.
fn level_of(record: &Software) -> Option<Level> {
    record.owner.as_ref().and_then(|o| o.level.as_ref()).map(|l| l.value)
}

/// Level of a platform: its owner's, else that of the territory that it serves.
#[must_use]
pub fn tier(record: &Software) -> Level {
    level_of(record).unwrap_or_else(|| {
        match record.scope.territory.as_ref().map_or(0, |t| t.value.matches('/').count()) {
            0 => Level::Central,
            1 => Level::Province,
            _ => Level::Commune,
        }
    })
}

/// Is a concept one of those, or below one?
fn is_under(concept: ConceptId, concepts: &[ConceptId], vocabulary: &Vocabulary) -> bool {
    let ancestors = &vocabulary.concepts[concept as usize].ancestors;
    concepts.contains(&concept) || ancestors.iter().any(|(a, _)| concepts.contains(a))
}

/// Does an item stand for one of the concepts, or for something below one?
fn is_one(item: &Item, concepts: &[ConceptId], vocabulary: &Vocabulary) -> bool {
    match &item.meaning {
        Meaning::Concept(c) => is_under(*c, concepts, vocabulary),
        Meaning::Either(readings) => readings.iter().any(|c| is_under(*c, concepts, vocabulary)),
        Meaning::Word { .. } => false,
    }
}

/// Does a phrase speak of one of the concepts and of no other topic that tells much?
fn speaks_only_of(phrase: &Phrase, concepts: &[ConceptId], vocabulary: &Vocabulary) -> bool {
    let is_one = |item: &Item| is_one(item, concepts, vocabulary);
    let tells = |item: &Item| item.class == Class::Topic && item.weight >= vocabulary.weights.telling;
    phrase.statements().iter().all(|frame| frame.items.iter().any(is_one))
        && phrase.whole.items.iter().all(|item| is_one(item) || !tells(item))
}

/// Are two records of the same owner? Only where both name one.
#[must_use]
pub fn same_owner(one: &Software, other: &Software) -> bool {
    let unit = |r: &Software| r.owner.as_ref().and_then(|o| o.unit.as_ref()).map(|u| plain(&u.wordings[0].1));
    let (a, b) = (unit(one), unit(other));
    a.is_some() && a == b && level_of(one) == level_of(other)
}

/// Words of a name without case, diacritics and punctuation.
fn plain(name: &str) -> String {
    crate::text::normal::tokens(name).into_iter().map(|t| t.folded).collect::<Vec<_>>().join(" ")
}
