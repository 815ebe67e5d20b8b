//! A phrase as a machine can compare it: which concepts it speaks of, which words nothing explains, and which
//! statements (*frames*) an enumeration holds.

pub mod disguise;
pub mod flat;
pub mod normal;
pub mod vocabulary;
pub mod weights;
pub mod words;

use std::sync::Arc;

use normal::{Gap, Token, tokens};
use serde::{Deserialize, Serialize};
use vocabulary::{ConceptId, Role, Vocabulary};

/// What an item of a frame counts as when two frames are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Class {
    /// What is done.
    Action,
    /// What it is done to, or a whole function.
    Topic,
    /// Who, how, through what.
    Circumstance,
}

/// One thing that a frame speaks of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// A concept, or a word that no concept explains.
    pub meaning: Meaning,
    /// Role in comparison.
    pub class: Class,
    /// How much it tells, 0–1.
    pub weight: f32,
}

/// What an item means.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Meaning {
    /// One concept.
    Concept(ConceptId),
    /// Several readings of the same words.
    Either(Vec<ConceptId>),
    /// A word, as its comparable form and without diacritics.
    Word {
        /// Comparable form.
        form: String,
        /// Without diacritics.
        folded: String,
    },
}

/// A statement: actions, topics and circumstances that belong together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Items, sorted by meaning, each once.
    pub items: Vec<Item>,
}

/// An analysed phrase.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Phrase {
    /// Everything that the phrase speaks of.
    pub whole: Frame,
    /// The statements of an enumeration; empty where the phrase is a single one.
    pub frames: Vec<Frame>,
    /// Typed without diacritics.
    pub typed_plain: bool,
    /// Parts of the original text that no concept explains, as byte ranges.
    pub unexplained: Vec<(usize, usize)>,
    /// The phrase has a topic, that is: it says something that can be compared.
    pub has_topic: bool,
}

impl Phrase {
    /// The statements of an enumeration, else the whole.
    #[must_use]
    pub fn statements(&self) -> &[Frame] {
        if self.frames.is_empty() { std::slice::from_ref(&self.whole) } else { &self.frames }
    }
}

/// Gives the analysis of phrases: each time anew, as a vocabulary does, or from memory.
pub trait Reader: Sync {
    /// What a phrase is taken to mean.
    fn read(&self, text: &str) -> Arc<Phrase>;

    /// The concepts.
    fn vocabulary(&self) -> &Vocabulary;
}

impl Reader for Vocabulary {
    fn read(&self, text: &str) -> Arc<Phrase> {
        Arc::new(analyse(text, self))
    }

    fn vocabulary(&self) -> &Vocabulary {
        self
    }
}

/// Statements that are kept of one enumeration.
const MOST_FRAMES: usize = 12;

/// Analyses a phrase.
#[must_use]
pub fn analyse(text: &str, vocabulary: &Vocabulary) -> Phrase {
    let words = tokens(text);
    let typed_plain = typed_plain(&words);
    let hits = vocabulary.hits(&words, typed_plain);
    let mut units = Vec::new();
    let mut unexplained = Vec::new();
    let mut hits = hits.into_iter().peekable();
    let mut at = 0;
    while at < words.len() {
        if let Some(hit) = hits.next_if(|h| h.from == at) {
            units.push(Unit {
                gap: words[at].gap,
                items: concept_items(hit.concepts, vocabulary),
                conjunction: conjunction(hit.concepts, vocabulary),
            });
            at = hit.to;
        } else {
            let word = &words[at];
            unexplained.push((word.start, word.end));
            units.push(Unit {
                gap: word.gap,
                items: word_item(word, vocabulary).into_iter().collect(),
                conjunction: false,
            });
            at += 1;
        }
    }
    let whole = Frame::of(units.iter().flat_map(|u| u.items.iter().cloned()), vocabulary);
    let frames = statements(&units, vocabulary);
    let has_topic = whole.items.iter().any(|i| i.class == Class::Topic);
    Phrase { whole, frames, typed_plain, unexplained, has_topic }
}

/// Concepts of words that begin another clause.
const JOINING: [&str; 3] = ["conjunction", "extra-conjunction", "purpose-word"];

/// What stands between the punctuation marks of a text and the words that join clauses (*and*, *together with*, *in order
/// to*).
#[must_use]
pub fn clauses<'t>(text: &'t str, vocabulary: &Vocabulary) -> Vec<&'t str> {
    let words = tokens(text);
    let mut hits = vocabulary.hits(&words, typed_plain(&words)).into_iter().peekable();
    let joins = |c: &ConceptId| JOINING.contains(&vocabulary.concepts[*c as usize].id.as_str());
    let mut clauses: Vec<(usize, usize)> = Vec::new();
    let mut open = false;
    let mut at = 0;
    while at < words.len() {
        let hit = hits.next_if(|hit| hit.from == at);
        let (to, joining) = hit.map_or((at + 1, false), |hit| (hit.to, hit.concepts.iter().all(joins)));
        open &= !joining && words[at].gap == Gap::Word;
        match clauses.last_mut().filter(|_| open) {
            Some((_, end)) => *end = words[to - 1].end,
            None if joining => {}
            None => clauses.push((words[at].start, words[to - 1].end)),
        }
        open = !joining;
        at = to;
    }
    clauses.into_iter().map(|(start, end)| &text[start..end]).collect()
}

/// Was the phrase typed without diacritics? Only a guess for short ones, and harmless where it is wrong: folded labels
/// then only add to the exact ones.
fn typed_plain(words: &[Token]) -> bool {
    let letters = |t: &&Token| t.form.chars().any(char::is_alphabetic);
    let plain = words.iter().filter(letters).all(|t| t.form.is_ascii());
    let like_vietnamese = words.iter().filter(letters).filter(|t| t.form == t.folded && t.form.len() <= 6).count();
    plain && like_vietnamese * 3 >= words.len() * 2
}

/// A label or a word of the phrase with what stands before it.
struct Unit {
    gap: Gap,
    items: Vec<Item>,
    conjunction: bool,
}

fn conjunction(concepts: &[ConceptId], vocabulary: &Vocabulary) -> bool {
    matches!(concepts, [one] if vocabulary.concepts[*one as usize].id == "conjunction")
}

fn concept_items(readings: &[ConceptId], vocabulary: &Vocabulary) -> Vec<Item> {
    match readings {
        [one] => {
            let mut items = Vec::new();
            expand(*one, 1.0, 0, vocabulary, &mut items);
            items
        }
        several => {
            let kept: Vec<ConceptId> =
                several.iter().copied().filter(|c| vocabulary.concepts[*c as usize].role != Role::Filler).collect();
            let of = |c: &ConceptId| (class_of(vocabulary.concepts[*c as usize].role), own_weight(*c, vocabulary));
            let Some((class, _)) = kept.iter().map(of).min_by_key(|(class, _)| *class != Some(Class::Topic)) else {
                return Vec::new();
            };
            let weight = kept.iter().map(|c| of(c).1).fold(f32::INFINITY, f32::min);
            class.map(|class| Item { meaning: Meaning::Either(kept), class, weight }).into_iter().collect()
        }
    }
}

/// A whole function counts as what it is made of, and a little as itself; a compound noun as itself, and a little as
/// what it is made of.
fn expand(concept: ConceptId, share: f32, depth: u8, vocabulary: &Vocabulary, items: &mut Vec<Item>) {
    let entry = &vocabulary.concepts[concept as usize];
    let Some(class) = class_of(entry.role) else { return };
    let weight = own_weight(concept, vocabulary) * share;
    let meaning = Meaning::Concept(concept);
    if entry.parts.is_empty() || depth == 2 {
        items.push(Item { meaning, class, weight });
        return;
    }
    let (own, of_parts) = match entry.role {
        Role::Function => (vocabulary.weights.name_of_parts, 1.0),
        _ => (1.0, vocabulary.weights.parts_of_object),
    };
    items.push(Item { meaning, class, weight: weight * own });
    if of_parts > 0.0 {
        for part in &entry.parts {
            expand(*part, share * of_parts, depth + 1, vocabulary, items);
        }
    }
}

fn class_of(role: Role) -> Option<Class> {
    match role {
        Role::Action => Some(Class::Action),
        Role::Object | Role::Function => Some(Class::Topic),
        Role::Actor | Role::Channel | Role::Quality => Some(Class::Circumstance),
        Role::Filler => None,
    }
}

fn own_weight(concept: ConceptId, vocabulary: &Vocabulary) -> f32 {
    let entry = &vocabulary.concepts[concept as usize];
    let weights = &vocabulary.weights;
    let of_role = match entry.role {
        Role::Action => weights.action,
        Role::Object | Role::Function => weights.object,
        Role::Actor => weights.actor,
        Role::Channel => weights.channel,
        Role::Quality => weights.quality,
        Role::Filler => 0.0,
    };
    of_role * entry.weight
}

fn word_item(word: &Token, vocabulary: &Vocabulary) -> Option<Item> {
    // A number or a single letter names no function.
    let tells = word.folded.chars().count() > 1 && word.folded.chars().any(char::is_alphabetic);
    let meaning = Meaning::Word { form: word.form.clone(), folded: word.folded.clone() };
    tells.then_some(Item { meaning, class: Class::Topic, weight: vocabulary.weights.word })
}

impl Frame {
    fn of(items: impl Iterator<Item = Item>, vocabulary: &Vocabulary) -> Frame {
        let mut items: Vec<Item> = items.filter(|i| i.weight > 0.0).collect();
        items.sort_by(|a, b| a.meaning.cmp(&b.meaning).then(b.weight.total_cmp(&a.weight)));
        items.dedup_by(|later, first| later.meaning == first.meaning);
        let words: f32 = items.iter().filter(|i| matches!(i.meaning, Meaning::Word { .. })).map(|i| i.weight).sum();
        if words > vocabulary.weights.all_words {
            for item in &mut items {
                if matches!(item.meaning, Meaning::Word { .. }) {
                    item.weight *= vocabulary.weights.all_words / words;
                }
            }
        }
        // Where nothing else is named, the people or the way is what it is about: *quản lý doanh nghiệp*.
        if !items.iter().any(|i| i.class == Class::Topic) {
            for item in items.iter_mut().filter(|i| i.class == Class::Circumstance) {
                if let Meaning::Concept(concept) = item.meaning {
                    item.class = Class::Topic;
                    item.weight = vocabulary.weights.promoted * vocabulary.concepts[concept as usize].weight;
                }
            }
        }
        Frame { items }
    }

    /// The frame read in the light of `context`: its items join those that the frame has of its own.
    #[must_use]
    pub fn within(&self, context: &[Item]) -> Frame {
        let mut items = self.items.clone();
        items.extend(context.iter().filter(|c| !self.items.iter().any(|i| i.meaning == c.meaning)).cloned());
        items.sort_by(|a, b| a.meaning.cmp(&b.meaning));
        Frame { items }
    }

    /// Sum of the weights.
    #[must_use]
    pub fn total(&self) -> f32 {
        self.items.iter().map(|i| i.weight).sum()
    }
}

/// Cuts an enumeration into its statements. *Tiếp nhận, xử lý văn bản* states two things about documents: an action
/// without a topic takes the topics that follow. *Quản lý văn bản, hồ sơ* too: a topic without an action takes the
/// action before it. A full stop ends what can be taken.
fn statements(units: &[Unit], vocabulary: &Vocabulary) -> Vec<Frame> {
    let mut segments: Vec<(Gap, Vec<&Item>)> = Vec::new();
    for unit in units {
        if unit.conjunction || unit.gap != Gap::Word || segments.is_empty() {
            segments.push((unit.gap, Vec::new()));
        }
        if let Some((_, items)) = segments.last_mut() {
            items.extend(&unit.items);
        }
    }
    segments.retain(|(_, items)| !items.is_empty());
    if segments.len() < 2 {
        return Vec::new();
    }
    let mut found: Vec<Vec<Item>> = Vec::new();
    let mut waiting: Vec<Vec<&Item>> = Vec::new();
    let mut last_actions: Vec<&Item> = Vec::new();
    let mut last_topics: Vec<&Item> = Vec::new();
    for (gap, items) in &segments {
        if *gap == Gap::Stop {
            attach(&mut waiting, &last_topics, &mut found);
            last_actions.clear();
            last_topics.clear();
        }
        let of = |class| items.iter().copied().filter(move |i: &&Item| i.class == class);
        let topics: Vec<&Item> = of(Class::Topic).collect();
        if topics.is_empty() {
            waiting.push(items.clone());
            continue;
        }
        let actions: Vec<&Item> = of(Class::Action).collect();
        attach(&mut waiting, &topics, &mut found);
        let taken = if actions.is_empty() { last_actions.clone() } else { Vec::new() };
        found.push(items.iter().copied().chain(taken).cloned().collect());
        if !actions.is_empty() {
            last_actions = actions;
        }
        last_topics = topics;
    }
    attach(&mut waiting, &last_topics, &mut found);
    if found.len() < 2 {
        return Vec::new();
    }
    found.truncate(MOST_FRAMES);
    found.into_iter().map(|items| Frame::of(items.into_iter(), vocabulary)).collect()
}

/// Gives topics to the segments that wait for some.
fn attach(waiting: &mut Vec<Vec<&Item>>, topics: &[&Item], found: &mut Vec<Vec<Item>>) {
    for segment in waiting.drain(..) {
        if !topics.is_empty() && segment.iter().any(|i| i.class == Class::Action) {
            found.push(segment.into_iter().chain(topics.iter().copied()).cloned().collect());
        }
    }
}
