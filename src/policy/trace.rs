//! Every number of one comparison, so that a person can follow a judgement and recompute it by hand. Gathers what
//! matching and the rules have found; decides nothing.

use super::rules::platform::{standing, within};
use super::rules::{Case, Setting};
use super::{Check, Family, Standing};
use crate::matching::catalogue::Offered;
use crate::matching::coverage::{credit, ratio};
use crate::matching::similarity::{Cuts, Outcome, similarity};
use crate::matching::{Comparison, Match, Proposed, likeness};
use crate::record::Software;
use crate::record::scope::{Fields, Relation, relate};
use crate::text::vocabulary::Vocabulary;
use crate::text::{Item, Meaning, Phrase};

/// One comparison, taken apart.
#[derive(Clone, Debug)]
pub struct Trace {
    /// Number of the platform in the catalogue.
    pub platform: usize,
    /// The record's functions, each with what provides it best.
    pub ours: Vec<Side>,
    /// The platform's functions, each with what builds it again.
    pub theirs: Vec<Side>,
    /// Pairs of functions that are the same or possibly the same, in the order of the record's functions.
    pub pairs: Vec<Pair>,
    /// Share of the record that the platform provides.
    pub coverage: f32,
    /// Share of the platform that the record builds again.
    pub reimplementation: f32,
    /// What matching has concluded; `None` where no function is alike.
    pub found: Option<Match>,
    /// Relation of the scopes.
    pub scope: Relation,
    /// How the record stands to the platform by the thresholds of all rules.
    pub standing: Standing,
    /// The rules about one platform, in the order in which they are tried.
    pub rules: Vec<Tried>,
}

/// A function with its weight and the best that the other side has for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Side {
    /// How distinctive it is, 0–1.
    pub weight: f32,
    /// Number of the function of the other side that is nearest, where one is possible at all.
    pub nearest: Option<usize>,
    /// Similarity to it.
    pub similarity: f32,
    /// What that counts, 0–1.
    pub credit: f32,
}

/// Two functions that are the same, or possibly so.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Number of the record's function.
    pub ours: usize,
    /// Number of the platform's.
    pub theirs: usize,
    /// As the phrases stand.
    pub plain: f32,
    /// As they stand or in the light of what the records are about: the one that counts.
    pub similarity: f32,
    /// What it means.
    pub outcome: Outcome,
    /// Items of the record's phrase, each with the nearest of the platform's.
    pub our_items: Vec<ItemTrace>,
    /// Items of the platform's phrase, each with the nearest of the record's.
    pub their_items: Vec<ItemTrace>,
}

/// One thing that a phrase speaks of.
#[derive(Clone, Debug)]
pub struct ItemTrace {
    /// The item.
    pub item: Item,
    /// What of the other phrase is nearest to it, and how near, 0–1.
    pub nearest: Option<(Meaning, f32)>,
}

/// A rule and why it applies or not.
#[derive(Clone, Debug)]
pub struct Tried {
    /// Number of the rule in the policy.
    pub rule: usize,
    /// It is for records of this kind, binds this owner, and has a document in force.
    pub for_record: bool,
    /// Its conditions.
    pub conditions: Vec<Condition>,
    /// It is the one that applies: the first of which everything holds.
    pub applies: bool,
}

/// A condition of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Its key in the policy file.
    pub key: &'static str,
    /// What is asked for, in words of the policy.
    pub wanted: String,
    /// What was found.
    pub found: String,
    /// It holds.
    pub holds: bool,
}

/// Takes apart the comparison of a record with one platform (its number in the catalogue).
#[must_use]
pub fn trace(
    record: &Software,
    comparison: &Comparison,
    platform: usize,
    setting: &Setting<'_>,
    fields: &dyn Fields,
) -> Trace {
    let (cuts, vocabulary) = (comparison.cuts, setting.vocabulary);
    let offered = &setting.catalogue.platforms[platform].functions;
    let none = |weight| Side { weight, nearest: None, similarity: 0.0, credit: 0.0 };
    let mut ours: Vec<Side> = comparison.functions.iter().map(|f| none(f.weight)).collect();
    let mut theirs: Vec<Side> = offered.iter().map(|f| none(f.weight)).collect();
    let mut pairs = Vec::new();
    for (i, function) in comparison.functions.iter().enumerate() {
        for (j, other) in offered.iter().enumerate() {
            let near = likeness(function, other, vocabulary);
            if cuts.outcome(near) == Outcome::Different {
                continue;
            }
            better(&mut ours[i], j, near, cuts);
            better(&mut theirs[j], i, near, cuts);
            pairs.push(pair((i, function), (j, other), near, cuts, vocabulary));
        }
    }
    let share = |sides: &[Side]| {
        let (weights, credits): (Vec<f32>, Vec<f32>) = sides.iter().map(|s| (s.weight, s.credit)).unzip();
        ratio(&weights, &credits)
    };
    let found = comparison.matches.iter().find(|m| m.platform == platform).cloned();
    let thresholds = &setting.policy.thresholds;
    Trace {
        platform,
        coverage: share(&ours),
        reimplementation: share(&theirs),
        scope: relate(&record.scope, &setting.catalogue.platforms[platform].record.scope, fields),
        standing: found.as_ref().map_or(Standing::Related, |m| standing(m, thresholds)),
        rules: found.as_ref().map(|m| tried(Case { record, comparison, setting }, m)).unwrap_or_default(),
        ours,
        theirs,
        pairs,
        found,
    }
}

fn better(side: &mut Side, other: usize, similarity: f32, cuts: Cuts) {
    if similarity > side.similarity {
        *side = Side { nearest: Some(other), similarity, credit: credit(cuts.outcome(similarity), cuts), ..*side };
    }
}

/// Whether each rule about one platform applies to a match, and why.
fn tried(case: Case<'_>, found: &Match) -> Vec<Tried> {
    let policy = case.setting.policy;
    let bound: Vec<usize> = case.setting.rules(Family::Platform, case.record).map(|(number, _)| number).collect();
    let mut decided = false;
    let mut rules = Vec::new();
    for (number, rule) in policy.rules.iter().enumerate() {
        let Check::Platform(when) = &rule.check else { continue };
        let mut conditions = Vec::new();
        case.conditions(when, rule, found, &mut |key, holds, words| {
            let (wanted, found) = words();
            conditions.push(Condition { key, wanted, found, holds: holds() });
            true
        });
        let for_record = bound.contains(&number);
        let applies = !decided && for_record && within(found) && conditions.iter().all(|c| c.holds);
        decided |= applies;
        rules.push(Tried { rule: number, for_record, conditions, applies });
    }
    rules
}

fn pair(
    (i, ours): (usize, &Proposed),
    (j, theirs): (usize, &Offered),
    near: f32,
    cuts: Cuts,
    vocabulary: &Vocabulary,
) -> Pair {
    // The wordings that are nearest to each other as they stand.
    let mut best: Option<(f32, &Phrase, &Phrase)> = None;
    for a in &ours.phrases {
        for b in &theirs.phrases {
            let plain = similarity(a, b, vocabulary);
            if best.is_none_or(|(most, ..)| plain > most) {
                best = Some((plain, a, b));
            }
        }
    }
    let items = |a: &Phrase, b: &Phrase| a.whole.items.iter().map(|item| traced(item, b, vocabulary)).collect();
    Pair {
        ours: i,
        theirs: j,
        plain: best.map_or(0.0, |b| b.0),
        similarity: near,
        outcome: cuts.outcome(near),
        our_items: best.map(|(_, a, b)| items(a, b)).unwrap_or_default(),
        their_items: best.map(|(_, a, b)| items(b, a)).unwrap_or_default(),
    }
}

fn traced(item: &Item, other: &Phrase, vocabulary: &Vocabulary) -> ItemTrace {
    let mut nearest: Option<(Meaning, f32)> = None;
    for theirs in &other.whole.items {
        let near = nearness(&item.meaning, &theirs.meaning, vocabulary);
        if near > 0.0 && nearest.as_ref().is_none_or(|(_, most)| near > *most) {
            nearest = Some((theirs.meaning.clone(), near));
        }
    }
    ItemTrace { item: item.clone(), nearest }
}

/// How near two meanings are by the vocabulary; words only where they are the same.
fn nearness(a: &Meaning, b: &Meaning, vocabulary: &Vocabulary) -> f32 {
    let readings = |meaning: &Meaning| match meaning {
        Meaning::Concept(c) => vec![*c],
        Meaning::Either(readings) => readings.clone(),
        Meaning::Word { .. } => Vec::new(),
    };
    if a == b {
        return 1.0;
    }
    let (ours, theirs) = (readings(a), readings(b));
    let all = ours.iter().flat_map(|x| theirs.iter().map(move |y| vocabulary.nearness(*x, *y)));
    all.fold(0.0, f32::max)
}
