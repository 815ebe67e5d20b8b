//! Phrase × phrase → similarity with reasons.
//!
//! Two frames are alike as far as the weight of what they share outweighs what each says alone (a weighted, soft Dice
//! coefficient). Concepts meet by their place in the vocabulary, unexplained words by their letters. What decides is
//! the topic: to share an action, a circumstance or only general words is never to do the same; different topics on
//! both sides speak against, and so do actions that have nothing to do with each other.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::text::normal::written;
use crate::text::vocabulary::{ConceptId, Vocabulary};
use crate::text::{Class, Frame, Item, Meaning, Phrase};

/// What a similarity means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Another function.
    Different,
    /// A person should look.
    Possible,
    /// The same function.
    Same,
}

/// From which similarity on two phrases are possibly, or surely, the same function. Data of
/// the policy.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cuts {
    /// Possible from here on.
    pub possible: f32,
    /// Same from here on.
    pub same: f32,
    /// What a possible match counts beside a sure one when functions are added up.
    pub possible_counts: f32,
}

impl Cuts {
    /// The outcome for a similarity.
    #[must_use]
    pub fn outcome(self, similarity: f32) -> Outcome {
        if similarity >= self.same {
            Outcome::Same
        } else if similarity >= self.possible {
            Outcome::Possible
        } else {
            Outcome::Different
        }
    }
}

/// A reason for a similarity.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// Both speak of the concept.
    Shared(ConceptId),
    /// Both use the word.
    SharedWord(String),
    /// A concept of the first is near one of the second: wider, narrower or related.
    Near(ConceptId, ConceptId),
    /// Only the first speaks of the concept, or uses the word.
    OnlyFirst(Result<ConceptId, String>),
    /// Only the second does.
    OnlySecond(Result<ConceptId, String>),
}

/// How alike two unexplained words must be spelt to count as one with a slip (Damerau-Levenshtein).
pub(super) const SAME_SPELLING: f64 = 0.8;

/// Bytes that both must have: of a shorter word another letter makes another word.
pub(super) const SHORTEST_SLIP: usize = 5;

/// Similarity of two phrases, 0–1, symmetric.
#[must_use]
pub fn similarity(a: &Phrase, b: &Phrase, vocabulary: &Vocabulary) -> f32 {
    as_they_stand(a, b, vocabulary).score
}

/// Similarity of two phrases from lists that say in detail what is done: `score`, which they have as they stand, and less where
/// one names an action that the other does not. `named` is from which nearness on an action counts as named.
#[must_use]
pub fn in_detail(score: f32, a: &Phrase, b: &Phrase, named: f32, vocabulary: &Vocabulary) -> f32 {
    let plain = a.typed_plain || b.typed_plain;
    let names_another = |one: &Frame, other: &Frame| {
        let is_named = |action: &Item| {
            other.items.iter().any(|item| nearness(&action.meaning, &item.meaning, plain, vocabulary) >= named)
        };
        one.items.iter().any(|item| item.class == Class::Action && !is_named(item))
    };
    if names_another(&a.whole, &b.whole) || names_another(&b.whole, &a.whole) {
        score * vocabulary.weights.other_action
    } else {
        score
    }
}

/// Similarity of two phrases as they stand, or in the light of what their records are about, whichever is greater. The
/// light only helps what shares a topic of its own: two records of one field do not make any two functions alike.
#[must_use]
pub fn similarity_in_context(
    (a, a_in_context): (&Phrase, &Frame),
    (b, b_in_context): (&Phrase, &Frame),
    vocabulary: &Vocabulary,
) -> f32 {
    let standing = as_they_stand(a, b, vocabulary);
    if !standing.shares_topic {
        return standing.score;
    }
    standing.score.max(in_context(a_in_context, b_in_context, a.typed_plain || b.typed_plain, vocabulary))
}

/// Similarity of two frames that were put into the light of their records.
pub(super) fn in_context(a: &Frame, b: &Frame, plain: bool, vocabulary: &Vocabulary) -> f32 {
    compare(a, b, plain, vocabulary).score - vocabulary.weights.context_margin
}

/// Do two phrases share a topic, as they stand?
pub(super) fn shares_topic(a: &Phrase, b: &Phrase, vocabulary: &Vocabulary) -> bool {
    compare(&a.whole, &b.whole, a.typed_plain || b.typed_plain, vocabulary).topic > 0.0
}

/// How two phrases compare as they stand.
#[derive(Clone, Copy, Debug)]
struct Standing {
    /// Similarity, 0–1.
    score: f32,
    /// They share a topic.
    shares_topic: bool,
}

/// Compares two phrases as they stand.
fn as_they_stand(a: &Phrase, b: &Phrase, vocabulary: &Vocabulary) -> Standing {
    let plain = a.typed_plain || b.typed_plain;
    let whole = compare(&a.whole, &b.whole, plain, vocabulary);
    // What the wholes do not share, no statement of theirs shares.
    let score = if (a.frames.is_empty() && b.frames.is_empty()) || !whole.meet {
        whole.score
    } else {
        whole.score.max(by_statement(a, b, plain, vocabulary))
    };
    Standing { score, shares_topic: whole.topic > 0.0 }
}

/// Each statement of one enumeration against the best of the other, averaged over both sides.
fn by_statement(a: &Phrase, b: &Phrase, plain: bool, vocabulary: &Vocabulary) -> f32 {
    let (of_a, of_b) = (a.statements(), b.statements());
    let mut best_a = vec![0.0_f32; of_a.len()];
    let mut best_b = vec![0.0_f32; of_b.len()];
    for (i, one) in of_a.iter().enumerate() {
        for (j, other) in of_b.iter().enumerate() {
            let score = compare(one, other, plain, vocabulary).score;
            best_a[i] = best_a[i].max(score);
            best_b[j] = best_b[j].max(score);
        }
    }
    let mean = |v: &[f32]| v.iter().sum::<f32>() / v.len() as f32;
    f32::midpoint(mean(&best_a), mean(&best_b))
}

/// Why two phrases are as alike as they are.
#[must_use]
pub fn reasons(a: &Phrase, b: &Phrase, vocabulary: &Vocabulary) -> Vec<Reason> {
    let plain = a.typed_plain || b.typed_plain;
    let pairs = meeting(&a.whole, &b.whole, plain, vocabulary);
    let mut found = Vec::new();
    for (i, j, nearness) in &pairs {
        let (one, other) = (&a.whole.items[*i].meaning, &b.whole.items[*j].meaning);
        found.push(match (one, other) {
            (Meaning::Concept(x), Meaning::Concept(y)) if x == y => Reason::Shared(*x),
            (Meaning::Word { form, .. }, _) => Reason::SharedWord(written(form)),
            _ => match nearest_readings(one, other, vocabulary) {
                Some((x, y)) if x == y || *nearness >= 1.0 => Reason::Shared(x),
                Some((x, y)) => Reason::Near(x, y),
                None => continue,
            },
        });
    }
    let alone = |items: &[Item], paired: &dyn Fn(usize) -> bool| -> Vec<Result<ConceptId, String>> {
        let tells = |(n, item): &(usize, &Item)| !paired(*n) && item.class != Class::Circumstance;
        items.iter().enumerate().filter(tells).map(|(_, item)| item.meaning.named()).collect()
    };
    let first = alone(&a.whole.items, &|n| pairs.iter().any(|p| p.0 == n));
    let second = alone(&b.whole.items, &|n| pairs.iter().any(|p| p.1 == n));
    found.extend(first.into_iter().map(Reason::OnlyFirst));
    found.extend(second.into_iter().map(Reason::OnlySecond));
    found
}

impl Meaning {
    /// The concept (the first reading of several), or the word itself.
    fn named(&self) -> Result<ConceptId, String> {
        match self {
            Meaning::Concept(c) => Ok(*c),
            Meaning::Either(readings) => Ok(readings[0]),
            Meaning::Word { form, .. } => Err(written(form)),
        }
    }
}

struct Comparison {
    score: f32,
    /// Weight of the topics that are shared.
    topic: f32,
    /// Some items meet.
    meet: bool,
}

/// The item of the other frame that is nearest to one, and how near it is.
type Nearest = Option<(usize, f32)>;

/// The nearest items of a whole frame; few have more items than need no memory of their own.
type NearestItems = SmallVec<[Nearest; 8]>;

fn compare(a: &Frame, b: &Frame, plain: bool, vocabulary: &Vocabulary) -> Comparison {
    let Some((of_a, of_b)) = nearest_items(a, b, plain, vocabulary) else {
        return Comparison { score: 0.0, topic: 0.0, meet: false };
    };
    let total = a.total() + b.total();
    let (one, other) = (Side::of(a, &of_a, b), Side::of(b, &of_b, a));
    let weights = &vocabulary.weights;
    let topic = f32::midpoint(one.topic, other.topic);
    // How much of the shorter statement the other contains: details on one side are no contradiction.
    let (of_one, of_other) = (one.met / one.total, other.met / other.total);
    let contained = match one.total.total_cmp(&other.total) {
        Ordering::Less => of_one,
        Ordering::Greater => of_other,
        Ordering::Equal => f32::midpoint(of_one, of_other),
    };
    let mut score = (1.0 - weights.containment) * (one.met + other.met) / total + weights.containment * contained;
    let both_act = one.acts && other.acts;
    let action = one.action.max(other.action);
    if topic <= 0.0 {
        score = score.min(weights.no_topic);
    } else if topic < weights.telling && both_act && action < weights.related {
        score = score.min(weights.general);
    }
    // Two statements that say the same and no more are alike however little it is.
    let differ = one.met < one.total || other.met < other.total;
    if differ && topic < weights.thin {
        score *= weights.thin_keeps + (1.0 - weights.thin_keeps) * topic / weights.thin;
    }
    if both_act && action <= 0.0 {
        score *= weights.other_action;
    }
    if one.alone >= weights.telling && other.alone >= weights.telling {
        score *= weights.other_topic;
    }
    Comparison { score, topic, meet: true }
}

/// Items of the first and the second frame that meet, and how nearly; the nearest first.
fn meeting(a: &Frame, b: &Frame, plain: bool, vocabulary: &Vocabulary) -> Vec<(usize, usize, f32)> {
    let Some((of_a, of_b)) = nearest_items(a, b, plain, vocabulary) else { return Vec::new() };
    let mut pairs: Vec<(usize, usize, f32)> =
        of_a.iter().enumerate().filter_map(|(i, n)| n.map(|(j, near)| (i, j, near))).collect();
    pairs.extend(of_b.iter().enumerate().filter_map(|(j, n)| n.map(|(i, near)| (i, j, near))));
    pairs.sort_by(|p, q| q.2.total_cmp(&p.2).then((p.0, p.1).cmp(&(q.0, q.1))));
    pairs.dedup_by_key(|p| (p.0, p.1));
    pairs
}

/// What one frame has in common with another.
#[derive(Default)]
struct Side {
    /// Its weight, and how much of it the other meets.
    total: f32,
    met: f32,
    /// Weight of its topics that the other meets.
    topic: f32,
    /// It names an action; how near the other's actions come to one.
    acts: bool,
    action: f32,
    /// Weight of its heaviest topic that the other does not meet.
    alone: f32,
}

impl Side {
    fn of(frame: &Frame, nearest: &[Nearest], theirs: &Frame) -> Side {
        let mut side = Side { total: frame.total(), ..Side::default() };
        for (item, nearest) in frame.items.iter().zip(nearest) {
            side.acts |= item.class == Class::Action;
            let Some((n, near)) = *nearest else {
                if item.class == Class::Topic {
                    side.alone = side.alone.max(item.weight);
                }
                continue;
            };
            let other = &theirs.items[n];
            side.met += near * item.weight;
            match (item.class, other.class) {
                (Class::Action, Class::Action) => side.action = side.action.max(near),
                (Class::Topic, _) | (_, Class::Topic) => side.topic += near * item.weight.min(other.weight),
                _ => {}
            }
        }
        side
    }
}

/// For each item of either frame the nearest of the other, ties going to the heavier, then to the earlier one; `None` where
/// no two items are near.
fn nearest_items(a: &Frame, b: &Frame, plain: bool, vocabulary: &Vocabulary) -> Option<(NearestItems, NearestItems)> {
    let (mut of_a, mut of_b) = (NearestItems::new(), NearestItems::new());
    let nearer = |known: Nearest, n: usize, near: f32, items: &[Item]| {
        known.is_none_or(|(m, best)| near > best || (near >= best && items[n].weight > items[m].weight))
    };
    for (i, x) in a.items.iter().enumerate() {
        for (j, y) in b.items.iter().enumerate() {
            let same_class = if x.class == y.class { 1.0 } else { vocabulary.weights.other_class };
            let near = same_class * nearness(&x.meaning, &y.meaning, plain, vocabulary);
            if near <= 0.0 {
                continue;
            }
            if of_a.is_empty() {
                of_a.resize(a.items.len(), None);
                of_b.resize(b.items.len(), None);
            }
            if nearer(of_a[i], j, near, &b.items) {
                of_a[i] = Some((j, near));
            }
            if nearer(of_b[j], i, near, &a.items) {
                of_b[j] = Some((i, near));
            }
        }
    }
    (!of_a.is_empty()).then_some((of_a, of_b))
}

fn nearness(a: &Meaning, b: &Meaning, plain: bool, vocabulary: &Vocabulary) -> f32 {
    match (a, b) {
        (Meaning::Concept(x), Meaning::Concept(y)) => vocabulary.nearness(*x, *y),
        (Meaning::Word { form, folded }, Meaning::Word { form: other_form, folded: other_folded }) => {
            let (one, other) = if plain { (folded, other_folded) } else { (form, other_form) };
            if one == other {
                1.0
            } else if one.len().min(other.len()) >= SHORTEST_SLIP
                && strsim::normalized_damerau_levenshtein(one, other) >= SAME_SPELLING
            {
                0.8
            } else {
                0.0
            }
        }
        (Meaning::Word { .. }, _) | (_, Meaning::Word { .. }) => 0.0,
        _ => nearest_readings(a, b, vocabulary).map_or(0.0, |(x, y)| vocabulary.nearness(x, y)),
    }
}

/// The readings of two concepts that are nearest to each other.
fn nearest_readings(a: &Meaning, b: &Meaning, vocabulary: &Vocabulary) -> Option<(ConceptId, ConceptId)> {
    let mut best: Option<(f32, ConceptId, ConceptId)> = None;
    for &x in a.readings() {
        for &y in b.readings() {
            let near = vocabulary.nearness(x, y);
            if best.is_none_or(|(score, ..)| near > score) {
                best = Some((near, x, y));
            }
        }
    }
    best.map(|(_, x, y)| (x, y))
}

impl Meaning {
    fn readings(&self) -> &[ConceptId] {
        match self {
            Meaning::Concept(c) => std::slice::from_ref(c),
            Meaning::Either(readings) => readings,
            Meaning::Word { .. } => &[],
        }
    }
}
