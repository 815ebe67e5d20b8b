//! Phrase × phrase → similarity with reasons.
//!
//! Two frames are alike as far as the weight of what they share outweighs what each says alone (a weighted, soft Dice
//! coefficient). Concepts meet by their place in the vocabulary, unexplained words by their letters. What decides is
//! the topic: to share an action, a circumstance or only general words is never to do the same; different topics on
//! both sides speak against, and so do actions that have nothing to do with each other.

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
#[derive(Clone, Copy, Debug, PartialEq)]
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
const SAME_SPELLING: f64 = 0.8;

/// Similarity of two phrases, 0–1, symmetric.
#[must_use]
pub fn similarity(a: &Phrase, b: &Phrase, vocabulary: &Vocabulary) -> f32 {
    as_they_stand(a, b, vocabulary).0
}

/// Similarity of two phrases as they stand, or in the light of what their records are about, whichever is greater. The
/// light only helps what shares a topic of its own: two records of one field do not make any two functions alike.
#[must_use]
pub fn similarity_in_context(
    (a, a_in_context): (&Phrase, &Frame),
    (b, b_in_context): (&Phrase, &Frame),
    vocabulary: &Vocabulary,
) -> f32 {
    let (score, shares_topic) = as_they_stand(a, b, vocabulary);
    if !shares_topic {
        return score;
    }
    let plain = a.typed_plain || b.typed_plain;
    score.max(compare(a_in_context, b_in_context, plain, vocabulary).score - vocabulary.weights.context_margin)
}

/// The similarity, and whether the phrases share a topic.
fn as_they_stand(a: &Phrase, b: &Phrase, vocabulary: &Vocabulary) -> (f32, bool) {
    let plain = a.typed_plain || b.typed_plain;
    let whole = compare(&a.whole, &b.whole, plain, vocabulary);
    if a.frames.is_empty() && b.frames.is_empty() {
        return (whole.score, whole.topic > 0.0);
    }
    (whole.score.max(by_statement(a, b, plain, vocabulary)), whole.topic > 0.0)
}

/// Each statement of one enumeration against the best of the other, averaged over both sides.
fn by_statement(a: &Phrase, b: &Phrase, plain: bool, vocabulary: &Vocabulary) -> f32 {
    let frames = |p: &'_ Phrase| -> Vec<usize> { (0..p.frames.len().max(1)).collect() };
    let frame = |p: &'_ Phrase, n: usize| -> Frame { p.frames.get(n).unwrap_or(&p.whole).clone() };
    let (of_a, of_b) = (frames(a), frames(b));
    let mut best_a = vec![0.0_f32; of_a.len()];
    let mut best_b = vec![0.0_f32; of_b.len()];
    for &i in &of_a {
        let fa = frame(a, i);
        for &j in &of_b {
            let score = compare(&fa, &frame(b, j), plain, vocabulary).score;
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
    let comparison = compare(&a.whole, &b.whole, plain, vocabulary);
    let mut found = Vec::new();
    for (i, j, nearness) in &comparison.pairs {
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
    let first = alone(&a.whole.items, &|n| comparison.pairs.iter().any(|p| p.0 == n));
    let second = alone(&b.whole.items, &|n| comparison.pairs.iter().any(|p| p.1 == n));
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
    /// Items of the first and the second frame that meet, and how nearly.
    pairs: Vec<(usize, usize, f32)>,
}

fn compare(a: &Frame, b: &Frame, plain: bool, vocabulary: &Vocabulary) -> Comparison {
    let pairs = pair_up(a, b, plain, vocabulary);
    let total = a.total() + b.total();
    if pairs.is_empty() || total <= 0.0 {
        return Comparison { score: 0.0, topic: 0.0, pairs };
    }
    let mut shared = 0.0;
    let mut topic = 0.0_f32;
    let mut best_action = 0.0_f32;
    for &(i, j, nearness) in &pairs {
        let (x, y) = (&a.items[i], &b.items[j]);
        shared += nearness * (x.weight + y.weight);
        match (x.class, y.class) {
            (Class::Action, Class::Action) => best_action = best_action.max(nearness),
            (Class::Topic, _) | (_, Class::Topic) => topic += nearness * x.weight.min(y.weight),
            _ => {}
        }
    }
    let weights = &vocabulary.weights;
    // How much of the shorter statement the other contains: details on one side are no contradiction.
    let lesser = a.total().min(b.total());
    let contained: f32 = pairs.iter().map(|&(i, j, near)| near * a.items[i].weight.min(b.items[j].weight)).sum();
    let mut score = (1.0 - weights.containment) * shared / total + weights.containment * (contained / lesser).min(1.0);
    let has = |f: &Frame, class| f.items.iter().any(|i| i.class == class);
    let both_act = has(a, Class::Action) && has(b, Class::Action);
    if topic <= 0.0 {
        score = score.min(weights.no_topic);
    } else if topic < weights.telling && both_act && best_action < weights.related {
        score = score.min(weights.general);
    }
    if both_act && best_action <= 0.0 {
        score *= weights.other_action;
    }
    let alone = |items: &[Item], paired: &dyn Fn(usize) -> bool| -> f32 {
        let left = items.iter().enumerate().filter(|(n, i)| i.class == Class::Topic && !paired(*n));
        left.map(|(_, i)| i.weight).fold(0.0, f32::max)
    };
    let left_a = alone(&a.items, &|n| pairs.iter().any(|p| p.0 == n));
    let left_b = alone(&b.items, &|n| pairs.iter().any(|p| p.1 == n));
    if left_a >= weights.telling && left_b >= weights.telling {
        score *= weights.other_topic;
    }
    Comparison { score, topic, pairs }
}

/// Pairs the items of two frames, the nearest first; ties go to the heavier pair, then to the earlier items. Symmetric:
/// the order of candidates does not depend on which frame comes first.
fn pair_up(a: &Frame, b: &Frame, plain: bool, vocabulary: &Vocabulary) -> Vec<(usize, usize, f32)> {
    let mut candidates = Vec::new();
    for (i, x) in a.items.iter().enumerate() {
        for (j, y) in b.items.iter().enumerate() {
            let same_class = if x.class == y.class { 1.0 } else { vocabulary.weights.other_class };
            let nearness = same_class * nearness(&x.meaning, &y.meaning, plain, vocabulary);
            if nearness > 0.0 {
                candidates.push((i, j, nearness));
            }
        }
    }
    if candidates.len() > 1 {
        let key = |&(i, j, nearness): &(usize, usize, f32)| {
            let (x, y) = (&a.items[i], &b.items[j]);
            let pair = if x.meaning <= y.meaning { (&x.meaning, &y.meaning) } else { (&y.meaning, &x.meaning) };
            (nearness, x.weight + y.weight, pair)
        };
        candidates.sort_by(|p, q| {
            let (p, q) = (key(p), key(q));
            q.0.total_cmp(&p.0).then(q.1.total_cmp(&p.1)).then_with(|| p.2.cmp(&q.2))
        });
    }
    let (mut used_a, mut used_b) = (vec![false; a.items.len()], vec![false; b.items.len()]);
    candidates.retain(|&(i, j, _)| {
        let free = !used_a[i] && !used_b[j];
        if free {
            used_a[i] = true;
            used_b[j] = true;
        }
        free
    });
    candidates
}

fn nearness(a: &Meaning, b: &Meaning, plain: bool, vocabulary: &Vocabulary) -> f32 {
    match (a, b) {
        (Meaning::Concept(x), Meaning::Concept(y)) => vocabulary.nearness(*x, *y),
        (Meaning::Word { form, folded }, Meaning::Word { form: other_form, folded: other_folded }) => {
            let (one, other) = if plain { (folded, other_folded) } else { (form, other_form) };
            if one == other {
                1.0
            } else if one.len() >= 5 && strsim::normalized_damerau_levenshtein(one, other) >= SAME_SPELLING {
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
