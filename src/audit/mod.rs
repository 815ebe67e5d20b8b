//! Systems → audit: what is to become of each thing that runs, which of them do the same, and what that costs.
//!
//! A system is held against the catalogue as a proposal is, and against the other systems as if they were a catalogue:
//! one comparison, used twice. Knows no output format.

pub mod groups;
pub mod totals;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::matching::catalogue::Catalogue;
use crate::matching::matcher::{Least, Matcher, Memory};
use crate::matching::similarity::Outcome;
use crate::matching::{Comparison, Match};
use crate::policy::rules::catalogue::{Overlap, overlaps};
use crate::policy::rules::platform::within;
use crate::policy::rules::{Setting, judge_alone};
use crate::policy::verdict::{Finding, Judgement, Severity, Verdict};
use crate::policy::{Check, Family, Rule, Standing, Thresholds};
use crate::record::scope::{Coverage, Fields, Level, Word};
use crate::record::waiver::Waiver;
use crate::record::{Kind, Software, Text};
pub use groups::{Group, Member};

/// What is to become of a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Advice {
    /// A platform in operation does it: plan to take that instead.
    Replace,
    /// Another system does it: plan to join them.
    Merge,
    /// A person must look: a part exists, a platform is being built, too little is said.
    Review,
    /// Nothing speaks against it.
    Keep,
}

impl Word for Advice {
    const WORDS: &'static [(&'static str, Self)] =
        &[("replace", Advice::Replace), ("merge", Advice::Merge), ("review", Advice::Review), ("keep", Advice::Keep)];
}

/// A function of a system with the one that stands for it elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// As the system states it.
    pub ours: Text,
    /// As the platform or the other system states it.
    pub theirs: Text,
    /// 0–1.
    pub similarity: f32,
}

/// A platform that does something of what a system does.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Number in the catalogue.
    pub platform: usize,
    /// How the system stands to it by the numbers.
    pub standing: Standing,
    /// Relation of the system's scope to the platform's.
    pub scope: Coverage,
    /// Orders matches, 0–1.
    pub score: f32,
    /// Share of the system that the platform provides, 0–1.
    pub coverage: f32,
    /// Share of the platform that the system repeats, 0–1.
    pub reimplementation: f32,
}

/// What takes a system's place.
#[derive(Clone, Debug, PartialEq)]
pub struct Successor {
    /// A platform, by its number in the catalogue, or the representative of the system's group.
    pub by: By,
    /// Share of the system that it provides, 0–1.
    pub share: f32,
    /// Functions that would be lost.
    pub lost: Vec<Text>,
    /// Functions that it provides.
    pub evidence: Vec<Evidence>,
}

/// Who takes a system's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Number in the catalogue.
    Platform(usize),
    /// Number in [`Audit::systems`].
    System(usize),
}

/// One system under audit.
#[derive(Clone, Debug)]
pub struct System {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Text,
    /// File that describes it.
    pub file: Arc<str>,
    /// Line of its record.
    pub line: u32,
    /// Who runs it.
    pub unit: Option<Text>,
    /// Level of government of that body.
    pub level: Option<Level>,
    /// Path in the table of administrative units.
    pub territory: Option<String>,
    /// Ids of fields of work.
    pub sectors: Vec<String>,
    /// Yearly cost and its currency.
    pub cost: Option<(u64, String)>,
    /// What is to become of it.
    pub advice: Advice,
    /// What takes its place, where it is to be replaced or merged.
    pub successor: Option<Successor>,
    /// Platforms that do something of it, best first, at most [`MOST_FOUND`].
    pub found: Vec<Found>,
    /// Numbers of the rules that apply, the gravest first, each once.
    pub rules: Vec<usize>,
    /// Number in [`Audit::groups`].
    pub group: Option<usize>,
}

impl System {
    /// The part of the yearly cost that could be saved: cost × share that the successor provides. An estimate.
    #[must_use]
    pub fn at_risk(&self) -> Option<(u64, &str)> {
        let (successor, (cost, currency)) = self.successor.as_ref().zip(self.cost.as_ref())?;
        Some(((*cost as f64 * f64::from(successor.share)).round() as u64, currency))
    }
}

/// Most platforms that are kept of one system.
pub const MOST_FOUND: usize = 10;

/// What an audit found.
#[derive(Clone, Debug)]
pub struct Audit {
    /// In the order of ids.
    pub systems: Vec<System>,
    /// Systems that do the same; those with the most members first, then by the id of the representative.
    pub groups: Vec<Group>,
    /// Platforms of the catalogue that do the same for the same people.
    pub overlaps: Vec<Overlap>,
}

/// What systems are held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// The catalogue and each other.
    Both,
    /// The catalogue.
    Platforms,
    /// Each other.
    Systems,
}

/// Audits systems; `step` is called once for each comparison that is done.
#[must_use]
pub fn audit(
    mut systems: Vec<Software>,
    waivers: &[Waiver],
    against: Against,
    setting: &Setting<'_>,
    fields: &(dyn Fields + Sync),
    step: &(dyn Fn() + Sync),
) -> Audit {
    systems.sort_by(|a, b| a.id.value.cmp(&b.id.value));
    let kinds: BTreeMap<String, Kind> = systems.iter().map(|s| (s.id.value.clone(), s.kind)).collect();
    let kinds: BTreeMap<&str, Kind> = kinds.iter().map(|(id, kind)| (id.as_str(), *kind)).collect();
    let thresholds = &setting.policy.thresholds;
    let memory = Memory::new(setting.vocabulary);
    let mut audit = Audit { systems: Vec::new(), groups: Vec::new(), overlaps: Vec::new() };
    if against == Against::Systems {
        audit.systems = systems.iter().map(described).collect();
    } else {
        let matcher = Matcher::new(setting.catalogue, &memory, fields, thresholds.cuts, thresholds.audit);
        let least = least(setting);
        let reviewed = |record: &Software| {
            let comparison = matcher.compare(record, Some(least));
            step();
            review(record, comparison, &kinds, waivers, setting)
        };
        audit.systems = if against == Against::Platforms {
            // Each is let go once it is reviewed: a nation's systems take most of the memory.
            std::mem::take(&mut systems).into_par_iter().map(|record| reviewed(&record)).collect()
        } else {
            systems.par_iter().map(reviewed).collect()
        };
        audit.overlaps =
            overlaps(setting, &|platform, _| matcher.compare(platform, Some(Least { unlisted: false, ..least })));
    }
    if against != Against::Platforms && systems.len() > 1 {
        let portfolio = setting.catalogue.of_systems(systems, &memory);
        audit.groups = groups::find(&portfolio, &memory, setting, fields, step);
        merge(&mut audit, &portfolio, setting);
    }
    audit
}

/// What a match must reach so that a rule about systems can apply to it.
fn least(setting: &Setting<'_>) -> Least {
    let rules: Vec<&Rule> = setting.policy.rules.iter().filter(|rule| rule.kinds.contains(&Kind::System)).collect();
    let unlisted = rules.iter().any(|rule| rule.check.family() == Family::Unlisted);
    let rules = rules.into_iter().map(|rule| setting.policy.thresholds.with(&rule.thresholds));
    let mut least = Least { coverage: 1.0, reimplementation: 1.0, same: usize::MAX, unlisted };
    for t in rules.chain([setting.policy.thresholds]) {
        let coverage = [t.duplicate, t.overlap, t.duplicate_same_purpose, t.overlap_same_purpose];
        least.coverage = coverage.into_iter().fold(least.coverage, f32::min);
        least.reimplementation = least.reimplementation.min(t.reimplementation);
        least.same = least.same.min(t.rebuilt_functions);
    }
    least
}

/// A system before anything is found about it.
fn described(record: &Software) -> System {
    let owner = record.owner.as_ref();
    let sectors = record.scope.sectors.iter().flat_map(|s| &s.value).cloned().collect();
    System {
        id: record.id.value.clone(),
        name: record.name.clone(),
        file: Arc::clone(&record.file),
        line: record.at.line,
        unit: owner.and_then(|o| o.unit.clone()),
        level: owner.and_then(|o| o.level.as_ref()).map(|l| l.value),
        territory: record.scope.territory.as_ref().map(|t| t.value.clone()),
        sectors,
        cost: record.annual_cost.clone(),
        advice: Advice::Keep,
        successor: None,
        found: Vec::new(),
        rules: Vec::new(),
        group: None,
    }
}

/// Holds a system against the catalogue and draws the conclusions that need no other system.
fn review(
    record: &Software,
    comparison: Comparison,
    kinds: &BTreeMap<&str, Kind>,
    waivers: &[Waiver],
    setting: &Setting<'_>,
) -> System {
    let judgement = judge_alone(record.clone(), comparison, kinds, waivers, setting);
    let standing = |finding: &&Finding| finding.waived.is_none();
    let mut system = described(record);
    let replaces = |f: &&Finding| f.verdict == Verdict::Duplicate && !f.matches.is_empty();
    if let Some(finding) = judgement.findings.iter().filter(standing).find(replaces) {
        system.advice = Advice::Replace;
        system.successor = Some(successor(&judgement, &judgement.comparison.matches[finding.matches[0]], setting));
    } else if judgement.verdict.severity() <= Severity::Review {
        system.advice = Advice::Review;
    }
    for finding in judgement.findings.iter().filter(standing) {
        if finding.verdict != Verdict::Clear && !system.rules.contains(&finding.rule) {
            system.rules.push(finding.rule);
        }
    }
    let matches = judgement.comparison.matches.iter().zip(&judgement.standings).filter(|(m, _)| m.same > 0);
    system.found = matches
        .take(MOST_FOUND)
        .map(|(found, standing)| Found {
            platform: found.platform,
            standing: *standing,
            scope: found.scope.whole(),
            score: found.score,
            coverage: found.coverage,
            reimplementation: found.reimplementation,
        })
        .collect();
    system
}

/// What a platform gives in place of a system, and what would be lost.
fn successor(judgement: &Judgement, found: &Match, setting: &Setting<'_>) -> Successor {
    let comparison = &judgement.comparison;
    let platform = &setting.catalogue.platforms[found.platform];
    debug_assert!(within(found), "a platform that serves other people replaces nothing");
    let evidence = found.pairings.iter().filter(|p| p.outcome == Outcome::Same).map(|p| Evidence {
        ours: comparison.functions[p.proposed].function.name.clone(),
        theirs: platform.functions[p.offered].function.name.clone(),
        similarity: p.similarity,
    });
    let lost = comparison.residual(&[found]).into_iter().map(|n| comparison.functions[n].function.name.clone());
    Successor {
        by: By::Platform(found.platform),
        share: found.coverage,
        lost: lost.collect(),
        evidence: evidence.collect(),
    }
}

/// Tells each member of a group what that means for it.
fn merge(audit: &mut Audit, portfolio: &Catalogue, setting: &Setting<'_>) {
    let rule = between(setting).map(|(number, _)| number);
    for (number, group) in audit.groups.iter_mut().enumerate() {
        group.split = is_split(group, portfolio, setting);
        audit.systems[group.representative].group = Some(number);
        for member in &group.members {
            let system = &mut audit.systems[member.system];
            system.group = Some(number);
            system.rules.extend(rule.filter(|rule| !system.rules.contains(rule)));
            if system.advice > Advice::Merge {
                system.advice = Advice::Merge;
                system.successor = Some(Successor {
                    by: By::System(group.representative),
                    share: member.share,
                    lost: member.lost.clone(),
                    evidence: member.evidence.clone(),
                });
            }
        }
    }
}

/// The rule about systems that do the same, and its thresholds, if it is in force.
fn between(setting: &Setting<'_>) -> Option<(usize, Thresholds)> {
    let policy = setting.policy;
    let is_asked = |rule: &Rule| match &rule.check {
        Check::Between(when) => when.with == Kind::System && rule.kinds.contains(&Kind::System),
        _ => false,
    };
    policy
        .rules
        .iter()
        .enumerate()
        .find(|(_, rule)| is_asked(rule) && policy.law_in_force(rule, setting.day).next().is_some())
        .map(|(number, rule)| (number, policy.thresholds.with(&rule.thresholds)))
}

/// Did many owners of one level, in one province, pay for the same? As many as the policy's rule on purchases that are
/// split among units asks for, and all of them for no more than the same.
fn is_split(group: &Group, portfolio: &Catalogue, setting: &Setting<'_>) -> bool {
    let owners = setting.policy.rules.iter().filter(|rule| rule.check.family() == Family::Between);
    let owners =
        owners.filter_map(|rule| if let Check::Between(when) = &rule.check { Some(when.owners) } else { None });
    let Some(least) = owners.filter(|least| *least > 1).max() else { return false };
    let enough = setting.policy.thresholds.duplicate;
    let alike = group.members.iter().filter(|m| m.back >= enough).map(|m| m.system);
    let mut units: BTreeMap<(Option<Level>, &str), BTreeSet<&str>> = BTreeMap::new();
    for number in alike.chain([group.representative]) {
        let record = &portfolio.platforms[number].record;
        let owner = record.owner.as_ref();
        let (Some(unit), Some(territory)) = (owner.and_then(|o| o.unit.as_ref()), &record.scope.territory) else {
            continue;
        };
        let level = owner.and_then(|o| o.level.as_ref()).map(|l| l.value);
        units.entry((level, totals::province(&territory.value))).or_default().insert(&unit.wordings[0].1);
    }
    units.values().any(|units| units.len() >= least)
}
