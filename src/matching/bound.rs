//! How much two phrases can share at most, told from an inverted index over what the meanings of a catalogue speak of: the
//! weights of all that a phrase shares with a meaning are added up while the index is read, and no pair is compared. What
//! stays below a cut by such a bound stays below it in truth (the idea of WAND: Broder et al. 2003, and of prefix filters for
//! set joins: Xiao et al. 2008).

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::index::Spellings;
use crate::text::vocabulary::{ConceptId, Vocabulary};
use crate::text::{Class, Frame, Item, Meaning, Phrase};

/// What rounding may add to a bound.
const ROUNDING: f32 = 1e-4;

/// The meanings of a catalogue by what they speak of.
pub(super) struct Shared {
    /// By concept.
    concepts: Vec<Vec<Posting>>,
    /// By word that no concept explains: comparable form, without diacritics.
    words: Vec<(String, String, Vec<Posting>)>,
    spellings: Spellings,
    /// For each concept what it can meet, made when it is first asked for.
    touches: Vec<OnceLock<Touches>>,
    meanings: usize,
}

/// A meaning speaks of something, with a weight.
#[derive(Clone, Copy)]
struct Posting {
    meaning: u32,
    weight: f32,
    class: Class,
}

/// What a concept can meet: topics first, then what else.
struct Touches {
    list: Vec<(Posting, f32)>,
    topics: usize,
}

/// What a phrase can share with one meaning at most.
#[derive(Clone, Copy, Default)]
pub(super) struct AtMost {
    /// Weight of what the phrase says that the meaning meets.
    pub(super) ours: f32,
    /// The part of it that no context of a meaning could add to.
    pub(super) steady: f32,
    /// Weight of what the meaning says that the phrase meets.
    pub(super) theirs: f32,
    round: u32,
    item: u32,
    item_near: f32,
}

thread_local! {
    static TALLY: RefCell<(u32, Vec<AtMost>)> = RefCell::default();
}

impl Shared {
    /// Indexes meanings, numbered in their order.
    pub(super) fn of(meanings: &[&Phrase], vocabulary: &Vocabulary) -> Shared {
        let mut concepts: Vec<Vec<Posting>> = vec![Vec::new(); vocabulary.concepts.len()];
        let mut words: BTreeMap<(&str, &str), Vec<Posting>> = BTreeMap::new();
        for (meaning, phrase) in (0..).zip(meanings) {
            for (item, weight) in items(phrase) {
                let posting = Posting { meaning, weight, class: item.class };
                match &item.meaning {
                    Meaning::Concept(concept) => concepts[*concept as usize].push(posting),
                    Meaning::Either(readings) => readings.iter().for_each(|c| concepts[*c as usize].push(posting)),
                    Meaning::Word { form, folded } => words.entry((form, folded)).or_default().push(posting),
                }
            }
        }
        let words: Vec<_> =
            words.into_iter().map(|((form, folded), list)| (form.to_owned(), folded.to_owned(), list)).collect();
        Shared {
            spellings: Spellings::of(&words),
            touches: vocabulary.concepts.iter().map(|_| OnceLock::new()).collect(),
            meanings: meanings.len(),
            concepts,
            words,
        }
    }

    /// Goes through the meanings that may share a topic with the phrase, in ascending order. `lit` tells the concepts that
    /// some context of a meaning is near.
    pub(super) fn each(
        &self,
        phrase: &Phrase,
        lit: &dyn Fn(ConceptId) -> bool,
        vocabulary: &Vocabulary,
        mut with: impl FnMut(u32, AtMost),
    ) {
        TALLY.with_borrow_mut(|(round, tally)| {
            *round = round.wrapping_add(1);
            if *round == 0 || tally.len() < self.meanings {
                *tally = vec![AtMost::default(); self.meanings.max(tally.len())];
                *round = 1;
            }
            let mut sum =
                Sum { round: *round, tally, touched: Vec::new(), other_class: vocabulary.weights.other_class };
            // Topics make a pair worth a look; what else is shared only counts where one is.
            for topics in [true, false] {
                for (number, (item, weight)) in (1..).zip(items(phrase)) {
                    let said = |lit: bool| Said { number, class: item.class, weight, lit };
                    let mut meet = |concept: ConceptId, lit: bool| {
                        let touches = self.touches[concept as usize].get_or_init(|| self.met_by(concept, vocabulary));
                        let (of_topics, of_others) = touches.list.split_at(touches.topics);
                        // A topic of either side makes the pair one that shares a topic.
                        let lists = match (item.class == Class::Topic, topics) {
                            (true, true) => [of_topics, of_others],
                            (true, false) => [&[][..], &[]],
                            (false, true) => [of_topics, &[]],
                            (false, false) => [&[], of_others],
                        };
                        for (posting, near) in lists.into_iter().flatten() {
                            sum.add(*posting, *near, said(lit), topics);
                        }
                    };
                    match &item.meaning {
                        Meaning::Concept(concept) => meet(*concept, lit(*concept)),
                        Meaning::Either(readings) => {
                            let lit = readings.iter().any(|c| lit(*c));
                            for concept in readings {
                                meet(*concept, lit);
                            }
                        }
                        Meaning::Word { form, folded } if topics => {
                            for word in self.spellings.alike(form, folded, &self.words) {
                                for posting in &self.words[word as usize].2 {
                                    sum.add(*posting, 1.0, said(false), true);
                                }
                            }
                        }
                        Meaning::Word { .. } => {}
                    }
                }
            }
            let mut touched = sum.touched;
            touched.sort_unstable();
            for meaning in touched {
                with(meaning, tally[meaning as usize]);
            }
        });
    }

    fn met_by(&self, concept: ConceptId, vocabulary: &Vocabulary) -> Touches {
        let near = vocabulary.near(concept).chain([(concept, 1.0)]);
        let all = near.flat_map(|(other, near)| self.concepts[other as usize].iter().map(move |p| (*p, near)));
        let (mut list, others): (Vec<_>, Vec<_>) = all.partition(|(posting, _)| posting.class == Class::Topic);
        let topics = list.len();
        list.extend(others);
        Touches { list, topics }
    }
}

/// Something that the phrase says.
#[derive(Clone, Copy)]
struct Said {
    number: u32,
    class: Class,
    weight: f32,
    /// Some context of a meaning is near it.
    lit: bool,
}

/// Sums of one phrase with all meanings.
struct Sum<'t> {
    round: u32,
    tally: &'t mut Vec<AtMost>,
    touched: Vec<u32>,
    other_class: f32,
}

impl Sum<'_> {
    fn add(&mut self, posting: Posting, near: f32, said: Said, opens: bool) {
        let most = &mut self.tally[posting.meaning as usize];
        if most.round != self.round {
            if !opens {
                return;
            }
            *most = AtMost { round: self.round, ..AtMost::default() };
            self.touched.push(posting.meaning);
        }
        let near = if posting.class == said.class { near } else { near * self.other_class };
        // Of several things that one meets only the nearest counts; on the other side they are all added, which is no less.
        let before = if most.item == said.number { most.item_near } else { 0.0 };
        if near > before {
            most.item = said.number;
            most.item_near = near;
            most.ours += (near - before) * said.weight;
            if !said.lit {
                most.steady += (near - before) * said.weight;
            }
        }
        most.theirs += near * posting.weight;
    }
}

/// Items with what they count for: those of the whole, and those that only statements have, which count for nothing but may
/// still be what two phrases share.
fn items(phrase: &Phrase) -> impl Iterator<Item = (&Item, f32)> {
    let whole = phrase.whole.items.iter().map(|item| (item, item.weight));
    let only_stated = phrase.frames.iter().flat_map(|frame| &frame.items).map(|item| (item, 0.0));
    whole.chain(only_stated)
}

/// The greatest similarity of two frames with these weights, of which so much is met.
pub(super) fn greatest(ours: (f32, f32), theirs: (f32, f32), vocabulary: &Vocabulary) -> f32 {
    let (met, total) = (ours.0.min(ours.1), ours.1);
    let (their_met, their_total) = (theirs.0.min(theirs.1), theirs.1);
    if total <= 0.0 || their_total <= 0.0 {
        return 1.0;
    }
    let containment = vocabulary.weights.containment;
    let contained = (met / total).max(their_met / their_total);
    (1.0 - containment) * (met + their_met) / (total + their_total) + containment * contained + ROUNDING
}

/// Weight of a frame's items that `reached` says so of.
pub(super) fn weight_of(frame: &Frame, reached: impl Fn(ConceptId) -> bool) -> f32 {
    let is_reached = |item: &&Item| match &item.meaning {
        Meaning::Concept(concept) => reached(*concept),
        Meaning::Either(readings) => readings.iter().any(|c| reached(*c)),
        Meaning::Word { .. } => false,
    };
    frame.items.iter().filter(is_reached).map(|item| item.weight).sum()
}
