//! Records of one run against each other: the same thing proposed twice, one purchase split among units or into parts,
//! systems that duplicate each other.
//!
//! Comparing every record with every other would take a time that grows with the square of their number. Records that do
//! the same share topics, so each is compared only with those that share most of its rarer topics. Everything is done in
//! the order of ids, so that the order of files changes nothing.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::platform::{Declared, within};
use super::{Case, Run, Setting, level_of, plain, same_owner};
use crate::load::decode::{Sink, Table, word};
use crate::matching::catalogue::Offered;
use crate::matching::coverage::{credit, ratio};
use crate::matching::similarity::Outcome;
use crate::matching::{Comparison, Match, Proposed, distinctive, likeness};
use crate::policy::read::each;
use crate::policy::rules::standing;
use crate::policy::verdict::{Detail, Finding};
use crate::policy::{Check, Family, Standing};
use crate::record::scope::{Level, Word, inside};
use crate::record::{Kind, Software, Text};
use crate::text::{Class, Meaning};

/// How near two records are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Near {
    /// The same owner.
    Owner,
    /// The place of one lies within the other's.
    Place,
    /// Both are in one province.
    Province,
}

impl Word for Near {
    const WORDS: &'static [(&'static str, Self)] =
        &[("owner", Near::Owner), ("place", Near::Place), ("province", Near::Province)];
}

/// How much of each other two records must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// The other does what this record does.
    One,
    /// And this one does what the other does.
    Both,
}

impl Word for Direction {
    const WORDS: &'static [(&'static str, Self)] = &[("one", Direction::One), ("both", Direction::Both)];
}

/// When a rule applies to a record and others of the run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct When {
    /// Kind of the others.
    pub with: Kind,
    /// In one of these ways the others are near; empty: wherever they are.
    pub near: Vec<Near>,
    /// How much of each other they are.
    pub direction: Direction,
    /// Least number of owners, this one included.
    pub owners: usize,
}

impl When {
    pub(in crate::policy) fn read(t: &mut Table<'_, '_>, sink: &mut Sink<'_>) -> Option<When> {
        let with = t.required("with", sink).and_then(|n| word::<Kind>("kind", n, sink));
        let near = each("near", t.optional("near"), sink);
        let direction = t.optional("direction").and_then(|n| word("direction", n, sink));
        let owners = t.optional("owners").and_then(|n| crate::load::decode::number("owners", n, (1, 1000), sink));
        Some(When {
            with: with?.value,
            near,
            direction: direction.map_or(Direction::One, |d| d.value),
            owners: owners.map_or(1, |n| n.value as usize),
        })
    }
}

/// Another record that does what a record does.
#[derive(Clone, Debug)]
struct Neighbour {
    /// Number of the other in the run.
    other: usize,
    /// Share of this record's weight that the other provides, 0–1.
    ours: f32,
    /// Share of the other's that this one provides.
    theirs: f32,
    /// Functions of this record that the other surely has.
    same: usize,
}

/// For each record those that do the same, by id; and the records of each owner.
#[derive(Debug, Default)]
pub(super) struct Neighbours {
    of: Vec<Vec<Neighbour>>,
    owners: BTreeMap<(String, Option<Level>), Vec<usize>>,
}

/// Of a topic that many records share, this many before and after a record are looked at.
const WINDOW: usize = 16;
/// Records that one record is compared with, those that share most with it.
const MOST: usize = 12;

/// Finds for each record those of the run that may do the same, and compares them.
pub(super) fn neighbours(cases: &[(Software, Comparison)], setting: &Setting<'_>) -> Neighbours {
    let asked = |rule: &crate::policy::Rule| matches!(rule.check.family(), Family::Between | Family::Parts);
    if cases.len() < 2 || !setting.policy.rules.iter().any(asked) {
        return Neighbours { of: vec![Vec::new(); cases.len()], owners: BTreeMap::new() };
    }
    let mut by_id: Vec<usize> = (0..cases.len()).collect();
    by_id.sort_by(|a, b| cases[*a].0.id.value.cmp(&cases[*b].0.id.value));
    let mut owners: BTreeMap<(String, Option<Level>), Vec<usize>> = BTreeMap::new();
    for number in &by_id {
        if let Some(owner) = owner(&cases[*number].0) {
            owners.entry(owner).or_default().push(*number);
        }
    }
    let functions: Vec<Vec<&Proposed>> = by_id.iter().map(|n| distinctive(&cases[*n].1.functions).collect()).collect();
    let offered: Vec<Vec<Offered>> =
        functions.iter().map(|f| f.iter().map(|f| Offered::from((*f).clone())).collect()).collect();
    let mut of = vec![Vec::new(); cases.len()];
    for (a, b) in candidates(&functions) {
        let cuts = cases[by_id[a]].1.cuts;
        let (mut best_a, mut best_b) = (vec![0.0_f32; functions[a].len()], vec![0.0_f32; functions[b].len()]);
        for (i, ours) in functions[a].iter().enumerate() {
            for (j, theirs) in offered[b].iter().enumerate() {
                let near = likeness(ours, theirs, setting.vocabulary);
                best_a[i] = best_a[i].max(near);
                best_b[j] = best_b[j].max(near);
            }
        }
        let provided = |functions: &[&Proposed], best: &[f32]| {
            let weights: Vec<f32> = functions.iter().map(|f| f.weight).collect();
            let credits: Vec<f32> = best.iter().map(|near| credit(cuts.outcome(*near), cuts)).collect();
            let same = best.iter().filter(|near| cuts.outcome(**near) == Outcome::Same).count();
            (ratio(&weights, &credits), same)
        };
        let ((share_a, same_a), (share_b, same_b)) =
            (provided(&functions[a], &best_a), provided(&functions[b], &best_b));
        of[by_id[a]].push(Neighbour { other: by_id[b], ours: share_a, theirs: share_b, same: same_a });
        of[by_id[b]].push(Neighbour { other: by_id[a], ours: share_b, theirs: share_a, same: same_b });
    }
    for list in &mut of {
        list.sort_by(|a, b| cases[a.other].0.id.value.cmp(&cases[b.other].0.id.value));
    }
    Neighbours { of, owners }
}

/// Pairs of records, the smaller number first, that share enough of their topics to be compared.
fn candidates(functions: &[Vec<&Proposed>]) -> BTreeSet<(usize, usize)> {
    let topics: Vec<BTreeSet<&Meaning>> =
        functions.iter().map(|list| list.iter().flat_map(|f| topics(f)).collect()).collect();
    let mut postings: BTreeMap<&Meaning, Vec<usize>> = BTreeMap::new();
    for (number, topics) in topics.iter().enumerate() {
        for topic in topics {
            postings.entry(topic).or_default().push(number);
        }
    }
    let mut pairs = BTreeSet::new();
    for (number, topics) in topics.iter().enumerate() {
        let mut shared: BTreeMap<usize, f32> = BTreeMap::new();
        for topic in topics {
            let list = &postings[topic];
            let rarity = (1.0 + functions.len() as f32 / list.len() as f32).ln();
            let at = list.partition_point(|n| *n < number);
            let around = list[at.saturating_sub(WINDOW)..(at + 1 + WINDOW).min(list.len())].iter();
            for other in around.filter(|other| **other != number) {
                *shared.entry(*other).or_insert(0.0) += rarity;
            }
        }
        let mut ranked: Vec<(usize, f32)> = shared.into_iter().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        pairs.extend(ranked.iter().take(MOST).map(|(other, _)| (number.min(*other), number.max(*other))));
    }
    pairs
}

fn topics(function: &Proposed) -> impl Iterator<Item = &Meaning> {
    let items = function.phrases.iter().flat_map(|p| &p.whole.items);
    items.filter(|i| i.class == Class::Topic).map(|i| &i.meaning)
}

fn owner(record: &Software) -> Option<(String, Option<Level>)> {
    let unit = record.owner.as_ref()?.unit.as_ref()?;
    Some((plain(&unit.wordings[0].1), level_of(record)))
}

/// Does the place of one record lie within the other's?
fn same_place(one: &Software, other: &Software) -> bool {
    match (&one.scope.territory, &other.scope.territory) {
        (Some(a), Some(b)) => inside(&a.value, &b.value) || inside(&b.value, &a.value),
        _ => false,
    }
}

/// Path of the province that a record is for or in.
fn province(record: &Software) -> Option<&str> {
    let path = record.scope.territory.as_ref()?.value.as_str();
    let end = path.match_indices('/').nth(1).map_or(path.len(), |(at, _)| at);
    path.contains('/').then(|| &path[..end])
}

/// Does one of two records say that it extends or replaces the other?
fn declared(one: &Software, other: &Software) -> bool {
    let says =
        |a: &Software, b: &Software| [Declared::Extends, Declared::Replaces].iter().any(|d| d.names(a, &b.id.value));
    says(one, other) || says(other, one)
}

impl Case<'_> {
    /// Other records of the run that do what this one does.
    pub(super) fn between(&self, number: usize, run: &Run<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let own = LazyCell::new(|| self.is_own_by_law());
        for rule in self.rules(Family::Between) {
            let Check::Between(when) = &rule.1.check else { continue };
            let thresholds = self.setting.policy.thresholds.with(&rule.1.thresholds);
            let enough = thresholds.duplicate;
            // A short list must be met whole.
            let fewest = thresholds.rebuilt_functions.min(distinctive(&self.comparison.functions).count());
            let meant = |n: &&Neighbour| {
                let other = &run.cases[n.other].0;
                let near = |near: &Near| match near {
                    Near::Owner => same_owner(self.record, other),
                    Near::Place => same_place(self.record, other),
                    Near::Province => province(self.record).is_some() && province(self.record) == province(other),
                };
                other.kind == when.with
                    && n.ours >= enough
                    && n.same >= fewest
                    && (when.direction == Direction::One || n.theirs >= enough)
                    && (when.near.is_empty() || when.near.iter().any(near))
                    && !declared(self.record, other)
                    && (same_owner(self.record, other) || !*own)
            };
            let others: Vec<&Neighbour> = run.neighbours.of[number].iter().filter(meant).collect();
            let records = || others.iter().map(|n| &run.cases[n.other].0);
            let owners: BTreeSet<_> = records().chain([self.record]).filter_map(owner).collect();
            if others.is_empty() || owners.len() < when.owners {
                continue;
            }
            let names = records().map(|r| r.name.clone()).collect();
            let units: BTreeMap<_, Text> =
                records().filter_map(|r| Some((owner(r)?, r.owner.as_ref()?.unit.clone()?))).collect();
            let share = others.iter().map(|n| n.ours).fold(0.0, f32::max);
            let details = vec![
                ("records", Detail::Texts(names)),
                ("units", Detail::Texts(units.into_values().collect())),
                ("count", Detail::Count(others.len())),
                ("coverage", Detail::Share(share)),
            ];
            let records: Vec<String> = records().map(|r| r.id.value.clone()).collect();
            let functions = others.iter().map(|n| n.same).max().unwrap_or(0);
            findings.push(Finding {
                records,
                coverage: share,
                functions,
                ..self.note(rule, self.record.name.at, details)
            });
        }
        findings
    }

    /// Platforms that the proposals of one owner repeat together, though none of them does alone.
    pub(super) fn parts(&self, number: usize, run: &Run<'_>) -> Vec<Finding> {
        let Some(rule) = self.rules(Family::Parts).next() else { return Vec::new() };
        let Check::Parts(when) = &rule.1.check else { return Vec::new() };
        let siblings = owner(self.record).and_then(|o| run.neighbours.owners.get(&o)).map(Vec::as_slice);
        let siblings: Vec<usize> = siblings
            .unwrap_or_default()
            .iter()
            .copied()
            .filter(|n| *n != number && run.cases[*n].0.kind == self.record.kind)
            .collect();
        let thresholds = self.setting.policy.thresholds.with(&rule.1.thresholds);
        let is_part = |m: &&Match| within(m) && standing(m, &thresholds) == Standing::Overlap;
        let mut findings = Vec::new();
        for (index, found) in self.comparison.matches.iter().enumerate() {
            if siblings.is_empty() || !is_part(&found) || !self.holds(when, rule.1, found) {
                continue;
            }
            let part_of =
                |n: &usize| run.cases[*n].1.matches.iter().filter(is_part).find(|m| m.platform == found.platform);
            let parts: Vec<(usize, &Match)> = siblings.iter().filter_map(|n| Some((*n, part_of(n)?))).collect();
            let platform = &self.setting.catalogue.platforms[found.platform];
            let mut credits = vec![0.0_f32; platform.functions.len()];
            let mut same = BTreeSet::new();
            for pairing in parts.iter().map(|(_, m)| *m).chain([found]).flat_map(|m| &m.pairings) {
                let offered = &mut credits[pairing.offered];
                *offered = offered.max(credit(pairing.outcome, self.comparison.cuts));
                if pairing.outcome == Outcome::Same {
                    same.insert(pairing.offered);
                }
            }
            let weights: Vec<f32> = platform.functions.iter().map(|f| f.weight).collect();
            let together = ratio(&weights, &credits);
            if parts.is_empty() || together < thresholds.reimplementation || same.len() < thresholds.rebuilt_functions {
                continue;
            }
            let others = || parts.iter().map(|(n, _)| &run.cases[*n].0);
            let access = platform.record.access.clone();
            let details = vec![
                ("records", Detail::Texts(others().map(|r| r.name.clone()).collect())),
                ("count", Detail::Count(same.len())),
                ("coverage", Detail::Share(together)),
                ("platform", Detail::Text(platform.record.name.clone())),
                ("access", Detail::Texts(access.into_iter().collect())),
            ];
            let records = others().map(|r| r.id.value.clone()).collect();
            let finding = self.finding(rule, vec![index], together);
            findings.push(Finding { records, details, ..finding });
        }
        findings
    }
}
